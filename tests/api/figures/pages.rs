//! Matrices come in pages: of so many rows, and of so many bytes. So do the sources of a figure.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::activity;
use crate::support::{App, Token, spawn_app};

const NATION: &str = "/api/v1/regions/CN/figures?year=2024&by=county";

/// The pages of a matrix, each from the address that the one before it gives.
fn pages(app: &App, token: &Token, first: &str) -> Vec<Value> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(address) = next {
        let answer = app.get(token, &address).send().expect(200);
        let link = answer
            .header("link")
            .map(|link| link.trim_start_matches('<').split('>').next().unwrap().to_owned());
        assert_eq!(link.is_some(), answer.body["page"]["next_cursor"].is_string());
        next = link;
        pages.push(answer.body);
    }
    pages
}

fn codes(page: &Value) -> impl Iterator<Item = String> {
    page["rows"].as_array().unwrap().iter().map(|row| row["region"]["code"].as_str().unwrap().to_owned())
}

#[test]
fn a_matrix_ends_at_its_limit_and_goes_on() {
    let app = spawn_app();
    let admin = app.admin("CN");
    activity(&app, &app.clerk("540526201"), &json!({}));
    let counties = app.number("SELECT count(*) FROM regions WHERE level = 'county'");
    for (query, lengths) in
        [("&indicators=study_sessions&limit=1000", vec![1000, 1000]), ("&indicators=study_sessions", vec![])]
    {
        let pages = pages(&app, &admin, &format!("{NATION}{query}"));
        let all: Vec<String> = pages.iter().flat_map(codes).collect();
        assert_eq!(i64::try_from(all.len()).unwrap(), counties, "{query}");
        assert!(all.is_sorted(), "{query}");
        for page in &pages {
            assert_eq!((&page["total"], &page["page"]["total"]), (&pages[0]["total"], &json!(counties)));
        }
        let found: Vec<usize> = pages.iter().map(|page| codes(page).count()).collect();
        assert!(found.starts_with(&lengths) && found.len() == lengths.len() + 1, "{found:?}");
    }
}

#[test]
fn a_matrix_ends_at_its_bytes_and_goes_on() {
    let app = spawn_app();
    let admin = app.admin("CN");
    let first = app.get(&admin, NATION).send().expect(200);
    let length = first.body.to_string().len();
    assert!((3 << 20..5 << 20).contains(&length), "{length} bytes");
    let last = codes(&first.body).last().unwrap();
    let cursor = first.next_cursor().expect("more");
    let second = app.get(&admin, &format!("{NATION}&limit=3&cursor={cursor}")).send().expect(200);
    let after = "SELECT count(*) FROM regions WHERE level = 'county' AND code";
    let next = codes(&second.body).next().unwrap();
    assert_eq!(app.number(&format!("{after} > '{last}' AND code < '{next}'")), 0, "none is left out");
}

#[test]
fn a_cursor_is_of_one_matrix() {
    let app = spawn_app();
    let admin = app.admin("CN");
    let answer = app.get(&admin, &format!("{NATION}&limit=3&indicators=study_sessions")).send().expect(200);
    let cursor = answer.body["page"]["next_cursor"].as_str().expect("more").to_owned();
    let same = format!("{NATION}&limit=7&indicators=study_sessions&cursor={cursor}");
    assert_eq!(codes(&app.get(&admin, &same).send().expect(200).body).count(), 7);
    for other in [
        "/api/v1/regions/CN/figures?year=2023&by=county",
        NATION,
        "/api/v1/regions/54/figures?year=2024&by=county",
    ] {
        app.get(&admin, &format!("{other}&cursor={cursor}")).send().expect_problem(400, "invalid_cursor");
    }
    let no_rows = "/api/v1/regions/CN/figures?year=2024";
    for (parameter, value) in [("cursor", cursor.as_str()), ("limit", "3")] {
        let refused = app.get(&admin, &format!("{no_rows}&{parameter}={value}")).send();
        assert!(refused.expect_problem(400, "invalid_parameter").violates(parameter));
    }
}

#[test]
fn sources_of_one_day_come_in_pages_each_once() {
    let app = spawn_app();
    let clerk = app.clerk("540526201");
    let entered: BTreeSet<String> = (0..5).map(|_| activity(&app, &clerk, &json!({}))).collect();
    let sources = "/api/v1/regions/540526201/figures/study_sessions/sources?year=2024";
    let pages = pages(&app, &clerk, &format!("{sources}&limit=2"));
    let found: Vec<String> = pages
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|item| item["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((found.len(), pages.len()), (5, 3));
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), entered);
    let cursor = pages[0]["page"]["next_cursor"].as_str().unwrap();
    app.get(&clerk, &format!("{sources}&limit=4&cursor={cursor}")).send().expect(200);
    for other in [sources.replace("study_sessions", "seminars"), sources.replace("2024", "2023")] {
        let other = format!("{other}&cursor={cursor}");
        app.get(&clerk, &other).send().expect_problem(400, "invalid_cursor");
    }
}
