//! The changes of one record.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{TrailEntry, worth_telling};
use crate::db::Verbatim;
use crate::db::schema::trail;
use crate::problems::{ApiError, ApiResult};

/// All changes of a record, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// One entry per change.
    pub items: Vec<HistoryEntry>,
}

/// One change of a record: what was done, by whom, when and why, with the record before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// What was done, by whom, when, from where and why.
    #[serde(flatten)]
    pub entry: TrailEntry,
    /// What the change changed, besides `version`, `updated_at` and `updated_by`; nothing for the entry that created the
    /// record.
    pub changes: Vec<FieldChange>,
    /// The record before; null for the entry that created it.
    #[schema(required, value_type = Option<Object>, additional_properties)]
    pub before: Option<Value>,
    /// The record after.
    #[schema(value_type = Object, additional_properties)]
    pub after: Value,
}

/// A field that a change changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldChange {
    /// Its name.
    #[schema(example = "person_times")]
    pub field: String,
    /// What it was.
    #[schema(value_type = Value, example = 12)]
    pub before: Value,
    /// What it became.
    #[schema(value_type = Value, example = 21)]
    pub after: Value,
}

/// An entry as it is stored.
#[derive(Queryable, Selectable)]
#[diesel(table_name = trail)]
struct Row {
    #[diesel(embed)]
    entry: TrailEntry,
    changed: Vec<String>,
    before: Option<Verbatim>,
    after: Verbatim,
}

impl Row {
    fn told(self) -> serde_json::Result<HistoryEntry> {
        let after = self.after.value()?;
        let before = self.before.map(|before| Ok(whole(&before.value()?, &after))).transpose()?;
        let of = |state: &Value, field: &str| state.get(field).cloned().unwrap_or_default();
        let change = |field: String| {
            let was = before.as_ref().map(|before| of(before, &field)).unwrap_or_default();
            FieldChange { before: was, after: of(&after, &field), field }
        };
        Ok(HistoryEntry {
            changes: worth_telling(self.changed).into_iter().map(change).collect(),
            entry: self.entry,
            before,
            after,
        })
    }
}

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

/// What a record was at this instant, with its version then; `None` where it was not there yet.
///
/// # Errors
/// Where the database fails.
pub fn as_of(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
    at: DateTime<Utc>,
) -> QueryResult<Option<(i32, Verbatim)>> {
    trail::table
        .filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)))
        .filter(trail::at.le(at))
        .order(trail::version.desc())
        .select((trail::version, trail::after))
        .first(conn)
        .optional()
}

/// What a record was in this version; `None` where it had none such.
///
/// # Errors
/// Where the database fails.
pub fn in_version(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
    version: i32,
) -> QueryResult<Option<Verbatim>> {
    trail::table
        .filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)))
        .filter(trail::version.eq(version))
        .select(trail::after)
        .first(conn)
        .optional()
}

/// The changes of a record, newest first.
///
/// # Errors
/// 503 where the database fails.
pub fn of_record(conn: &mut PgConnection, county_code: &str, record_id: Uuid) -> ApiResult<History> {
    let entries = trail::table
        .filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)))
        .order(trail::version.desc())
        .select(Row::as_select())
        .load(conn)?;
    let items = entries.into_iter().map(Row::told).collect::<Result<_, _>>();
    Ok(History { items: items.map_err(ApiError::internal)? })
}
