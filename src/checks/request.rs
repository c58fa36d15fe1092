//! Requests for the findings of a region.

use serde::Deserialize;
use utoipa::IntoParams;

use super::catalogue::{CheckCode, Severity};
use super::findings::{self, Wanted, sort_key};
use super::model::{Finding, FindingCounts, FindingPage};
use crate::clock;
use crate::http::Answer;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::Query;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Reading;
use crate::tables::TableQuery;

/// Which findings are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CheckQuery {
    /// The year.
    #[param(minimum = 1949, maximum = 2100)]
    pub year: i16,
    /// Only the findings of these checks; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 100)]
    pub check: Option<Vec<CheckCode>>,
    /// Only findings as grave as these; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 3)]
    pub severity: Option<Vec<Severity>>,
    /// Only those that are explained (`true`), or are not (`false`).
    pub explained: Option<bool>,
    /// The most items to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before, as it came.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

impl CheckQuery {
    fn wants(&self, finding: &Finding) -> bool {
        self.severity.as_ref().is_none_or(|severities| severities.contains(&finding.severity))
            && self.explained.is_none_or(|explained| explained == finding.explanation.is_some())
    }
}

/// Answers with one page of the findings of a region.
///
/// # Errors
/// 404 for a region out of reach, 400 for parameters, 422 where there are too many, 503 where the database fails.
pub fn answer(reading: &mut Reading<'_>, region: &str, query: &Query<CheckQuery>) -> ApiResult<Answer> {
    let ((wanted, _), pairs) = (query.parse_beside::<TableQuery>()?, query.pairs());
    let region = Code::parse(region).ok_or_else(ApiError::not_found)?;
    let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
    let (today, language) = (clock::today(), reading.context.language);
    let path = format!("/api/v1/regions/{region}/checks");
    let etag = reading.tag_of(
        &reach,
        Some(wanted.year),
        format!("{path} {today} {language:?} {pairs:?}").as_bytes(),
    )?;
    reading.tagged(&etag, |reading| {
        let page = PageQuery { limit: wanted.limit, cursor: wanted.cursor.clone(), count: None };
        let page = KeyedPage::open((&path, pairs), &page, reading.signer, "")?;
        let checks = wanted.check.as_deref().unwrap_or_default();
        let of = Wanted { region: &region, reach: &reach, year: wanted.year, today, checks, language };
        let mut findings = findings::all(reading.conn, &of)?;
        findings.retain(|finding| wanted.wants(finding));
        let counts = FindingCounts::of(&findings);
        findings.retain(|finding| sort_key(finding) > page.after);
        page.answer(findings, None, sort_key, |items, page| FindingPage { items, counts, page })
    })
}
