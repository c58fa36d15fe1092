//! Accounts: several roles, changed and disabled from the next request on; tokens of theirs, replaced and bound to networks.

use serde_json::{Value, json};

use crate::support::{Answer, App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

const ACCOUNTS: &str = "/api/v1/accounts";
const TOKENS: &str = "/api/v1/tokens";
const MEMBERS: &str = "/api/v1/members";

pub fn account(roles: &[(&str, &str)]) -> Value {
    let roles: Vec<Value> =
        roles.iter().map(|(role, region)| json!({"role": role, "region": region})).collect();
    json!({"name": "扎西", "roles": roles})
}

pub fn made(app: &App, admin: &Token, roles: &[(&str, &str)]) -> Answer {
    app.post(admin, ACCOUNTS, &account(roles)).send().expect(201)
}

pub fn token_of(app: &App, admin: &Token, account: &str) -> Token {
    let issued =
        app.post(admin, TOKENS, &json!({"name": "办公电脑", "account_id": account})).send().expect(201);
    Token { id: issued.id(), text: Some(issued.body["token"].as_str().unwrap().to_owned()) }
}

pub fn entered(app: &App, token: &Token, township: &str) -> Answer {
    app.post(token, MEMBERS, &bodies::with(bodies::member(), &json!({"township_code": township}))).send()
}

#[test]
fn a_person_may_hold_several_roles_each_at_its_place() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let person = made(&app, &admin, &[("clerk", GUDUI), ("viewer", "540526")]);
    let token = token_of(&app, &admin, &person.id());
    let me = app.get(&token, "/api/v1/me").send().expect(200).body;
    assert_eq!((&me["name"], &me["account"]), (&json!("扎西"), &json!(person.id())));
    let permissions: Vec<&Value> =
        me["roles"].as_array().unwrap().iter().map(|role| &role["permissions"]).collect();
    assert_eq!(permissions.len(), 2);
    let here = entered(&app, &token, GUDUI).expect(201);
    assert_eq!(here.body["created_by"], json!("扎西"));
    // In reach as a viewer, but not to be written.
    entered(&app, &token, ZHEGU).expect_problem(403, "forbidden");
    entered(&app, &token, ELSEWHERE).expect_problem(404, "not_found");
    let there = entered(&app, &app.clerk(ZHEGU), ZHEGU).expect(201).id();
    let item = format!("{MEMBERS}/{there}");
    app.get(&token, &item).send().expect(200);
    app.patch(&token, &item, &json!({"office": "所长"}))
        .if_match("\"1\"")
        .send()
        .expect_problem(403, "forbidden");
    app.get(&token, &format!("{item}/history")).send().expect_problem(403, "forbidden");
    app.get(&token, &format!("{MEMBERS}/{}/history", here.id())).send().expect(200);
    let all = app.get(&token, MEMBERS).send().expect(200).ids();
    assert_eq!(all.len(), 2, "what either role reaches");
    assert_eq!(app.get(&token, &format!("{MEMBERS}?township={ZHEGU}")).send().expect(200).ids(), [there]);
}

/// A county seen whole and a township elsewhere: neither more nor less.
#[test]
fn roles_in_different_counties_add_up() {
    let app = spawn_app();
    let admin = app.admin("CN");
    let person = made(&app, &admin, &[("officer", "540526"), ("clerk", ELSEWHERE)]);
    let token = token_of(&app, &admin, &person.id());
    let beside = "110101002";
    for township in [GUDUI, ZHEGU, ELSEWHERE, beside] {
        entered(&app, &app.clerk(township), township).expect(201);
    }
    let page = app.get(&token, &format!("{MEMBERS}?count=exact")).send().expect(200);
    let mut seen: Vec<&str> = page.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["township_code"].as_str().unwrap())
        .collect();
    seen.sort_unstable();
    assert_eq!((seen, &page.body["page"]["total"]), (vec![ELSEWHERE, ZHEGU, GUDUI], &json!(3)));
    app.get(&token, &format!("{MEMBERS}?township={beside}")).send().expect_problem(404, "not_found");
    app.get(&token, "/api/v1/regions/540526/figures?year=2024&by=township").send().expect(200);
    app.get(&token, "/api/v1/regions/110101/figures?year=2024").send().expect_problem(404, "not_found");
}

