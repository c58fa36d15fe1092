//! Notices that were loaded.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::model::HolidayDay;
use crate::db::All;
use crate::db::schema::calendar_notices;
use crate::deadlines::calendar::{Calendar, Notice};
use crate::deadlines::shipped;
use crate::regions::Code;
use crate::session::audit::{Audited, Subject};

/// A notice as it is stored, and as the trail stores it.
#[derive(Clone, Debug, Serialize, Queryable)]
pub struct LoadedNotice {
    /// Its id in entries.
    #[serde(skip)]
    pub id: Uuid,
    /// The region whose subtree it is for.
    pub region_code: String,
    /// Its number.
    pub number: String,
    /// The day it was issued.
    pub issued_on: NaiveDate,
    /// The days that it names: [`HolidayDay`].
    pub days: Value,
}

impl Audited for LoadedNotice {
    fn subject(&self) -> Subject<'_> {
        Subject {
            resource: "calendar_notices",
            record_id: self.id,
            region_code: &self.region_code,
            version: 1,
        }
    }
}

impl From<LoadedNotice> for Notice {
    fn from(loaded: LoadedNotice) -> Self {
        // A row that somebody else wrote, and that cannot be read, names no day.
        let days: Vec<HolidayDay> = serde_json::from_value(loaded.days).unwrap_or_default();
        Self {
            number: loaded.number,
            issued: loaded.issued_on,
            region: Some(loaded.region_code).filter(|code| code != Code::nation().as_str()),
            days: days.into_iter().map(|day| (day.date, (day.kind, day.name))).collect(),
        }
    }
}

/// Stores a notice.
///
/// # Errors
/// Where the region has one of this number; where the database fails.
pub fn insert(
    conn: &mut PgConnection,
    notice: &LoadedNotice,
    at: DateTime<Utc>,
    by: &str,
) -> QueryResult<()> {
    diesel::insert_into(calendar_notices::table)
        .values((
            calendar_notices::id.eq(notice.id),
            calendar_notices::region_code.eq(&notice.region_code),
            calendar_notices::number.eq(&notice.number),
            calendar_notices::issued_on.eq(notice.issued_on),
            calendar_notices::days.eq(&notice.days),
            calendar_notices::created_at.eq(at),
            calendar_notices::created_by.eq(by),
        ))
        .execute(conn)?;
    Ok(())
}

/// The notices that were loaded, in the order in which they came.
///
/// # Errors
/// Where the database fails.
pub fn loaded(conn: &mut PgConnection) -> QueryResult<Vec<LoadedNotice>> {
    use calendar_notices::columns;
    calendar_notices::table
        .order(columns::id)
        .select((columns::id, columns::region_code, columns::number, columns::issued_on, columns::days))
        .load(conn)
}

/// The calendar of the notices that the program ships and of those that were loaded.
///
/// # Errors
/// Where the database fails.
pub fn calendar(conn: &mut PgConnection) -> QueryResult<Calendar> {
    let loaded = loaded(conn)?.into_iter().map(Notice::from);
    Ok(Calendar::new(shipped().notices().iter().cloned().chain(loaded).collect()))
}

/// All notices that were loaded, at once, in the order of their chains and ids.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<LoadedNotice>> {
    let mut notices = loaded(conn)?;
    notices.sort_by(|one, other| chain(one).cmp(chain(other)).then(one.id.cmp(&other.id)));
    Ok(Box::new(move |_| Ok(std::mem::take(&mut notices))))
}

/// The county of its chain, which above counties is the region itself.
#[must_use]
pub fn chain(notice: &LoadedNotice) -> &str {
    Code::county_of(&notice.region_code)
}
