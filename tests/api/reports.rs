//! The annual report of 古堆乡 for 2024: composed from the demo's records, and taken through its course.

use serde_json::{Value, json};

use crate::support::program::{fazhi, refuses, succeeds};
use crate::support::{Answer, App, GUDUI, Token, spawn_app};

const LIST: &str = "/api/v1/reports";

/// The figures of the published report of 古堆乡, as its text has them.
const PUBLISHED: [&str; 9] = [
    "集中学习6次",
    "专题研讨1次",
    "法治培训4场次",
    "培训干部职工50人次",
    "法治宣传活动13场次",
    "发放宣传资料2000份",
    "受理矛盾纠纷5件",
    "调解成功5件",
    "调解成功率为100%",
];

struct People {
    clerk: Token,
    head: Token,
    officer: Token,
}

impl People {
    fn of(app: &App) -> Self {
        let head = app.token(fazhi::auth::Role::Head, GUDUI, chrono::TimeDelta::days(1));
        Self { clerk: app.clerk(GUDUI), head, officer: app.officer("540526") }
    }
}

fn compose(app: &App, clerk: &Token) -> Answer {
    app.post(clerk, LIST, &json!({"township_code": GUDUI, "year": 2024})).send().expect(201)
}

fn step(app: &App, who: &Token, report: &Answer, step: &str, body: &Value) -> Answer {
    let path = format!("{LIST}/{}:{step}", report.id());
    app.post(who, &path, body).if_match("*").reason("经审查，不涉及国家秘密").send()
}

fn document(app: &App, who: &Token, report: &Answer, format: &str) -> Answer {
    app.get(who, &format!("{LIST}/{}/document?format={format}", report.id())).send().expect(200)
}

fn text(app: &App, who: &Token, report: &Answer, format: &str) -> String {
    said(&document(app, who, report, format))
}

fn said(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.clone()).unwrap()
}

fn allowed(app: &App, who: &Token, report: &Answer) -> Value {
    let path = format!("{LIST}/{}/actions", report.id());
    app.get(who, &path).send().expect(200).body["allowed_actions"].clone()
}

#[test]
fn every_figure_of_the_published_report_stands_in_the_composed_one() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    assert_eq!(report.body["title"], "措美县古堆乡2024年法治政府建设年度报告");
    assert_eq!(report.body["addressee"], "措美县人民政府");
    assert_eq!(report.body["signatories"], json!(["古堆乡人民政府"]));
    let parts: Vec<&Value> =
        report.body["sections"].as_array().unwrap().iter().map(|section| &section["part"]).collect();
    assert_eq!(json!(parts), json!(["measures", "shortcomings", "duties", "arrangements"]));
    let text = text(&app, &people.clerk, &report, "markdown");
    if let Ok(folder) = std::env::var("WRITE_REPORT") {
        std::fs::write(format!("{folder}/report.md"), &text).unwrap();
        let path = format!("{LIST}/{}/document?format=docx", report.id());
        std::fs::write(format!("{folder}/report.docx"), app.get(&people.clerk, &path).send().bytes).unwrap();
    }
    let plain = plain(&text);
    for said in PUBLISHED {
        assert!(plain.contains(said), "{said}: {plain}");
    }
    assert!(!plain.contains("法律咨询0人次"), "what was stated without a figure is no zero: {plain}");
}

