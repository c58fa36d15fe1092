//! The document in Chinese and in English: the same contract, told in two languages.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::support::{App, Token, raw, spawn_app};

const CONTRACT: &str = "/api/v1/openapi.json";

/// What is text for people, or an example of it.
const TEXTS: [&str; 6] = ["title", "summary", "description", "example", "examples", "value"];

/// The document without texts.
fn bare(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|name, inner| {
                !TEXTS.contains(&name.as_str()) || name != "examples" && inner.is_object()
            });
            fields.values_mut().for_each(|inner| *inner = bare(inner.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| *inner = bare(inner.take())),
        _ => {}
    }
    value
}

fn summary(document: &Value) -> &str {
    document["paths"]["/api/v1/cases"]["get"]["summary"].as_str().unwrap()
}

#[test]
fn the_document_is_in_the_readers_language() {
    let app = spawn_app();
    let nobody = Token::nobody();
    let mut tags = Vec::new();
    for (query, accepted, tag, title) in [
        ("", "", "zh-CN", "案件列表"),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "案件列表"),
        ("", "en", "en", "List cases"),
        ("?lang=en", "", "en", "List cases"),
        ("?lang=en", "zh-CN", "en", "List cases"),
        ("?lang=zh", "en", "zh-CN", "案件列表"),
    ] {
        let path = format!("{CONTRACT}{query}");
        let answer = app.get(&nobody, &path).language(accepted).send().expect(200);
        assert_eq!(
            (answer.header("content-language"), summary(&answer.body)),
            (Some(tag), title),
            "{query} {accepted}"
        );
        let vary = answer.header("vary").unwrap().to_ascii_lowercase();
        assert!(vary.contains("accept-language") && vary.contains("accept-encoding"), "{vary}");
        let etag = answer.header("etag").unwrap().to_owned();
        app.get(&nobody, &path).language(accepted).header("if-none-match", etag.as_str()).send().expect(304);
        tags.push((tag, etag));
    }
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 2, "one tag for each language: {tags:?}");
    let other = app.get(&nobody, CONTRACT).language("en").header("if-none-match", tags[1].1.as_str());
    assert_eq!(summary(&other.send().expect(200).body), "List cases");
    for odd in ["?lang=fr", "?lang=", "?language=en"] {
        app.get(&nobody, &format!("{CONTRACT}{odd}")).send().expect_problem(400, "invalid_parameter");
    }
}

/// As a browser gets it: each language is compressed by itself.
fn unpacked(app: &App, language: &str) -> Value {
    let request = format!(
        "GET {CONTRACT} HTTP/1.1\r\nhost: x\r\naccept-encoding: gzip\r\naccept-language: {language}\r\nconnection: close\r\n\r\n"
    );
    let (_, headers, body) = raw::parse(&raw::send(app, request.as_bytes())).unwrap();
    assert!(headers.contains(&("content-encoding".to_owned(), "gzip".to_owned())), "{headers:?}");
    let mut text = String::new();
    GzDecoder::new(body.as_slice()).read_to_string(&mut text).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn both_languages_describe_the_same_contract() {
    let app = spawn_app();
    let (zh, en) = (unpacked(&app, "zh"), unpacked(&app, "en"));
    assert_eq!((summary(&zh), summary(&en)), ("案件列表", "List cases"));
    let problem = |document: &Value| {
        let refusal = &document["paths"]["/api/v1/cases"]["get"]["responses"]["404"];
        let example = &refusal["content"]["application/problem+json"]["examples"]["not_found"];
        (example["summary"].clone(), example["value"]["title"].clone())
    };
    let (zh_problem, en_problem) = (problem(&zh), problem(&en));
    assert!(zh_problem.0 == zh_problem.1 && en_problem.0 == en_problem.1 && zh_problem != en_problem);
    assert_eq!(bare(zh), bare(en));
}

#[test]
fn the_english_document_says_all_that_a_client_needs() {
    let document = fazhi::app::contract().in_language(fazhi::text::Language::En);
    for check in [
        super::prose::operations,
        super::prose::parameters,
        super::prose::schemas,
        super::prose::success_examples,
    ] {
        let complaints = check(&document);
        assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
    }
}
