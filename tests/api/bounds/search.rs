//! Searches and counts look at so many records and no more, say so, and go on.

use serde_json::{Value, json};

use super::{put_in, put_in_of};
use crate::support::{App, GUDUI, Token, spawn_app};

/// The pages of a list, to its end.
fn pages(app: &App, token: &Token, first: &str) -> Vec<Value> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let page = app.get(token, &path).send().expect(200).body;
        next = page["page"]["next_cursor"].as_str().map(|cursor| format!("{first}&cursor={cursor}"));
        pages.push(page);
    }
    pages
}

fn titles(pages: &[Value]) -> Vec<String> {
    let items = pages.iter().flat_map(|page| page["items"].as_array().unwrap());
    items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_search_looks_at_so_many_records_and_goes_on_from_there() {
    let app = spawn_app();
    put_in(&app, 45_000);
    let (clerk, viewer) = (app.clerk("540526201"), app.officer("CN"));
    for (token, sort) in
        [(&clerk, "-held_on"), (&viewer, "-held_on"), (&viewer, "held_on"), (&viewer, "-updated_at")]
    {
        let found = pages(&app, token, &format!("/api/v1/activities?q=number 44999.&sort={sort}"));
        assert_eq!(titles(&found), ["number 44999."], "{sort}");
        // 20,000, 40,000, and the rest.
        assert_eq!(found.len(), 3, "{sort}");
        for (page, is_last) in found.iter().zip([false, false, true]) {
            assert_eq!(page["page"]["searched_until"].is_null(), is_last, "{sort} {}", page["page"]);
        }
    }
    // The 20,000th record from the end of the year is number 20,000: 333 days before.
    let first = &pages(&app, &clerk, "/api/v1/activities?q=nothing")[0]["page"];
    assert_eq!(first["searched_until"], json!("2024-02-02"));
    // A full page goes on from its last record, not from where the search could have come.
    let full = app.get(&clerk, "/api/v1/activities?q=number&limit=5").send().expect(200).body;
    assert_eq!(full["page"]["searched_until"], json!(null));
    let all = pages(&app, &clerk, "/api/v1/activities?q=number 1&limit=200");
    let mut titles = titles(&all);
    titles.sort_unstable();
    titles.dedup();
    // 1, 10 to 19, 100 to 199, 1,000 to 1,999, 10,000 to 19,999.
    assert_eq!(titles.len(), 11_111);
}

#[test]
fn a_filter_that_nothing_passes_is_a_search_where_it_is_about_several_counties() {
    let app = spawn_app();
    put_in(&app, 20_500);
    put_in_of(&app, "540221200", 20_500);
    let admin = app.admin("CN");
    for (path, expected) in [
        ("/api/v1/activities?kind=seminar", 3),
        ("/api/v1/activities?kind=seminar&region=54", 3),
        ("/api/v1/activities?updated_since=2099-01-01T00:00:00Z", 3),
        ("/api/v1/activities?voided=only", 3),
        ("/api/v1/activities?year=2023&sort=updated_at", 3),
        ("/api/v1/activities?kind=seminar&region=540526", 1),
        ("/api/v1/activities?year=2022", 1),
    ] {
        let found = pages(&app, &admin, path);
        assert!(titles(&found).is_empty(), "{path}");
        assert_eq!(found.len(), expected, "{path}");
    }
}

#[test]
fn counting_ends_where_it_is_said_to() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk("540526201"), app.admin("CN"));
    let body = json!({"township_code": GUDUI, "kind": "study_session", "held_on": "2024-03-01", "title": "the only one"});
    app.post(&clerk, "/api/v1/activities", &body).send().expect(201);
    let counted = |token: &Token, query: &str| {
        let page =
            app.get(token, &format!("/api/v1/activities?count=exact&limit=1{query}")).send().expect(200).body;
        (page["page"]["total"].as_i64().unwrap(), page["page"]["total_is_exact"].as_bool().unwrap())
    };
    assert_eq!(counted(&clerk, ""), (1, true));
    assert_eq!(counted(&admin, "&q=only"), (1, true));
    put_in(&app, 20_500);
    assert_eq!(counted(&clerk, ""), (10_000, false));
    assert_eq!(counted(&admin, ""), (10_000, false));
    assert_eq!(counted(&admin, "&q=nothing"), (0, false), "some may be beyond the first 20,000");
    assert_eq!(counted(&admin, "&q=number 7."), (1, false));
    assert_eq!(counted(&admin, "&from=2024-12-30"), (119, true), "numbers 1 to 119");
    assert_eq!(
        counted(&admin, "&kind=study_session&region=540526"),
        (1, true),
        "a county is counted to its end"
    );
    let cursor =
        app.get(&admin, "/api/v1/activities?q=number&limit=1").send().expect(200).next_cursor().unwrap();
    let later = format!("&q=number&cursor={cursor}");
    assert_eq!(counted(&admin, &later), (10_000, false), "of the whole list, wherever the page begins");
    let none = app.get(&clerk, "/api/v1/activities").send().expect(200).body;
    assert_eq!((&none["page"]["total"], &none["page"]["total_is_exact"]), (&json!(null), &json!(null)));
}
