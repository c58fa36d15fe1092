//! What runs out in a region, and how far its townships are with the year's report.

use chrono::{Days, NaiveDate};
use fazhi::clock;
use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const COUNTY: &str = "540526";

fn enter(app: &App, token: &Token, resource: &str, good: Value, patch: &Value) -> Answer {
    app.post(token, &format!("/api/v1/{resource}"), &bodies::with(good, patch)).send().expect(201)
}

fn read(app: &App, token: &Token, path: &str) -> Answer {
    app.get(token, &format!("/api/v1/regions/{path}")).send().expect(200)
}

fn days_ago(days: u64) -> NaiveDate {
    clock::today().checked_sub_days(Days::new(days)).unwrap()
}

/// A petition of pathway 6 that was accepted so many days ago: it is due 60 days after that day.
fn petition(app: &App, clerk: &Token, township: &str, accepted: u64) -> String {
    let patch = json!({"township_code": township, "accepted_on": days_ago(accepted), "events": []});
    enter(app, clerk, "cases", bodies::petition(), &patch).id()
}

fn listed(answer: &Answer) -> Vec<(String, i64)> {
    let items = answer.body["items"].as_array().unwrap().iter();
    items.map(|item| (item["id"].as_str().unwrap().to_owned(), item["days_left"].as_i64().unwrap())).collect()
}

#[test]
fn deadlines_come_by_the_day_due_overdue_ones_first() {
    let app = spawn_app();
    let (clerk, other) = (app.clerk(GUDUI), app.clerk(ZHEGU));
    let soon = petition(&app, &clerk, GUDUI, 50);
    let overdue = petition(&app, &other, ZHEGU, 63);
    let later = petition(&app, &clerk, GUDUI, 45);
    let closed =
        json!({"accepted_on": days_ago(70), "closed_on": days_ago(65), "outcome": "succeeded", "events": []});
    enter(&app, &clerk, "cases", bodies::petition(), &closed);
    let officer = app.officer(COUNTY);
    let county = read(&app, &officer, "540526/deadlines?kind=petition");
    assert_eq!(listed(&county), [(overdue.clone(), -3), (soon.clone(), 10)], "within 14 days");
    let first = &county.body["items"][0];
    assert_eq!(
        ["clock", "law", "article", "obliged", "resource", "title"].map(|name| first[name].as_str().unwrap()),
        ["xf.conclude_60", "信访工作条例", "34", "township", "cases", "反映草补发放"]
    );
    assert_eq!(first["township"], json!({"code": ZHEGU, "name": "哲古镇"}));
    assert_eq!(first["due_on"], json!(days_ago(3)));
    assert_eq!(
        listed(&read(&app, &officer, "540526/deadlines?kind=petition&within=15")),
        [(overdue.clone(), -3), (soon.clone(), 10), (later.clone(), 15)]
    );
    assert_eq!(listed(&read(&app, &officer, "540526/deadlines?kind=petition&within=0")), [(overdue, -3)]);
    assert_eq!(
        listed(&read(&app, &clerk, "540526201/deadlines?kind=petition")),
        [(soon, 10)],
        "a township sees its own"
    );
    app.get(&clerk, "/api/v1/regions/540526/deadlines").send().expect_problem(404, "not_found");
}

#[test]
fn whose_deadline_it_is_decides_who_is_shown_it() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // The county's institution decides on legal aid within 7 days.
    let aid = json!({"township_code": GUDUI, "kind": "legal_aid", "subject": "农民工欠薪", "accepted_on": days_ago(2)});
    let aid = app.post(&clerk, "/api/v1/cases", &aid).send().expect(201).id();
    let listed_at = |path: &str| listed(&read(&app, &app.admin("CN"), path));
    assert_eq!(listed_at("540526201/deadlines?kind=legal_aid"), []);
    assert_eq!(listed_at("540526201/deadlines?kind=legal_aid&obliged=all"), [(aid.clone(), 5)]);
    assert_eq!(listed_at("540526/deadlines?kind=legal_aid,petition"), [(aid.clone(), 5)]);
    assert_eq!(listed_at("540526/deadlines?clock=xf.conclude_60"), []);
    assert_eq!(listed_at("CN/deadlines?clock=la.decide_7"), [(aid, 5)]);
}

