//! Codes that have ended, and who would go on writing under them; reorganisations that nobody is to notice.

use serde_json::{Value, json};

use crate::rights::{account, person};
use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const ACTIVITIES: &str = "/api/v1/activities";
/// What 古堆乡 became.
const TOWN: &str = "540526102";

fn succeed(app: &App, from: &str, to: &str, name: &[&str]) -> String {
    let args = ["region", "succeed", "--from", from, "--to", to, "--on", "2025-01-01"];
    succeeds(fazhi(app.url(), &[&args[..], name].concat()))
}

fn becomes_a_town(app: &App) {
    succeed(app, GUDUI, TOWN, &["--name", "古堆镇"]);
}

fn enter(app: &App, token: &Token, township: &str, day: &str) -> Answer {
    let patch = json!({"township_code": township, "held_on": day, "joint_townships": []});
    app.post(token, ACTIVITIES, &bodies::with(bodies::activity(), &patch)).reason("补登").send()
}

/// The entries of reorganisations that somebody sees: action, actor and successor.
fn entries(app: &App, token: &Token) -> Vec<(String, String, Value)> {
    let changes = app.get(token, "/api/v1/changes?resource=regions").send().expect(200).body;
    let entry = |entry: &Value| {
        let text = |field: &str| entry[field].as_str().unwrap().to_owned();
        (text("action"), text("actor"), entry["after"]["successor_code"].clone())
    };
    changes["items"].as_array().unwrap().iter().map(entry).collect()
}

#[test]
fn nothing_new_is_entered_under_an_ended_code_but_from_above() {
    let app = spawn_app();
    let (old, head) =
        (app.clerk(GUDUI), app.token(fazhi::auth::Role::Head, GUDUI, chrono::TimeDelta::days(1)));
    let id = enter(&app, &old, GUDUI, "2024-05-20").expect(201).id();
    becomes_a_town(&app);
    let successor = app.clerk(TOWN);
    for token in [&old, &head, &successor] {
        let refused = enter(&app, token, GUDUI, "2024-06-20").expect_problem(403, "forbidden");
        assert!(refused.body["detail"].as_str().unwrap().contains("2024-12-31"), "{}", refused.body);
        // Neither on a day when it was no more, wherever he stands.
        enter(&app, token, GUDUI, "2025-06-20").expect_problem(422, "invalid_body");
    }
    enter(&app, &app.officer("540526"), GUDUI, "2024-06-20").expect_problem(403, "forbidden");
    enter(&app, &app.clerk("540526"), GUDUI, "2025-06-20").expect_problem(422, "invalid_body");
    for above in [app.clerk("540526"), app.clerk("CN")] {
        enter(&app, &above, GUDUI, "2024-06-20").expect(201);
    }
    // What stands there is corrected by either, for a reason; it stays where and when it was.
    let item = format!("{ACTIVITIES}/{id}");
    for (token, tag) in [(&old, "\"1\""), (&successor, "\"2\"")] {
        let patch = |body: Value| app.patch(token, &item, &body).if_match(tag);
        patch(json!({"title": tag})).without_reason().send().expect_problem(400, "change_reason_required");
        patch(json!({"held_on": "2025-02-01", "year": 2025})).send().expect_problem(422, "invalid_body");
        patch(json!({"township_code": TOWN})).send().expect_problem(422, "invalid_body");
        patch(json!({"title": tag})).send().expect(200);
    }
    app.delete(&successor, &item).if_match("\"3\"").send().expect(200);
    app.restore(&successor, &item).if_match("\"4\"").send().expect(200);
}

/// A county that ended: its own clerk goes on correcting, and enters nothing new below it.
#[test]
fn nothing_new_is_entered_by_who_stands_at_an_ended_county() {
    let app = spawn_app();
    let old = app.clerk("540526");
    succeed(&app, "540526", "540599", &["--name", "措美区"]);
    succeed(&app, GUDUI, "540599201", &["--name", "古堆乡"]);
    for token in [old, app.clerk("540599"), app.clerk("540599201")] {
        enter(&app, &token, GUDUI, "2024-06-20").expect_problem(403, "forbidden");
    }
    enter(&app, &app.clerk("5405"), GUDUI, "2024-06-20").expect(201);
}

/// Entered before anybody knew that the code had ended by then: taken back, it does not come back.
#[test]
fn what_was_voided_under_an_ended_code_does_not_count_beyond_its_end() {
    let app = spawn_app();
    let old = app.clerk(GUDUI);
    let id = enter(&app, &old, GUDUI, "2025-02-01").expect(201).id();
    becomes_a_town(&app);
    let item = format!("{ACTIVITIES}/{id}");
    app.delete(&old, &item).if_match("\"1\"").send().expect(200);
    let refused = app.restore(&old, &item).if_match("\"2\"").send().expect_problem(422, "invalid_body");
    assert!(refused.violates("/township_code"));
}

