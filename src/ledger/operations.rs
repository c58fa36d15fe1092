//! What is done with one record, the same for every resource: who, where, which version, rules, the row, its trail, its
//! counters. The SQL is the resource's own: see [`Statements`].

use actix_web::web::Path;
use serde::Serialize;
use serde_json::Value;

use super::request::{RecordBody, RecordId};
use super::resource::Lock;
use super::saved::{self, Warning};
use super::versions::{self, RecordQuery, RestoreQuery};
use super::{Metadata, Record, Resource, Saved, Statements, closed_years, deadlines, ended, references};
use crate::http::query::Query;
use crate::http::{Answer, body, merge_patch};
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::session::audit::Change;
use crate::session::trail::Action;
use crate::session::{Caller, Reading, Writing};

/// `GET /…/{id}`: reads a record; a client that has it already gets 304.
///
/// # Errors
/// 404 where it is unknown or out of reach; 400 for parameters; those of [`Caller::read`].
pub async fn read<T: Statements>(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RecordQuery>,
) -> ApiResult<Answer> {
    if !query.pairs().is_empty() {
        return caller.read(move |reading| versions::read::<T>(reading, &id, &query.parse()?)).await;
    }
    let answer = move |reading: &mut Reading<'_>| {
        let record = id.find::<T>(reading.conn, reading.actor, Lock::None)?;
        reading.tagged(&record.etag(), |_| Answer::ok(&record))
    };
    if T::HAS_PARTS { caller.read(answer).await } else { caller.look_up(answer).await }
}

/// `PUT /…/{id}`: replaces all that a client enters.
///
/// # Errors
/// 428 and 412 for `If-Match`; those of [`create`](super::entry::create).
pub async fn replace<T: Statements>(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<T>,
) -> ApiResult<Answer> {
    let (caller, body) = body.receive(caller).await?;
    let sent = body.bytes();
    let work = move |writing: &mut Writing<'_>| {
        let current = current::<T>(writing, &id)?;
        let fields = body.input_for(&json(&as_read(writing, &current)?)?)?;
        revise(writing, &current, fields, Action::Replaced)
    };
    caller.write(&sent, work).await
}

/// `PATCH /…/{id}`: applies a merge patch (RFC 7396) to what a client enters.
///
/// # Errors
/// As [`replace`].
pub async fn patch<T: Statements>(
    caller: Caller,
    id: Path<RecordId>,
    body: RecordBody<T>,
) -> ApiResult<Answer> {
    let (caller, body) = body.receive(caller).await?;
    let sent = body.bytes();
    let work = move |writing: &mut Writing<'_>| {
        let current = current::<T>(writing, &id)?;
        let changes = body.patch_for(&json(&as_read(writing, &current)?)?)?;
        let merged = merge_patch::merge(versions::entered(&current.fields)?, changes);
        revise(writing, &current, body::input(merged)?, Action::Patched)
    };
    caller.write(&sent, work).await
}

/// `DELETE /…/{id}`: voids a record. It stays readable and can be restored, but counts no longer.
///
/// # Errors
/// 428 and 412 for `If-Match`, 409 where it is voided already.
pub async fn void<T: Statements>(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller
        .write(&[], move |writing| {
            let current = current::<T>(writing, &id)?;
            ensure_not_voided(&current)?;
            current.fields.must_be_voidable()?;
            writing.require_reason()?;
            closed_years::must_be_open(writing, Some(&current.fields), None)?;
            let mut metadata = writing.next(current.metadata.clone());
            metadata.voided_at = Some(writing.now);
            metadata.voided_by = Some(writing.actor.name.to_string());
            metadata.void_reason.clone_from(&writing.reason);
            let voided = Record { metadata, fields: current.fields.clone() };
            save(writing, Action::Voided, &current, &voided)?;
            Ok(Answer::ok(&voided)?.tagged(&voided.etag()))
        })
        .await
}

