//! What was published of a report: kept as it was, and served from what is kept.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{ReportEdition, ReportEditions, ReportFormat};
use super::operations;
use crate::clock;
use crate::db::Verbatim;
use crate::db::schema::report_editions;
use crate::digest::hexadecimal;
use crate::http::accept::MediaType;
use crate::http::{Answer, ETag};
use crate::ledger::reports::{Report, ReportInput, ReportState};
use crate::ledger::request::RecordId;
use crate::ledger::resource::Lock;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::Code;
use crate::render::pdf::{Printer, Refusal};
use crate::render::{Document, docx, html, markdown};
use crate::session::{Reading, Writing};
use crate::text;

/// The formats in which a report is offered, the default first.
pub const OFFERED: [MediaType; 5] =
    [MediaType::Json, MediaType::Markdown, MediaType::Html, MediaType::Docx, MediaType::Pdf];

/// A report in each format; .docx and PDF as base64. No PDF where none could be made.
#[derive(Debug, Serialize, Deserialize)]
struct Files {
    markdown: String,
    html: String,
    docx: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pdf: Option<String>,
}

/// A publication as it is stored.
#[derive(Queryable)]
struct Stored {
    document: Verbatim,
    files: Verbatim,
}

/// Stores what is published of a report; its digest.
///
/// # Errors
/// 503 where the database fails.
pub fn publish(
    writing: &mut Writing<'_>,
    id: Uuid,
    report: &ReportInput,
    (laid_out, printer): (&Document, &Printer),
) -> ApiResult<String> {
    let document = Verbatim::of(laid_out).map_err(ApiError::internal)?;
    let files = Verbatim::of(&Files {
        markdown: markdown::write(laid_out),
        html: html::write(laid_out),
        docx: BASE64_STANDARD.encode(docx::write(laid_out).map_err(ApiError::internal)?),
        pdf: printed(printer, laid_out).map(|file| BASE64_STANDARD.encode(file)),
    });
    let files = files.map_err(ApiError::internal)?;
    let digest = digest(&document, &files);
    diesel::insert_into(report_editions::table)
        .values((
            report_editions::county_code.eq(Code::county_of(&report.township_code)),
            report_editions::report_id.eq(id),
            report_editions::edition.eq(report.edition),
            report_editions::township_code.eq(&report.township_code),
            report_editions::year.eq(report.year),
            report_editions::published_at.eq(writing.now),
            report_editions::published_by.eq(&*writing.actor.name),
            report_editions::document.eq(document),
            report_editions::files.eq(files),
        ))
        .execute(writing.conn)?;
    Ok(digest)
}

/// The PDF that goes with a publication. A report is not held back for want of one: the law asks for no format.
fn printed(printer: &Printer, laid_out: &Document) -> Option<Vec<u8>> {
    let why = match printer.write(laid_out) {
        Ok(file) => return Some(file),
        Err(why) => why,
    };
    if why != Refusal::NotBuilt {
        log::warn!("a report is published without a PDF: {why}");
    }
    None
}

fn digest(document: &Verbatim, files: &Verbatim) -> String {
    let digest = Sha256::new().chain_update(document.as_str()).chain_update(files.as_str()).finalize();
    hexadecimal(&digest)
}

/// `GET /reports/{id}/editions`.
///
/// # Errors
/// 404 where the report is out of reach.
pub fn list(reading: &mut Reading<'_>, id: &RecordId) -> ApiResult<Answer> {
    let report = id.find::<ReportInput>(reading.conn, reading.actor, Lock::None)?;
    reading.tagged(&report.etag(), |reading| {
        let items: Vec<ReportEdition> = report_editions::table
            .filter(report_editions::county_code.eq(report.county_code()))
            .filter(report_editions::report_id.eq(report.metadata.id))
            .order(report_editions::edition)
            .select((report_editions::edition, report_editions::published_at, report_editions::published_by))
            .load(reading.conn)?;
        Answer::ok(&ReportEditions { items })
    })
}

/// `GET /reports/{id}/editions/{edition}`: what was published, in a format.
///
/// # Errors
/// 404 where the report is out of reach or was not published so often; 406 where no format is acceptable; 500 where what is stored is not
/// what was published.
pub fn read(
    reading: &mut Reading<'_>,
    id: &RecordId,
    edition: i16,
    format: Option<ReportFormat>,
) -> ApiResult<Answer> {
    let report = id.find::<ReportInput>(reading.conn, reading.actor, Lock::None)?;
    published(reading, &report, edition, format)
}

fn published(
    reading: &mut Reading<'_>,
    report: &Report,
    edition: i16,
    format: Option<ReportFormat>,
) -> ApiResult<Answer> {
    let media_type = chosen(reading, format)?;
    let etag = ETag::strong(format!("{edition}-{media_type:?}"));
    let file = published_file(reading.conn, report, edition, media_type)?;
    reading.tagged(&etag, |_| Ok(Answer::written(file).in_media_type(media_type)))
}