/// Markdown without its marks: a number is a link to its row of the table.
fn plain(markdown: &str) -> String {
    let mut plain = String::new();
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once("](") {
        plain.push_str(before);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    plain.push_str(rest);
    plain.replace(['[', '*', '\\', '`'], "")
}

#[test]
fn a_report_goes_from_the_clerk_to_the_public() {
    let app = spawn_app();
    app.load_demo();
    let People { clerk, head, officer } = People::of(&app);
    let report = compose(&app, &clerk);
    assert_eq!(
        (allowed(&app, &clerk, &report), allowed(&app, &head, &report)),
        (json!([]), json!(["submit"]))
    );
    step(&app, &clerk, &report, "submit", &json!({})).expect_problem(403, "forbidden");
    step(&app, &officer, &report, "accept", &json!({})).expect_problem(409, "conflict");
    let submitted = step(&app, &head, &report, "submit", &json!({})).expect(200);
    assert_eq!(
        (&submitted.body["state"], &submitted.body["course"][0]["action"]),
        (&json!("submitted"), &json!("submit"))
    );
    let path = format!("{LIST}/{}", report.id());
    let edited = app.patch(&clerk, &path, &json!({"title": "报告"})).if_match("*").send();
    edited.expect_problem(409, "conflict");

    step(&app, &officer, &report, "return", &json!({})).expect_problem(422, "invalid_body");
    let nowhere = json!({"remarks": [{"part": "measures", "quote": "没有这句话", "remark": "核实"}]});
    step(&app, &officer, &report, "return", &nowhere).expect_problem(422, "invalid_body");
    let remark =
        json!({"remarks": [{"part": "measures", "quote": "{study_sessions}", "remark": "请核实学习次数"}]});
    let returned = step(&app, &officer, &report, "return", &remark).expect(200);
    assert_eq!(
        returned.body["course"][1]["remarks"],
        json!([{"part": "measures", "quote": "{study_sessions}", "remark": "请核实学习次数"}])
    );
    app.patch(&clerk, &path, &json!({"dated_on": "2025-01-20"})).if_match("*").send().expect(200);

    step(&app, &head, &report, "submit", &json!({})).expect(200);
    step(&app, &officer, &report, "accept", &json!({})).expect(200);
    step(&app, &head, &report, "publish", &json!({})).expect_problem(409, "conflict");
    step(&app, &head, &report, "review-secrecy", &json!({})).expect(200);
    step(&app, &head, &report, "publish", &json!({})).expect_problem(409, "conflict");
    step(&app, &clerk, &report, "review-secrecy", &json!({})).expect(200);
    let published = step(&app, &head, &report, "publish", &json!({})).expect(200);
    assert_eq!((&published.body["state"], &published.body["edition"]), (&json!("published"), &json!(1)));
    assert_eq!(allowed(&app, &officer, &report), json!(["reopen"]));
}

fn publish(app: &App, people: &People) -> Answer {
    let report = compose(app, &people.clerk);
    step(app, &people.head, &report, "submit", &json!({})).expect(200);
    step(app, &people.officer, &report, "accept", &json!({})).expect(200);
    step(app, &people.clerk, &report, "review-secrecy", &json!({})).expect(200);
    step(app, &people.head, &report, "publish", &json!({})).expect(200);
    report
}

#[test]
fn what_is_published_stands_until_the_county_reopens_it() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let study = json!({"township_code": GUDUI, "kind": "study_session", "held_on": "2024-12-20", "title": "集中学习宪法",
        "organising_body": "party_committee"});
    let enter = || app.post(&people.clerk, "/api/v1/activities", &study).reason("补录").send();
    let report = publish(&app, &people);
    let before = text(&app, &people.clerk, &report, "markdown");
    let refused = enter();
    refused.expect_problem(409, "report_published");
    // An event of a later date goes on.
    let later = fazhi::http::merge_patch::merge(study.clone(), json!({"held_on": "2025-01-20"}));
    app.post(&people.clerk, "/api/v1/activities", &later).reason("登记").send().expect(201);
    let listed =
        app.get(&people.clerk, "/api/v1/activities?township=540526201&kind=study_session&year=2024").send();
    let activity =
        format!("/api/v1/activities/{}", listed.expect(200).body["items"][0]["id"].as_str().unwrap());
    let voided = app.delete(&people.clerk, &activity).if_match("*").reason("误录").send();
    voided.expect_problem(409, "report_published");

    step(&app, &people.head, &report, "reopen", &json!({})).expect_problem(403, "forbidden");
    step(&app, &people.officer, &report, "reopen", &json!({})).expect(200);
    enter().expect(201);
    let now = text(&app, &people.clerk, &report, "markdown");
    assert!(plain(&before).contains("集中学习6次") && plain(&now).contains("集中学习7次"), "{now}");
    let first = format!("{LIST}/{}/editions/1?format=markdown", report.id());
    assert_eq!(said(&app.get(&people.clerk, &first).send().expect(200)), before);
    app.get(&people.clerk, &format!("{LIST}/{}/editions/2", report.id()))
        .send()
        .expect_problem(404, "not_found");

    step(&app, &people.head, &report, "submit", &json!({})).expect(200);
    step(&app, &people.officer, &report, "accept", &json!({})).expect(200);
    step(&app, &people.clerk, &report, "review-secrecy", &json!({})).expect(200);
    step(&app, &people.head, &report, "publish", &json!({})).expect(200);
    let editions = app.get(&people.clerk, &format!("{LIST}/{}/editions", report.id())).send().expect(200);
    let numbers: Vec<&Value> =
        editions.body["items"].as_array().unwrap().iter().map(|one| &one["edition"]).collect();
    assert_eq!(json!(numbers), json!([1, 2]));
    assert_eq!(
        said(&app.get(&people.clerk, &first).send().expect(200)),
        before,
        "the first edition stays as it was"
    );
}

