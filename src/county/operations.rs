//! A county's decision on personal data over HTTP.

use super::model::{PersonalData, PersonalDataInput};
use super::queries;
use crate::auth::Actor;
use crate::http::{Answer, Received};
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::{Code, Level};
use crate::session::{Reading, Writing};

/// `GET /regions/{code}/personal-data`: for all who reach the county or a part of it.
///
/// # Errors
/// 404 for what is no county, unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, path: &str) -> ApiResult<Answer> {
    let county = county_in(path)?;
    let known = reading.actor.places.find(reading.conn, reading.actor.directory, &county)?;
    known.filter(|_| reaches_a_part(reading.actor, &county)).ok_or_else(ApiError::not_found)?;
    let decided = queries::find(reading.conn, county.as_str())?;
    reading.tagged(&decided.etag(), |_| Answer::ok(&decided))
}

fn county_in(path: &str) -> ApiResult<Code> {
    Code::parse(path).filter(|code| code.level() == Level::County).ok_or_else(ApiError::not_found)
}

fn reaches_a_part(actor: &Actor, county: &Code) -> bool {
    let reach = actor.reach();
    let within = reach.county_codes();
    actor.covers(county) || within.is_some_and(|codes| codes.iter().any(|code| code == county.as_str()))
}

/// `PUT /regions/{code}/personal-data`.
///
/// # Errors
/// Those of [`read`]; 403 for whom the county is not entrusted to; 428 and 412 for `If-Match`; 400 without a reason; 422
/// for the body.
pub fn replace(
    writing: &mut Writing<'_>,
    path: &str,
    body: &Received<PersonalDataInput>,
) -> ApiResult<Answer> {
    let county = county_in(path)?;
    if writing.actor.place_within(writing.conn, &county)?.is_none() {
        return Err(ApiError::not_found());
    }
    writing.must_at(&county, "")?;
    let current = queries::find(writing.conn, county.as_str())?;
    writing.context.must_match(&current.etag())?;
    let input = body.input_for(&serde_json::to_value(&current).map_err(ApiError::internal)?)?;
    if current.version > 0 && input.party_names == current.party_names {
        return Ok(Answer::ok(&current)?.tagged(&current.etag()));
    }
    writing.require_reason()?;
    let decided = writing.next(PersonalData { party_names: input.party_names, ..current.clone() });
    if !queries::save(writing.conn, &decided)? {
        return Err(ApiError::of(Problem::PreconditionFailed));
    }
    writing.audit_replaced(&current, &decided)?;
    Ok(Answer::ok(&decided)?.tagged(&decided.etag()))
}
