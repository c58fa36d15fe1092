//! What lets the same schema run on one node and spread by county on several.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalogue::{Catalogue, text, texts};

const KEY: &str = "county_code";

/// What records could refer to if it were the same on every node. It stays on the coordinator all the same: nothing refers
/// to it that is distributed, and the look at a token would take longer.
const REFERENCE: &[&str] = &["regions"];
/// On the coordinator only: nothing keyed may refer to them.
const LOCAL: &[&str] = &[
    "region_directory",
    "accounts",
    "account_roles",
    "tokens",
    "secrets",
    "idempotency_keys",
    "trail_chains",
    "deadline_catalogue",
    "calendar_notices",
];
/// On the coordinator only, where all statements that draw from it begin: the order of the feed is one for all nodes. The locks
/// beside it are taken in parts of statements that run there (`tests/statements.rs`).
const SEQUENCE: &str = "trail_seq";

fn is_keyed(table: &str) -> bool {
    !REFERENCE.contains(&table) && !LOCAL.contains(&table)
}

#[track_caller]
fn silent(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn every_other_table_is_keyed_by_county() {
    let mut catalogue = Catalogue::open();
    let columns = catalogue.columns();
    let tables = catalogue.tables();
    assert!(
        REFERENCE.iter().chain(LOCAL).all(|table| tables.iter().any(|known| known == table)),
        "a list is outdated"
    );
    for table in tables.iter().filter(|table| is_keyed(table)) {
        let key = columns.iter().find(|column| column["table"] == **table && column["name"] == KEY);
        let key = key.unwrap_or_else(|| panic!("{table} has no {KEY}, and is in no list"));
        assert_eq!(
            (&key["type"], &key["required"], &key["collation"]),
            (&"text".into(), &true.into(), &"C".into()),
            "{table}"
        );
    }
}

/// `fazhi distribute` takes every table with a county.
#[test]
fn no_other_table_has_a_county() {
    let columns = Catalogue::open().columns();
    let odd = columns.iter().filter(|column| column["name"] == KEY && !is_keyed(&text(column, "table")));
    silent(&odd.map(ToString::to_string).collect::<Vec<_>>());
}

/// Codes are compared byte by byte, on every node alike.
#[test]
fn codes_are_text_in_the_order_of_their_bytes() {
    let mut catalogue = Catalogue::open();
    let columns = catalogue.columns();
    let codes =
        columns.iter().filter(|column| text(column, "name").ends_with("_code") || column["name"] == "code");
    let wrong = codes.filter(|column| column["type"] != "text" || column["collation"] != "C");
    silent(&wrong.map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn keys_begin_with_the_county() {
    let mut catalogue = Catalogue::open();
    let indexes = catalogue.indexes();
    let unique = indexes.iter().filter(|index| index["is_unique"] == true && is_keyed(&text(index, "table")));
    let wrong = unique.filter(|index| texts(index, "columns").first().is_none_or(|first| first != KEY));
    silent(&wrong.map(ToString::to_string).collect::<Vec<_>>());
    let primary: BTreeSet<String> = indexes
        .iter()
        .filter(|index| index["is_primary"] == true)
        .map(|index| text(index, "table"))
        .collect();
    assert_eq!(primary.into_iter().collect::<Vec<_>>(), catalogue.tables(), "every table has a primary key");
}

#[test]
fn references_stay_within_the_county() {
    let mut complaints = Vec::new();
    for key in Catalogue::open().foreign_keys() {
        let (table, target) = (text(&key, "table"), text(&key, "refers_to"));
        let (own, theirs) = (texts(&key, "columns"), texts(&key, "their_columns"));
        let begins = |columns: &[String]| columns.first().is_some_and(|first| first == KEY);
        let allowed = match (is_keyed(&table), is_keyed(&target)) {
            (true, true) => begins(&own) && begins(&theirs),
            (true, false) => REFERENCE.contains(&target.as_str()),
            (false, true) => false,
            (false, false) => true,
        };
        if !allowed {
            complaints.push(format!("{}: {table} {own:?} -> {target} {theirs:?}", text(&key, "name")));
        }
    }
    silent(&complaints);
}

/// SET NULL would empty the county as well, and a cascade of updates would move rows between nodes.
#[test]
fn references_neither_set_null_nor_follow_updates() {
    let keys = Catalogue::open().foreign_keys();
    let wrong = keys.iter().filter(|key| {
        !["a", "r", "c"].contains(&key["on_delete"].as_str().unwrap())
            || key["on_update"] != "a" && key["on_update"] != "r"
    });
    silent(&wrong.map(ToString::to_string).collect::<Vec<_>>());
}

#[test]
fn nothing_is_numbered_or_triggered() {
    let mut catalogue = Catalogue::open();
    let numbered = |column: &&Value| column["identity"] != "" || text(column, "default").contains("nextval");
    let mut found: Vec<String> =
        catalogue.columns().iter().filter(numbered).map(ToString::to_string).collect();
    for query in [
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace",
        "SELECT rulename FROM pg_rules WHERE schemaname = 'public'",
        "SELECT conname FROM pg_constraint WHERE contype = 'x' AND connamespace = 'public'::regnamespace",
        "SELECT relname FROM pg_class WHERE relkind IN ('v', 'm', 'f') AND relnamespace = 'public'::regnamespace",
        "SELECT indexrelid::regclass::text AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique AND i.indexprs IS NOT NULL",
    ] {
        let rows = catalogue.rows(query).into_iter().filter(|row| row["relname"] != SEQUENCE);
        found.extend(rows.map(|row| row.to_string()));
    }
    silent(&found);
}

/// Deleting or changing what is referred to looks for who refers to it. The township need not be in the index: the id
/// decides within the county.
#[test]
fn every_reference_has_an_index_that_begins_with_it() {
    let mut catalogue = Catalogue::open();
    let indexes = catalogue.indexes();
    let mut complaints = Vec::new();
    for key in catalogue.foreign_keys() {
        let all: BTreeSet<String> = texts(&key, "columns").into_iter().collect();
        let needed: BTreeSet<String> =
            all.iter().filter(|column| *column != "township_code").cloned().collect();
        let fits = |index: &&Value| {
            let columns = texts(index, "columns");
            let leading = |n: usize| columns.iter().take(n).cloned().collect::<BTreeSet<_>>();
            index["table"] == key["table"] && (leading(all.len()) == all || leading(needed.len()) == needed)
        };
        if !indexes.iter().any(|index| fits(&index)) {
            complaints.push(format!("{} has no index on {all:?}", text(&key, "name")));
        }
    }
    silent(&complaints);
}

#[test]
fn constraints_have_names_of_their_own() {
    let constraints = Catalogue::open().constraints();
    let mut seen = BTreeSet::new();
    let odd = constraints.iter().filter(|name| !seen.insert(*name) || name.ends_with(char::is_numeric));
    silent(&odd.cloned().collect::<Vec<_>>());
}
