//! Figures of years that are over.

use super::Resource;
use crate::clock;
use crate::problems::{ApiError, ApiResult};
use crate::session::Writing;

/// Whatever changes the figures of a year that is over needs a reason: that year has been reported on. Voiding and restoring
/// need one in any year.
///
/// # Errors
/// 400 where there is none.
pub fn must_be_explained<T: Resource>(writing: &Writing<'_>, before: Option<&T>, after: &T) -> ApiResult<()> {
    let last_closed = clock::this_year() - 1;
    let years = |fields: &T| *fields.years().start()..=(*fields.years().end()).min(last_closed);
    let counted = |fields: &T, year| fields.counted_in(year).map_err(ApiError::internal);
    for year in before.map(years).into_iter().flatten().chain(years(after)) {
        let was = before.map(|before| counted(before, year)).transpose()?.flatten();
        if was != counted(after, year)? {
            return writing.require_reason();
        }
    }
    Ok(())
}
