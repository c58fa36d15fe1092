//! The demo county: 古堆乡's 2024 yields what its published report prints.

use std::collections::HashMap;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use super::{figures, value};
use crate::resources::{PARTICULAR, RESOURCES, Resource};
use crate::support::spawn_app;

/// Typed in from 《措美县古堆乡2024年法治政府建设年度报告》.
const PRINTED: [(&str, i64, &str); 9] = [
    ("study_sessions", 6, "集中学习6次"),
    ("seminars", 1, "专题研讨1次"),
    ("training_sessions", 4, "法治培训4场次"),
    ("training_person_times", 50, "培训干部职工50人次"),
    ("publicity_activities", 13, "法治宣传活动13场次"),
    ("publicity_materials", 2000, "发放宣传资料2000份"),
    ("disputes_accepted", 5, "受理矛盾纠纷5件"),
    ("disputes_resolved", 5, "调解成功5件"),
    ("leading_group_heads", 2, "双组长"),
];

#[test]
fn the_records_yield_the_report_and_loading_twice_changes_nothing() {
    let app = spawn_app();
    app.load_demo();
    let clerk = app.clerk("540526201");
    let read = || -> HashMap<String, Value> {
        let answer = figures(&app, &clerk, "540526201", "year=2024");
        let items = answer.body["items"].as_array().unwrap().clone();
        items.iter().map(|item| (item["indicator"].as_str().unwrap().to_owned(), item.clone())).collect()
    };
    let found = read();
    for (indicator, number, phrase) in PRINTED {
        assert_eq!(value(&found[indicator]), number, "{phrase}");
    }
    let rate = &found["mediation_success_rate"];
    assert_eq!(
        (&rate["value"], &rate["numerator"], &rate["denominator"]),
        (&json!("100.00"), &json!(5), &json!(5))
    );
    // 定期召开, 领导接访下访, …; and 解答群众法律……, of which the report lost the number: stated, and no 0.
    let stated = [
        "leading_group_meetings",
        "leader_receptions",
        "petitions",
        "petitions_led",
        "legal_consultations",
        "major_decisions",
        "decisions_with_public_participation",
        "decisions_with_expert_argument",
        "decisions_with_risk_assessment",
        "decisions_with_legality_review",
        "decisions_with_collective_discussion",
        "adviser_participation",
        "standing_rules_made",
    ];
    for indicator in stated {
        assert_eq!(value(&found[indicator]), "declared_without_figure", "{indicator}");
    }
    assert_eq!(value(&found["penalty_cases"]), "no_records", "the report does not speak of penalties");

    let etag = figures(&app, &clerk, "540526201", "year=2024").etag();
    app.load_demo();
    assert_eq!(figures(&app, &clerk, "540526201", "year=2024").etag(), etag);
    assert_eq!(read(), found);
}

#[test]
fn made_up_records_say_so() {
    let app = spawn_app();
    app.load_demo();
    let made_up = |table: &str, which: &str| {
        app.number(&format!("SELECT count(*) FROM {table} WHERE township_code <> '540526201' AND {which}"))
    };
    let tables: Vec<String> = RESOURCES.iter().map(Resource::table).collect();
    for table in &tables {
        assert_eq!(made_up(table, "coalesce(note, '') NOT LIKE '%虚构%'"), 0, "{table}");
    }
    // An explanation is of a finding that somebody has looked into; a report is written by somebody.
    let filled = PARTICULAR.iter().map(Resource::table);
    for table in filled.filter(|table| table != "explanations" && table != "reports") {
        assert!(made_up(&table, "true") > 0, "{table}");
    }
}

