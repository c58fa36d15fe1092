//! Tokens: issued once in full, reaching no higher than their issuer, and of no use from the moment they are revoked.

use serde_json::{Value, json};

use crate::support::{Answer, App, ELSEWHERE, GUDUI, Token, ZHEGU, spawn_app};

const LIST: &str = "/api/v1/tokens";
const ACTIVITIES: &str = "/api/v1/activities";

fn grant(role: &str, region: &str) -> Value {
    json!({"name": "古堆乡司法所", "role": role, "region": region, "expires_in_days": 30})
}

fn issue(app: &App, issuer: &Token, role: &str, region: &str) -> Answer {
    app.post(issuer, LIST, &grant(role, region)).send()
}

/// The token an answer grants.
fn granted(issued: &Answer) -> Token {
    let text = issued.body["token"].as_str().expect("the token, this once");
    Token { id: issued.id(), text: Some(text.to_owned()) }
}

fn item(token: &Token) -> String {
    format!("{LIST}/{}", token.id)
}

#[test]
fn a_token_is_issued_and_used() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let issued = issue(&app, &admin, "clerk", GUDUI).expect(201);
    assert_eq!(issued.header("cache-control"), Some("no-store"));
    let token = granted(&issued);
    assert!(token.text.as_ref().unwrap().starts_with(&format!("fz_{}_", token.id)));
    assert_eq!(issued.header("location"), Some(item(&token).as_str()));
    let me = app.get(&token, "/api/v1/me").send().expect(200).body;
    let roles = json!([{"role": "clerk", "region": {"code": GUDUI, "name": "古堆乡"},
        "permissions": ["read_records", "read_trail", "write_records", "confirm_activities"]}]);
    assert_eq!((&me["token_id"], &me["roles"]), (&json!(token.id), &roles));
    let record = app.post(&token, ACTIVITIES, &crate::support::bodies::activity()).send().expect(201);
    assert_eq!(record.body["created_by"], json!("古堆乡司法所"));
}

#[test]
fn a_token_is_read_and_listed_without_its_secret() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let issued = issue(&app, &admin, "clerk", GUDUI).expect(201);
    let token = granted(&issued);
    let mut expected = issued.body.clone();
    expected.as_object_mut().unwrap().remove("token");
    let read = app.get(&admin, &item(&token)).send().expect(200);
    assert_eq!((&read.body, read.etag()), (&expected, issued.etag()));
    assert_eq!((&expected["created_by"], &expected["revoked_at"]), (&json!("admin 540526"), &json!(null)));
    let page = app.get(&admin, &format!("{LIST}?count=exact")).send().expect(200);
    assert_eq!(page.body["page"]["total"], json!(2), "its own and the one it issued");
    assert!(page.body["items"].as_array().unwrap().contains(&expected));
    // The secret may have the separator in it.
    let secret = token.text.as_ref().unwrap().splitn(3, '_').last().unwrap();
    for answer in [&read, &page] {
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(secret));
    }
}

#[test]
fn tokens_are_listed_page_by_page_within_the_own_region() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let mut within =
        vec![admin.id.clone(), app.clerk(GUDUI).id, app.clerk(ZHEGU).id, app.officer("540526").id];
    within.sort();
    for region in ["CN", "54", "5405", "110101", ELSEWHERE] {
        app.admin(region);
    }
    let mut seen = Vec::new();
    let mut next = Some(format!("{LIST}?limit=3"));
    while let Some(path) = next {
        let page = app.get(&admin, &path).send().expect(200);
        seen.extend(page.ids());
        next = page.next_cursor().map(|cursor| format!("{LIST}?limit=3&cursor={cursor}"));
    }
    assert_eq!(seen, within);
    assert_eq!(app.get(&app.admin("CN"), LIST).send().expect(200).ids().len(), 10);
    let cursor = app.get(&admin, &format!("{LIST}?limit=1")).send().next_cursor().unwrap();
    let theirs = format!("{LIST}?limit=1&cursor={cursor}");
    app.get(&app.admin("5405"), &theirs).send().expect_problem(400, "invalid_cursor");
}

#[test]
fn a_revoked_token_is_refused_from_the_next_request_on() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let token = granted(&issue(&app, &admin, "clerk", GUDUI).expect(201));
    let tag = app.get(&token, ACTIVITIES).send().expect(200).etag();
    let list_tag = app.get(&admin, LIST).send().expect(200).etag();
    let revoked = app.delete(&admin, &item(&token)).send().expect(200);
    assert_ne!(revoked.body["revoked_at"], Value::Null);
    app.get(&token, ACTIVITIES).send().expect_problem(401, "unauthenticated");
    app.get(&token, ACTIVITIES).if_none_match(&tag).send().expect_problem(401, "unauthenticated");
    let list = app.get(&admin, LIST).if_none_match(&list_tag).send().expect(200);
    assert!(list.body["items"].as_array().unwrap().contains(&revoked.body), "it stays listed");
    let again = app.delete(&admin, &item(&token)).send().expect(200);
    assert_eq!((&again.body, again.etag()), (&revoked.body, revoked.etag()), "it keeps its time");
}