#[test]
fn nobody_is_given_a_role_at_an_ended_code() {
    let app = spawn_app();
    let admin = app.admin("540526");
    let (id, token) = person(&app, &admin, "古堆乡经办人", &[("clerk", GUDUI)]);
    becomes_a_town(&app);
    let refused =
        app.post(&admin, "/api/v1/accounts", &account("新", &[("clerk", ZHEGU), ("clerk", GUDUI)])).send();
    let refused = refused.expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/roles/1/region".to_owned(), "ended_region".to_owned())]);
    let body = json!({"name": "新", "role": "clerk", "region": GUDUI});
    let refused = app.post(&admin, "/api/v1/tokens", &body).send().expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [("/region".to_owned(), "ended_region".to_owned())]);
    let said = refuses(fazhi(app.url(), &["token", "create", "--role", "clerk", "--region", GUDUI]));
    assert!(said.contains(TOWN), "{said}");
    let item = format!("/api/v1/accounts/{id}");
    let more = account("古堆乡经办人", &[("clerk", GUDUI), ("head", GUDUI)]);
    app.put(&admin, &item, &more).if_match("*").send().expect_problem(422, "invalid_body");
    // Who stands there keeps what he holds until he is moved.
    let both = account("古堆乡经办人", &[("clerk", GUDUI), ("clerk", TOWN)]);
    app.put(&admin, &item, &both).if_match("*").send().expect(200);
    enter(&app, &token, TOWN, "2025-06-20").expect(201);
    app.put(&admin, &item, &account("古堆镇经办人", &[("clerk", TOWN)])).if_match("*").send().expect(200);
}

#[test]
fn a_reorganisation_stands_in_the_trail_and_is_taken_back() {
    let app = spawn_app();
    let auditor = app.auditor("540526");
    assert!(entries(&app, &auditor).is_empty());
    becomes_a_town(&app);
    let of = |action: &str, successor: Value| (action.to_owned(), "command line".to_owned(), successor);
    assert_eq!(entries(&app, &auditor), [of("succeeded", json!(TOWN))]);
    assert!(entries(&app, &app.auditor("110101")).is_empty());
    let said = succeeds(fazhi(app.url(), &["region", "undo", GUDUI]));
    assert!(said.contains("in force again") && said.contains("taken out of the directory"), "{said}");
    let told = [of("succeeded", json!(TOWN)), of("succession_undone", json!(null))];
    assert_eq!(entries(&app, &auditor), told);
    let region = app.get(&auditor, &format!("/api/v1/regions/{GUDUI}")).send().expect(200).body;
    assert_eq!((&region["valid_to"], &region["successor_code"]), (&json!(null), &json!(null)));
    app.get(&auditor, &format!("/api/v1/regions/{TOWN}")).send().expect_problem(404, "not_found");
    enter(&app, &app.clerk(GUDUI), GUDUI, "2025-06-20").expect(201);
    assert!(refuses(fazhi(app.url(), &["region", "undo", GUDUI])).contains("is not succeeded"));
    becomes_a_town(&app);
    assert_eq!(entries(&app, &auditor).len(), 3);
    succeeds(fazhi(app.url(), &["verify"]));
}

#[test]
fn what_stands_under_a_new_code_is_not_left_without_a_region() {
    let app = spawn_app();
    becomes_a_town(&app);
    enter(&app, &app.clerk("540526"), TOWN, "2025-06-20").expect(201);
    let said = refuses(fazhi(app.url(), &["region", "undo", GUDUI]));
    assert!(said.contains(TOWN) && said.contains("in use"), "{said}");
    let app = spawn_app();
    becomes_a_town(&app);
    let joint = json!({"township_code": ZHEGU, "held_on": "2025-06-20", "joint_townships": [TOWN]});
    app.post(&app.clerk(ZHEGU), ACTIVITIES, &bodies::with(bodies::activity(), &joint))
        .reason("补登")
        .send()
        .expect(201);
    assert!(refuses(fazhi(app.url(), &["region", "undo", GUDUI])).contains("activities"));
    // A code that was there before stays, and so does one that others go on as.
    let app = spawn_app();
    succeed(&app, GUDUI, ZHEGU, &[]);
    enter(&app, &app.clerk(ZHEGU), ZHEGU, "2025-06-20").expect(201);
    assert!(succeeds(fazhi(app.url(), &["region", "undo", GUDUI])).contains("look through"));
    becomes_a_town(&app);
    succeed(&app, ZHEGU, TOWN, &[]);
    assert!(succeeds(fazhi(app.url(), &["region", "undo", ZHEGU])).contains("stays"));
    let args =
        ["region", "succeed", "--from", TOWN, "--to", "540526103", "--on", "2026-01-01", "--name", "某镇"];
    succeeds(fazhi(app.url(), &args));
    assert!(refuses(fazhi(app.url(), &["region", "undo", GUDUI])).contains("take that back first"));
}

/// Between two counties: both are told.
#[test]
fn a_township_that_goes_to_another_county_is_told_to_both() {
    let app = spawn_app();
    succeed(&app, GUDUI, "540527199", &["--name", "古堆镇"]);
    for county in ["540526", "540527"] {
        assert_eq!(entries(&app, &app.auditor(county)).len(), 1, "{county}");
    }
    succeeds(fazhi(app.url(), &["verify"]));
}
