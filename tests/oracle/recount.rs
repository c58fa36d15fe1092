//! The recount: the SQL beside this file, asked from Rust.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use fazhi::clock;
use serde_json::Value;

use crate::question::Question;

/// Figures by region and indicator.
pub type Figures = HashMap<(String, String), Value>;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// One value of the database, as text.
pub fn text(conn: &mut PgConnection, sql: &str) -> String {
    let sql = format!("SELECT ({sql})::text AS text");
    diesel::sql_query(sql).get_result::<Row>(conn).expect("a text").text
}

/// Puts in what the recount and the random ledgers need.
pub fn prepare(conn: &mut PgConnection) {
    let scripts = [
        include_str!("units.sql"),
        include_str!("evidence.sql"),
        include_str!("figures.sql"),
        include_str!("ledger.sql"),
        "SET jit = off; SET client_min_messages = warning",
    ];
    for script in scripts {
        conn.batch_execute(script).expect("the recount");
    }
    conn.batch_execute("VACUUM FULL ANALYZE regions").expect("a small directory");
}

/// The figures that the question asks for of these regions, by the units of a day.
pub fn figures(
    conn: &mut PgConnection,
    question: &Question,
    units_of: NaiveDate,
    regions: &[&str],
) -> Figures {
    let Question { year, first, last, .. } = question;
    let today = clock::today();
    conn.batch_execute(&format!("CALL oracle.recount({year}, '{first}', '{last}', '{today}', '{units_of}')"))
        .expect("a recount");
    let rows = text(conn, &format!("oracle.figures('{{{}}}')", regions.join(",")));
    let rows: Vec<Value> = serde_json::from_str(&rows).expect("JSON");
    let key = |row: &Value| ["region", "code"].map(|name| row[name].as_str().expect("a text").to_owned());
    rows.into_iter().map(|row| (key(&row).into(), row)).collect()
}

/// How many townships of each region reported, by the question asked last.
pub fn reporting(conn: &mut PgConnection) -> Value {
    let counts = text(conn, "oracle.reporting_by_region()");
    serde_json::from_str(&counts).expect("JSON")
}

/// How many of these records no unit of the region recorded or took part in.
pub fn strangers(conn: &mut PgConnection, region: &str, ids: &[&str]) -> i64 {
    let sql = format!("oracle.strangers('{{{}}}', '{region}')", ids.join(","));
    text(conn, &sql).parse().expect("a number")
}
