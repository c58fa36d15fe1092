//! Reads of the directory. Their tags are derived from its version, so that a client with the current version gets 304
//! without further queries.

use chrono::NaiveDate;

use diesel::pg::PgConnection;
use diesel::result::QueryResult;

use super::model::{RegionList, RegionPage};
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::{Pairs, Reader};
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult};
use crate::regions::model::RegionFilter;
use crate::regions::{Code, queries, state};
use crate::session::Reading;

/// The path of the list.
const PATH: &str = "/api/v1/regions";

/// `GET /regions/{code}`.
///
/// # Errors
/// 404 for an unknown code; 503 where the database fails.
pub fn one(reading: &mut Reading<'_>, code: &str) -> ApiResult<Answer> {
    known(reading, code, "", |reading, code| {
        Answer::ok(&queries::find(reading.conn, code)?.ok_or_else(ApiError::not_found)?)
    })
}

/// `GET /regions/{code}/children`: those in force on the day `on`, or all.
///
/// # Errors
/// As [`one`].
pub fn children(reading: &mut Reading<'_>, code: &str, on: Option<NaiveDate>) -> ApiResult<Answer> {
    known(reading, code, &format!("children {on:?}"), |reading, code| {
        Answer::ok(&RegionList { items: queries::children(reading.conn, code, on)? })
    })
}

/// `GET /regions/{code}/ancestors`.
///
/// # Errors
/// As [`one`].
pub fn ancestors(reading: &mut Reading<'_>, code: &str) -> ApiResult<Answer> {
    known(reading, code, "ancestors", |reading, code| {
        let above: Vec<Code> = std::iter::successors(code.parent(), Code::parent).collect();
        Answer::ok(&RegionList { items: queries::with_codes(reading.conn, &above)? })
    })
}

/// Answers about a region of the directory; `what` names the question, which is part of the tag.
fn known(
    reading: &mut Reading<'_>,
    path: &str,
    what: &str,
    work: impl FnOnce(&mut Reading<'_>, &Code) -> ApiResult<Answer>,
) -> ApiResult<Answer> {
    let code = Code::parse(path).ok_or_else(ApiError::not_found)?;
    if !queries::exists(reading.conn, &code)? {
        return Err(ApiError::not_found());
    }
    let etag = tag_of(reading.conn, &format!("{code} {what}"))?;
    reading.tagged(&etag, |reading| work(reading, &code))
}

/// `GET /regions`.
///
/// # Errors
/// 400 for parameters; 404 for an unknown parent; 503 where the database fails.
pub fn page(reading: &mut Reading<'_>, pairs: &Pairs) -> ApiResult<Answer> {
    let mut reader = Reader::new(pairs);
    let groups = (reader.take::<PageQuery>(), reader.take::<RegionFilter>());
    reader.finish()?;
    let (Some(query), Some(filter)) = groups else {
        return Err(ApiError::internal("parameters that passed cannot be read"));
    };
    if let Some(parent) = &filter.parent
        && !queries::exists(reading.conn, parent)?
    {
        return Err(ApiError::not_found());
    }
    let etag = tag_of(reading.conn, &format!("{pairs:?}"))?;
    reading.tagged(&etag, |reading| {
        let page = KeyedPage::open((PATH, pairs), &query, reading.signer, "")?;
        let total = query.count.map(|_| queries::count(reading.conn, &filter)).transpose()?;
        let rows = queries::page(reading.conn, &filter, &page.after, page.rows())?;
        page.answer(rows, total, |region| region.code.clone(), |items, page| RegionPage { items, page })
    })
}

/// The tag of an answer that is read from the directory; `what` distinguishes the questions.
fn tag_of(conn: &mut PgConnection, what: &str) -> QueryResult<ETag> {
    let version = state::version(conn)?;
    Ok(ETag::digest(format!("{version} {what}").as_bytes()))
}
