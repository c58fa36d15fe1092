//! What PostgreSQL says of its own tables, and the code's picture of them.

use std::collections::BTreeMap;
use std::fs;

use diesel::sql_types::{Nullable, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl, sql_query};
use fazhi::upgrade::migrate;
use serde_json::Value;

use crate::postgres::{Database, connect};

/// A migrated database, to look into.
pub struct Catalogue {
    conn: PgConnection,
    /// Dropped with this value.
    _database: Database,
}

impl Catalogue {
    pub fn open() -> Self {
        let database = Database::empty();
        let mut conn = connect(&database.url);
        migrate(&mut conn, None).unwrap();
        Self { conn, _database: database }
    }

    /// The rows of a query, each an object.
    pub fn rows(&mut self, query: &str) -> Vec<Value> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = Nullable<Text>)]
            rows: Option<String>,
        }
        let query = format!("SELECT json_agg(q)::text AS rows FROM ({query}) q");
        let row: Row = sql_query(query).get_result(&mut self.conn).unwrap();
        row.rows.map(|text| serde_json::from_str(&text).unwrap()).unwrap_or_default()
    }

    /// The tables, but diesel's own.
    pub fn tables(&mut self) -> Vec<String> {
        let rows = self.rows(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
             AND relname NOT LIKE '\\_\\_diesel%' ORDER BY relname",
        );
        rows.iter().map(|row| text(row, "relname")).collect()
    }

    /// Columns in their order.
    pub fn columns(&mut self) -> Vec<Value> {
        self.rows(
            "SELECT c.relname AS table, a.attname AS name, format_type(a.atttypid, NULL) AS type, a.attnotnull AS required,
                l.collname AS collation, a.attidentity::text AS identity, pg_get_expr(d.adbin, d.adrelid) AS default
             FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_collation l ON l.oid = a.attcollation
                LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
             WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                AND c.relname NOT LIKE '\\_\\_diesel%' ORDER BY c.relname, a.attnum",
        )
    }

    /// Indexes with their columns in order.
    pub fn indexes(&mut self) -> Vec<Value> {
        self.rows(
            "SELECT i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS table, i.indisunique AS is_unique,
                i.indisprimary AS is_primary, array(SELECT coalesce(a.attname, '') FROM unnest(i.indkey) WITH ORDINALITY k(n, o)
                    LEFT JOIN pg_attribute a ON (a.attrelid, a.attnum) = (i.indrelid, k.n) ORDER BY k.o) AS columns
             FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
             WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '\\_\\_diesel%'",
        )
    }

    /// Foreign keys with their columns on both sides.
    pub fn foreign_keys(&mut self) -> Vec<Value> {
        let columns = |table: &str, key: &str| {
            format!(
                "array(SELECT a.attname FROM unnest({key}) WITH ORDINALITY k(n, o)
                    JOIN pg_attribute a ON (a.attrelid, a.attnum) = ({table}, k.n) ORDER BY k.o)"
            )
        };
        let (own, theirs) = (columns("conrelid", "conkey"), columns("confrelid", "confkey"));
        self.rows(&format!(
            "SELECT conname AS name, conrelid::regclass::text AS table, confrelid::regclass::text AS refers_to,
                confdeltype::text AS on_delete, confupdtype::text AS on_update, {own} AS columns, {theirs} AS their_columns
             FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"
        ))
    }

    /// CHECK constraints with their definitions.
    pub fn checks(&mut self) -> Vec<Value> {
        self.rows(
            "SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
             WHERE contype = 'c' AND connamespace = 'public'::regnamespace",
        )
    }

    /// The names of all constraints.
    pub fn constraints(&mut self) -> Vec<String> {
        // Breaking a unique index names the index.
        let rows = self.rows(
            "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
             WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace",
        );
        rows.iter().map(|row| text(row, "conname")).collect()
    }
}

/// A text in a row.
pub fn text(row: &Value, key: &str) -> String {
    row[key].as_str().unwrap_or_default().to_owned()
}

/// A list of texts in a row.
pub fn texts(row: &Value, key: &str) -> Vec<String> {
    row[key].as_array().unwrap().iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

/// A table as the code or the database has it: its primary key, and its columns with their types in diesel's words.
type Picture = BTreeMap<String, (Vec<String>, Vec<(String, String)>)>;

/// Reads the `table!` blocks.
fn drawn(source: &str) -> Picture {
    let blocks = source.split("diesel::table! {").skip(1);
    let table = |block: &str| {
        let mut lines =
            block.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
        let head = lines.next().expect("a table's name");
        let (name, key) = head.strip_suffix(") {").and_then(|head| head.split_once(" (")).expect(head);
        let columns = lines.map_while(|line| line.strip_suffix(',')?.split_once(" -> "));
        let columns = columns.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect();
        (name.to_owned(), (key.split(", ").map(str::to_owned).collect(), columns))
    };
    blocks.map(table).collect()
}

fn diesel_type(column: &Value) -> String {
    let plain = match column["type"].as_str().unwrap() {
        "text" => "Text",
        "text[]" => "Array<Text>",
        "date" => "Date",
        "timestamp with time zone" => "Timestamptz",
        "bytea" => "Bytea",
        "smallint" => "SmallInt",
        "integer" => "Integer",
        "bigint" => "BigInt",
        "bigint[]" => "Array<Nullable<BigInt>>",
        "boolean" => "Bool",
        "json" => "Json",
        "jsonb" => "Jsonb",
        "uuid" => "Uuid",
        "numeric" => "Numeric",
        "numeric[]" => "Array<Nullable<Numeric>>",
        other => panic!("no table has had the type {other} yet: say here what diesel calls it"),
    };
    if column["required"] == true { plain.to_owned() } else { format!("Nullable<{plain}>") }
}

#[test]
fn the_codes_picture_of_the_tables_is_right() {
    let mut catalogue = Catalogue::open();
    let mut real = Picture::new();
    for column in catalogue.columns() {
        let (_, columns) = real.entry(text(&column, "table")).or_default();
        columns.push((text(&column, "name"), diesel_type(&column)));
    }
    for index in catalogue.indexes().iter().filter(|index| index["is_primary"] == true) {
        real.get_mut(&text(index, "table")).unwrap().0 = texts(index, "columns");
    }
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs");
    let drawn = drawn(&fs::read_to_string(source).unwrap());
    assert_eq!(drawn.keys().collect::<Vec<_>>(), real.keys().collect::<Vec<_>>());
    for (table, picture) in &drawn {
        assert_eq!(picture, &real[table], "{table}");
    }
}

/// The texts for broken constraints speak of constraints that exist.
#[test]
fn every_constraint_with_a_text_exists() {
    let constraints = Catalogue::open().constraints();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/constraints.rs");
    let source = fs::read_to_string(source).unwrap();
    let literals = source.split('"').skip(1).step_by(2);
    let named: Vec<&str> = literals
        .filter(|text| ["_check", "_fkey", "_pkey", "_key"].iter().any(|end| text.ends_with(end)))
        .collect();
    assert!(named.len() > 20, "the texts are not where they were");
    for name in named {
        // A name that begins with an underscore stands for one constraint in each of several tables.
        let known =
            constraints.iter().any(|known| known == name || name.starts_with('_') && known.ends_with(name));
        assert!(known, "there is no constraint {name}");
    }
}
