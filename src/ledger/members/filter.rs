//! How a list of members can be narrowed and ordered.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::{GroupBody, GroupRole};
use crate::http::cursor::Order;
use crate::ledger::lists::Filter;

crate::record_sort! {
    pub enum MemberSort by "serves_from" {
        "serves_from", "按任职日期", "by first day of the term";
        "-serves_from", "按任职日期倒序", "by first day of the term, latest first";
    }
}

/// What members can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberFilter {
    /// Only those who served on this day: it lies within their term, its first and last day included.
    #[param(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Only these roles in the group; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 6)]
    pub group_role: Option<Vec<GroupRole>>,
    /// Only the members of this body.
    #[param(inline)]
    pub body: Option<GroupBody>,
    /// The order; `serves_from` where it is not said.
    #[param(inline)]
    pub sort: Option<MemberSort>,
}

impl Filter for MemberFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(MemberSort::Date).order()
    }
}
