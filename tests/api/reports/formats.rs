//! A report as it is read: in every format, on the command line, and written ones held against the ledger.

use serde_json::{Value, json};

use super::{LIST, PUBLISHED, People, compose, document, plain, text};
use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{GUDUI, spawn_app};

#[test]
fn a_report_comes_in_every_format() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    let json = document(&app, &people.clerk, &report, "json");
    let figures = json.body["figures"].as_array().unwrap();
    let study = figures.iter().find(|row| row["reference"] == "study_sessions").unwrap();
    assert_eq!((&study["value"], &study["unit"]), (&json!("6"), &json!("次")));
    assert!(study["sources"].as_str().unwrap().contains("/figures/study_sessions/sources"));
    assert_eq!(json.body["draft"], true);
    let sections = json.body["sections"].as_array().unwrap();
    let heading = sections.iter().find(|block| block["level"] == 1).unwrap();
    assert!(heading["runs"][0]["text"].as_str().unwrap().starts_with("一、"), "{heading}");
    let runs = sections.iter().flat_map(|block| block["runs"].as_array().unwrap());
    let study: Vec<&Value> = runs.filter(|run| run["reference"] == "study_sessions").collect();
    let bound = json!({"kind": "number", "text": "6", "reference": "study_sessions", "support": "supported"});
    assert_eq!(study, [&bound]);
    let html = text(&app, &people.clerk, &report, "html");
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("全年组织集中学习"), "{html}");
    let docx = document(&app, &people.clerk, &report, "docx").bytes;
    assert_eq!(&docx[..4], b"PK\x03\x04");
    let path = format!("{LIST}/{}/document", report.id());
    let by_accept = app.get(&people.clerk, &path).header("accept", "text/html").send().expect(200);
    assert_eq!(by_accept.header("content-type"), Some("text/html; charset=utf-8"));
    app.get(&people.clerk, &path).header("accept", "text/csv").send().expect_problem(406, "not_acceptable");
}

/// The ledger has 6 study sessions and 50 person-times of training; the text says 7 and 50.
#[test]
fn a_written_report_is_held_against_the_ledger() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let text = "古堆乡2024年法治政府建设年度报告\n全年组织集中学习7次，培训干部职工50人次。学习《中华人名共和国宪法》。";
    let body = json!({"township_code": GUDUI, "year": 2024, "text": text});
    let read = app.post(&people.clerk, "/api/v1/reports:verify", &body).send().expect(200);
    let figures = read.body["figures"].as_array().unwrap().iter();
    let said: Vec<Value> =
        figures.map(|one| json!([one["indicator"], one["value"], one["status"]])).collect();
    let expected = json!([["study_sessions", 7, "mismatch"], ["training_person_times", 50, "match"]]);
    assert_eq!(json!(said), expected);
    assert_eq!(read.body["slips"].as_array().unwrap().len(), 1, "{}", read.body["slips"]);
    let elsewhere = json!({"township_code": "110101001", "year": 2024, "text": text});
    app.post(&people.clerk, "/api/v1/reports:verify", &elsewhere).send().expect_problem(404, "not_found");
    let both = json!({"township_code": GUDUI, "year": 2024, "text": text, "docx": "UEsDBA=="});
    app.post(&people.clerk, "/api/v1/reports:verify", &both).send().expect_problem(422, "invalid_body");
}

#[test]
fn reports_are_composed_and_rendered_on_the_command_line() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let of = |region: &'static str| ["--region", region, "--year", "2024"];
    let program =
        |step, region, more: &[&str]| fazhi(app.url(), &[&["report", step][..], &of(region), more].concat());
    let composed = plain(&succeeds(program("compose", GUDUI, &[])));
    for figure in PUBLISHED {
        assert!(composed.contains(figure), "{figure}: {composed}");
    }
    assert_eq!(app.number("SELECT count(*) FROM reports"), 0, "nothing is stored");
    let none = refuses(program("render", GUDUI, &[]));
    assert!(none.contains("no such report"), "{none}");
    let report = compose(&app, &people.clerk);
    let rendered = succeeds(program("render", GUDUI, &["--format", "html"]));
    assert_eq!(rendered, text(&app, &people.clerk, &report, "html"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.docx");
    succeeds(program("render", GUDUI, &["--format", "docx", "--output", file.to_str().unwrap()]));
    assert_eq!(std::fs::read(file).unwrap(), document(&app, &people.clerk, &report, "docx").bytes);
    assert!(refuses(program("compose", "540526999", &[])).contains("540526999"));
}
