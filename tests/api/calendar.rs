//! Notices of holidays: loaded by officers and on the command line, and what the calculator makes of them.

use std::fs;

use serde_json::{Value, json};

use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{App, ELSEWHERE, GUDUI, Token, spawn_app};

const NOTICES: &str = "/api/v1/calendar/notices";

/// The days of 2027 that are fixed whatever a notice says, and one that is made up.
fn notice(region: &str, number: &str, days: &Value) -> Value {
    json!({"region_code": region, "number": number, "issued_on": "2026-11-05", "days": days})
}

fn nation() -> Value {
    let day = |date: &str, kind: &str| json!({"date": date, "kind": kind, "name": "春节"});
    let days = json!([
        day("2026-12-26", "workday_moved"),
        day("2027-01-01", "holiday"),
        day("2027-02-08", "holiday")
    ]);
    notice("CN", "国办发明电〔2026〕9号", &days)
}

fn due(app: &App, token: &Token, query: &str) -> Value {
    app.get(token, &format!("/api/v1/clocks/{query}")).send().expect(200).body
}

#[test]
fn a_notice_makes_a_year_known_and_the_calculator_goes_by_it() {
    let app = spawn_app();
    let (officer, clerk) = (app.officer("CN"), app.clerk(GUDUI));
    // 10 January 2027 is a Sunday.
    let petition = "xf.conclude_60/due?start=2026-11-11";
    assert_eq!(due(&app, &clerk, petition)["unknown"], json!(["rest_days_2027"]));
    let request = "gi.answer_20wd/due?start=2026-12-10";
    assert_eq!(due(&app, &clerk, request)["status"], "calendar_missing_2027");
    let before = app.get(&clerk, "/api/v1/calendar?year=2027").send().expect(200);
    assert_eq!((&before.body["known"], &before.body["notices"]), (&json!(false), &json!([])));

    let loaded = app.post(&officer, NOTICES, &nation()).send().expect(201);
    assert_eq!(loaded.header("location"), Some("/api/v1/calendar?year=2026&region=CN"));

    let days = due(&app, &clerk, petition);
    assert_eq!((&days["rolled_end"], &days["act_by"]), (&json!("2027-01-11"), &json!("2027-01-08")));
    let days = due(&app, &clerk, request);
    assert_eq!(days["due_on"], "2027-01-07", "11, 14-18, 21-25, 26 (moved), 28-31 December: 16; 4-7 January");
    let after = app.get(&clerk, "/api/v1/calendar?year=2027").send().expect(200);
    assert_eq!(after.body["known"], true);
    assert_eq!(after.body["notices"][0]["days"].as_array().unwrap().len(), 2, "those of 2027");
    app.get(&clerk, "/api/v1/calendar?year=2027").if_none_match(&before.etag()).send().expect(200);
    app.get(&clerk, "/api/v1/calendar?year=2027").if_none_match(&after.etag()).send().expect(304);
    let refused = app.post(&officer, NOTICES, &nation()).send().expect_problem(409, "conflict");
    assert_eq!(refused.violations(), [("/number".to_owned(), "taken".to_owned())]);
    let shipped = notice("CN", "国办发明电〔2025〕7号", &nation()["days"]);
    app.post(&officer, NOTICES, &shipped).send().expect_problem(409, "conflict");
}

#[test]
fn an_officer_loads_for_the_own_region_and_it_reaches_its_subtree() {
    let app = spawn_app();
    let (officer, clerk) = (app.officer("540526"), app.clerk(GUDUI));
    let days = json!([{"date": "2026-11-24", "kind": "holiday", "name": "县庆"}]);
    app.post(&officer, NOTICES, &notice("540526", "措政发〔2026〕1号", &days)).send().expect(201);
    let reply =
        |region: &str| due(&app, &clerk, &format!("ar.reply_10wd/due?start=2026-11-16&region={region}"));
    assert_eq!(reply(GUDUI)["due_on"], "2026-12-01", "17-20, 23, 25-27, 30 November, 1 December");
    assert_eq!(reply(ELSEWHERE)["due_on"], "2026-11-30");
    assert_eq!(reply("CN")["due_on"], "2026-11-30");
    app.post(&officer, NOTICES, &notice("CN", "一号", &days)).send().expect_problem(404, "not_found");
    app.post(&officer, NOTICES, &notice("54", "一号", &days)).send().expect_problem(404, "not_found");
    app.post(&clerk, NOTICES, &notice("540526", "一号", &days)).send().expect_problem(403, "forbidden");
}

#[test]
fn what_is_no_notice_is_refused() {
    let app = spawn_app();
    let officer = app.officer("CN");
    let day = |date: &str| json!({"date": date, "kind": "holiday", "name": "节"});
    for (days, place, word) in [
        (json!([day("2027-01-01"), day("2027-01-01")]), "/days/1/date", "duplicate"),
        (json!([day("2028-01-01")]), "/days/0/date", "period"),
        (json!([day("2025-12-31")]), "/days/0/date", "period"),
    ] {
        let refused = app.post(&officer, NOTICES, &notice("CN", "一号", &days)).send();
        let refused = refused.expect_problem(422, "invalid_body");
        assert_eq!(refused.violations(), [(place.to_owned(), word.to_owned())], "{days}");
    }
    for days in [json!([]), json!([{"date": "2027-01-01", "kind": "holidays", "name": "节"}])] {
        let refused = app.post(&officer, NOTICES, &notice("CN", "一号", &days)).send();
        refused.expect_problem(422, "invalid_body");
    }
}

#[test]
fn a_file_is_loaded_on_the_command_line() {
    let app = spawn_app();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("2027.csv");
    let load = |text: &str, more: &[&str]| {
        fs::write(&file, text).unwrap();
        let given = [
            "calendar",
            "load",
            file.to_str().unwrap(),
            "--notice",
            "国办发明电〔2026〕9号",
            "--issued",
            "2026-11-05",
        ];
        fazhi(app.url(), &[&given, more].concat())
    };
    let good = "date,kind,name\n2027-01-01,holiday,元旦\n2027-02-08,holiday,春节\n";
    for (text, said) in [
        ("2027-01-01,holiday,元旦\n", "line 1 has to be"),
        ("date,kind,name\n2027-01-01,rest,元旦\n", "line 2"),
        ("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-01,holiday,元旦\n", "stands there twice"),
        ("date,kind,name\n2037-01-01,holiday,元旦\n", "2037-01-01 is neither"),
    ] {
        assert!(refuses(load(text, &[])).contains(said), "{text}");
    }
    let days = |more: &[&str]| {
        let given = ["clock", "due", "xf.conclude_60", "--start", "2026-11-11", "--json"];
        let said = succeeds(fazhi(app.url(), &[&given, more].concat()));
        serde_json::from_str::<Value>(&said).unwrap()["act_by"].clone()
    };
    assert_eq!(days(&["--ledger"]), json!(null));
    assert!(succeeds(load(good, &[])).contains("loaded 国办发明电〔2026〕9号: 2 days"));
    assert_eq!((days(&["--ledger"]), days(&[])), (json!("2027-01-08"), json!(null)));
    assert!(refuses(load(good, &[])).contains("already"));
    // As GB/T 2260 writes Tibet.
    succeeds(load(good, &["--region", "540000"]));
    let listed = succeeds(fazhi(app.url(), &["calendar", "list"]));
    assert_eq!(listed.lines().count(), 9, "seven that are shipped and two: {listed}");
    assert!(listed.contains("54        2 天 days"), "{listed}");
    assert!(succeeds(fazhi(app.url(), &["verify"])).contains("\nverified: "));
}
