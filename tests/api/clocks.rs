//! Statutory clocks: the catalogue, and the days that the calculator gives, by the API and on the command line.

use serde_json::{Value, json};

use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{App, GUDUI, Token, spawn_app};

const CLOCKS: &str = "/api/v1/clocks";

/// The golden table of the unit tests: the same days have to come by every way.
const GOLDEN: &str = include_str!("../../src/deadlines/golden.tsv");

/// The command line without a ledger: the address leads nowhere.
fn clock(args: &[&str]) -> std::process::Command {
    fazhi("postgres://nobody@127.0.0.1:1/nothing", &[&["clock"], args].concat())
}

fn due(args: &[&str]) -> Value {
    serde_json::from_str(&succeeds(clock(&[&["due"], args, &["--json"]].concat()))).unwrap()
}

fn codes(app: &App, token: &Token, query: &str) -> Vec<String> {
    let answer = app.get(token, &format!("{CLOCKS}{query}")).send().expect(200);
    let items = answer.body["items"].as_array().unwrap();
    items.iter().map(|item| item["code"].as_str().unwrap().to_owned()).collect()
}

/// A row of the golden table by the names of its columns.
fn golden() -> Vec<Vec<(&'static str, &'static str)>> {
    let header: Vec<&str> = GOLDEN.lines().next().unwrap().split('\t').collect();
    GOLDEN.lines().skip(1).map(|line| header.iter().copied().zip(line.split('\t')).collect()).collect()
}

