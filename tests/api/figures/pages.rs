//! Matrices come in pages: of so many rows, and of so many bytes.

use serde_json::{Value, json};

use super::activity;
use crate::support::{App, Token, spawn_app};

const NATION: &str = "/api/v1/regions/CN/figures?year=2024&by=county";

/// The pages of a matrix, each from the address that the one before it gives.
fn pages(app: &App, token: &Token, first: &str) -> Vec<(Value, usize)> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(address) = next {
        let answer = app.get(token, &address).send().expect(200);
        let link = answer
            .header("link")
            .map(|link| link.trim_start_matches('<').split('>').next().unwrap().to_owned());
        assert_eq!(link.is_some(), answer.body["page"]["next_cursor"].is_string());
        next = link;
        let length = answer.body.to_string().len();
        pages.push((answer.body, length));
    }
    pages
}

fn codes(page: &Value) -> impl Iterator<Item = String> {
    page["rows"].as_array().unwrap().iter().map(|row| row["region"]["code"].as_str().unwrap().to_owned())
}

#[test]
fn a_matrix_ends_at_its_limit_and_at_its_bytes_and_goes_on() {
    let app = spawn_app();
    let admin = app.admin("CN");
    activity(&app, &app.clerk("540526201"), &json!({}));
    let counties = app.number("SELECT count(*) FROM regions WHERE level = 'county'");
    for query in
        ["&indicators=study_sessions&limit=1000", "", "&compare=previous_year&indicators=study_sessions"]
    {
        let pages = pages(&app, &admin, &format!("{NATION}{query}"));
        let all: Vec<String> = pages.iter().flat_map(|(page, _)| codes(page)).collect();
        assert_eq!(i64::try_from(all.len()).unwrap(), counties, "{query}");
        assert!(all.is_sorted(), "{query}");
        for (page, length) in &pages {
            assert!(*length < 5 << 20, "{length} bytes");
            assert_eq!((&page["total"], &page["page"]["total"]), (&pages[0].0["total"], &json!(counties)));
        }
        let lengths: Vec<usize> = pages.iter().map(|(page, _)| codes(page).count()).collect();
        match query {
            "" => assert!(lengths.len() > 5, "{lengths:?}"),
            _ if query.contains("limit") => {
                assert_eq!(lengths.first().zip(lengths.get(1)), Some((&1000, &1000)))
            }
            _ => assert_eq!(lengths.len(), 1, "little of each is one page"),
        }
    }
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
