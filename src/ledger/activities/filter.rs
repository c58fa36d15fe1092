//! How a list of activities can be narrowed and ordered.

use serde::Deserialize;
use utoipa::IntoParams;

use super::model::ActivityKind;
use crate::http::cursor::Order;
use crate::ledger::lists::Filter;

crate::record_sort! {
    pub enum ActivitySort by "held_on" {
        "held_on", "按举办日期", "by day held";
        "-held_on", "按举办日期倒序", "by day held, latest first";
    }
}

/// What activities can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ActivityFilter {
    /// Only these kinds; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 10)]
    pub kind: Option<Vec<ActivityKind>>,
    /// Only those of this organising body.
    #[param(max_length = 40)]
    pub organising_body: Option<String>,
    /// Only those of this form.
    #[param(max_length = 40)]
    pub form: Option<String>,
    /// Only those at this class of venue.
    #[param(max_length = 40)]
    pub venue_class: Option<String>,
    /// Only those of this key date.
    #[param(max_length = 40)]
    pub key_date: Option<String>,
    /// The order; `-held_on` where it is not said.
    #[param(inline)]
    pub sort: Option<ActivitySort>,
}

impl Filter for ActivityFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(ActivitySort::DateDescending).order()
    }
}