fn value(row: &[(&str, &'static str)], name: &str) -> &'static str {
    row.iter().find(|(column, _)| *column == name).unwrap().1
}

/// The days of a row, as the contract has them.
fn expected(row: &[(&str, &'static str)]) -> Value {
    let day = |name| Some(value(row, name)).filter(|day| !day.is_empty());
    json!({
        "clock": value(row, "clock"), "natural_end": day("natural_end"), "rolled_end": day("rolled_end"),
        "due_on": day("due_on"), "act_by": day("act_by"), "status": value(row, "status"),
        "boundary": value(row, "boundary"),
        "unknown": if day("act_by").is_some() { json!([]) } else { json!(["rest_days_2027"]) },
    })
}

#[test]
fn golden_days_come_by_the_api_and_on_the_command_line() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let rows = golden();
    for row in &rows {
        let given = ["start", "extended", "paused", "region"].map(|name| (name, value(row, name)));
        let given: Vec<_> = given.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        let query: Vec<String> = given.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path = format!("{CLOCKS}/{}/due?{}", value(row, "clock"), query.join("&"));
        let mut answer = app.get(&clerk, &path).send().expect(200).body;
        let members = answer.as_object_mut().unwrap();
        for name in ["name_zh", "name_en", "law", "article", "rule_zh", "rule_en"] {
            assert!(members.remove(name).is_some(), "{name}");
        }
        assert_eq!(answer, expected(row), "{}", value(row, "counting"));
    }
    // A process each: one of a kind is enough.
    for row in rows.iter().step_by(8) {
        let flags =
            ["start", "extended", "paused", "region"].map(|name| (format!("--{name}"), value(row, name)));
        let flags = flags.iter().filter(|(_, value)| !value.is_empty());
        let flags: Vec<&str> = flags.flat_map(|(flag, value)| [flag.as_str(), *value]).collect();
        assert_eq!(due(&[&[value(row, "clock")], flags.as_slice()].concat()), expected(row));
    }
}

#[test]
fn the_command_line_says_the_keys_in_their_order_and_needs_no_ledger() {
    let said = succeeds(clock(&[
        "due",
        "xf.conclude_60",
        "--start",
        "2024-08-03",
        "--region",
        GUDUI,
        "--extended",
        "30",
        "--json",
    ]));
    assert_eq!(
        said,
        "{\"clock\":\"xf.conclude_60\",\"natural_end\":\"2024-11-01\",\"rolled_end\":\"2024-11-01\",\"due_on\":\"2024-11-01\",\
         \"act_by\":\"2024-11-01\",\"status\":\"ok\",\"boundary\":\"within\",\"unknown\":[]}\n",
        "28 + 30 + 31 + 1 = 90 days"
    );
    let text = succeeds(clock(&["due", "rp.submit", "--start", "2026-12-31"]));
    for part in [
        "法治政府建设年度报告",
        "2027-03-01",
        "须在该日之前 / before",
        "2027 年的节假日安排尚未载入",
        "holidays of 2027",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let listed = succeeds(clock(&["list"]));
    assert_eq!(listed.lines().count(), 79);
    assert!(listed.contains("ar.reply_10wd"), "{listed}");
    let listed: Value = serde_json::from_str(&succeeds(clock(&["list", "--json"]))).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 79);
}

/// Every clock that has a length can be computed; of two that have the same day in the year, both.
#[test]
fn every_clock_with_a_length_can_be_computed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for code in codes(&app, &clerk, "") {
        let path = format!("{CLOCKS}/{code}/due?start=2025-04-10");
        let answer = app.get(&clerk, &path).send();
        if code == "xf.assigned" {
            let refused = answer.expect_problem(400, "invalid_parameter");
            assert_eq!(refused.violations(), [("start".to_owned(), "stated".to_owned())]);
        } else {
            let days = answer.expect(200).body;
            let is_unknown = code == "ap.limitation_2y" || code == "nd.validity_5y";
            assert_eq!(days["act_by"] == json!(null), is_unknown, "{days}");
            assert_ne!(days["due_on"], json!(null), "{days}");
        }
    }
}

#[test]
fn an_unknown_code_is_refused_with_the_nearest() {
    let said = refuses(clock(&["due", "xf.conclude60", "--start", "2024-08-03"]));
    assert!(said.contains("是不是 xf.conclude_60") && said.contains("did you mean xf.conclude_60"), "{said}");
    let app = spawn_app();
    app.get(&app.clerk(GUDUI), &format!("{CLOCKS}/xf.conclude60")).send().expect_problem(404, "not_found");
}

/// Clock, question, the parameter that is refused with the word for it, and what is said.
const REFUSED: &[(&str, &str, (&str, &str), &str)] = &[
    (
        "xf.conclude_60",
        "extended=31",
        ("extended", "extension"),
        "信访工作条例》第34条，延期合计不得超过 30 日",
    ),
    ("ar.decide_30", "extended=1", ("extended", "extension"), "行政复议法》第62条第2款没有规定可以延期"),
    ("xf.conclude_60", "paused=2024-08-10/2024-08-20", ("paused", "paused"), "没有规定可以中止"),
    ("ar.decide_60", "paused=2024-08-20/2024-08-10", ("paused", "paused"), "早于开始日期"),
    (
        "ar.decide_60",
        "paused=2024-08-10/2024-08-20&paused=2024-08-15/2024-08-25",
        ("paused", "paused"),
        "重叠",
    ),
    ("ar.decide_60", "paused=2024-08-01/2024-08-20", ("paused", "paused"), "早于起算日"),
    ("ar.decide_60", "paused=2024-11-01/2024-11-20", ("paused", "paused"), "已于 2024-10-02 届满"),
];

#[test]
fn what_the_law_does_not_allow_is_refused_with_the_article() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let refused = |code: &str, query: &str| {
        let path = format!("{CLOCKS}/{code}/due?{query}");
        app.get(&clerk, &path).send().expect_problem(400, "invalid_parameter")
    };
    for (code, query, (parameter, word), said) in REFUSED {
        let refused = refused(code, &format!("start=2024-08-03&{query}"));
        assert_eq!(refused.violations(), [((*parameter).to_owned(), (*word).to_owned())], "{query}");
        assert!(refused.body.to_string().contains(said), "{}", refused.body);
    }
    let early = refused("xf.conclude_60", "start=2022-04-30");
    assert_eq!(early.violations(), [("start".to_owned(), "period".to_owned())]);
    assert!(early.body.to_string().contains("自 2022-05-01 起有效"), "{}", early.body);
    for query in ["", "start=2024-02-30", "start=2024-08-03&region=5405x", "start=2024-08-03&extended=-1"] {
        refused("ar.decide_60", query);
    }
    refused("ar.decide_60", "start=2024-08-03&paused=2024-08-10/");
    let said = refuses(clock(&["due", "al.decide_20wd", "--start", "2024-08-05", "--extended", "11"]));
    assert!(said.contains("行政许可法 art. 42(1)") && said.contains("10 working days"), "{said}");
}

#[test]
fn the_catalogue_is_filtered_and_kept() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    assert_eq!(codes(&app, &clerk, "").len(), 79);
    assert_eq!(codes(&app, &clerk, "?obliged=court"), ["court.confirm", "li.court_6m", "li.court_simple_45"]);
    let own = codes(&app, &clerk, "?obliged=township&matter=reconsideration");
    assert_eq!(own, ["ar.reply_10wd", "ar.reply_5wd", "ar.forward_5wd", "ar.explain_10wd", "ar.opinion_60"]);
    let tag = app.get(&clerk, CLOCKS).send().expect(200).etag();
    app.get(&clerk, CLOCKS).if_none_match(&tag).send().expect(304);
    let filtered = format!("{CLOCKS}?obliged=court");
    app.get(&clerk, &filtered).if_none_match(&tag).send().expect(200);
    app.get(&clerk, &format!("{CLOCKS}?obliged=courts")).send().expect_problem(400, "invalid_parameter");
    let one = app.get(&clerk, &format!("{CLOCKS}/ar.decide_60")).send().expect(200).body;
    assert_eq!(
        (&one["law"], &one["article"], &one["unit"], &one["length"], &one["rest_day"], &one["warn"]),
        (&json!("行政复议法"), &json!("62(1)"), &json!("days"), &json!(60), &json!("next"), &json!([15, 7]))
    );
    assert_eq!(one["extension"], json!({"article": "62(1)", "most": 30, "office": "reconsideration_head"}));
    assert_eq!((&one["pause"]["law"], &one["pause"]["article"]), (&json!("行政复议法"), &json!("39")));
    let report = app.get(&clerk, &format!("{CLOCKS}/rp.submit")).send().expect(200).body;
    assert_eq!(
        (&report["fixed_day"], &report["length"], &report["boundary"]),
        (&json!("03-01"), &json!(null), &json!("before"))
    );
}
