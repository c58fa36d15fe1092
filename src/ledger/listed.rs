//! The records of a page as they are sent.
//!
//! Rows become JSON as they come, without becoming records in between, which took a quarter of what the service does
//! for a row. The columns bear the names of the properties and stand in their order, so both
//! ways write the same bytes.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::connection::{DefaultLoadingMode, LoadConnection};
use diesel::deserialize::{self, FromSql};
use diesel::expression::QueryMetadata;
use diesel::pg::{Pg, PgConnection, PgRowByRowLoadingMode, PgValue};
use diesel::query_builder::{Query, QueryFragment};
use diesel::result::{Error, QueryResult};
use diesel::row::{Field, Row};
use diesel::sql_types as sql;
use serde::Serialize;
use uuid::Uuid;

use super::decimal::Decimal;
use super::record::Record;
use crate::clock;
use crate::db::Prepared;
use crate::http::page::{MOST_BYTES, PageInfo};
use crate::problems::{ApiError, ApiResult};

/// The records of a page, written one behind the other.
pub struct Listed {
    json: Vec<u8>,
    /// The sort key and the id of the last record, where others follow it.
    pub end: Option<(String, Uuid)>,
}

/// More than most records take, in bytes.
const USUAL_LENGTH: usize = 1024;

impl Listed {
    /// Records that are rows: of [`crate::record_columns!`] and the sort key. At most `limit` of them, and no more than fit
    /// on a page.
    ///
    /// # Errors
    /// Where the database fails, or says what cannot be written.
    pub fn rows<Q, Columns>(conn: &mut PgConnection, statement: Prepared<Q>, limit: u16) -> QueryResult<Self>
    where
        Q: Query<SqlType = (Columns, sql::Text)> + QueryFragment<Pg>,
        Pg: QueryMetadata<(Columns, sql::Text)>,
    {
        let rows = LoadConnection::<DefaultLoadingMode>::load(conn, statement)?;
        let there_are = rows.len();
        Self::written(rows, there_are, limit)
    }

    /// As [`Listed::rows`], of records with [`super::parts::Parts`]: each may have a megabyte, so only one row is in memory at a time.
    ///
    /// # Errors
    /// As [`Listed::rows`].
    pub fn large_rows<Q, Columns>(
        conn: &mut PgConnection,
        statement: Prepared<Q>,
        limit: u16,
    ) -> QueryResult<Self>
    where
        Q: Query<SqlType = (Columns, sql::Text)> + QueryFragment<Pg>,
        Pg: QueryMetadata<(Columns, sql::Text)>,
    {
        let rows = LoadConnection::<PgRowByRowLoadingMode>::load(conn, statement)?;
        Self::written(rows, limit.into(), limit)
    }

    fn written<'a>(
        mut rows: impl Iterator<Item = QueryResult<impl Row<'a, Pg>>>,
        there_are: usize,
        limit: u16,
    ) -> QueryResult<Self> {
        let limit = usize::from(limit);
        let mut listed = Self::with_room_for(there_are.min(limit));
        let mut columns = Vec::new();
        let mut last = None;
        for row in rows.by_ref().take(limit) {
            let row = row?;
            let before = listed.next(last.is_none());
            write_row(&row, &mut columns, &mut listed.json).map_err(Error::DeserializationError)?;
            if last.is_some() && listed.is_too_long() {
                listed.json.truncate(before);
                listed.end = last.as_ref().map(place).transpose().map_err(Error::DeserializationError)?;
                break;
            }
            last = Some(row);
        }
        // All texts at once, which is several times as fast as one by one.
        simdutf8::basic::from_utf8(&listed.json)
            .map_err(|error| Error::DeserializationError(error.into()))?;
        if listed.end.is_none() && rows.next().is_some() {
            listed.end = last.as_ref().map(place).transpose().map_err(Error::DeserializationError)?;
        }
        Ok(listed)
    }

    /// Records that are more than rows, each with its sort key: at most `limit` of those that there are, and no more than
    /// fit on a page.
    ///
    /// # Errors
    /// Where the database fails, or one cannot be written as JSON.
    pub fn records<T: Serialize>(
        there_are: usize,
        records: impl Iterator<Item = QueryResult<(Record<T>, String)>>,
        limit: u16,
    ) -> QueryResult<Self> {
        let limit = usize::from(limit);
        let mut listed = Self::with_room_for(there_are.min(limit));
        let (mut written, mut last) = (0, None);
        for record in records.take(limit) {
            let (record, key) = record?;
            let before = listed.next(written == 0);
            serde_json::to_writer(&mut listed.json, &record)
                .map_err(|error| Error::SerializationError(error.into()))?;
            if written > 0 && listed.is_too_long() {
                listed.json.truncate(before);
                break;
            }
            last = Some((key, record.metadata.id));
            written += 1;
        }
        listed.end = last.filter(|_| written < there_are);
        Ok(listed)
    }

    fn is_too_long(&self) -> bool {
        self.json.len() > MOST_BYTES
    }

    fn with_room_for(records: usize) -> Self {
        let mut json = Vec::with_capacity((records + 1) * USUAL_LENGTH);
        json.extend_from_slice(b"{\"items\":[");
        Self { json, end: None }
    }

    /// Begins the next record; how long the page was before it.
    fn next(&mut self, is_first: bool) -> usize {
        let before = self.json.len();
        self.json.extend_from_slice(if is_first { b"" } else { b"," });
        before
    }

    /// A [`super::RecordPage`].
    ///
    /// # Errors
    /// None that is known.
    pub fn page(mut self, page: &PageInfo) -> ApiResult<Vec<u8>> {
        self.json.extend_from_slice(b"],\"page\":");
        serde_json::to_writer(&mut self.json, page).map_err(ApiError::internal)?;
        self.json.push(b'}');
        Ok(self.json)
    }
}

