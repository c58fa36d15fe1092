//! What is special to members: terms of office, and who served on a day.

use serde_json::{Value, json};

use crate::support::{App, GUDUI, Token, bodies, spawn_app};

const LIST: &str = "/api/v1/members";

fn enter(app: &App, clerk: &Token, patch: &Value) -> String {
    app.post(clerk, LIST, &bodies::with(bodies::member(), patch)).send().expect(201).id()
}

/// The names on a list, in its order.
fn names(app: &App, clerk: &Token, query: &str) -> Vec<String> {
    let page = app.get(clerk, &format!("{LIST}?{query}")).send().expect(200);
    let items = page.body["items"].as_array().unwrap();
    items.iter().map(|item| item["person_name"].as_str().unwrap().to_owned()).collect()
}

/// 扎西 was mayor until the last of September, 达娃 is from the next day on; 次仁 is the secretary all along.
fn change_of_office(app: &App, clerk: &Token) {
    enter(app, clerk, &json!({"person_name": "次仁", "office": "党委书记", "serves_from": "2023-06-01"}));
    enter(app, clerk, &json!({"serves_to": "2024-09-30"}));
    enter(app, clerk, &json!({"person_name": "达娃", "serves_from": "2024-10-01"}));
}

#[test]
fn on_names_those_who_served_that_day() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    change_of_office(&app, &clerk);
    for (day, serving) in [
        ("2023-05-31", &[][..]),
        ("2023-06-01", &["次仁"]),
        ("2024-01-14", &["次仁"]),
        ("2024-01-15", &["次仁", "扎西"]),
        ("2024-09-30", &["次仁", "扎西"]),
        ("2024-10-01", &["次仁", "达娃"]),
        ("2100-12-31", &["次仁", "达娃"]),
    ] {
        assert_eq!(names(&app, &clerk, &format!("on={day}")), serving, "{day}");
    }
    let counted = app.get(&clerk, &format!("{LIST}?on=2024-09-30&count=exact&limit=1")).send().expect(200);
    assert_eq!((counted.body["page"]["total"].as_i64(), counted.next_cursor().is_some()), (Some(2), true));
}

#[test]
fn a_term_of_one_day_is_a_term() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    enter(&app, &clerk, &json!({"serves_from": "2024-02-29", "serves_to": "2024-02-29"}));
    for (day, serving) in [("2024-02-28", 0), ("2024-02-29", 1), ("2024-03-01", 0)] {
        assert_eq!(names(&app, &clerk, &format!("on={day}")).len(), serving, "{day}");
    }
}

/// The year of a record is that of its main date, so a term is not found under each year it runs.
#[test]
fn the_year_is_that_in_which_the_term_began() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    change_of_office(&app, &clerk);
    assert_eq!(names(&app, &clerk, "year=2023"), ["次仁"]);
    assert_eq!(names(&app, &clerk, "year=2024"), ["扎西", "达娃"]);
    assert_eq!(names(&app, &clerk, "year=2025"), [""; 0]);
}

#[test]
fn whoever_leaves_gets_a_last_day_and_whoever_stays_none() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", enter(&app, &clerk, &json!({})));
    let left = json!({"serves_to": "2024-09-30"});
    let left = app.patch(&clerk, &item, &left).if_match("\"1\"").send().expect(200);
    assert_eq!((&left.body["serves_to"], &left.body["year"]), (&json!("2024-09-30"), &json!(2024)));
    assert_eq!(names(&app, &clerk, "on=2024-10-01"), [""; 0]);
    app.patch(&clerk, &item, &json!({"serves_to": null})).if_match("\"2\"").send().expect(200);
    assert_eq!(names(&app, &clerk, "on=2024-10-01"), ["扎西"]);
}

#[test]
fn roles_and_bodies_narrow_the_list() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    change_of_office(&app, &clerk);
    enter(
        &app,
        &clerk,
        &json!({"person_name": "卓玛", "office": "司法所所长", "group_role": "office_director", "body": "office"}),
    );
    assert_eq!(names(&app, &clerk, "on=2024-05-01&group_role=head"), ["次仁", "扎西"], "two heads at a time");
    assert_eq!(names(&app, &clerk, "on=2024-05-01&body=office"), ["卓玛"]);
    assert_eq!(names(&app, &clerk, "on=2024-05-01&group_role=head,office_director").len(), 3);
    assert_eq!(names(&app, &clerk, "body=committee"), [""; 0]);
    assert_eq!(names(&app, &clerk, "q=%E5%8F%B8%E6%B3%95%E6%89%80"), ["卓玛"], "司法所");
    app.get(&clerk, &format!("{LIST}?group_role=heads")).send().expect_problem(400, "invalid_parameter");
    app.get(&clerk, &format!("{LIST}?on=2024-02-30")).send().expect_problem(400, "invalid_parameter");
}

#[test]
fn a_voided_term_was_never_served() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let item = format!("{LIST}/{}", enter(&app, &clerk, &json!({})));
    app.delete(&clerk, &item).if_match("\"1\"").reason("登记错乡镇").send().expect(200);
    assert_eq!(names(&app, &clerk, "on=2024-05-01"), [""; 0]);
    assert_eq!(names(&app, &clerk, "on=2024-05-01&voided=include"), ["扎西"]);
}
