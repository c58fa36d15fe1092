//! Figures of the units of today and of those of the time, where townships were renamed, merged or moved to another county.

use serde_json::{Value, json};

use super::{activity, figure, figures, item, mediation, value};
use crate::reorganisation::succeed;
use crate::support::{App, Token, spawn_app};

const OLD: &str = "540526201";
const TOWN: &str = "540526102";
const MOVED: &str = "540502199";
const BASES: [&str; 2] = ["current", "as_it_was"];

/// The cells of an indicator in a matrix: by code those that have a value, and the total.
fn cells(
    app: &App,
    token: &Token,
    (region, by): (&str, &str),
    query: &str,
    indicator: &str,
) -> (Vec<(String, i64)>, i64) {
    let query = format!("{query}&by={by}&indicators={indicator}");
    let body = figures(app, token, region, &query).body;
    let rows = body["rows"].as_array().unwrap().iter().filter_map(|row| {
        let number = row["items"][0]["value"].as_i64()?;
        check_sources(app, token, &row["items"][0], number);
        Some((row["region"]["code"].as_str().unwrap().to_owned(), number))
    });
    (rows.collect(), body["total"]["items"][0]["value"].as_i64().unwrap_or(-1))
}

/// The records behind a figure add up to it.
fn check_sources(app: &App, token: &Token, figure: &Value, number: i64) {
    let sources = app.get(token, figure["sources"].as_str().unwrap()).send().expect(200).body;
    let sum: i64 =
        sources["items"].as_array().unwrap().iter().map(|item| item["value"].as_i64().unwrap()).sum();
    assert_eq!(sum, number, "{figure} {sources}");
}

fn rows(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(code, number)| ((*code).to_owned(), *number)).collect()
}

/// Ten persons trained as a township, the same ten as a town; a head who is entered anew.
#[test]
fn a_renaming_doubles_nobody() {
    let app = spawn_app();
    let county = app.clerk("540526");
    let train = |code: &str, day: &str| {
        activity(
            &app,
            &county,
            &json!({"township_code": code, "kind": "training", "held_on": day, "persons": 10}),
        );
    };
    let head = |code: &str, from: &str| {
        let body = json!({"township_code": code, "person_name": "次仁", "office": "乡长", "group_role": "head",
            "body": "leading_group", "serves_from": from});
        app.post(&county, "/api/v1/members", &body).send().expect(201);
    };
    train(OLD, "2024-03-01");
    head(OLD, "2022-01-01");
    succeed(&app, OLD, TOWN, "2024-07-01", Some("古堆镇")).expect("撤乡设镇");
    train(TOWN, "2024-09-01");
    head(TOWN, "2024-07-01");
    let officer = app.officer("540526");
    for basis in BASES {
        let query = format!("year=2024&basis={basis}");
        let body = figures(&app, &county, TOWN, &query).body;
        let read = |code| value(&item(&body["items"], code));
        assert_eq!(
            ["training_persons", "leading_group_heads", "training_sessions"].map(read),
            [10, 1, 2].map(Value::from)
        );
        assert_eq!(body["coverage"], json!({"townships": 1, "reporting": 1}));
        assert_eq!(
            cells(&app, &officer, ("540526", "township"), &query, "training_persons"),
            (rows(&[(TOWN, 10)]), 10),
            "{basis}"
        );
        let coverage = figures(&app, &officer, "540526", &query).body["coverage"].clone();
        assert_eq!(coverage, json!({"townships": 4, "reporting": 1}), "{basis}");
        let ended = figures(&app, &county, OLD, &query).body;
        assert!(
            ended["items"].as_array().unwrap().iter().all(|item| item["reason"] == "not_in_force"),
            "{basis}"
        );
    }
    // The year before, the township was what it was, and is the town of today.
    let before = |code: &str, basis: &str| {
        let body = figures(&app, &county, code, &format!("year=2023&basis={basis}")).body;
        value(&item(&body["items"], "leading_group_heads"))
    };
    assert_eq!((before(OLD, "as_it_was"), before(TOWN, "as_it_was")), (json!(1), json!("not_in_force")));
    assert_eq!((before(OLD, "current"), before(TOWN, "current")), (json!("not_in_force"), json!(1)));
}