/// `POST /…/{id}:restore`: makes a voided record count again, or makes a record what it was in an earlier version.
///
/// # Errors
/// 428 and 412 for `If-Match`, 409 where it is not voided and no version is named; 400 for one that is none; those of
/// [`replace`] where what it was is allowed no longer.
pub async fn restore<T: Statements>(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<RestoreQuery>,
) -> ApiResult<Answer> {
    // The query belongs to what is asked, as a body does.
    let asked = format!("{:?}", query.pairs()).into_bytes();
    caller
        .write(&asked, move |writing| {
            let current = current::<T>(writing, &id)?;
            let version = query.parse()?.version;
            if version.is_none() && current.metadata.voided_at.is_none() {
                return Err(ApiError::of(Problem::RecordNotVoided));
            }
            writing.require_reason()?;
            let fields = if let Some(version) = version {
                versions::fields(writing, &current, version)?.succeed(&current.fields)?
            } else {
                ended::must_be_correctable(writing, &current.fields)?;
                versions::still_allowed(&current.fields)?
            };
            let fields = deadlines::counted(writing, fields)?;
            let is_same = current.metadata.voided_at.is_none() && json(&fields)? == json(&current.fields)?;
            if is_same {
                return Ok(Answer::ok(&current)?.tagged(&current.etag()));
            }
            let counted = current.metadata.voided_at.is_none().then_some(&current.fields);
            closed_years::must_be_open(writing, counted, Some(&fields))?;
            let metadata = Metadata {
                voided_at: None,
                voided_by: None,
                void_reason: None,
                ..writing.next(current.metadata.clone())
            };
            let restored = Record { metadata, fields };
            save(writing, Action::Restored, &current, &restored)?;
            Ok(Answer::ok(&restored)?.tagged(&restored.etag()))
        })
        .await
}

/// The record to be changed, locked, in the version the client has seen.
///
/// # Errors
/// 404 where it is out of reach, 403 where the writer may not change it, 428 and 412 for `If-Match`.
pub fn current<T: Statements>(writing: &mut Writing<'_>, id: &RecordId) -> ApiResult<Record<T>> {
    let record = id.find::<T>(writing.conn, &writing.actor, Lock::Update)?;
    writing.must_at(&record.township()?, "")?;
    writing.context.must_match(&record.etag())?;
    Ok(record)
}

/// A record as it was answered when it was entered or changed, which is as it is read, with the warnings about it.
fn as_read<'a, T: Resource>(writing: &Writing<'_>, record: &'a Record<T>) -> ApiResult<Saved<'a, T>> {
    let warnings = saved::warnings::<T>(&json(record)?, writing.context.language);
    Ok(Saved { record, warnings })
}

/// A voided record cannot be changed.
///
/// # Errors
/// 409 where it is voided.
pub fn ensure_not_voided<T>(record: &Record<T>) -> ApiResult<()> {
    if record.metadata.voided_at.is_none() { Ok(()) } else { Err(ApiError::of(Problem::RecordVoided)) }
}

/// What a record becomes, stored and answered; unchanged where that is what it is.
///
/// # Errors
/// 409 where it is voided or may not be changed; those of [`references::must_fit`] and [`save`].
pub fn revise<T: Statements>(
    writing: &mut Writing<'_>,
    current: &Record<T>,
    fields: T,
    action: Action,
) -> ApiResult<Answer> {
    ensure_not_voided(current)?;
    let fields = deadlines::counted(writing, fields.succeed(&current.fields)?)?;
    let (was, is) = (json(&current.fields)?, json(&fields)?);
    if was == is {
        return unchanged(writing, current);
    }
    closed_years::must_be_explained(writing, Some(&current.fields), &fields)?;
    references::must_fit(writing, &current.fields, &fields)?;
    let revised = Record { metadata: writing.next(current.metadata.clone()), fields };
    let warnings = save(writing, action, current, &revised)?;
    Ok(Answer::ok(&Saved { record: &revised, warnings })?.tagged(&revised.etag()))
}

/// What changes nothing leaves everything as it was: the version, who changed it last and when, the trail, the counters.
fn unchanged<T: Resource>(writing: &Writing<'_>, current: &Record<T>) -> ApiResult<Answer> {
    writing.context.confirms_personal_numbers()?;
    Ok(Answer::ok(&as_read(writing, current)?)?.tagged(&current.etag()))
}

fn json(value: &impl Serialize) -> ApiResult<Value> {
    serde_json::to_value(value).map_err(ApiError::internal)
}

/// Stores a record's new state and its deadlines, and audits it; returns the warnings about what is written.
///
/// # Errors
/// 409 where another record has its `external_ref`, or states what only one may state; 422 for personal numbers that are new and
/// not confirmed, 429 where the township has added as much on this day as it may; 503 where the database fails.
pub fn save<T: Statements>(
    writing: &mut Writing<'_>,
    action: Action,
    before: &Record<T>,
    after: &Record<T>,
) -> ApiResult<Vec<Warning>> {
    references::must_be_free(writing, before, after)?;
    references::must_not_duplicate(writing, after)?;
    T::update(writing.conn, after)?;
    deadlines::store(writing, &[after])?;
    let consequences = T::consequences(writing, Some(before), after)?;
    let change = Change::of(action, Some(before), after)?;
    let warnings = saved::warnings::<T>(&change.after, writing.context.language);
    if matches!(action, Action::Replaced | Action::Patched) {
        saved::must_be_confirmed(writing.context, &warnings, change.before.as_ref(), &change.after)?;
    }
    writing.audit_all(change, consequences)?;
    Ok(warnings)
}
