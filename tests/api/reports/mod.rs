//! The annual report of 古堆乡 for 2024: composed from the demo's records, and taken through its course.

mod formats;
mod pdf;

use std::process::Output;

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::program::{fazhi, succeeds};
use crate::support::{Answer, App, GUDUI, Token, bodies, spawn_app};

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
    to_the_public(app, people, &report);
    report
}

/// Takes a report through all of its course.
fn to_the_public(app: &App, people: &People, report: &Answer) {
    step(app, &people.head, report, "submit", &json!({})).expect(200);
    step(app, &people.officer, report, "accept", &json!({})).expect(200);
    step(app, &people.clerk, report, "review-secrecy", &json!({})).expect(200);
    step(app, &people.head, report, "publish", &json!({})).expect(200);
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

    to_the_public(&app, &people, &report);
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
fn a_report_on_data_with_an_error_is_not_submitted_until_it_is_explained() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let enter = |resource: &str, body: &Value| {
        app.post(&people.clerk, &format!("/api/v1/{resource}"), body).reason("补录").send().expect(201)
    };
    let left = json!({"serves_from": "2023-01-01", "serves_to": "2024-03-31"});
    let left = enter("members", &bodies::with(bodies::member(), &left)).id();
    let petition = json!({"accepted_on": "2024-04-15", "closed_on": "2024-05-01", "outcome": "succeeded",
        "leader_member_id": left, "events": []});
    enter("cases", &bodies::with(bodies::petition(), &petition));
    let report = compose(&app, &people.clerk);
    let refused = step(&app, &people.head, &report, "submit", &json!({})).expect_problem(409, "conflict");
    assert_eq!(refused.violations(), [("/year".to_owned(), "finding".to_owned())]);
    let path = format!("/api/v1/regions/{GUDUI}/checks?year=2024&severity=error");
    let finding = app.get(&people.clerk, &path).send().expect(200).body["items"][0]["key"].clone();
    let explained = json!({"finding": finding, "explanation": "三月底离任后经批准继续包案至办结"});
    enter("explanations", &bodies::with(bodies::explanation(), &explained));
    step(&app, &people.head, &report, "submit", &json!({})).expect(200);
}

#[test]
fn a_publication_that_was_altered_is_found() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = publish(&app, &people);
    succeeds(fazhi(app.url(), &["verify"]));
    let mut conn = app.connect();
    conn.batch_execute(
        "UPDATE report_editions SET files = replace(files::text, '集中学习', '集中学习9')::json",
    )
    .unwrap();
    let Output { status, stdout, .. } = fazhi(app.url(), &["verify"]).output().unwrap();
    let said = String::from_utf8(stdout).unwrap();
    assert!(!status.success() && said.contains(&format!("report_editions/{}", report.id())), "{said}");
    conn.batch_execute("DELETE FROM report_editions").unwrap();
    let Output { status, stdout, .. } = fazhi(app.url(), &["verify"]).output().unwrap();
    let said = String::from_utf8(stdout).unwrap();
    assert!(!status.success() && said.contains("was deleted"), "{said}");
}
