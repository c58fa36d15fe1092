//! Filters and sorts that the contract lists, each tried; pages that hold together.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{RESOURCES, Resource};
use crate::support::contract::node::Node;
use crate::support::{App, GUDUI, Token, published, spawn_app};

/// The schema of a query parameter of the list.
pub fn parameter(resource: &Resource, name: &str) -> Value {
    let pointer = format!("/paths/~1api~1v1~1{}/get/parameters", resource.path);
    let parameters = Node::root(published()).pointer(&pointer).expect("parameters").elements();
    let found = parameters.into_iter().find(|parameter| parameter.value["name"] == name);
    found.map(|parameter| parameter.value["schema"].clone()).unwrap_or_default()
}

/// The sorts a list has.
pub fn sorts(resource: &Resource) -> Vec<String> {
    let schema = parameter(resource, "sort");
    let list = schema.get("enum").or_else(|| schema["oneOf"].as_array()?.iter().find_map(|s| s.get("enum")));
    let list = list.and_then(Value::as_array).expect("sorts");
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// All ids of a list, page by page.
pub fn walk(app: &App, token: &Token, list: &str, mut between: impl FnMut(usize)) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    for page in 0.. {
        let answer = app.get(token, &format!("{list}{cursor}")).send().expect(200);
        found.extend(answer.ids());
        match answer.next_cursor() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
        between(page);
    }
    found
}

#[test]
fn every_sort_pages_through_everything() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let all: BTreeSet<String> = (0..17).map(|n| resource.create_nth(&app, &clerk, n).id()).collect();
        for sort in sorts(resource) {
            let whole = walk(&app, &clerk, &format!("{}?sort={sort}&limit=200", resource.list()), |_| {});
            let paged = walk(&app, &clerk, &format!("{}?sort={sort}&limit=5", resource.list()), |_| {});
            assert_eq!(paged, whole, "{} {sort}", resource.path);
            assert_eq!(whole.iter().cloned().collect::<BTreeSet<_>>(), all);
            let opposite = sort.strip_prefix('-').map_or_else(|| format!("-{sort}"), str::to_owned);
            let mut opposite =
                walk(&app, &clerk, &format!("{}?sort={opposite}&limit=5", resource.list()), |_| {});
            opposite.reverse();
            assert_eq!(opposite, whole, "{} {sort}", resource.path);
        }
    }
}

/// A list writes its records row by row; reading one by its id goes another way. Both say the same, to the byte.
#[test]
fn a_record_is_the_same_in_a_list_and_by_itself() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let [plain, void] = [0, 1].map(|n| resource.create_nth(&app, &clerk, n).id());
        let path = |id: &str| format!("{}/{id}", resource.list());
        app.delete(&clerk, &path(&void)).if_match("\"1\"").reason("录入\"两次\"").send().expect(200);
        for (id, voided) in [(plain, "exclude"), (void, "only")] {
            let alone = app.get(&clerk, &path(&id)).send().expect(200).bytes;
            let listed =
                app.get(&clerk, &format!("{}?voided={voided}", resource.list())).send().expect(200).bytes;
            let (alone, listed) = (String::from_utf8(alone).unwrap(), String::from_utf8(listed).unwrap());
            assert!(listed.starts_with(&format!("{{\"items\":[{alone}],\"page\":{{")), "{listed} {alone}");
        }
    }
}

#[test]
fn filters_that_all_records_have() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        let record = resource.create(&app, &clerk);
        let year = record.body["year"].as_i64().unwrap();
        let found = |query: &str| {
            app.get(&clerk, &format!("{}?{query}", resource.list())).send().expect(200).ids().len()
        };
        for (query, expected) in [
            (format!("year={year}"), 1),
            (format!("year={}", year + 1), 0),
            (format!("from={year}-01-01&to={year}-12-31"), 1),
            (format!("from={}-01-01", year + 1), 0),
            (format!("to={}-12-31", year - 1), 0),
            ("updated_since=2000-01-01T00:00:00Z".to_owned(), 1),
            ("updated_since=2100-01-01T08:00:00%2B08:00".to_owned(), 0),
            ("township=540526201&region=CN".to_owned(), 0),
            ("external_ref=none".to_owned(), 0),
            ("q=%25".to_owned(), 0),
            ("q=_".to_owned(), 0),
            ("q=%5C".to_owned(), 0),
            ("q='%3B%20DROP%20TABLE%20trail".to_owned(), 0),
        ] {
            if query.contains("region=CN") {
                app.get(&clerk, &format!("{}?{query}", resource.list())).send().expect(404);
            } else {
                assert_eq!(found(&query), expected, "{} {query}", resource.path);
            }
        }
    }
}

/// Both filters hold: a township outside the region asked for has nothing in it.
#[test]
fn township_and_region_narrow_together() {
    let app = spawn_app();
    let nation = app.clerk("CN");
    for resource in RESOURCES.iter() {
        resource.create(&app, &nation);
        for (region, expected) in
            [("CN", 1), ("5405", 1), (GUDUI, 1), ("540526101", 0), ("11", 0), ("110101", 0)]
        {
            let path = format!("{}?township={GUDUI}&region={region}&count=exact", resource.list());
            let page = app.get(&nation, &path).send().expect(200);
            assert_eq!(
                (page.ids().len(), &page.body["page"]["total"]),
                (expected, &expected.into()),
                "{region}"
            );
        }
    }
}

#[test]
fn parameters_out_of_bounds_are_refused_by_name() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        for (name, value) in [
            ("limit", "0"),
            ("limit", "201"),
            ("limit", "abc"),
            ("limit", ""),
            ("limit", "-1"),
            ("limit", "1.0"),
            ("limit", "99999999999999999999"),
            ("year", "1948"),
            ("year", "2101"),
            ("year", "twenty"),
            ("from", "2024-02-30"),
            ("to", "today"),
            ("updated_since", "2024-01-01"),
            ("q", ""),
            ("count", "yes"),
            ("voided", "all"),
            ("sort", "title"),
            ("region", "5405262"),
            ("township", "54052"),
            ("region", "cn"),
            ("q", "%00"),
            ("kind", "no_such_kind"),
        ] {
            let path = format!("{}?{name}={value}", resource.list());
            if parameter(resource, name).is_null() {
                continue;
            }
            let answer = app.get(&clerk, &path).send().expect_problem(400, "invalid_parameter");
            assert!(answer.violates(name), "{name}={value}: {:?}", answer.violations());
        }
        let twice = app.get(&clerk, &format!("{}?limit=1&limit=2", resource.list())).send().expect(400);
        assert_eq!(twice.violations(), [("limit".to_owned(), "repeated".to_owned())]);
    }
}
