//! What a list of records is asked for.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use crate::http::cursor::{Keyset, Order};
use crate::regions::{Code, Reach};

crate::coded_enum! {
    /// Which records a list holds, by whether they are voided.
    pub enum Voided {
        /// Only those that count.
        Exclude = "exclude", "不含作废", "without voided ones";
        /// All.
        Include = "include", "包含作废", "with voided ones";
        /// Only voided ones.
        Only = "only", "仅作废", "voided ones only";
    }
}

/// The filters every list of records has.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordFilter {
    /// Only the records of this township, or of this county's own unit (9 digits).
    #[param(value_type = Option<String>, pattern = "^[0-9]{9}$", max_length = 9)]
    pub township: Option<Code>,
    /// Only records below this region, of any level: `CN`, or 2, 4, 6 or 9 digits.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9)]
    pub region: Option<Code>,
    /// Only records of this reporting year.
    #[param(minimum = 1949, maximum = 2100)]
    pub year: Option<i16>,
    /// Only records whose main date is this day or later.
    #[param(value_type = Option<String>, format = Date)]
    pub from: Option<NaiveDate>,
    /// Only records whose main date is this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    pub to: Option<NaiveDate>,
    /// Only records whose texts contain this. A page looks at 20,000 records at most, and says in `page.searched_until` how
    /// far it came: `page.next_cursor` goes on from there, also where nothing was found. So does any filter but by place and
    /// day in a list of several counties.
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// Only records changed at or after this instant. A change that commits late may be missed: it is no change feed.
    #[param(value_type = Option<String>, format = DateTime)]
    pub updated_since: Option<DateTime<Utc>>,
    /// Only the record that another system knows by this id.
    #[param(min_length = 1, max_length = 100)]
    pub external_ref: Option<String>,
    /// Whether voided records are listed; `exclude` where it is not said.
    #[param(inline)]
    pub voided: Option<Voided>,
}

/// The filters of one resource.
pub trait Filter: IntoParams + DeserializeOwned + Send + 'static {
    /// The order asked for; a default where nothing is said.
    fn order(&self) -> Order;
}

/// A list request as the SQL sees it.
pub struct ListRequest<F> {
    /// The part of the tree.
    pub reach: Arc<Reach>,
    /// The common filters.
    pub records: RecordFilter,
    /// The resource's own.
    pub own: F,
    /// The page.
    pub keyset: Keyset,
    /// Whether the statement for the page is worth being kept prepared.
    pub(super) is_common: bool,
}

impl<F> ListRequest<F> {
    /// Whether the page's statement is one of a few.
    #[must_use]
    pub fn is_common(&self) -> bool {
        self.is_common
    }
}