#[test]
fn its_tokens_work_and_stay_the_same() {
    use crate::support::Token;
    let app = spawn_app();
    let token_of = |printed: &str, role: &str| {
        let line = printed.lines().find(|line| line.trim_start().starts_with(role)).expect(role).to_owned();
        Token::of(line.split_whitespace().nth(2).unwrap())
    };
    let first = app.load_demo();
    let officer = token_of(&first, "officer");
    let matrix = figures(&app, &officer, "540526", "year=2024&by=township").body;
    assert_eq!(matrix["coverage"], json!({"townships": 4, "reporting": 4}));
    let second = app.load_demo();
    assert_eq!(first, second);
    app.get(&officer, "/api/v1/me").send().expect(200);
    app.connect().batch_execute("UPDATE tokens SET expires_at = now() - interval '1 day'").unwrap();
    let third = app.load_demo();
    app.get(&officer, "/api/v1/me").send().expect_problem(401, "unauthenticated");
    app.get(&token_of(&third, "officer"), "/api/v1/me").send().expect(200);
    let valid = "SELECT count(*) FROM accounts WHERE disabled_at IS NULL";
    assert_eq!(app.number(valid), 9, "accounts do not pile up");
}

/// What a visitor looks for first: this year's records, petitions whose clocks run, legal aid.
#[test]
fn it_goes_up_to_the_present_day() {
    let app = spawn_app();
    app.load_demo();
    let today = fazhi::clock::today();
    for (what, condition) in [
        ("activities", format!("activities WHERE held_on BETWEEN DATE '{today}' - 60 AND '{today}'")),
        (
            "petitions in time",
            format!("cases WHERE kind = 'petition' AND outcome = 'pending' AND due_on > '{today}'"),
        ),
        (
            "a petition out of time",
            format!("cases WHERE kind = 'petition' AND outcome = 'pending' AND due_on < '{today}'"),
        ),
        (
            "legal aid",
            format!("cases WHERE kind = 'legal_aid' AND outcome = 'pending' AND due_on > '{today}'"),
        ),
        ("closed petitions", "cases WHERE kind = 'petition' AND outcome = 'succeeded'".to_owned()),
    ] {
        assert!(app.number(&format!("SELECT count(*) FROM {condition}")) > 0, "{what}");
    }
    for township in ["540526100", "540526101", "540526200", "540526201"] {
        let now = format!(
            "SELECT count(*) FROM cases WHERE township_code = '{township}' AND outcome = 'pending' AND due_on IS NOT NULL"
        );
        assert!(app.number(&now) >= 4, "{township}");
    }
    let of_2024 = "SELECT count(*) FROM cases WHERE year = 2024 AND kind <> 'mediation'";
    assert_eq!(app.number(of_2024), 0, "2024 is as the reports have it");
}

#[test]
fn it_stays_out_of_a_ledger_that_is_not_its_own() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    app.post(&clerk, "/api/v1/activities", &crate::support::bodies::activity()).send().expect(201);
    let before = app.dump();
    let refused = fazhi::demo::load(&app.db, &app.secrets.keys).unwrap_err().to_string();
    assert!(refused.contains("FAZHI_DATA_DIR=") && refused.contains("没有载入"), "{refused}");
    assert!(app.dump() == before, "something was loaded");
}

/// 2023 to 2025: what one year leaves pending, the next carries in, in every township.
#[test]
fn the_years_of_the_demo_join() {
    let app = spawn_app();
    app.load_demo();
    let officer = app.officer("540526");
    let names = "disputes_carried_in,disputes_accepted,disputes_closed,disputes_pending";
    let series = figures(&app, &officer, "540526", &format!("from=2023&to=2025&indicators={names}")).body;
    let years: Vec<Vec<i64>> = series["years"]
        .as_array()
        .unwrap()
        .iter()
        .map(|year| {
            year["items"].as_array().unwrap().iter().map(|item| item["value"].as_i64().unwrap()).collect()
        })
        .collect();
    for year in &years {
        assert_eq!(year[0] + year[1], year[2] + year[3], "{year:?}");
    }
    assert_eq!((years[0][0], years[1][0], years[2][0]), (0, years[0][3], years[1][3]));
}
