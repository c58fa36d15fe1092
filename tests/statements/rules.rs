//! What a statement breaks that is to run on a distributed database, too.

use std::collections::BTreeSet;
use std::fs;

/// The tables by what they are.
pub struct Tables {
    keyed: BTreeSet<String>,
    local: BTreeSet<String>,
}

impl Tables {
    /// As the code has them: keyed are those with a county.
    pub fn of_the_code() -> Self {
        let source = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs")).unwrap();
        let blocks = source.split("diesel::table! {").skip(1);
        let (mut keyed, mut local) = (BTreeSet::new(), BTreeSet::new());
        for block in blocks {
            let name = block.split_whitespace().next().unwrap().to_owned();
            let block = block.split("diesel::").next().unwrap();
            let tables = if block.contains(" county_code -> ") { &mut keyed } else { &mut local };
            tables.insert(name);
        }
        assert!(keyed.contains("trail_heads") && local.contains("regions"), "{keyed:?} {local:?}");
        Self { keyed, local }
    }

    /// Those of a kind that a statement reads or writes: what stands behind these words is a table.
    fn used<'a>(tables: &'a BTreeSet<String>, statement: &str) -> Vec<&'a str> {
        let words: Vec<&str> = statement
            .split(|character: char| !character.is_alphanumeric() && character != '_')
            .filter(|word| !word.is_empty())
            .collect();
        let is_used = |table: &&String| {
            words.windows(2).any(|pair| {
                let leads = ["FROM", "JOIN", "INTO", "UPDATE", "OF"];
                leads.contains(&pair[0].to_uppercase().as_str()) && pair[1] == **table
            })
        };
        tables.iter().filter(is_used).map(String::as_str).collect()
    }

    /// What is wrong with a statement; `names_county` says whether it has to name the counties it is about.
    pub fn faults(&self, statement: &str, names_county: bool) -> Vec<String> {
        let (apart, rest) = materialized(statement);
        let keyed = Self::used(&self.keyed, &rest);
        if keyed.is_empty() {
            return Vec::new();
        }
        let local = Self::used(&self.local, &rest);
        let plain = rest.replace('"', "");
        let has = |text: &str| plain.to_uppercase().contains(&text.to_uppercase());
        let locks =
            has(" FOR UPDATE") || has(" FOR SHARE") || has(" FOR NO KEY UPDATE") || has(" FOR KEY SHARE");
        let broken = [
            (!local.is_empty(), format!("joins {local:?}, which stay on the coordinator")),
            (
                !Self::used(&self.keyed, &apart).is_empty(),
                "reads tables of counties in what is materialised".to_owned(),
            ),
            (has("advisory"), "takes an advisory lock on a node".to_owned()),
            (has("set_config") || has("current_setting"), "uses a setting of a node".to_owned()),
            (has("SELECT FROM"), "selects no column".to_owned()),
            (names_county && !names_counties(&plain), "names no county".to_owned()),
            (locks && !names_one_county(&plain), "locks rows of more than one county".to_owned()),
            (changes_county(&plain), "changes the county of a row".to_owned()),
            (joins_in_update(&plain), "joins in an UPDATE".to_owned()),
            (
                has("DO UPDATE") && has("now()"),
                "uses a function that is not immutable in an upsert".to_owned(),
            ),
            (
                has("GROUPING SETS") || has("ROLLUP") || has("RECURSIVE"),
                "cannot be run over nodes".to_owned(),
            ),
            (has("LATERAL (SELECT"), "has a LATERAL sub-query over tables".to_owned()),
        ];
        broken.into_iter().filter(|(is_broken, _)| *is_broken).map(|(_, what)| what).collect()
    }
}

/// What a statement computes apart and first, and the rest of it.
fn materialized(statement: &str) -> (String, String) {
    let Some((before, after)) = statement.split_once("AS MATERIALIZED (") else {
        return (String::new(), statement.to_owned());
    };
    let mut depth = 1;
    let end = after.find(|character: char| {
        depth += i32::from(character == '(') - i32::from(character == ')');
        depth == 0
    });
    let (apart, rest) = after.split_at(end.expect("it is closed"));
    (apart.to_owned(), format!("{before}{rest}"))
}

/// The county is compared with values, or stands in a new row.
fn names_counties(statement: &str) -> bool {
    statement.starts_with("INSERT INTO") && statement.contains("county_code")
        || names_one_county(statement)
        || compared(statement).any(|with| with.starts_with("ANY") || with.starts_with("(ANY"))
}

fn names_one_county(statement: &str) -> bool {
    compared(statement).any(|with| ["$", "left($", "($3)[1]"].iter().any(|one| with.starts_with(one)))
}

/// What the county is compared with.
fn compared(statement: &str) -> impl Iterator<Item = &str> {
    let behind = statement.split("county_code").skip(1);
    behind.filter_map(|rest| rest.trim_start_matches([')', ' ']).strip_prefix('=').map(str::trim_start))
}

fn changes_county(statement: &str) -> bool {
    let sets = statement.split(" SET ").skip(1).map(|rest| rest.split(" WHERE ").next().unwrap_or_default());
    sets.flat_map(|set| set.split(',')).any(|one| one.trim_start().starts_with("county_code ="))
}

fn joins_in_update(statement: &str) -> bool {
    let Some((_, set)) = statement.split_once("UPDATE ").and_then(|(_, rest)| rest.split_once(" SET "))
    else {
        return false;
    };
    let set = set.split(" WHERE ").next().unwrap_or_default();
    !statement.starts_with("INSERT") && !statement.contains("DO UPDATE") && set.contains(" FROM ")
}

#[test]
fn what_a_distributed_database_refuses_is_found() {
    let tables = Tables::of_the_code();
    for (statement, expected) in [
        (r#"SELECT "cases"."id" FROM "cases" WHERE ("cases"."county_code" = $1) FOR UPDATE"#, ""),
        (r#"SELECT id FROM "cases" WHERE "cases"."county_code" = ANY($1)"#, ""),
        ("SELECT 1 FROM regions", ""),
        ("SELECT id FROM cases WHERE id = $1", "names no county"),
        ("SELECT id FROM cases WHERE county_code = ANY($1) FOR UPDATE", "locks rows of more than one county"),
        ("SELECT id FROM cases WHERE id = $1 AND county_code = $2 AND EXISTS (SELECT FROM plans)", "selects no column"),
        ("SELECT sum(c.version), (SELECT version FROM region_directory) FROM township_years c WHERE c.county_code = $1", "joins"),
        ("SELECT pg_advisory_xact_lock(1) FROM trail_heads WHERE county_code = $1 FOR UPDATE", "takes an advisory lock"),
        ("UPDATE county_settings SET county_code = $1, version = $2 WHERE county_code = $3", "changes the county"),
        ("UPDATE trail SET hash = u.hash FROM unnest($1) u WHERE trail.county_code = $2", "joins in an UPDATE"),
        (
            "WITH a AS MATERIALIZED (SELECT pg_advisory_lock(last_value) FROM trail_seq) SELECT 1 FROM trail_heads CROSS JOIN a
            WHERE county_code = $1 AND township_code = $2 FOR UPDATE OF trail_heads",
            "",
        ),
        ("WITH a AS MATERIALIZED (SELECT 1 FROM trail) SELECT 1 FROM trail_heads WHERE county_code = $1", "reads tables"),
    ] {
        let faults = tables.faults(statement, true).join("; ");
        assert_eq!(faults.is_empty(), expected.is_empty(), "{statement}: {faults}");
        assert!(faults.starts_with(expected), "{statement}: {faults}");
    }
}
