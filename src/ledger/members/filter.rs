//! How a list of members can be narrowed and ordered.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::model::{GroupBody, GroupRole};
use crate::http::cursor::Order;
use crate::ledger::lists::Filter;

crate::coded_enum! {
    /// The orders a list of members can have; a minus means newest first.
    pub enum MemberSort {
        /// By the first day of the term, earliest first.
        ServesFrom = "serves_from", "按任职日期", "by first day of the term";
        /// By the first day of the term, latest first.
        ServesFromDescending = "-serves_from", "按任职日期倒序", "by first day of the term, latest first";
        /// By last change.
        UpdatedAt = "updated_at", "按修改时间", "by last change";
        /// By last change, latest first.
        UpdatedAtDescending = "-updated_at", "按修改时间倒序", "by last change, latest first";
        /// In the order of entry.
        CreatedAt = "created_at", "按登记先后", "by entry";
        /// In the order of entry, latest first.
        CreatedAtDescending = "-created_at", "按登记倒序", "by entry, latest first";
    }
}

/// What members can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct MemberFilter {
    /// Only those who served on this day: it lies within their term, its first and last day included.
    #[param(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
    /// Only these roles in the group; several are separated by commas.
    #[param(inline, style = Form, explode = false, max_items = 6)]
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
        use MemberSort as Sort;
        match self.sort.unwrap_or(Sort::ServesFrom) {
            Sort::ServesFrom => Order::new("serves_from", "date", false),
            Sort::ServesFromDescending => Order::new("serves_from", "date", true),
            Sort::UpdatedAt => Order::UPDATED,
            Sort::UpdatedAtDescending => Order::UPDATED_LAST,
            Sort::CreatedAt => Order::CREATED,
            Sort::CreatedAtDescending => Order::CREATED_LAST,
        }
    }
}
