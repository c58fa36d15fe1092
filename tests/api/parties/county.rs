//! A county decides whether parties may be named.

use serde_json::{Value, json};

use super::{COUNTY, case, masked, read, switch, two};
use crate::support::{ELSEWHERE, GUDUI, ZHEGU, spawn_app};

#[test]
fn parties_are_not_named_unless_the_county_says_so() {
    let app = spawn_app();
    let officer = app.officer("540526");
    let undecided = app.get(&officer, COUNTY).send().expect(200);
    let expected = json!({"county_code": "540526", "party_names": false, "version": 0, "updated_at": null, "updated_by": ""});
    assert_eq!((&undecided.body, undecided.etag().as_str()), (&expected, "\"0\""));
    let on = json!({"party_names": true});
    let put = || app.put(&officer, COUNTY, &on);
    put().send().expect_problem(428, "precondition_required");
    put().if_match("\"1\"").send().expect_problem(412, "precondition_failed");
    put().if_match("\"0\"").without_reason().send().expect_problem(400, "change_reason_required");
    app.put(&officer, COUNTY, &json!({"party_names": "扎西"}))
        .if_match("\"0\"")
        .send()
        .expect_problem(422, "invalid_body");
    let decided = put().if_match("\"0\"").reason("已作影响评估").send().expect(200);
    assert_eq!((&decided.body["party_names"], decided.etag().as_str()), (&json!(true), "\"1\""));
    assert_eq!(decided.body["updated_by"], json!("officer 540526"));
    let again = app.get(&app.clerk(GUDUI), COUNTY).send().expect(200);
    assert_eq!((&again.body, again.etag()), (&decided.body, decided.etag()));
    app.get(&officer, COUNTY).if_none_match("\"1\"").send().expect(304);
    put().if_match("\"0\"").send().expect_problem(412, "precondition_failed");
    app.put(&officer, COUNTY, &json!({"party_names": false})).if_match("\"1\"").send().expect(200);
    let changes =
        app.get(&app.auditor("540526"), "/api/v1/changes?resource=personal_data").send().expect(200);
    let told: Vec<_> = changes.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            (
                change["action"].as_str().unwrap(),
                change["version"].as_i64().unwrap(),
                change["region"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(told, [("created", 1, "540526"), ("replaced", 2, "540526")]);
    assert_eq!(changes.body["items"][0]["reason"], json!("已作影响评估"));
    assert_eq!(changes.body["items"][1]["after"]["party_names"], json!(false));
}

#[test]
fn only_counties_decide_and_only_theirs() {
    let app = spawn_app();
    let on = json!({"party_names": true});
    let officer = app.officer("CN");
    for region in ["CN", "54", "5405", GUDUI, "540599", "措美县"] {
        let path = format!("/api/v1/regions/{region}/personal-data");
        app.get(&officer, &path).send().expect_problem(404, "not_found");
        app.put(&officer, &path, &on).if_match("*").send().expect_problem(404, "not_found");
    }
    for token in [app.officer("110101"), app.officer(GUDUI)] {
        app.put(&token, COUNTY, &on).if_match("*").send().expect_problem(404, "not_found");
    }
    for token in [app.clerk("540526"), app.admin("540526"), app.auditor("540526")] {
        app.put(&token, COUNTY, &on).if_match("*").send().expect_problem(403, "forbidden");
    }
    for (token, status) in [(app.clerk(ZHEGU), 200), (app.officer("54"), 200), (app.clerk(ELSEWHERE), 404)] {
        app.get(&token, COUNTY).send().expect(status);
    }
    // One county says nothing of another.
    switch(&app, true);
    let theirs = app.get(&officer, "/api/v1/regions/110101/personal-data").send().expect(200);
    assert_eq!(theirs.body["party_names"], json!(false));
}

#[test]
fn switched_off_again_nothing_is_added_and_all_is_masked() {
    let app = spawn_app();
    let (clerk, auditor) = (app.clerk(GUDUI), app.auditor("540526"));
    let parties = case(&app);
    app.put(&clerk, &parties, &two()).if_match("\"0\"").send().expect(200);
    switch(&app, false);
    let theirs = read(&app, &clerk, &parties);
    assert_eq!((&theirs.body["items"], &theirs.body["masked"]), (&masked(), &json!(true)));
    let put = |body: &Value, tag: &str| app.put(&clerk, &parties, body).if_match(tag).send();
    put(&two(), &theirs.etag()).expect_problem(409, "party_names_off");
    put(&two(), "\"1\"").expect_problem(412, "precondition_failed");
    let purpose = json!({"purpose": "信访复查"});
    app.post(&auditor, &format!("{parties}:reveal"), &json!({"purpose": "信访复查，核实情况"}))
        .send()
        .expect_problem(409, "party_names_off");
    app.post(&auditor, &format!("{parties}:reveal"), &purpose).send().expect_problem(422, "invalid_body");
    switch(&app, true);
    assert_eq!(read(&app, &clerk, &parties).body["items"], json!(two_in_full()), "nothing was deleted");
    switch(&app, false);
    let emptied = put(&json!({"items": []}), "*").expect(200);
    assert_eq!((&emptied.body["items"], &emptied.body["version"]), (&json!([]), &json!(2)));
    assert_eq!(app.number("SELECT count(*) FROM case_parties"), 0);
}

fn two_in_full() -> Value {
    let mut items = two()["items"].clone();
    for field in ["identity_number", "telephone", "address", "note"] {
        items[1][field] = Value::Null;
    }
    items
}
