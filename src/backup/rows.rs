//! Rows out of a table and into one, as PostgreSQL writes and reads them itself: what the program does not take apart
//! it cannot change.

use diesel::pg::{PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};

use super::catalogue::Table;
use super::error::Error;
use super::manifest::{Content, Tally};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    row: String,
}

/// Gives every row of a table to `take`, one at a time as the server sends them: a table need not fit into memory.
///
/// # Errors
/// Where the database fails; what `take` answers.
pub fn read(
    conn: &mut PgConnection,
    table: &Table,
    mut take: impl FnMut(&str) -> Result<(), Error>,
) -> Result<Content, Error> {
    let Table { quoted, order, row, .. } = table;
    // With its star, or a column named t would be taken for the row.
    let all = diesel::sql_query(format!("SELECT {row}::text AS row FROM {quoted} AS t ORDER BY {order}"));
    let mut tally = Tally::default();
    for row in all.load_iter::<Row, PgRowByRowLoadingMode>(conn)? {
        let Row { row } = row?;
        tally.add(&row);
        take(&row)?;
    }
    Ok(tally.of(&table.name))
}

/// Adds rows to a table.
///
/// # Errors
/// Where the database fails, or does not take them.
pub fn insert(conn: &mut PgConnection, table: &Table, rows: &[String]) -> QueryResult<usize> {
    let Table { quoted, quoted_columns, .. } = table;
    let columns = quoted_columns.join(", ");
    let values = quoted_columns.iter().map(|column| format!("(x.r).{column}")).collect::<Vec<_>>().join(", ");
    // The offset keeps the sub-query one, so that a row is read once and not once for each of its columns.
    diesel::sql_query(format!(
        "INSERT INTO {quoted} ({columns})
         SELECT {values} FROM (SELECT line::{quoted} AS r FROM unnest($1) AS line OFFSET 0) AS x"
    ))
    .bind::<Array<Text>, _>(rows)
    .execute(conn)
}
