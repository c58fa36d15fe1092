//! The records of a page as they are sent.
//!
//! A row becomes JSON as it comes, without becoming a record in between, which took a quarter of what the service does
//! for a row. The columns bear the names of the properties and stand in their order, so both
//! ways write the same bytes.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::result::{Error, QueryResult};
use diesel::row::{Field, Row};
use diesel::sql_types as sql;
use serde::Serialize;
use uuid::Uuid;

use super::record::Record;
use crate::clock;

/// A record of a page.
pub struct Listed {
    /// Itself, as JSON.
    pub json: Vec<u8>,
    /// Its sort key.
    pub key: String,
    /// Its id.
    pub id: Uuid,
}

/// More than most records take, in bytes.
const USUAL_LENGTH: usize = 1024;

impl Listed {
    /// A record that is more than a row.
    ///
    /// # Errors
    /// Where it cannot be written as JSON.
    pub fn of<T: Serialize>((record, key): (Record<T>, String)) -> QueryResult<Self> {
        let json = serde_json::to_vec(&record).map_err(|error| Error::SerializationError(error.into()))?;
        Ok(Self { json, key, id: record.stamp.id })
    }
}

/// From a row of [`crate::record_columns!`] and the sort key.
impl<Stamp, Fields> FromSqlRow<((Stamp, Fields), sql::Text), Pg> for Listed {
    fn build_from_row<'a>(row: &impl Row<'a, Pg>) -> deserialize::Result<Self> {
        let mut json = Vec::with_capacity(USUAL_LENGTH);
        let sort_key = row.field_count() - 1;
        for column in 0..sort_key {
            let field = row.get(column).ok_or(SHORT)?;
            let name = field.field_name().ok_or(SHORT)?;
            json.extend_from_slice(if column == 0 { b"{\"" } else { b",\"" });
            json.extend_from_slice(name.as_bytes());
            json.extend_from_slice(b"\":");
            match field.value() {
                Some(value) => write_value(value, &mut json)?,
                None => json.extend_from_slice(b"null"),
            }
        }
        json.push(b'}');
        Ok(Self { json, key: read::<sql::Text, _>(row, sort_key)?, id: read::<sql::Uuid, _>(row, 0)? })
    }
}

const SHORT: &str = "a row without its columns";

fn read<'a, S, T: FromSql<S, Pg>>(row: &impl Row<'a, Pg>, column: usize) -> deserialize::Result<T> {
    T::from_nullable_sql(row.get(column).ok_or(SHORT)?.value())
}

/// Writes a value by its type, which PostgreSQL names by a number (`pg_type.dat`).
fn write_value(value: PgValue<'_>, json: &mut Vec<u8>) -> deserialize::Result<()> {
    match value.get_oid().get() {
        16 => write::<sql::Bool, bool>(value, json),
        21 => write::<sql::SmallInt, i16>(value, json),
        23 => write::<sql::Integer, i32>(value, json),
        25 => Ok(serde_json::to_writer(json, str::from_utf8(value.as_bytes())?)?),
        1009 => write::<sql::Array<sql::Text>, Vec<String>>(value, json),
        1082 => write::<sql::Date, Day>(value, json),
        1184 => write::<sql::Timestamptz, Instant>(value, json),
        2950 => write::<sql::Uuid, Uuid>(value, json),
        other => Err(format!("no record has a column of the type {other}").into()),
    }
}

fn write<S, T: FromSql<S, Pg> + Serialize>(
    value: PgValue<'_>,
    json: &mut Vec<u8>,
) -> deserialize::Result<()> {
    Ok(serde_json::to_writer(json, &T::from_sql(value)?)?)
}

#[derive(Serialize)]
#[serde(transparent)]
struct Day(#[serde(serialize_with = "clock::write_day")] NaiveDate);

impl FromSql<sql::Date, Pg> for Day {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<sql::Date, Pg>::from_sql(value).map(Self)
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Instant(#[serde(serialize_with = "clock::write_instant")] DateTime<Utc>);

impl FromSql<sql::Timestamptz, Pg> for Instant {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<sql::Timestamptz, Pg>::from_sql(value).map(Self)
    }
}
