//! The trail: who changed what, when and why, with the record before and after. Rows are only ever added.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::schema::trail;

crate::coded_enum! {
    /// What was done to a record.
    pub enum Action {
        /// Entered.
        Created = "created", "新建", "created";
        /// Replaced as a whole (PUT).
        Replaced = "replaced", "替换", "replaced";
        /// Changed in part (PATCH).
        Patched = "patched", "修改", "patched";
        /// Made void; it counts no longer.
        Voided = "voided", "作废", "voided";
        /// Made valid again.
        Restored = "restored", "恢复", "restored";
    }
}

/// A change of one record.
pub struct Change<'a> {
    /// The resource, as in its path.
    pub resource: &'static str,
    /// The record.
    pub record_id: Uuid,
    /// Its township.
    pub township_code: &'a str,
    /// Its version after the change.
    pub version: i32,
    /// What was done.
    pub action: Action,
    /// The record before.
    pub before: Option<Value>,
    /// The record after.
    pub after: Value,
}

/// Who made the change, through which request, and why.
pub struct By<'a> {
    /// The token.
    pub token_id: &'a str,
    /// Its name.
    pub actor: &'a str,
    /// Its role.
    pub role: &'a str,
    /// The request.
    pub request_id: &'a str,
    /// The reason given.
    pub reason: Option<&'a str>,
}

/// Adds a row.
///
/// # Errors
/// Where the database fails.
pub fn write(conn: &mut PgConnection, change: Change<'_>, by: &By<'_>, at: DateTime<Utc>) -> QueryResult<()> {
    diesel::insert_into(trail::table)
        .values((
            trail::county_code.eq(crate::regions::Code::county_of(change.township_code)),
            trail::id.eq(Uuid::now_v7()),
            trail::township_code.eq(change.township_code),
            trail::resource.eq(change.resource),
            trail::record_id.eq(change.record_id),
            trail::version.eq(change.version),
            trail::action.eq(change.action.as_str()),
            trail::at.eq(at),
            (trail::token_id.eq(by.token_id), trail::actor.eq(by.actor), trail::role.eq(by.role)),
            (trail::request_id.eq(by.request_id), trail::reason.eq(by.reason)),
            (trail::before.eq(change.before), trail::after.eq(change.after)),
        ))
        .execute(conn)?;
    Ok(())
}

/// One change of a record: what was done, by whom, when and why, with the record before and after.
#[derive(Debug, Serialize, Queryable, Selectable, ToSchema)]
#[diesel(table_name = trail)]
pub struct HistoryEntry {
    /// The record's version after the change.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
    /// What was done.
    pub action: Action,
    /// When.
    pub at: DateTime<Utc>,
    /// The name of the token that did it.
    #[schema(example = "古堆乡司法所")]
    pub actor: String,
    /// The public id of that token.
    #[schema(example = "k3v9m2x7q4ab")]
    pub token_id: String,
    /// The role it had.
    pub role: crate::auth::Role,
    /// The id of the request.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub request_id: String,
    /// Why, if a reason was given.
    #[schema(required)]
    pub reason: Option<String>,
    /// The record before; null for the entry that created it.
    #[schema(required, value_type = Option<Object>, additional_properties)]
    pub before: Option<Value>,
    /// The record after.
    #[schema(value_type = Object, additional_properties)]
    pub after: Value,
}

/// The changes of a record, newest first.
///
/// # Errors
/// Where the database fails.
pub fn of_record(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
) -> QueryResult<Vec<HistoryEntry>> {
    trail::table
        .filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)))
        .order(trail::version.desc())
        .select(HistoryEntry::as_select())
        .load(conn)
}
