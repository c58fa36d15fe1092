//! Reports as PDF: made and frozen by builds with the feature `pdf`, refused with a reason by others. Needs its fonts where it is built with it.

use serde_json::json;

use super::{LIST, People, compose, to_the_public};
use crate::support::program::{self, fazhi};
use crate::support::{Answer, App, GUDUI, Token, spawn_app};

fn printed(app: &App, who: &Token, path: &str) -> Answer {
    let by_accept = app.get(who, path).header("accept", "application/pdf").send();
    let by_format = app.get(who, &format!("{path}?format=pdf")).send();
    assert_eq!(by_accept.status, by_format.status);
    by_format
}

fn detail(answer: Answer) -> String {
    let answer = answer.expect_problem(406, "not_acceptable");
    answer.body["detail"].as_str().unwrap().to_owned()
}

#[cfg(not(feature = "pdf"))]
#[test]
fn a_build_without_pdf_says_so() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let path = format!("{LIST}/{}/document", compose(&app, &people.clerk).id());
    let said = detail(printed(&app, &people.clerk, &path));
    assert!(said.contains("没有包含 PDF 功能") && said.contains("feature pdf"), "{said}");
    let render =
        ["report", "render", "--region", GUDUI, "--year", "2024", "--format", "pdf", "--output", "/dev/null"];
    let said = program::refuses(fazhi(app.url(), &render));
    assert!(said.contains("This build makes no PDF"), "{said}");
}

#[cfg(feature = "pdf")]
#[test]
fn a_draft_is_printed_as_it_is_now() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    let path = format!("{LIST}/{}/document", report.id());
    let answer = printed(&app, &people.clerk, &path).expect(200);
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    assert_eq!(&answer.bytes[..5], b"%PDF-");
    let report = format!("{LIST}/{}", report.id());
    app.patch(&people.clerk, &report, &json!({"title": "ཀ报告"})).if_match("*").send().expect(200);
    let said = detail(printed(&app, &people.clerk, &path));
    assert!(said.contains("ཀ (U+0F40)"), "{said}");
    let render =
        ["report", "render", "--region", GUDUI, "--year", "2024", "--format", "pdf", "--fonts", "/nowhere"];
    let said = program::refuses(fazhi(app.url(), &render));
    assert!(said.contains("fonts-noto-cjk") && said.contains("/nowhere"), "{said}");
}

#[cfg(feature = "pdf")]
#[test]
fn what_is_published_has_its_pdf() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    to_the_public(&app, &people, &report);
    let latest = printed(&app, &people.clerk, &format!("{LIST}/{}/document", report.id())).expect(200);
    assert_eq!(&latest.bytes[..5], b"%PDF-");
    let edition = printed(&app, &people.clerk, &format!("{LIST}/{}/editions/1", report.id())).expect(200);
    assert_eq!(edition.bytes, latest.bytes);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    let rendered = ["report", "render", "--region", GUDUI, "--year", "2024", "--format", "pdf", "--output"];
    // Published files are read, not made: no font is needed.
    let rest = [file.to_str().unwrap(), "--fonts", "/nowhere"];
    program::succeeds(fazhi(app.url(), &[&rendered[..], &rest].concat()));
    assert_eq!(std::fs::read(file).unwrap(), latest.bytes);
}

/// As by a build without PDF: the fonts do not have the title.
#[test]
fn an_edition_that_was_published_without_pdf_has_none_later() {
    let app = spawn_app();
    app.load_demo();
    let people = People::of(&app);
    let report = compose(&app, &people.clerk);
    let path = format!("{LIST}/{}", report.id());
    app.patch(&people.clerk, &path, &json!({"title": "ཀ报告"})).if_match("*").send().expect(200);
    to_the_public(&app, &people, &report);
    for path in ["document", "editions/1"] {
        let said = detail(printed(&app, &people.clerk, &format!("{LIST}/{}/{path}", report.id())));
        assert!(said.contains("公布时没有制成 PDF"), "{said}");
    }
}
