//! The changes of one record.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Action, TrailEntry, states, worth_telling};
use crate::db::Verbatim;
use crate::db::schema::trail;
use crate::http::Answer;
use crate::http::page::{KeyedPage, MOST_BYTES, PageInfo, PageQuery};
use crate::http::query::Query;
use crate::problems::{ApiError, ApiResult};
use crate::session::Reading;

/// One page of the changes of a record, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// One entry per change.
    #[schema(value_type = Vec<HistoryEntry>, max_items = 200)]
    pub items: Vec<Box<RawValue>>,
    /// Where the history goes on.
    pub page: PageInfo,
}

/// One change of a record: what was done, by whom, when and why, with the record before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry<'a> {
    /// What was done, by whom, when, from where and why.
    #[serde(flatten)]
    pub entry: &'a TrailEntry,
    /// What the change changed, besides `version`, `updated_at` and `updated_by`; nothing for the entry that created the
    /// record.
    pub changes: Vec<FieldChange<'a>>,
    /// The record before; null for the entry that created it.
    #[schema(required, value_type = Option<Object>, additional_properties)]
    pub before: Option<&'a Value>,
    /// The record after.
    #[schema(value_type = Object, additional_properties)]
    pub after: &'a Value,
}

/// A field that a change changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChange<'a> {
    /// Its name.
    #[schema(example = "person_times")]
    pub field: &'a str,
    /// What it was.
    #[schema(value_type = Value, example = 12)]
    pub before: &'a Value,
    /// What it became.
    #[schema(value_type = Value, example = 21)]
    pub after: &'a Value,
}

/// An entry without the record.
#[derive(Queryable)]
struct Row {
    entry: TrailEntry,
    changed: Vec<String>,
    /// How long the record is as JSON after the change, in bytes.
    size: i32,
    /// Whether the entry itself holds what the changed fields were.
    holds_before: bool,
}

impl Row {
    /// The entry as JSON, with what the record was and became.
    fn told(&self, before: Option<&Value>, after: &Value) -> serde_json::Result<Box<RawValue>> {
        let changed = self.changed.iter().map(String::as_str).filter(|field| worth_telling(field));
        let change = |field| FieldChange {
            field,
            before: field_of(before, field),
            after: field_of(Some(after), field),
        };
        to_raw_value(&HistoryEntry {
            entry: &self.entry,
            changes: changed.map(change).collect(),
            before,
            after,
        })
    }

    /// The most bytes it takes as JSON with the record before, which was so long: each is told, and told again field by
    /// field where all of it changed.
    fn most_bytes(&self, before: i32) -> usize {
        let states = usize::try_from(self.size).unwrap_or(0) + usize::try_from(before).unwrap_or(0);
        ABOUT_AN_ENTRY + 2 * states
    }

    fn begins(&self) -> bool {
        matches!(self.entry.action, Action::Created | Action::Disclosed)
    }
}

/// What an entry takes besides the record, in bytes.
const ABOUT_AN_ENTRY: usize = 4096;

/// What a record has in a field; null where it has none.
fn field_of<'a>(state: Option<&'a Value>, field: &str) -> &'a Value {
    state.and_then(|state| state.get(field)).unwrap_or(&NULL)
}

static NULL: Value = Value::Null;

/// What a record was: what became of it, but for the fields that changed.
fn whole(before: &Value, after: &Value) -> Value {
    let mut whole: Map<String, Value> = after.as_object().cloned().unwrap_or_default();
    whole.extend(before.as_object().cloned().unwrap_or_default());
    Value::Object(whole)
}

/// The fields that differ, and what they were.
#[must_use]
pub fn difference(before: &Value, after: &Value) -> (Vec<String>, Value) {
    let after = |field: &String| after.get(field).unwrap_or(&Value::Null);
    let fields = before.as_object().into_iter().flatten();
    let was: Map<String, Value> =
        fields.filter(|(field, was)| after(field) != *was).map(|(f, was)| (f.clone(), was.clone())).collect();
    (was.keys().cloned().collect(), Value::Object(was))
}

