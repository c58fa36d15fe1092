//! Figures of years that are over, and of those whose report is published.

use std::collections::BTreeSet;

use super::{Resource, reports};
use crate::clock;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::session::Writing;
use crate::text;

/// Whatever changes the figures of a year that is over needs a reason: that year has been reported on. Voiding and restoring
/// need one in any year.
///
/// # Errors
/// 400 where there is none; 409 where it would alter figures that are published.
pub fn must_be_explained<T: Resource>(
    writing: &mut Writing<'_>,
    before: Option<&T>,
    after: &T,
) -> ApiResult<()> {
    let changed = changed_years(before, Some(after))?;
    if changed.is_empty() {
        return Ok(());
    }
    writing.require_reason()?;
    must_not_be_published(writing, after, &changed)
}

/// The check before a record is voided, which leaves nothing `after` it, or restored, which where it was voided has nothing `before` it.
///
/// # Errors
/// 409 where that would alter figures that are published.
pub fn must_be_open<T: Resource>(
    writing: &mut Writing<'_>,
    before: Option<&T>,
    after: Option<&T>,
) -> ApiResult<()> {
    let changed = changed_years(before, after)?;
    before.or(after).map_or(Ok(()), |fields| must_not_be_published(writing, fields, &changed))
}

/// The years that are over whose figures read something else of the record than before.
fn changed_years<T: Resource>(before: Option<&T>, after: Option<&T>) -> ApiResult<BTreeSet<i16>> {
    let last_closed = clock::this_year() - 1;
    let years = |fields: &T| *fields.years().start()..=(*fields.years().end()).min(last_closed);
    let counted = |fields: Option<&T>, year| {
        let counted = fields.map(|fields| fields.counted_in(year)).transpose();
        counted.map(Option::flatten).map_err(ApiError::internal)
    };
    let mut changed = BTreeSet::new();
    for year in before.into_iter().chain(after).flat_map(years) {
        if counted(before, year)? != counted(after, year)? {
            changed.insert(year);
        }
    }
    Ok(changed)
}

/// What is published stands: a correction of it begins with the report.
fn must_not_be_published<T: Resource>(
    writing: &mut Writing<'_>,
    fields: &T,
    years: &BTreeSet<i16>,
) -> ApiResult<()> {
    if years.is_empty() {
        return Ok(());
    }
    let published = reports::queries::published(writing.conn, fields.township_code(), years)?;
    let Some((id, year)) = published else { return Ok(()) };
    let detail = text!(
        "{year}年度报告已公布，其数字不能再变；请县级先启动更正：POST /api/v1/reports/{id}:reopen",
        "The report of {year} is published and its figures stand; have the county reopen it first: POST /api/v1/reports/{id}:reopen"
    );
    Err(ApiError::new(Problem::ReportPublished, detail))
}