/// One dispute of 2023 is open when its township goes to another county in 2024: it counts in one county in every year.
#[test]
fn what_a_township_has_open_goes_along_to_the_other_county() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk("5405"), app.admin("5405"));
    for township in [OLD, "540526101", "540526101", "540502001"] {
        mediation(&app, &clerk, &json!({"township_code": township, "accepted_on": "2023-03-01"}));
    }
    succeed(&app, OLD, MOVED, "2024-07-01", Some("古堆乡")).expect("划转");
    let read = |query: &str| {
        let county = |code| cells(&app, &admin, (code, "township"), query, "disputes_pending");
        let counties = cells(&app, &admin, ("5405", "county"), query, "disputes_pending");
        let own = |code: &str| {
            figures(&app, &admin, code, &format!("{query}&indicators=disputes_pending")).body["items"][0]["value"].clone()
        };
        for (code, number) in &counties.0 {
            assert_eq!(own(code), *number, "{query} {code}: the row is the county's own figure");
        }
        (county("540502"), county("540526"), counties)
    };
    let as_it_was = read("year=2023&basis=as_it_was");
    assert_eq!(as_it_was.0, (rows(&[("540502001", 1)]), 1));
    assert_eq!(as_it_was.1, (rows(&[("540526101", 2), (OLD, 1)]), 3));
    assert_eq!(as_it_was.2, (rows(&[("540502", 1), ("540526", 3)]), 4));
    for query in [
        "year=2023&basis=current",
        "year=2024&basis=as_it_was",
        "year=2024",
        "year=2025&basis=as_it_was",
        "year=2025",
    ] {
        let moved = read(query);
        assert_eq!(moved.0, (rows(&[("540502001", 1), (MOVED, 1)]), 2), "{query}");
        assert_eq!(moved.1, (rows(&[("540526101", 2)]), 2), "{query}");
        assert_eq!(moved.2, (rows(&[("540502", 2), ("540526", 2)]), 4), "{query}");
    }
    // Read again from stored sums, and for the levels above.
    for _ in 0..2 {
        let nation = app.admin("CN");
        assert_eq!(cells(&app, &nation, ("CN", "province"), "year=2025", "disputes_pending").1, 4);
        assert_eq!(
            cells(&app, &nation, ("54", "county"), "year=2025", "disputes_pending").0,
            rows(&[("540502", 2), ("540526", 2)])
        );
        assert_eq!(
            cells(&app, &nation, ("54", "county"), "year=2023&basis=as_it_was", "disputes_pending").0,
            rows(&[("540502", 1), ("540526", 3)])
        );
    }
}

/// Two townships held one activity before one of them went to another county: each county has taken part in it, and the
/// prefecture held one.
#[test]
fn a_joint_activity_counts_once_for_each_county_that_took_part() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk("5405"), app.admin("5405"));
    let id = activity(
        &app,
        &clerk,
        &json!({"township_code": "540526101", "kind": "publicity", "joint_townships": [OLD]}),
    );
    app.decide(&clerk, &id, OLD, "confirm").send().expect(200);
    succeed(&app, OLD, MOVED, "2025-01-01", Some("古堆乡")).expect("划转");
    let counties = |basis: &str| {
        cells(&app, &admin, ("5405", "county"), &format!("year=2024&basis={basis}"), "publicity_activities")
    };
    assert_eq!(counties("as_it_was"), (rows(&[("540526", 1)]), 1));
    assert_eq!(counties("current"), (rows(&[("540502", 1), ("540526", 1)]), 1));
    let township = cells(&app, &admin, ("540502", "township"), "year=2024", "publicity_activities");
    assert_eq!(township, (rows(&[(MOVED, 1)]), 1));
    // It is no other region's for the nation, as a whole and by terms.
    let nation = app.admin("CN");
    let provinces = cells(&app, &nation, ("CN", "province"), "year=2024", "publicity_activities");
    assert_eq!(provinces, (rows(&[("54", 1)]), 1));
    let by_place =
        figures(&app, &nation, "CN", "year=2024&indicators=publicity_activities&breakdown=venue_class");
    let parts = by_place.body["items"][0]["parts"].as_array().unwrap().clone();
    assert_eq!(parts.iter().map(|part| part["value"].clone()).collect::<Vec<_>>(), [json!(1)]);
    let reporting = figures(&app, &admin, "540502", "year=2024").body["coverage"]["reporting"].clone();
    assert_eq!(reporting, 0, "being named as a partner reports nothing");
}

/// A township renamed, then merged, then moved: all it recorded is in one row.
#[test]
fn a_chain_of_changes_ends_in_one_unit() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk("5405"), app.admin("5405"));
    let dispute = |code: &str, day: &str| {
        mediation(&app, &clerk, &json!({"township_code": code, "accepted_on": day}));
    };
    dispute(OLD, "2022-03-01");
    dispute("540526101", "2022-03-02");
    succeed(&app, OLD, TOWN, "2023-01-01", Some("古堆镇")).expect("撤乡设镇");
    dispute(TOWN, "2023-03-01");
    succeed(&app, TOWN, "540526101", "2024-01-01", None).expect("撤乡并镇");
    dispute("540526101", "2024-03-01");
    succeed(&app, "540526101", MOVED, "2025-01-01", Some("哲古镇")).expect("划转");
    let read = |region: &str, year: i32, basis: &str| {
        let query = format!("year={year}&basis={basis}");
        cells(&app, &admin, (region, "township"), &query, "disputes_pending")
    };
    assert_eq!(read("540526", 2022, "as_it_was"), (rows(&[("540526101", 1), (OLD, 1)]), 2));
    assert_eq!(read("540526", 2023, "as_it_was"), (rows(&[("540526101", 1), (TOWN, 2)]), 3));
    assert_eq!(read("540526", 2024, "as_it_was"), (rows(&[("540526101", 4)]), 4));
    for (year, number) in [(2022, 2), (2023, 3), (2024, 4), (2025, 4)] {
        assert_eq!(read("540502", year, "current"), (rows(&[(MOVED, number)]), number), "{year}");
        assert_eq!(read("540526", year, "current"), (rows(&[]), -1), "{year}");
    }
    let previous = figure(&app, &admin, MOVED, 2023, "disputes_accepted");
    assert_eq!(value(&previous), 1);
    let body =
        figures(&app, &admin, MOVED, "year=2023&compare=previous_year&indicators=disputes_accepted").body;
    assert_eq!(
        body["items"][0]["previous"],
        json!({"value": 2, "status": "computed"}),
        "the same units a year earlier"
    );
}