/// `GET /…/history` of the record at `address`: its changes, newest first.
///
/// # Errors
/// 400 for parameters; 503 where the database fails, 500 where the entries do not fit together.
pub fn answer(
    reading: &mut Reading<'_>,
    (county_code, record_id): (&str, Uuid),
    address: &str,
    query: &Query<PageQuery>,
) -> ApiResult<Answer> {
    let asked = query.parse()?;
    let path = format!("{address}/history");
    let page = KeyedPage::open((&path, query.pairs()), &asked, reading.signer, &reading.actor.standing())?;
    let record = Record { county_code, record_id };
    let total = asked.count.map(|_| record.count(reading.conn)).transpose()?;
    let mut rows = record.rows(reading.conn, page.after.parse().ok(), page.rows())?;
    let whole = rows.len();
    rows.truncate(fitting(&rows, usize::from(page.limit)));
    let items = record.told(reading.conn, &rows)?;
    let more = items.len() < whole;
    let items: Vec<_> = rows.into_iter().zip(items).collect();
    page.answer_of(
        items,
        more,
        total,
        |(row, _)| row.entry.version.to_string(),
        |items, page| History { items: items.into_iter().map(|(_, item)| item).collect(), page },
    )
}

/// How many of the rows make a page: at least one, and no more than fit.
fn fitting(rows: &[Row], limit: usize) -> usize {
    let mut bytes = 0;
    let before = rows.iter().skip(1).map(|row| row.size).chain([0]);
    let fits = rows.iter().zip(before).take(limit).take_while(|(row, before)| {
        bytes += row.most_bytes(*before);
        bytes <= MOST_BYTES
    });
    fits.count().max(1)
}

/// The record whose history it is.
#[derive(Clone, Copy)]
struct Record<'a> {
    county_code: &'a str,
    record_id: Uuid,
}

/// The entries of a record.
macro_rules! entries {
    ($record:expr) => {
        trail::table
            .filter(trail::county_code.eq($record.county_code))
            .filter(trail::record_id.eq($record.record_id))
    };
}

impl Record<'_> {
    fn count(self, conn: &mut PgConnection) -> QueryResult<i64> {
        entries!(self).count().get_result(conn)
    }

    /// Entries below a version, newest first.
    fn rows(self, conn: &mut PgConnection, below: Option<i32>, limit: i64) -> QueryResult<Vec<Row>> {
        entries!(self)
            .filter(trail::version.lt(below.unwrap_or(i32::MAX)))
            .order(trail::version.desc())
            .limit(limit)
            .select((
                TrailEntry::as_select(),
                trail::changed,
                sql::<Integer>("coalesce(size, octet_length(after::text))"),
                sql::<Bool>("before IS NOT NULL"),
            ))
            .load(conn)
    }

    /// The entries as JSON, with the record before and after each.
    fn told(self, conn: &mut PgConnection, rows: &[Row]) -> ApiResult<Vec<Box<RawValue>>> {
        let (Some(last), Some(first)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
        let versions = (first.entry.version - 1, last.entry.version);
        let states = states::in_versions(conn, self.county_code, self.record_id, versions)?;
        let held = if rows.iter().any(|row| row.holds_before) { self.held(conn, versions)? } else { vec![] };
        let held: BTreeMap<i32, Verbatim> = held.into_iter().collect();
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let after = state(&states, row.entry.version)?;
            let before = match held.get(&row.entry.version) {
                _ if row.begins() => None,
                Some(held) => Some(whole(&held.value().map_err(ApiError::internal)?, &after)),
                None => Some(state(&states, row.entry.version - 1)?),
            };
            items.push(row.told(before.as_ref(), &after).map_err(ApiError::internal)?);
        }
        Ok(items)
    }

    /// What entries themselves say that the changed fields were.
    fn held(self, conn: &mut PgConnection, versions: (i32, i32)) -> QueryResult<Vec<(i32, Verbatim)>> {
        entries!(self)
            .filter(trail::version.between(versions.0, versions.1).and(trail::before.is_not_null()))
            .select((trail::version, trail::before.assume_not_null()))
            .load(conn)
    }
}

fn state(states: &BTreeMap<i32, String>, version: i32) -> ApiResult<Value> {
    let state = states.get(&version).ok_or_else(|| ApiError::internal("a version has no entry"))?;
    serde_json::from_str(state).map_err(ApiError::internal)
}
