//! `/cases/{id}/parties`.

use actix_web::web::Path;
use actix_web::{get, post, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::disclosure::{self, DisclosureInput};
use super::model::{PartyList, PartyListInput};
use super::operations;
use crate::http::{Answer, Body};
use crate::ledger::request::RecordId;
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(reveal_parties).service(read_parties).service(replace_parties);
}

/// Read a case's parties
///
/// In clear for those who hold a role that writes records at the very township that handles the case; masked for all
/// others, and for everybody while the county has names switched off. A list never written is empty and has the version 0.
/// What is masked has a tag of its own.
#[utoipa::path(tag = "cases", security(("bearer" = ["read_records"])),
    params(RecordId),
    responses((status = 200, description = "The parties, as far as the caller may know them.", body = PartyList)))]
#[get("/cases/{id}/parties")]
async fn read_parties(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::read(reading, &id)).await
}

/// Replace a case's parties
///
/// Replaces all of them: who is left out is deleted. Only those may who hold a role that writes records at the very township:
/// nobody overwrites what he sees masked. `If-Match` is the tag of this list, which has a version of its own:
/// `"0"` where it was never written. While the county has names switched off, only an empty list is taken.
#[utoipa::path(tag = "cases", security(("bearer" = ["write_records"])),
    params(RecordId),
    request_body = PartyListInput,
    responses((status = 200, description = "The parties as they are now.", body = PartyList)))]
#[put("/cases/{id}/parties")]
async fn replace_parties(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<PartyListInput>,
) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::replace(writing, &id, &body)).await
}

/// Have a case's parties disclosed
///
/// Tells the parties in clear to those who read the trail, for a purpose. Who has asked, when and what for stands in the
/// trail of the township (`disclosures`). The answer is not to be kept anywhere; the same request again under its
/// `Idempotency-Key` is answered without the parties.
#[utoipa::path(tag = "cases", security(("bearer" = ["read_trail"])),
    params(RecordId),
    request_body = DisclosureInput,
    responses((status = 200, description = "The parties in clear.", body = PartyList)))]
#[post("/cases/{id}/parties:reveal")]
async fn reveal_parties(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<DisclosureInput>,
) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| disclosure::reveal(writing, &id, &body)).await
}
