//! `/regions/{code}/personal-data`.

use actix_web::web::Path;
use actix_web::{get, put};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{PersonalData, PersonalDataInput};
use super::operations;
use crate::http::{Answer, Body};
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(read_personal_data).service(replace_personal_data);
}

/// Read what personal data a county allows
///
/// Whether the townships of a county may name the parties of cases, for all who reach any part of the county. Where it was
/// never decided, they may not, and the version is 0.
#[utoipa::path(tag = "regions", security(("bearer" = ["read_records"])),
    params(
    ("code" = String, Path, description = "The county (6 digits).", pattern = "^[0-9]{6}$", max_length = 6, example = "540526")),
    responses((status = 200, description = "What the county has decided.", body = PersonalData)))]
#[get("/regions/{code}/personal-data")]
async fn read_personal_data(caller: Caller, code: Path<String>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::read(reading, &code)).await
}

/// Decide what personal data a county allows
///
/// Switches the names of parties on or off for all townships of a county; needs a reason, such as the purpose and the
/// assessment made before (个人信息保护法 art. 55). Switched off again, what was recorded stays, masked for everybody; it can
/// be taken out (`PUT` of an empty list), and nothing can be added.
#[utoipa::path(tag = "regions", security(("bearer" = ["manage_vocabularies"])),
    params(
    ("code" = String, Path, description = "The county (6 digits).", pattern = "^[0-9]{6}$", max_length = 6, example = "540526")),
    request_body = PersonalDataInput,
    responses((status = 200, description = "What holds from now on.", body = PersonalData)))]
#[put("/regions/{code}/personal-data")]
async fn replace_personal_data(
    caller: Caller,
    code: Path<String>,
    body: Body<PersonalDataInput>,
) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| operations::replace(writing, &code, &body)).await
}
