//! What a change of a record changes beside it: parts of other townships in it, and figures of years that are over.

use serde_json::Value;
use uuid::Uuid;

use super::Resource;
use crate::clock;
use crate::problems::{ApiError, ApiResult};
use crate::session::Writing;
use crate::session::trail::{Action, Change};

/// What a change of a record changes for another township: an entry of that township's own chain.
pub struct Consequence {
    /// The resource, as the trail calls it.
    pub resource: &'static str,
    /// What is changed.
    pub record_id: Uuid,
    /// The other township.
    pub township_code: String,
    /// Its version after the change.
    pub version: i32,
    /// What was done.
    pub action: Action,
    /// What it was.
    pub before: Value,
    /// What it is now.
    pub after: Value,
    /// The year in which figures of the other township change; `None` where none do.
    pub year: Option<i16>,
}

impl Consequence {
    /// The change as the trail takes it.
    #[must_use]
    pub fn change(&self) -> Change<'_> {
        Change {
            resource: self.resource,
            record_id: self.record_id,
            township_code: &self.township_code,
            version: self.version,
            action: self.action,
            before: Some(self.before.clone()),
            after: self.after.clone(),
        }
    }

    /// The township-years whose figures change.
    pub fn touched(&self) -> impl Iterator<Item = (String, i16)> {
        self.year.map(|year| (self.township_code.clone(), year)).into_iter()
    }
}

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