#[test]
fn a_changed_or_disabled_account_is_judged_anew_at_the_next_request() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let person = made(&app, &admin, &[("clerk", GUDUI)]);
    let (token, item) = (token_of(&app, &admin, &person.id()), format!("{ACCOUNTS}/{}", person.id()));
    entered(&app, &token, GUDUI).expect(201);
    let stale = app.put(&admin, &item, &account(&[("viewer", GUDUI)])).if_match(&person.etag()).send();
    assert_eq!(
        stale.expect_problem(412, "precondition_failed").etag(),
        "\"2\"",
        "its token was issued since"
    );
    app.put(&admin, &item, &account(&[("viewer", GUDUI)]))
        .send()
        .expect_problem(428, "precondition_required");
    let viewer = app.put(&admin, &item, &account(&[("viewer", GUDUI)])).if_match("\"2\"").send().expect(200);
    assert_eq!((&viewer.body["version"], viewer.etag().as_str()), (&json!(3), "\"3\""));
    entered(&app, &token, GUDUI).expect_problem(403, "forbidden");
    let mut disabled = account(&[("viewer", GUDUI)]);
    disabled["disabled"] = json!(true);
    app.put(&admin, &item, &disabled).if_match("\"3\"").send().expect(200);
    app.get(&token, MEMBERS).send().expect_problem(401, "unauthenticated");
    app.put(&admin, &item, &account(&[("viewer", GUDUI)])).if_match("\"4\"").send().expect(200);
    app.get(&token, MEMBERS).send().expect(200);
}

#[test]
fn nobody_gives_or_takes_roles_beyond_the_own_subtree() {
    let app = spawn_app();
    let (admin, above) = (app.admin("540526"), app.admin("CN"));
    for roles in [[("clerk", GUDUI), ("clerk", ELSEWHERE)], [("viewer", "54"), ("clerk", GUDUI)]] {
        let refused = app.post(&admin, ACCOUNTS, &account(&roles)).send().expect_problem(404, "not_found");
        assert_eq!(refused.violations().len(), 1, "{:?}", refused.violations());
    }
    let wide = made(&app, &above, &[("clerk", GUDUI), ("clerk", ELSEWHERE)]);
    let item = format!("{ACCOUNTS}/{}", wide.id());
    app.get(&admin, &item).send().expect_problem(404, "not_found");
    app.get(&admin, &format!("{item}/history")).send().expect_problem(404, "not_found");
    app.put(&admin, &item, &account(&[("clerk", GUDUI)]))
        .if_match("*")
        .send()
        .expect_problem(404, "not_found");
    let narrow = made(&app, &admin, &[("clerk", GUDUI)]);
    let narrow = format!("{ACCOUNTS}/{}", narrow.id());
    let widened = account(&[("clerk", GUDUI), ("officer", "CN")]);
    app.put(&admin, &narrow, &widened).if_match("*").send().expect_problem(404, "not_found");
    assert_eq!(
        app.get(&admin, &narrow).send().expect(200).body["roles"],
        account(&[("clerk", GUDUI)])["roles"]
    );
    let listed = app.get(&admin, &format!("{ACCOUNTS}?count=exact")).send().expect(200);
    assert!(!listed.ids().contains(&wide.id()));
    assert_eq!(listed.body["page"]["total"].as_u64(), Some(listed.ids().len() as u64));
}

#[test]
fn accounts_that_make_no_sense_are_refused_at_their_place() {
    let app = spawn_app();
    let admin = app.admin("540526");
    for (patch, place) in [
        (json!({"roles": []}), "/roles"),
        (json!({"roles": null}), "/roles"),
        (json!({"name": ""}), "/name"),
        (json!({"roles": [{"role": "root", "region": GUDUI}]}), "/roles/0/role"),
        (json!({"roles": [{"role": "clerk", "region": "5"}]}), "/roles/0/region"),
        (
            json!({"roles": [{"role": "clerk", "region": GUDUI}, {"role": "clerk", "region": GUDUI}]}),
            "/roles/1",
        ),
        (json!({"id": "x"}), "/id"),
        (json!({"version": 7}), "/version"),
    ] {
        let body = bodies::with(account(&[("clerk", GUDUI)]), &patch);
        let refused = app.post(&admin, ACCOUNTS, &body).send().expect_problem(422, "invalid_body");
        assert!(refused.violates(place), "{patch}: {:?}", refused.violations());
    }
    for whose in [
        json!({}),
        json!({"role": "clerk"}),
        json!({"account_id": ZHEGU_ACCOUNT, "role": "clerk", "region": GUDUI}),
    ] {
        let body = bodies::with(json!({"name": "甲"}), &whose);
        assert!(
            app.post(&admin, TOKENS, &body)
                .send()
                .expect_problem(422, "invalid_body")
                .violates("/account_id")
        );
    }
    let body = json!({"name": "甲", "role": "clerk", "region": GUDUI, "networks": ["10.1.0.0/16", "10.1", "::1/129"]});
    let refused = app.post(&admin, TOKENS, &body).send().expect_problem(422, "invalid_body");
    assert!(
        refused.violates("/networks/1")
            && refused.violates("/networks/2")
            && !refused.violates("/networks/0")
    );
}

const ZHEGU_ACCOUNT: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c";