#[test]
fn deadlines_come_in_pages_and_an_unchanged_list_is_not_sent_again() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let ids: Vec<String> = [55, 54, 54, 53, 52].map(|days| petition(&app, &clerk, GUDUI, days)).to_vec();
    let all = read(&app, &clerk, "540526201/deadlines?kind=petition");
    assert_eq!(all.ids(), ids, "of one day, the first entered first");
    let unchanged = app
        .get(&clerk, "/api/v1/regions/540526201/deadlines?kind=petition")
        .if_none_match(&all.etag())
        .send();
    assert_eq!(unchanged.status, 304);
    let (mut paged, mut path) = (Vec::new(), "540526201/deadlines?kind=petition&limit=2".to_owned());
    loop {
        let page = read(&app, &clerk, &path);
        paged.extend(page.ids());
        let Some(cursor) = page.next_cursor() else { break };
        path = format!("540526201/deadlines?kind=petition&limit=2&cursor={cursor}");
    }
    assert_eq!(paged, ids);
    petition(&app, &clerk, GUDUI, 51);
    let changed = app
        .get(&clerk, "/api/v1/regions/540526201/deadlines?kind=petition")
        .if_none_match(&all.etag())
        .send();
    assert_eq!(changed.status, 200);
}

#[test]
fn progress_says_what_each_township_lacks() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    enter(&app, &clerk, "activities", bodies::activity(), &json!({"joint_townships": []}));
    enter(&app, &clerk, "shortcomings", bodies::shortcoming(), &json!({}));
    let declared = json!({"indicators": ["petitions"]});
    enter(&app, &clerk, "declarations", bodies::declaration(), &declared);
    let progress = read(&app, &app.officer(COUNTY), "540526/progress?year=2024");
    let items = progress.body["items"].as_array().unwrap();
    let codes: Vec<&str> = items.iter().map(|item| item["township"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["540526100", "540526101", "540526200", "540526201"], "not the county's own unit");
    let (silent, gudui) = (&items[0], &items[3]);
    assert_eq!(silent["empty_parts"], json!(["measures", "shortcomings", "duties", "arrangements"]));
    assert_eq!((&silent["indicators_known"], &silent["last_change_at"]), (&json!(0), &Value::Null));
    assert_eq!(gudui["empty_parts"], json!(["duties", "arrangements"]));
    assert!(gudui["last_change_at"].is_string());
    let missing = gudui["indicators_missing"].as_array().unwrap();
    for (indicator, is_missing) in [
        ("training_sessions", false),
        ("petitions", false),
        ("penalty_cases", true),
        ("publicity_audience", true),
    ] {
        assert_eq!(missing.contains(&json!(indicator)), is_missing, "{indicator}");
    }
    // Before 1 March 2025, a Saturday; Losar: 27 February to 4 March are days of rest in Tibet.
    assert_eq!(
        (&gudui["submit"]["before"], &gudui["submit"]["act_by"]),
        (&json!("2025-03-01"), &json!("2025-02-26"))
    );
    assert_eq!(
        (&gudui["publish"]["before"], &gudui["publish"]["act_by"]),
        (&json!("2025-04-01"), &json!("2025-03-31"))
    );
    let left = ("2025-02-26".parse::<NaiveDate>().unwrap() - clock::today()).num_days();
    assert_eq!(gudui["submit"]["days_left"], left);
}

#[test]
fn what_the_calendar_does_not_know_is_null_with_the_reason() {
    let app = spawn_app();
    let progress = read(&app, &app.officer(COUNTY), "540526/progress?year=2026&limit=1");
    assert_eq!(progress.body["items"].as_array().unwrap().len(), 1);
    let submit = &progress.body["items"][0]["submit"];
    assert_eq!(submit["before"], "2027-03-01");
    assert_eq!((&submit["act_by"], &submit["days_left"]), (&Value::Null, &Value::Null));
    assert_eq!(submit["unknown"], json!(["rest_days_2027"]));
    let next = progress.next_cursor().unwrap();
    let path = format!("540526/progress?year=2026&limit=1&cursor={next}");
    assert_eq!(read(&app, &app.officer(COUNTY), &path).body["items"][0]["township"]["code"], ZHEGU);
    let own = read(&app, &app.clerk(GUDUI), "540526201/progress?year=2026");
    assert_eq!(own.body["items"][0]["township"]["code"], GUDUI);
}

#[test]
fn no_day_is_made_up_for_years_before_there_was_one() {
    let app = spawn_app();
    // The rule is of 15 April 2019: the report of 2018 had no such day.
    for (year, expected) in [(2018, Value::Null), (2019, json!("2020-03-01"))] {
        let progress = read(&app, &app.clerk(GUDUI), &format!("540526201/progress?year={year}"));
        assert_eq!(progress.body["items"][0]["submit"]["before"], expected, "{year}");
    }
}
