//! What a record was.

use actix_web::web::Path;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::request::RecordId;
use super::resource::Lock;
use super::{Record, Resource, Statements, references};
use crate::auth::Permission;
use crate::http::page::PageQuery;
use crate::http::query::Query;
use crate::http::{Answer, ETag, body};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::session::trail::{self, states};
use crate::session::{Caller, Reading, Writing};
use crate::text;

/// Which state of a record is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// The record as it was at this instant; not found where it was not there yet.
    #[param(value_type = Option<String>, format = DateTime)]
    pub as_of: Option<DateTime<Utc>>,
}

/// What a record becomes.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RestoreQuery {
    /// The version whose fields it gets again, in a new version; it counts again, too, where it was voided.
    #[param(minimum = 1, maximum = 2_147_483_647)]
    pub version: Option<i32>,
}

/// `GET /…/{id}?as_of=`: what a record was at an instant, as the trail has it.
///
/// # Errors
/// 404 where it is unknown, out of reach, or was not there yet.
pub fn read<T: Statements>(
    reading: &mut Reading<'_>,
    id: &RecordId,
    query: &RecordQuery,
) -> ApiResult<Answer> {
    let record = id.find::<T>(reading.conn, reading.actor, Lock::None)?;
    let Some(at) = query.as_of else {
        return reading.tagged(&record.etag(), |_| Answer::ok(&record));
    };
    if !reading.actor.reach().covers(record.fields.township_code()) {
        // A partner of a joint activity reads what it is, and not what it was before it named the partner.
        return Err(ApiError::not_found());
    }
    let (version, state) = states::as_of(reading.conn, record.county_code(), record.metadata.id, at)?
        .ok_or_else(ApiError::not_found)?;
    reading.tagged(&ETag::version(version), |_| Answer::ok(&state))
}

/// `GET /…/{id}/history`: what happened to a record.
///
/// # Errors
/// As [`read`].
pub async fn history<T: Statements>(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<PageQuery>,
) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            let record = id.find::<T>(reading.conn, reading.actor, Lock::None)?;
            reading.actor.must_at(Permission::ReadTrail, &record.township()?, "")?;
            reading.tagged(&record.etag(), |reading| {
                let record_id = (record.county_code(), record.metadata.id);
                trail::history::answer(reading, record_id, &record.address(), &query)
            })
        })
        .await
}

/// What a client had entered of a record in an earlier version, judged by the rules of today.
///
/// # Errors
/// 400 where there was no such version before the current one; 422 where it is allowed no longer.
pub fn fields<T: Resource>(writing: &mut Writing<'_>, current: &Record<T>, version: i32) -> ApiResult<T> {
    let (county, id) = (current.county_code(), current.metadata.id);
    let earlier = (version < current.metadata.version).then_some(version);
    let state = earlier.map(|version| states::in_version(writing.conn, county, id, version)).transpose()?;
    let state = state.flatten().ok_or_else(|| no_such_version(current.metadata.version))?;
    let state = state.value().map_err(ApiError::internal)?;
    let mut entered = entered(&current.fields)?;
    for (name, value) in entered.as_object_mut().into_iter().flatten() {
        *value = state.get(name).cloned().unwrap_or_default();
    }
    let fields: T = body::input(entered)?;
    references::must_fit(writing, &current.fields, &fields)?;
    Ok(fields)
}

/// What a voided record holds, judged by the rules of today: it counts again from now on.
///
/// # Errors
/// 422 naming every rule it breaks.
pub fn still_allowed<T: Resource>(fields: &T) -> ApiResult<T> {
    body::refuse(body::violations(fields))?;
    Ok(fields.clone())
}

fn no_such_version(current: i32) -> ApiError {
    let detail = text!(
        "应是此前的一个版本；当前版本是 {current}",
        "must be an earlier version; the current one is {current}"
    );
    ApiError::invalid_parameters(vec![Violation::parameter("version", "unknown_version", detail)])
}

/// What a merge patch applies to. A year that follows the main date is left out, so that it does so where the patch moves that:
/// a plan drawn up for next year and adopted this year is this year's.
pub(super) fn entered<T: Resource>(fields: &T) -> ApiResult<Value> {
    let mut entered = T::entered(serde_json::to_value(fields).map_err(ApiError::internal)?);
    if let (true, Some(fields)) = (T::YEAR_FOLLOWS_MAIN_DATE, entered.as_object_mut()) {
        fields.remove("year");
    }
    Ok(entered)
}
