//! Which tables are the ledger's own, with which columns. Whatever else is in its database is somebody else's: no schema
//! would take it back.

use std::collections::BTreeMap;

use super::manifest::Table;

/// What each step of the schema made of the tables: the step, a table, and the columns that it has from then on, none where
/// it is gone. `tests/backup/tables.rs` holds it against the migrations.
const STEPS: &str = include_str!("tables.txt");

/// The tables of a schema that has gone through these steps, by name.
#[must_use]
pub fn tables(steps: &[String]) -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    for line in STEPS.lines() {
        let mut words = line.split(' ');
        let (Some(step), Some(name)) = (words.next(), words.next()) else { continue };
        if !steps.iter().any(|applied| applied == step) {
            continue;
        }
        let columns: Vec<String> = words.map(str::to_owned).collect();
        if columns.is_empty() {
            tables.remove(name);
        } else {
            tables.insert(name.to_owned(), Table { name: name.to_owned(), columns });
        }
    }
    tables
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_what_the_last_step_made_of_it() {
        let names = |steps: &[&str]| {
            let steps: Vec<String> = steps.iter().map(ToString::to_string).collect();
            tables(&steps)
        };
        assert!(names(&[]).is_empty());
        let first = names(&["20261123000001"]);
        assert_eq!(first.keys().collect::<Vec<_>>(), ["region_directory", "regions"]);
        assert_eq!(first["region_directory"].columns, ["id", "version", "changed_at"]);
        let before = names(&["20261123000001", "20261123000002"]);
        assert!(before["tokens"].columns.iter().any(|column| column == "role"));
        let after = names(&["20261123000001", "20261123000002", "20261125000007"]);
        assert!(!after["tokens"].columns.iter().any(|column| column == "role"));
    }
}