/// A repeated request gets no second token and never sees the first one's secret: the service does not have it.
#[test]
fn a_replay_does_not_hold_the_secret() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let send = || app.post(&admin, LIST, &grant("clerk", GUDUI)).idempotency_key("k").send().expect(201);
    let (first, again) = (send(), send());
    let token = granted(&first);
    let mut expected = first.body.clone();
    expected["token"] = json!(null);
    assert_eq!((&again.body, again.header("idempotent-replayed")), (&expected, Some("true")));
    assert_eq!((again.etag(), again.header("location")), (first.etag(), first.header("location")));
    let (_, secret) = token.text.as_ref().unwrap().rsplit_once('_').unwrap();
    for table in ["idempotency_keys", "tokens", "trail"] {
        let holding = format!("SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%{secret}%'");
        assert_eq!(app.number(&holding), 0, "{table}");
        let as_bytes = format!(
            "SELECT count(*) FROM {table} AS t WHERE t::text LIKE '%' || encode('{secret}'::bytea, 'hex') || '%'"
        );
        assert_eq!(app.number(&as_bytes), 0, "{table}");
    }
    assert_eq!(app.number("SELECT count(*) FROM tokens"), 2);
}

#[test]
fn nobody_issues_or_sees_tokens_above_or_beside_the_own_region() {
    let app = spawn_app();
    let admin = app.admin("540526");
    for region in ["CN", "54", "5405", "540527", "110101", ELSEWHERE, "540526999"] {
        for role in ["clerk", "officer", "admin"] {
            let refused = issue(&app, &admin, role, region).expect_problem(404, "not_found");
            assert_eq!(refused.violations(), [("/region".to_owned(), "out_of_reach".to_owned())], "{region}");
        }
    }
    for token in [app.admin("5405"), app.clerk("CN"), app.clerk(ELSEWHERE)] {
        app.get(&admin, &item(&token)).send().expect_problem(404, "not_found");
        app.delete(&admin, &item(&token)).send().expect_problem(404, "not_found");
        app.get(&token, "/api/v1/me").send().expect(200);
    }
    issue(&app, &admin, "admin", "540526").expect(201);
    let below = granted(&issue(&app, &admin, "admin", GUDUI).expect(201));
    issue(&app, &below, "clerk", GUDUI).expect(201);
    issue(&app, &below, "clerk", ZHEGU).expect_problem(404, "not_found");
    app.delete(&below, &item(&admin)).send().expect_problem(404, "not_found");
}

#[test]
fn clerks_and_officers_have_nothing_to_do_with_tokens() {
    let app = spawn_app();
    let other = app.clerk(GUDUI);
    for token in [app.clerk(GUDUI), app.clerk("CN"), app.officer("540526"), app.officer("CN")] {
        issue(&app, &token, "clerk", GUDUI).expect_problem(403, "forbidden");
        app.get(&token, LIST).send().expect_problem(403, "forbidden");
        for request in [app.get(&token, &item(&other)), app.delete(&token, &item(&other))] {
            request.send().expect_problem(403, "forbidden");
        }
        app.get(&token, &format!("{LIST}/000000000000")).send().expect_problem(403, "forbidden");
    }
    app.get(&other, "/api/v1/me").send().expect(200);
}

#[test]
fn grants_that_make_no_sense_are_refused_at_their_place() {
    let app = spawn_app();
    let admin = app.admin("540526");
    for (patch, place) in [
        (json!({"name": ""}), "/name"),
        (json!({"name": "字".repeat(101)}), "/name"),
        (json!({"role": "root"}), "/role"),
        (json!({"region": "5405262"}), "/region"),
        (json!({"region": "cn"}), "/region"),
        (json!({"expires_in_days": 0}), "/expires_in_days"),
        (json!({"expires_in_days": 3651}), "/expires_in_days"),
        (json!({"id": "k3v9m2x7q4ab"}), "/id"),
        (json!({"token": "fz_k3v9m2x7q4ab_x"}), "/token"),
    ] {
        let body = crate::support::bodies::with(grant("clerk", GUDUI), &patch);
        let refused = app.post(&admin, LIST, &body).send().expect_problem(422, "invalid_body");
        assert!(refused.violates(place), "{patch}: {:?}", refused.violations());
    }
    for id in ["000000000000", "x", "字", "k3v9m2x7q4ab_"] {
        app.get(&admin, &format!("{LIST}/{id}")).send().expect_problem(404, "not_found");
        app.delete(&admin, &format!("{LIST}/{id}")).send().expect_problem(404, "not_found");
    }
    assert_eq!(app.number("SELECT count(*) FROM tokens"), 1);
}

#[test]
fn a_token_lasts_a_year_unless_said_otherwise() {
    let app = spawn_app();
    let body = json!({"name": "古堆乡司法所", "role": "clerk", "region": GUDUI});
    let issued = app.post(&app.admin("540526"), LIST, &body).send().expect(201);
    let time =
        |field: &str| issued.body[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!((time("expires_at") - time("created_at")).num_days(), 365);
}