/// The sort key of a row, and its id.
fn place<'a>(row: &impl Row<'a, Pg>) -> deserialize::Result<(String, Uuid)> {
    Ok((read::<sql::Text, _>(row, row.field_count() - 1)?, read::<sql::Uuid, _>(row, 0)?))
}

const SHORT: &str = "a row without its columns";

fn read<'a, S, T: FromSql<S, Pg>>(row: &impl Row<'a, Pg>, column: usize) -> deserialize::Result<T> {
    T::from_nullable_sql(row.get(column).ok_or(SHORT)?.value())
}

/// Writes a row as an object; what `columns` does not know yet of its columns, it learns from this row.
fn write_row<'a>(
    row: &impl Row<'a, Pg>,
    columns: &mut Vec<Column>,
    json: &mut Vec<u8>,
) -> deserialize::Result<()> {
    if columns.is_empty() {
        let column = |index| Column::of(index, &row.get(index).ok_or(SHORT)?);
        *columns = (0..row.field_count() - 1).map(column).collect::<deserialize::Result<_>>()?;
    }
    for (index, column) in columns.iter_mut().enumerate() {
        column.write(row.get(index).ok_or(SHORT)?.value(), json)?;
    }
    json.push(b'}');
    Ok(())
}

/// How the values of a column become properties.
struct Column {
    /// What stands before a value: its name, and what separates it from the one before.
    opening: Vec<u8>,
    /// Known from the first value on.
    write: Option<Write>,
}

type Write = fn(PgValue<'_>, &mut Vec<u8>) -> deserialize::Result<()>;

impl Column {
    fn of<'a>(index: usize, field: &impl Field<'a, Pg>) -> deserialize::Result<Self> {
        let (before, name) = (if index == 0 { '{' } else { ',' }, field.field_name().ok_or(SHORT)?);
        Ok(Self { opening: format!("{before}\"{name}\":").into_bytes(), write: None })
    }

    fn write(&mut self, value: Option<PgValue<'_>>, json: &mut Vec<u8>) -> deserialize::Result<()> {
        json.extend_from_slice(&self.opening);
        let Some(value) = value else {
            json.extend_from_slice(b"null");
            return Ok(());
        };
        let write = match self.write {
            Some(write) => write,
            None => *self.write.insert(writer(value.get_oid().get())?),
        };
        write(value, json)
    }
}

/// Writes values of a type, which PostgreSQL names by a number (`pg_type.dat`).
fn writer(oid: u32) -> deserialize::Result<Write> {
    Ok(match oid {
        16 => write::<sql::Bool, bool>,
        21 => write::<sql::SmallInt, i16>,
        23 => write::<sql::Integer, i32>,
        25 => write_text,
        // Parts are stored as they are sent.
        114 => |value, json| {
            json.extend_from_slice(value.as_bytes());
            Ok(())
        },
        1009 => write::<sql::Array<sql::Text>, Vec<String>>,
        1082 => write::<sql::Date, Day>,
        1184 => write::<sql::Timestamptz, Instant>,
        1700 => write::<sql::Numeric, Decimal>,
        2950 => write::<sql::Uuid, Uuid>,
        other => return Err(format!("no record has a column of the type {other}").into()),
    })
}

fn write<S, T: FromSql<S, Pg> + Serialize>(
    value: PgValue<'_>,
    json: &mut Vec<u8>,
) -> deserialize::Result<()> {
    Ok(serde_json::to_writer(json, &T::from_sql(value)?)?)
}

/// Whether the text is UTF-8 is looked at where the page is complete.
fn write_text(value: PgValue<'_>, json: &mut Vec<u8>) -> deserialize::Result<()> {
    let text = value.as_bytes();
    #[expect(clippy::needless_bitwise_bool, reason = "without a branch, many bytes are looked at at once")]
    let escapes = |found, byte: &u8| found | (*byte < b' ') | (*byte == b'"') | (*byte == b'\\');
    if text.iter().fold(false, escapes) {
        return Ok(serde_json::to_writer(json, str::from_utf8(text)?)?);
    }
    json.push(b'"');
    json.extend_from_slice(text);
    json.push(b'"');
    Ok(())
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
