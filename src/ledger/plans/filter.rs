//! How a list of plans can be narrowed and ordered.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::{PlanKind, PlanStatus};
use crate::http::cursor::Order;
use crate::ledger::lists::Filter;

crate::record_sort! {
    /// A plan that is not adopted stands at the first
    /// day of its period.
    pub enum PlanSort by "main_date" {
        "adopted_on", "按通过日期", "by day of adoption";
        "-adopted_on", "按通过日期倒序", "by day of adoption, latest first";
    }
}

/// What plans can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlanFilter {
    /// Only these kinds; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 4)]
    pub kind: Option<Vec<PlanKind>>,
    /// Only plans that have come this far; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 4)]
    pub status: Option<Vec<PlanStatus>>,
    /// Only plans made for this day: it lies within their period, its first and last day included.
    #[param(value_type = Option<String>, format = Date)]
    pub covers: Option<NaiveDate>,
    /// The order; `-adopted_on` where it is not said. A plan that is not adopted stands at `period_from`.
    #[param(inline)]
    pub sort: Option<PlanSort>,
}

impl Filter for PlanFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(PlanSort::DateDescending).order()
    }
}
