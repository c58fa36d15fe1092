//! Joint activities as their partners see them: what waits, and what they decide.

use uuid::Uuid;

use super::super::ActivityInput;
use super::super::model::Activity;
use super::model::{
    ActivityPartner, ActivityPartners, JointActivity, JointActivityFilter, JointActivityPage, PartnerRow,
    PartnerStatus, etag,
};
use super::queries::{self, Wanted};
use crate::clock;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::{Listing, Reader};
use crate::http::{Answer, ETag, formats};
use crate::ledger::operations;
use crate::ledger::request::{self, RecordId};
use crate::ledger::resource::Lock;
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Reach};
use crate::session::audit::Change;
use crate::session::trail::Action;
use crate::session::{Reading, Writing};

/// Where the list is.
const PATH: &str = "/api/v1/joint-activities";

/// `GET /joint-activities`.
///
/// # Errors
/// 400 for parameters, 404 for a region out of reach, 503 where the database fails.
pub fn list(reading: &mut Reading<'_>, listing: &Listing<JointActivityFilter>) -> ApiResult<Answer> {
    let mut reader = Reader::new(listing.pairs());
    let groups = (reader.take::<PageQuery>(), reader.take::<JointActivityFilter>());
    reader.finish()?;
    let (Some(query), Some(filter)) = groups else {
        return Err(ApiError::internal("parameters that passed cannot be read"));
    };
    let reach = reading.actor.narrowed(reading.conn, filter.region.as_ref())?;
    // A township that records a joint activity counts up its own counter only, so all of the county's tell.
    let counties = reach.county_codes().map_or_else(Reach::nation, |codes| Reach::counties(codes.to_vec()));
    let etag =
        reading.tag_of(&counties, None, format!("{PATH} {reach:?} {:?}", listing.pairs()).as_bytes())?;
    reading.tagged(&etag, |reading| {
        let standing = reading.actor.standing();
        let page = KeyedPage::open((PATH, listing.pairs()), &query, reading.signer, &standing)?;
        let wanted = Wanted { reach: &reach, status: filter.status };
        let total = query.count.map(|_| queries::count(reading.conn, &wanted)).transpose()?;
        let rows = queries::page(reading.conn, &wanted, place(&page.after), page.rows())?;
        let items = rows.into_iter().map(|(row, activity)| JointActivity {
            partner: ActivityPartner::of(row, activity.metadata.version),
            activity,
        });
        let key =
            |item: &JointActivity| format!("{} {}", item.partner.activity_id, item.partner.township_code);
        page.answer(items.collect(), total, key, |items, page| JointActivityPage { items, page })
    })
}

/// Reads a key of the list back.
fn place(key: &str) -> Option<(Uuid, String)> {
    let (id, township) = key.split_once(' ')?;
    Some((formats::uuid(id)?, township.to_owned()))
}

/// `GET /activities/{id}/partners`.
///
/// # Errors
/// 404 where the activity is unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, id: &RecordId) -> ApiResult<Answer> {
    let activity = id.find::<ActivityInput>(reading.conn, reading.actor, Lock::None)?;
    let (reach, id) = (reading.actor.reach(), activity.metadata.id);
    let is_recorder = reach.covers(&activity.fields.township_code);
    let rows = queries::of_activity(reading.conn, activity.county_code(), id)?;
    let shown = rows.into_iter().filter(|row| row.status != PartnerStatus::Withdrawn);
    let shown = shown.filter(|row| is_recorder || reach.covers(&row.township_code));
    let items: Vec<_> = shown.map(|row| ActivityPartner::of(row, activity.metadata.version)).collect();
    let tags: Vec<_> = items.iter().map(|item| (&item.township_code, &item.etag)).collect();
    let etag = ETag::digest(format!("{id} {tags:?}").as_bytes());
    reading.tagged(&etag, |_| Answer::ok(&ActivityPartners { items }))
}

/// `POST /activities/{id}/partners/{township_code}:confirm` and `:decline`.
///
/// # Errors
/// 404 where the activity is unknown, does not name the township, or the township is out of reach; 403 for whom that
/// township is not entrusted to; 428 and 412 for `If-Match`; 409 where the activity is voided; 400 where a reason is
/// needed and none is given.
pub fn decide(
    writing: &mut Writing<'_>,
    (id, code): (&str, &str),
    status: PartnerStatus,
) -> ApiResult<Answer> {
    let township = Code::parse(code).filter(|code| code.level().has_records());
    let township = township.ok_or_else(ApiError::not_found)?;
    writing.must_at(&township, "")?;
    let (activity, current) = lock(writing, request::id_in(id)?, &township)?;
    writing.context.must_match(&etag(&current, activity.metadata.version))?;
    operations::ensure_not_voided(&activity)?;
    if status == PartnerStatus::Declined || activity.fields.year < clock::this_year() {
        writing.require_reason()?;
    }
    let decided =
        if current.status == status { current } else { store(writing, &activity, &current, status)? };
    let tag = etag(&decided, activity.metadata.version);
    Ok(Answer::ok(&ActivityPartner::of(decided, activity.metadata.version))?.tagged(&tag))
}

/// The activity, locked, with the township's part in it.
fn lock(writing: &mut Writing<'_>, id: Uuid, township: &Code) -> ApiResult<(Activity, PartnerRow)> {
    let county = Code::county_of(township.as_str());
    let activity = queries::lock_activity(writing.conn, county, id)?.ok_or_else(ApiError::not_found)?;
    let rows = queries::of_activity(writing.conn, county, id)?;
    let mut named = rows.into_iter().filter(|row| row.status != PartnerStatus::Withdrawn);
    let row = named.find(|row| row.township_code == township.as_str()).ok_or_else(ApiError::not_found)?;
    Ok((activity, row))
}

fn store(
    writing: &mut Writing<'_>,
    activity: &Activity,
    current: &PartnerRow,
    status: PartnerStatus,
) -> ApiResult<PartnerRow> {
    let next = PartnerRow {
        status,
        reason: writing.reason.clone(),
        activity_version: Some(activity.metadata.version),
        decided_at: Some(writing.now),
        decided_by: Some(writing.actor.name.to_string()),
        version: current.version + 1,
        ..current.clone()
    };
    queries::update(writing.conn, &next)?;
    let action = if status == PartnerStatus::Confirmed { Action::Confirmed } else { Action::Declined };
    let decision = Change::of(action, Some(current), &next)?.touching(Some(activity.fields.year));
    writing.audit_all(decision, Vec::new())?;
    Ok(next)
}
