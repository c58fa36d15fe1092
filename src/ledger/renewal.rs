//! Deadlines, and the days that records are due, counted anew: by another catalogue of clocks, or by another calendar.

use std::collections::HashMap;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::deadlines::{self, open};
use super::stored_deadlines::{self, StoredDeadline};
use crate::calendar;
use crate::calendar::model::HolidayNoticeInput;
use crate::calendar::queries::LoadedNotice;
use crate::deadlines::Calendar;
use crate::ledger::resource::Lock;
use crate::ledger::{Record, Statements, Visitor, operations, visit};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Reach};
use crate::session::Writing;
use crate::session::trail::Action;

/// Records whose days are counted anew in one transaction, at most.
const AT_ONCE: usize = 100;

/// Records of one resource in one county: their ids.
pub struct StaleRecords {
    county: String,
    ids: Vec<Uuid>,
    renew: Renew,
}

type Renew = fn(&mut Writing<'_>, &str, &[Uuid]) -> ApiResult<usize>;

impl StaleRecords {
    /// Gives them the days that the catalogue and the calendar give, those that are stored in the record in a new version with its
    /// entry; says how many records have another version now.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn renew(&self, writing: &mut Writing<'_>) -> ApiResult<usize> {
        (self.renew)(writing, &self.county, &self.ids)
    }
}

/// What is done with the records of a resource that has deadlines.
struct Renewal {
    stale: fn(&mut PgConnection, &Calendar) -> ApiResult<Vec<StaleRecords>>,
    renew_within: fn(&mut Writing<'_>, &Reach) -> ApiResult<()>,
}

impl Visitor for Vec<Renewal> {
    fn visit<T: Statements>(&mut self) {
        if T::HAS_DEADLINES {
            self.push(Renewal { stale: stale_of::<T>, renew_within: renew_within::<T> });
        }
    }
}

fn renewals() -> Vec<Renewal> {
    let mut renewals = Vec::new();
    visit(&mut renewals);
    renewals
}

/// All records whose stored days or deadlines are not those that the catalogue and the calendar give. In a transaction with one
/// snapshot.
///
/// # Errors
/// 503 where the database fails.
pub fn stale(conn: &mut PgConnection) -> ApiResult<Vec<StaleRecords>> {
    let (calendar, mut stale) = (calendar::calendar(conn)?, Vec::new());
    for renewal in renewals() {
        stale.extend((renewal.stale)(conn, &calendar)?);
    }
    Ok(stale)
}

/// Loads a notice of holidays, and counts anew all deadlines that run where it is for: in one transaction, so that nobody meets a
/// deadline of another calendar.
///
/// # Errors
/// Those of [`load`](calendar::operations::load).
pub fn load_notice(writing: &mut Writing<'_>, notice: HolidayNoticeInput) -> ApiResult<LoadedNotice> {
    let loaded = calendar::operations::load(writing, notice)?;
    let region = Code::parse(&loaded.region_code).ok_or_else(ApiError::not_found)?;
    let reach = writing.actor.narrowed(writing.conn, Some(&region))?;
    for renewal in renewals() {
        (renewal.renew_within)(writing, &reach)?;
    }
    Ok(loaded)
}

fn renew_within<T: Statements>(writing: &mut Writing<'_>, reach: &Reach) -> ApiResult<()> {
    let running = stored_deadlines::running(writing.conn, T::PATH, reach)?;
    for StaleRecords { county, ids, .. } in grouped::<T>(&running) {
        renew::<T>(writing, &county, &ids)?;
    }
    Ok(())
}

fn stale_of<T: Statements>(conn: &mut PgConnection, calendar: &Calendar) -> ApiResult<Vec<StaleRecords>> {
    let (mut next, mut stale) = (T::all(conn)?, Vec::new());
    loop {
        let records = next(conn)?;
        if records.is_empty() {
            return Ok(grouped::<T>(&stale));
        }
        let keys: Vec<(String, Uuid)> =
            records.iter().map(|(county, record)| (county.clone(), record.metadata.id)).collect();
        let mut stored: HashMap<Uuid, Vec<StoredDeadline>> = HashMap::new();
        for deadline in stored_deadlines::of_records(conn, &keys)? {
            stored.entry(deadline.record_id).or_default().push(deadline);
        }
        for ((_, record), key) in records.iter().zip(keys) {
            let stored = stored.remove(&record.metadata.id).unwrap_or_default();
            if renewed(record, calendar)?.is_some() || !same(stored, open(record, calendar)) {
                stale.push(key);
            }
        }
    }
}

fn same(mut one: Vec<StoredDeadline>, mut other: Vec<StoredDeadline>) -> bool {
    one.sort_unstable();
    other.sort_unstable();
    one == other
}

/// County by county, in parts that one transaction can take.
fn grouped<T: Statements>(records: &[(String, Uuid)]) -> Vec<StaleRecords> {
    let of_counties = records.chunk_by(|(one, _), (other, _)| one == other);
    let parts = of_counties.flat_map(|records| records.chunks(AT_ONCE));
    let part = |records: &[(String, Uuid)]| {
        let county = records.first().map(|(county, _)| county.clone()).unwrap_or_default();
        StaleRecords { county, ids: records.iter().map(|(_, id)| *id).collect(), renew: renew::<T> }
    };
    parts.map(part).collect()
}

/// All rows are locked first, as a writer locks its record before the end of a chain.
fn renew<T: Statements>(writing: &mut Writing<'_>, of_county: &str, ids: &[Uuid]) -> ApiResult<usize> {
    let reach = Reach::counties(vec![of_county.to_owned()]);
    let locked = ids.iter().map(|id| T::find(writing.conn, &reach, *id, Lock::Update));
    let mut records: Vec<Record<T>> =
        locked.filter_map(QueryResult::transpose).collect::<QueryResult<_>>()?;
    records.sort_by(|one, other| one.fields.township_code().cmp(other.fields.township_code()));
    let (calendar, mut count) = (deadlines::calendar(writing)?, 0);
    for record in &records {
        if let Some(fields) = renewed(record, &calendar)? {
            let next = Record { metadata: writing.next(record.metadata.clone()), fields };
            operations::save(writing, Action::Patched, record, &next)?;
            count += 1;
        } else {
            stored_deadlines::replace(
                writing.conn,
                &[(of_county, record.metadata.id)],
                &open(record, &calendar),
            )?;
        }
    }
    Ok(count)
}

/// A record with the days that the calendar gives it, where these are not the stored ones.
fn renewed<T: Statements>(record: &Record<T>, calendar: &Calendar) -> ApiResult<Option<T>> {
    let fields = record.fields.clone().on_calendar(calendar);
    let json = |fields: &T| serde_json::to_value(fields).map_err(ApiError::internal);
    let (is, was): (Value, Value) = (json(&fields)?, json(&record.fields)?);
    Ok((is != was).then_some(fields))
}