/// What was published, in a media type.
fn published_file(
    conn: &mut PgConnection,
    report: &Report,
    edition: i16,
    media_type: MediaType,
) -> ApiResult<Vec<u8>> {
    let stored = stored(conn, report, edition)?.ok_or_else(ApiError::not_found)?;
    let digest = digest(&stored.document, &stored.files);
    if !report.fields.course.iter().any(|step| step.digest.as_ref() == Some(&digest)) {
        return Err(ApiError::internal("the stored edition of a report is not what was published"));
    }
    let files: Files = serde_json::from_str(stored.files.as_str()).map_err(ApiError::internal)?;
    match media_type {
        MediaType::Json => Ok(stored.document.as_str().to_owned().into_bytes()),
        MediaType::Markdown => Ok(files.markdown.into_bytes()),
        MediaType::Html => Ok(files.html.into_bytes()),
        MediaType::Docx => BASE64_STANDARD.decode(files.docx).map_err(ApiError::internal),
        MediaType::Pdf => {
            BASE64_STANDARD.decode(files.pdf.ok_or_else(without_pdf)?).map_err(ApiError::internal)
        }
        other => Err(not_offered(other)),
    }
}

fn without_pdf() -> ApiError {
    let detail = text!(
        "这一版公布时没有制成 PDF：当时的程序不含这项功能，或者字体不全；公布过的不能补制，其他格式可用",
        "This edition was published without a PDF, which the build of that time or its fonts could not make; none is made afterwards, and the other \
         formats can be had"
    );
    ApiError::new(Problem::NotAcceptable, detail)
}

/// A report as a file: one that is published as it was published last, any other as it is laid out now.
///
/// # Errors
/// Those of [`written`]; 406 where it was published without a PDF; 500 where what is stored is not what was published; 503 where the
/// database fails.
pub fn file(
    conn: &mut PgConnection,
    report: &Report,
    format: ReportFormat,
    printer: &Printer,
) -> ApiResult<Vec<u8>> {
    if report.fields.state == ReportState::Published {
        return published_file(conn, report, report.fields.edition, format.media_type());
    }
    written(&operations::laid_out(conn, &report.fields)?, format.media_type(), printer)
}

fn stored(conn: &mut PgConnection, report: &Report, edition: i16) -> QueryResult<Option<Stored>> {
    let key = (report.county_code(), report.metadata.id, edition);
    let row = report_editions::table.find(key).select((report_editions::document, report_editions::files));
    row.first(conn).optional()
}

/// `GET /reports/{id}/document`: a report as it is laid out now; one that is published as it was published last.
///
/// # Errors
/// 404 where the report is out of reach; 406 where no format is acceptable, or there is no PDF.
pub fn document(
    reading: &mut Reading<'_>,
    id: &RecordId,
    format: Option<ReportFormat>,
    printer: &Printer,
) -> ApiResult<Answer> {
    let report = id.find::<ReportInput>(reading.conn, reading.actor, Lock::None)?;
    if report.fields.state == ReportState::Published {
        return published(reading, &report, report.fields.edition, format);
    }
    let media_type = chosen(reading, format)?;
    let (_, reach) = operations::subject(&report.fields.township_code)?;
    let name = format!("{id:?} {} {} {media_type:?}", report.metadata.version, clock::today());
    let etag = reading.tag_of(&reach, None, name.as_bytes())?;
    reading.tagged(&etag, |reading| {
        let laid_out = operations::laid_out(reading.conn, &report.fields)?;
        Ok(Answer::written(written(&laid_out, media_type, printer)?).in_media_type(media_type))
    })
}

fn chosen(reading: &Reading<'_>, format: Option<ReportFormat>) -> ApiResult<MediaType> {
    match format {
        Some(format) => Ok(format.media_type()),
        None => reading.context.accept.choose(&OFFERED),
    }
}

/// A document in a media type.
///
/// # Errors
/// 406 where it is PDF and none can be made, saying why; 500 where it cannot be written.
pub fn written(document: &Document, media_type: MediaType, printer: &Printer) -> ApiResult<Vec<u8>> {
    match media_type {
        MediaType::Json => serde_json::to_vec(document).map_err(ApiError::internal),
        MediaType::Markdown => Ok(markdown::write(document).into_bytes()),
        MediaType::Html => Ok(html::write(document).into_bytes()),
        MediaType::Docx => docx::write(document).map_err(ApiError::internal),
        MediaType::Pdf => printer.write(document).map_err(refused),
        other => Err(not_offered(other)),
    }
}

fn refused(why: Refusal) -> ApiError {
    match why {
        Refusal::Failed(cause) => ApiError::internal(cause),
        Refusal::NoFont(detail) | Refusal::NoGlyph(detail) => ApiError::new(Problem::NotAcceptable, detail),
        Refusal::NotBuilt => {
            let detail = text!(
                "本程序编译时没有包含 PDF 功能（feature pdf；官方镜像包含）；其他格式可用",
                "This build makes no PDF (feature pdf; the image has it); the other formats can be had"
            );
            ApiError::new(Problem::NotAcceptable, detail)
        }
    }
}

fn not_offered(media_type: MediaType) -> ApiError {
    ApiError::internal(format!("reports are not offered as {}", media_type.as_ref()))
}
