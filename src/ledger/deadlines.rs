//! The deadlines of records, stored beside them: what runs, or has run out without the thing having been done. They are written with
//! each change of a record, and anew when the catalogue of clocks or the calendar changes ([`super::renewal`]).

use std::sync::Arc;

use uuid::Uuid;

use super::stored_deadlines::{self, StoredDeadline};
use super::{Record, Resource};
use crate::calendar;
use crate::deadlines::Calendar;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::session::Writing;

/// The calendar that a transaction counts by, looked up once.
///
/// # Errors
/// 503 where the database fails.
pub fn calendar(writing: &mut Writing<'_>) -> ApiResult<Arc<Calendar>> {
    if let Some(calendar) = &writing.known.calendar {
        return Ok(Arc::clone(calendar));
    }
    let calendar = Arc::new(calendar::calendar(writing.conn)?);
    writing.known.calendar = Some(Arc::clone(&calendar));
    Ok(calendar)
}

/// Fields as they are stored: with the days that follow from the calendar of the ledger.
///
/// # Errors
/// 503 where the database fails.
pub fn counted<T: Resource>(writing: &mut Writing<'_>, fields: T) -> ApiResult<T> {
    Ok(if T::HAS_DEADLINES { fields.on_calendar(&*calendar(writing)?) } else { fields })
}

/// Stores the deadlines of records that were just stored, in place of those they had.
///
/// # Errors
/// 503 where the database fails.
pub fn store<T: Resource>(writing: &mut Writing<'_>, records: &[&Record<T>]) -> ApiResult<()> {
    if !T::HAS_DEADLINES {
        return Ok(());
    }
    let calendar = calendar(writing)?;
    let open: Vec<StoredDeadline> = records.iter().flat_map(|record| open(record, &calendar)).collect();
    let changed = records.iter().filter(|record| record.metadata.version > 1);
    let changed: Vec<(&str, Uuid)> = changed.map(|record| (county(record), record.metadata.id)).collect();
    stored_deadlines::replace(writing.conn, &changed, &open)?;
    Ok(())
}

/// The deadlines of a record; none where it is voided.
pub(super) fn open<T: Resource>(record: &Record<T>, calendar: &Calendar) -> Vec<StoredDeadline> {
    let events = record.fields.clock_events(calendar).filter(|_| record.metadata.voided_at.is_none());
    let Some(events) = events else { return Vec::new() };
    let township = record.fields.township_code();
    let open = events.open(&calendar.working_days(Some(township)));
    let stored = |deadline| StoredDeadline::new::<T>((township, record.metadata.id), events.matter, deadline);
    open.iter().map(stored).collect()
}

fn county<T: Resource>(record: &Record<T>) -> &str {
    Code::county_of(record.fields.township_code())
}
