//! The operations on reports that need the ledger's figures, and the steps of their course.

use actix_web::web::{Data, Path};
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::model::{
    EditionNumber, FormatQuery, PdfDocument, ReportActions, ReportComposition, ReportEditions,
    ReportStepRequest, WordDocument,
};
use super::reader::Reading;
use super::verify::ReportVerificationInput;
use super::{course, editions, operations, verify};
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::ledger::Saved;
use crate::ledger::reports::{Report, ReportAction, ReportInput};
use crate::ledger::request::{RecordBody, RecordId, WriteQuery};
use crate::problems::{ApiError, ApiResult};
use crate::render::Document as ReportDocument;
use crate::render::pdf::Printer;
use crate::session::Caller;

type SavedReport = Saved<'static, ReportInput>;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(create_report).service(recompose_report).service(read_report_composition);
    cfg.service(read_report_document).service(list_report_editions).service(read_report_edition);
    cfg.service(submit_report).service(return_report).service(accept_report);
    cfg.service(review_report_secrecy).service(publish_report).service(reopen_report);
    cfg.service(read_report_actions).service(verify_report);
}

/// Without `sections`, the whole report is composed from the ledger: its statutory parts in their order, each number bound to its indicator.
/// A sentence whose figure is missing is left out, see `/reports/{id}/composition`. A township has one report of a year; that of a county is
/// the report of its own unit.
#[utoipa::path(security(("bearer" = ["write_records"])), params(WriteQuery), request_body = ReportInput,
    responses((status = 201, body = SavedReport)))]
#[post("/reports")]
async fn create_report(caller: Caller, body: RecordBody<ReportInput>) -> ApiResult<Answer> {
    let (caller, body) = body.receive(caller).await?;
    caller.write(&body.bytes(), move |writing| operations::create(writing, &body)).await
}

/// Compose a report anew
///
/// Its sections become what the ledger gives now; what was written into them by hand is in its history.
#[utoipa::path(tag = "reports", security(("bearer" = ["write_records"])), params(RecordId),
    responses((status = 200, description = "The report.", body = SavedReport)))]
#[post("/reports/{id}:recompose")]
async fn recompose_report(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.write(&[], move |writing| operations::recompose(writing, &id)).await
}

/// Read what composing a report anew would change
///
/// Section by section, and what the ledger does not tell, so that it is not in the text.
#[utoipa::path(tag = "reports", security(("bearer" = ["read_records"])), params(RecordId),
    responses((status = 200, description = "The changes and the gaps.", body = ReportComposition)))]
#[get("/reports/{id}/composition")]
async fn read_report_composition(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.read(move |reading| operations::composition(reading, &id)).await
}

/// Read a report laid out
///
/// With the values of its figures: a draft as they are now, a published report as it was published. In JSON, Markdown, HTML, or .docx and PDF
/// in the layout of GB/T 9704-2012, by `format` or `Accept`. 406 where there is no PDF, saying why: the build makes none, its fonts do not have a
/// character of the report, or it was published without one.
#[utoipa::path(tag = "reports", security(("bearer" = ["read_records"])), params(RecordId, FormatQuery),
    responses((status = 200, description = "The report.", content(
        (ReportDocument = "application/json"), (String = "text/markdown"), (String = "text/html"),
        (WordDocument = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (PdfDocument = "application/pdf")))))]
#[get("/reports/{id}/document")]
async fn read_report_document(
    caller: Caller,
    id: Path<RecordId>,
    query: Query<FormatQuery>,
    printer: Data<Printer>,
) -> ApiResult<Answer> {
    caller.read(move |reading| editions::document(reading, &id, query.parse()?.format, &printer)).await
}

/// List the publications of a report
///
/// Each correction of a published report adds one; the earlier ones stay readable.
#[utoipa::path(tag = "reports", security(("bearer" = ["read_records"])), params(RecordId),
    responses((status = 200, description = "The publications.", body = ReportEditions)))]
#[get("/reports/{id}/editions")]
async fn list_report_editions(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.read(move |reading| editions::list(reading, &id)).await
}

/// Read a publication of a report
///
/// The very bytes that were published, whatever was changed since. In the formats of `/reports/{id}/document`.
#[utoipa::path(tag = "reports", security(("bearer" = ["read_records"])), params(EditionNumber, FormatQuery),
    responses((status = 200, description = "What was published.", content(
        (ReportDocument = "application/json"), (String = "text/markdown"), (String = "text/html"),
        (WordDocument = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (PdfDocument = "application/pdf")))))]
