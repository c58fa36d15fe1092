//! Pages hold together while others write: no row twice, none lost; a cursor is good for its own list only.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};

use crate::resources::lists::{sorts, walk};
use crate::resources::{RESOURCES, Resource, resource};
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/activities";

/// An activity on a day of 2024, 1 to 28 February.
fn on(day: u32) -> Value {
    bodies::with(
        bodies::activity(),
        &json!({"held_on": format!("2024-02-{day:02}"), "joint_townships": null}),
    )
}

fn create(app: &App, clerk: &Token, body: &Value) -> String {
    app.post(clerk, LIST, body).send().expect(201).id()
}

/// What others do while one walks: entries on every side of where one stands, changes, and voiding.
struct Bustle<'a> {
    app: &'a App,
    clerk: &'a Token,
    /// Records that may be voided, and so may or may not be seen.
    mortal: Vec<String>,
}

impl Bustle<'_> {
    fn between_pages(&mut self, page: usize) {
        for date in ["2024-01-01", "2024-02-14", "2024-12-31"] {
            let body = bodies::with(on(1), &json!({ "held_on": date }));
            create(self.app, self.clerk, &body);
        }
        for _ in 0..2 {
            if let Some(id) = self.mortal.pop() {
                let item = format!("{LIST}/{id}");
                self.app.delete(self.clerk, &item).if_match("\"1\"").send().expect(200);
            }
        }
        assert!(page < 60, "the list never ends");
    }
}

#[test]
fn a_walk_sees_each_row_once_while_others_write() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let resource = resource("activities");
    let all: Vec<String> = (0..250).map(|i| create(&app, &clerk, &on(1 + i % 9))).collect();
    for sort in sorts(resource) {
        let mortal: Vec<String> = (0..20).map(|i| create(&app, &clerk, &on(1 + i % 9))).collect();
        let mut bustle = Bustle { app: &app, clerk: &clerk, mortal };
        let list = format!("{LIST}?sort={sort}&limit=20");
        let seen = walk(&app, &clerk, &list, |page| bustle.between_pages(page));
        let mut times: HashMap<&str, usize> = HashMap::new();
        for id in &seen {
            *times.entry(id).or_default() += 1;
        }
        assert!(times.values().all(|times| *times == 1), "{sort}: a row came twice");
        let missing: Vec<_> = all.iter().filter(|id| !times.contains_key(id.as_str())).collect();
        assert!(missing.is_empty(), "{sort}: {} rows were lost", missing.len());
    }
}

/// A cursor in the middle of a list, and the list.
fn middle(app: &App, token: &Token, list: &str) -> String {
    app.get(token, list).send().expect(200).next_cursor().expect("another page")
}

fn refused(app: &App, token: &Token, path: &str) {
    app.get(token, path).send().expect_problem(400, "invalid_cursor");
}

#[test]
fn a_cursor_cannot_be_edited() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    (1..4).for_each(|day| drop(create(&app, &clerk, &on(day))));
    let cursor = middle(&app, &clerk, &format!("{LIST}?limit=1"));
    app.get(&clerk, &format!("{LIST}?limit=1&cursor={cursor}")).send().expect(200);
    for at in 0..cursor.len() {
        let mut edited = cursor.clone().into_bytes();
        edited[at] = if edited[at] == b'A' { b'B' } else { b'A' };
        refused(&app, &clerk, &format!("{LIST}?limit=1&cursor={}", String::from_utf8(edited).unwrap()));
    }
    for odd in ["", "x", "AAAA", "%00", "%E5%AD%97", &cursor[1..], &format!("{cursor}A"), &"A".repeat(500)] {
        let answer = app.get(&clerk, &format!("{LIST}?cursor={odd}")).send().expect(400);
        assert!(["invalid_cursor", "invalid_parameter"].contains(&answer.problem_code()), "{}", answer.body);
    }
    let long = app.get(&clerk, &format!("{LIST}?cursor={}", "A".repeat(501))).send().expect(400);
    assert!(long.violates("cursor"));
}

#[test]
fn a_cursor_is_good_for_its_own_list() {
    let app = spawn_app();
    let (clerk, county) = (app.clerk(GUDUI), app.officer("540526"));
    (1..4).for_each(|day| drop(create(&app, &clerk, &on(day))));
    let list = format!("{LIST}?limit=1&kind=training");
    let cursor = middle(&app, &clerk, &list);
    for other in [
        "limit=1",
        "limit=1&kind=seminar",
        "limit=1&kind=training&sort=held_on",
        "limit=1&kind=training&year=2024",
    ] {
        refused(&app, &clerk, &format!("{LIST}?{other}&cursor={cursor}"));
    }
    refused(&app, &county, &format!("{list}&cursor={cursor}"));
    refused(&app, &app.clerk(ZHEGU), &format!("{list}&cursor={cursor}"));
    // What only cuts the pages may change, and so may the order of the parameters and the person.
    for same in [
        format!("kind=training&limit=2&cursor={cursor}"),
        format!("cursor={cursor}&count=exact&kind=training"),
    ] {
        app.get(&clerk, &format!("{LIST}?{same}")).send().expect(200);
    }
    app.get(&app.officer(GUDUI), &format!("{list}&cursor={cursor}")).send().expect(200);
}

#[test]
fn another_resources_cursor_is_refused() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let cursor_of = |resource: &Resource| {
        for n in [0, 1] {
            resource.create_nth(&app, &clerk, n);
        }
        middle(&app, &clerk, &format!("{}?limit=1", resource.list()))
    };
    for (i, resource) in RESOURCES.iter().enumerate() {
        let cursor = cursor_of(resource);
        for other in RESOURCES.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, other)| other) {
            refused(&app, &clerk, &format!("{}?limit=1&cursor={cursor}", other.list()));
        }
    }
}

#[test]
fn the_link_leads_where_the_cursor_leads() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let all: BTreeSet<String> = (1..8).map(|day| create(&app, &clerk, &on(day))).collect();
    let mut seen = BTreeSet::new();
    let mut next =
        Some(format!("{LIST}?limit=3&q=%E6%B0%91%E6%B3%95%E5%85%B8&from=2024-01-01&kind=training,seminar"));
    while let Some(path) = next {
        let page = app.get(&clerk, &path).send().expect(200);
        seen.extend(page.ids());
        next = page.header("link").map(|link| {
            let target =
                link.strip_prefix('<').and_then(|l| l.strip_suffix(">; rel=\"next\"")).expect("RFC 8288");
            target.to_owned()
        });
        let in_link = next.as_deref().map(|target| target.split("cursor=").nth(1).unwrap().to_owned());
        assert_eq!(in_link, page.next_cursor());
    }
    assert_eq!(seen, all);
}

#[test]
fn a_full_last_page_is_the_last() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    (1..5).for_each(|day| drop(create(&app, &clerk, &on(day))));
    for (limit, cursor) in [(4, false), (5, false), (3, true), (200, false)] {
        let page = app.get(&clerk, &format!("{LIST}?limit={limit}&count=exact")).send().expect(200);
        assert_eq!(
            (page.next_cursor().is_some(), page.header("link").is_some()),
            (cursor, cursor),
            "{limit}"
        );
        assert_eq!((&page.body["page"]["limit"], &page.body["page"]["total"]), (&json!(limit), &json!(4)));
    }
}