#[test]
fn a_token_is_replaced_with_an_overlap() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let old = app.clerk(GUDUI);
    let rotate = |body: Value| app.post(&admin, &format!("{TOKENS}/{}:rotate", old.id), &body).send();
    let rotated = rotate(json!({"overlap_hours": 1, "expires_in_days": 30})).expect(201);
    let new = Token { id: rotated.id(), text: rotated.body["token"].as_str().map(str::to_owned) };
    assert_eq!(rotated.body["replaces"], json!(old.id));
    for token in [&old, &new] {
        let me = app.get(token, "/api/v1/me").send().expect(200).body;
        assert_eq!(me["account"], rotated.body["account"]["id"], "the same account");
    }
    let left = app.get(&admin, &format!("{TOKENS}/{}", old.id)).send().expect(200);
    let time = |body: &Value, field: &str| {
        body[field].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap()
    };
    let overlap = time(&left.body, "expires_at") - time(&rotated.body, "created_at");
    assert_eq!((overlap.num_minutes() + 1) / 60, 1);
    // Again, without an overlap: the first one is refused from the next request on.
    rotate(json!({"overlap_hours": 0})).expect(201);
    app.get(&old, "/api/v1/me").send().expect_problem(401, "unauthenticated");
    app.get(&new, "/api/v1/me").send().expect(200);
    app.delete(&admin, &format!("{TOKENS}/{}", new.id)).send().expect(200);
    app.post(&admin, &format!("{TOKENS}/{}:rotate", new.id), &json!({}))
        .send()
        .expect_problem(409, "conflict");
}

#[test]
fn a_token_is_of_use_in_its_networks_only() {
    let app = spawn_app();
    let admin = app.admin("540526");
    for (networks, status) in [
        (json!([]), 200),
        (json!(["127.0.0.0/8"]), 200),
        (json!(["127.0.0.1"]), 200),
        (json!(["10.0.0.0/8", "2001:db8::/32"]), 401),
        (json!(["10.0.0.0/8", "127.0.0.1/32"]), 200),
    ] {
        let body = json!({"name": "看板", "role": "viewer", "region": GUDUI, "networks": networks});
        let issued = app.post(&admin, TOKENS, &body).send().expect(201);
        let token = Token { id: issued.id(), text: issued.body["token"].as_str().map(str::to_owned) };
        assert_eq!(app.get(&token, MEMBERS).send().status, status, "{networks}");
        assert_eq!(entered(&app, &token, GUDUI).status, if status == 200 { 403 } else { 401 }, "{networks}");
    }
    let body = json!({"name": "看板", "role": "viewer", "region": GUDUI, "networks": ["10.1.2.3/16"]});
    assert_eq!(app.post(&admin, TOKENS, &body).send().expect(201).body["networks"], json!(["10.1.0.0/16"]));
}

#[test]
fn it_is_known_when_a_token_was_last_used() {
    let app = spawn_app();
    let (admin, token) = (app.admin("540526"), app.clerk(GUDUI));
    let read =
        || app.get(&admin, &format!("{TOKENS}/{}", token.id)).send().expect(200).body["last_used_at"].clone();
    assert_eq!(read(), Value::Null);
    let write_down = || actix_web::rt::System::new().block_on(app.state.write_down_uses()).unwrap();
    write_down();
    assert_eq!(read(), Value::Null, "not used yet");
    let before = fazhi::clock::now();
    app.get(&token, MEMBERS).send().expect(200);
    app.get(&Token::of(format!("fz_{}_{}", token.id, "A".repeat(43))), MEMBERS).send().expect(401);
    write_down();
    let used: chrono::DateTime<chrono::Utc> = read().as_str().unwrap().parse().unwrap();
    assert!((used - before).num_seconds().abs() < 20, "{used}");
}

/// Whoever may do what, and since when, is in the trail like everything else.
#[test]
fn the_history_of_an_account_has_its_roles_and_tokens() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let person = made(&app, &admin, &[("clerk", GUDUI)]);
    let (token, item) = (token_of(&app, &admin, &person.id()), format!("{ACCOUNTS}/{}", person.id()));
    app.delete(&admin, &format!("{TOKENS}/{}", token.id)).reason("人员调动").send().expect(200);
    app.put(&admin, &item, &account(&[("viewer", GUDUI)])).if_match("\"3\"").send().expect(200);
    let history = app.get(&admin, &format!("{item}/history")).send().expect(200).body;
    let entries = history["items"].as_array().unwrap();
    let actions: Vec<&str> = entries.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["replaced", "token_revoked", "token_issued", "created"]);
    assert_eq!(entries[1]["reason"], json!("人员调动"));
    assert_eq!(entries[2]["after"]["tokens"][0]["id"], json!(token.id));
    assert_eq!(entries[0]["changes"][0]["field"], json!("roles"));
    assert_eq!(entries[0]["role"], json!("admin"));
    assert!(!history.to_string().contains(token.text.as_ref().unwrap().rsplit_once('_').unwrap().1));
}