#[get("/reports/{id}/editions/{edition}")]
async fn read_report_edition(
    caller: Caller,
    path: Path<EditionNumber>,
    query: Query<FormatQuery>,
) -> ApiResult<Answer> {
    let EditionNumber { id, edition } = path.into_inner();
    let edition = edition.parse().ok().ok_or_else(ApiError::not_found)?;
    caller
        .read(move |reading| {
            editions::read(reading, &RecordId::of(id.clone()), edition, query.parse()?.format)
        })
        .await
}

/// Read what may be done with a report
///
/// The steps that the caller may take now: what the service would accept, by state, role, and who took the steps before.
#[utoipa::path(tag = "reports", security(("bearer" = ["read_records"])), params(RecordId),
    responses((status = 200, description = "The steps.", body = ReportActions)))]
#[get("/reports/{id}/actions")]
async fn read_report_actions(caller: Caller, id: Path<RecordId>) -> ApiResult<Answer> {
    caller.read(move |reading| course::actions(reading, &id)).await
}

/// Submit a report
///
/// The head of the township sends it to the county. It has to be complete: every part that the law prescribes, a value for every figure that
/// it refers to.
#[utoipa::path(tag = "reports", security(("bearer" = ["submit_reports"])), params(RecordId), request_body = ReportStepRequest,
    responses((status = 200, description = "The report.", body = Report)))]
#[post("/reports/{id}:submit")]
async fn submit_report(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
) -> ApiResult<Answer> {
    take(caller, id, body, ReportAction::Submit).await
}

/// Return a report
///
/// The county sends it back, naming at least one place that is to be changed.
#[utoipa::path(tag = "reports", security(("bearer" = ["review_reports"])), params(RecordId), request_body = ReportStepRequest,
    responses((status = 200, description = "The report.", body = Report)))]
#[post("/reports/{id}:return")]
async fn return_report(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
) -> ApiResult<Answer> {
    take(caller, id, body, ReportAction::Return).await
}

/// Accept a report
///
/// By an account that did not submit it.
#[utoipa::path(tag = "reports", security(("bearer" = ["review_reports"])), params(RecordId), request_body = ReportStepRequest,
    responses((status = 200, description = "The report.", body = Report)))]
#[post("/reports/{id}:accept")]
async fn accept_report(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
) -> ApiResult<Answer> {
    take(caller, id, body, ReportAction::Accept).await
}

/// Record the secrecy review of a report
///
/// That it contains no state secrets (保守国家秘密法 art. 35): an accepted report is reviewed before it is published, by another account than
/// the one that publishes it. The reason says who reviewed it, and with what result.
#[utoipa::path(tag = "reports", security(("bearer" = ["write_records"])), params(RecordId), request_body = ReportStepRequest,
    responses((status = 200, description = "The report.", body = Report)))]
#[post("/reports/{id}:review-secrecy")]
async fn review_report_secrecy(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
) -> ApiResult<Answer> {
    take(caller, id, body, ReportAction::ReviewSecrecy).await
}

/// Publish a report
///
/// Its text, its figures and its files are frozen as they are, and stay readable as `/reports/{id}/editions/{edition}`. Records that these
/// figures read can no longer be changed in a way that would alter them: the county reopens the report first.
#[utoipa::path(tag = "reports", security(("bearer" = ["submit_reports"])), params(RecordId), request_body = ReportStepRequest,
    responses((status = 200, description = "The report.", body = Report)))]
#[post("/reports/{id}:publish")]
async fn publish_report(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
    printer: Data<Printer>,
) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| course::publish(writing, &id, &body.input()?, &printer)).await
}

/// Reopen a published report
///
/// To correct it, with a reason, by another account than the one that published it. What was published stays readable; the corrected report
/// goes the same way again.
#[utoipa::path(tag = "reports", security(("bearer" = ["review_reports"])), params(RecordId), request_body = ReportStepRequest,
    responses((status = 200, description = "The report.", body = Report)))]
#[post("/reports/{id}:reopen")]
async fn reopen_report(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
) -> ApiResult<Answer> {
    take(caller, id, body, ReportAction::Reopen).await
}

/// Verify a report
///
/// Finds the figures that a text states and says of each whether the ledger has the same, and what is wrong in the text: rates and sums that do
/// not follow, lost figures, misspelt or outdated laws, names of other places, another year … Nothing is stored.
#[utoipa::path(tag = "reports", security(("bearer" = ["read_records"])), request_body = ReportVerificationInput,
    responses((status = 200, description = "What was found.", body = Reading)))]
#[post("/reports:verify")]
async fn verify_report(caller: Caller, body: Body<ReportVerificationInput>) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| verify::verify(writing, &body)).await
}

async fn take(
    caller: Caller,
    id: Path<RecordId>,
    body: Body<ReportStepRequest>,
    action: ReportAction,
) -> ApiResult<Answer> {
    let body = caller.receive(body).await?;
    caller.write(&body.bytes(), move |writing| course::take(writing, &id, action, &body.input()?)).await
}
