//! How records are entered, one or many: each is judged, then all are stored, with their trail and their counters.

use super::request::RecordBody;
use super::saved::{self, Warning};
use super::{Metadata, Record, Resource, Saved, Statements, closed_years, deadlines, ended, references};
use crate::http::Answer;
use crate::problems::{ApiError, ApiResult};
use crate::session::{Caller, Writing};

/// Rows that one statement stores at most: it may have 65,535 values.
pub const MOST_AT_ONCE: usize = 4000;

/// `POST /…`: enters a record.
///
/// # Errors
/// Those of [`Caller::receive`], [`Caller::write`], [`Received::input`](crate::http::Received::input) and [`create_record`].
pub async fn create<T: Statements>(caller: Caller, body: RecordBody<T>) -> ApiResult<Answer> {
    let (caller, body) = body.receive(caller).await?;
    caller.write(&body.bytes(), move |writing| create_record(writing, body.input()?)).await
}

/// Enters a record that passed its rules.
///
/// # Errors
/// Those of [`judged`] and [`references::must_not_duplicate`]; 409 where another record has its `external_ref`; 429 where the
/// township has added as much on this day as it may; 503 where the database fails.
pub fn create_record<T: Statements>(writing: &mut Writing<'_>, fields: T) -> ApiResult<Answer> {
    let (record, warnings) = judged(writing, fields)?;
    references::must_not_duplicate(writing, &record)?;
    if T::insert(writing.conn, std::slice::from_ref(&record))?.is_empty() {
        return Err(references::taken(writing, &record)?);
    }
    note(writing, &[&record])?;
    Ok(Answer::created(&Saved { record: &record, warnings }, &record.address())?.tagged(&record.etag()))
}

/// A record that may be entered, and the warnings about it.
///
/// # Errors
/// 422, 404 and 403 for its township; 400 where a reason is needed and none is given; 422 for references that lead nowhere,
/// and for personal numbers that the request does not confirm.
pub fn judged<T: Resource>(writing: &mut Writing<'_>, fields: T) -> ApiResult<(Record<T>, Vec<Warning>)> {
    ended::must_be_enterable(writing, &fields)?;
    let fields = deadlines::counted(writing, fields)?;
    closed_years::must_be_explained(writing, None, &fields)?;
    references::must_exist(writing, None, &fields)?;
    let record = Record { metadata: Metadata::new(writing), fields };
    let written = serde_json::to_value(&record).map_err(ApiError::internal)?;
    let warnings = saved::warnings::<T>(&written, writing.context.language);
    saved::must_be_confirmed(writing.context, &warnings, None, &written)?;
    Ok((record, warnings))
}

/// Stores the deadlines of records that were just stored, and audits these.
///
/// # Errors
/// 429 where a township has added as much on this day as it may; 503 where the database fails.
pub fn note<T: Resource>(writing: &mut Writing<'_>, records: &[&Record<T>]) -> ApiResult<()> {
    for record in records {
        // What is new has changed nothing for others: it only makes them wait.
        T::consequences(writing, None, record)?;
    }
    deadlines::store(writing, records)?;
    writing.audit_new(records)
}
