//! `/joint-activities` and `/activities/{id}/partners`.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{
    ActivityPartner, ActivityPartners, JointActivityFilter, JointActivityPage, PartnerStatus,
};
use super::operations;
use crate::http::Answer;
use crate::http::page::PageQuery;
use crate::http::query::Listing;
use crate::ledger::request::RecordId;
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_joint_activities).service(read_activity_partners);
    cfg.service(confirm_activity).service(decline_activity);
}

/// List joint activities
///
/// The activities that other townships have recorded as held jointly with one within the caller's reach, once for each such
/// partner, in the order they were recorded in. `status=pending` is what waits for a decision. Voided ones are not listed.
#[utoipa::path(tag = "activities", security(("bearer" = ["read_records"])),
    params(PageQuery, JointActivityFilter),
    responses((status = 200, description = "One page of joint activities.", body = JointActivityPage)))]
#[get("/joint-activities")]
async fn list_joint_activities(caller: Caller, query: Listing<JointActivityFilter>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::list(reading, &query)).await
}

/// Read an activity's partners
///
/// What the townships that an activity names as having held it jointly have decided: it counts for each that has confirmed
/// it. Those who reach the recording township read of all partners, others of those they reach.
#[utoipa::path(tag = "activities", security(("bearer" = ["read_records"])),
    params(RecordId),
    responses((status = 200, description = "The partners.", body = ActivityPartners)))]
#[get("/activities/{id}/partners")]
async fn read_activity_partners(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::read(reading, &id)).await
}

/// Confirm a joint activity
///
/// From now on the activity counts for this partner, until what counts of it is changed. `If-Match` is the `etag` of the
/// partner's part in the activity. An activity of a past year needs a reason. Confirmed already, it stays as it is.
#[utoipa::path(tag = "activities", security(("bearer" = ["confirm_activities"])),
    params(
        ("id" = Uuid, Path, description = "The activity's id."),
        ("township_code" = String, Path, description = "The partner, a township or the county's own unit (9 digits).", pattern = "^[0-9]{9}$", max_length = 9)),
    responses((status = 200, description = "The partner's part as it is now.", body = ActivityPartner)))]
#[post("/activities/{id}/partners/{township_code}:confirm")]
async fn confirm_activity(caller: Caller, path: Path<(String, String)>) -> ApiResult<Answer> {
    decide(caller, path, PartnerStatus::Confirmed).await
}

/// Decline a joint activity
///
/// The activity does not count for this partner, also where it was confirmed before. `If-Match` is the `etag` of the partner's
/// part in the activity. The recorder reads the reason. Declined already, it stays as it is.
#[utoipa::path(tag = "activities", security(("bearer" = ["confirm_activities"])),
    params(
        ("id" = Uuid, Path, description = "The activity's id."),
        ("township_code" = String, Path, description = "The partner, a township or the county's own unit (9 digits).", pattern = "^[0-9]{9}$", max_length = 9)),
    responses((status = 200, description = "The partner's part as it is now.", body = ActivityPartner)))]
#[post("/activities/{id}/partners/{township_code}:decline")]
async fn decline_activity(caller: Caller, path: Path<(String, String)>) -> ApiResult<Answer> {
    decide(caller, path, PartnerStatus::Declined).await
}

async fn decide(caller: Caller, path: Path<(String, String)>, status: PartnerStatus) -> ApiResult<Answer> {
    let (id, code) = path.into_inner();
    caller.write(&[], move |writing| operations::decide(writing, (&id, &code), status)).await
}