#[test]
fn a_report_without_its_parts_is_not_submitted() {
    let app = spawn_app();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    let refused = step(&app, &people.head, &report, "submit", &json!({})).expect_problem(409, "conflict");
    assert_eq!(refused.body["errors"].as_array().unwrap().len(), 3, "{}", refused.body);
    let composition =
        app.get(&people.clerk, &format!("{LIST}/{}/composition", report.id())).send().expect(200);
    let gaps = composition.body["gaps"].as_array().unwrap();
    assert!(gaps.iter().any(|gap| gap["indicator"] == "study_sessions"), "{gaps:?}");
    assert!(gaps.iter().any(|gap| gap["missing"] == "没有登记乡长的履职情况"), "{gaps:?}");
    app.post(&people.clerk, LIST, &json!({"township_code": GUDUI, "year": 2024}))
        .send()
        .expect_problem(409, "conflict");
}

#[test]
fn composing_anew_shows_and_takes_in_what_changed() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    let path = format!("{LIST}/{}", report.id());
    let changes = |app: &App| {
        let read = app.get(&people.clerk, &format!("{path}/composition")).send().expect(200);
        read.body["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|change| change["part"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(changes(&app), Vec::<Value>::new());
    let shortcoming = json!({"township_code": GUDUI, "title": "执法力量不足", "found_by": "self_check", "found_on": "2024-11-01",
        "status": "open", "cause": "编制有限"});
    app.post(&people.clerk, "/api/v1/shortcomings", &shortcoming).reason("补录").send().expect(201);
    assert_eq!(changes(&app), [json!("shortcomings")]);
    let anew =
        app.post(&people.clerk, &format!("{path}:recompose"), &json!({})).if_match("*").send().expect(200);
    assert!(
        anew.body["sections"][1]["text"]
            .as_str()
            .unwrap()
            .contains("## 执法力量不足\n\n主要原因：编制有限。")
    );
    assert_eq!(changes(&app), Vec::<Value>::new());
}

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
    app.get(&people.clerk, &path)
        .header("accept", "application/pdf")
        .send()
        .expect_problem(406, "not_acceptable");
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
fn a_report_that_lost_a_figure_since_it_was_accepted_is_not_published() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let exam =
        json!({"township_code": GUDUI, "kind": "law_exam", "held_on": "2024-06-01", "title": "学法考试"});
    let exam = app.post(&people.clerk, "/api/v1/activities", &exam).reason("补录").send().expect(201);
    let report = compose(&app, &people.clerk);
    assert!(report.body["sections"][0]["text"].as_str().unwrap().contains("{law_exams}"));
    step(&app, &people.head, &report, "submit", &json!({})).expect(200);
    step(&app, &people.officer, &report, "accept", &json!({})).expect(200);
    step(&app, &people.clerk, &report, "review-secrecy", &json!({})).expect(200);
    let exam = format!("/api/v1/activities/{}", exam.id());
    app.delete(&people.clerk, &exam).if_match("*").reason("误录").send().expect(200);
    let refused = step(&app, &people.head, &report, "publish", &json!({})).expect_problem(409, "conflict");
    assert_eq!(refused.violations(), [("/sections".to_owned(), "gap".to_owned())]);
}

#[test]
fn reports_are_composed_and_rendered_on_the_command_line() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let of = |region: &'static str| ["--region", region, "--year", "2024"];
    let program =
        |step, region, more: &[&str]| fazhi(app.url(), &[&["report", step][..], &of(region), more].concat());
    let composed = succeeds(program("compose", GUDUI, &[]));
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
