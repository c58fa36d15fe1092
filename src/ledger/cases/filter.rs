//! What cases can be filtered and sorted by.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::IntoParams;

use super::codes::{CaseKind, Channel, Mechanism, OrganisationLevel, Outcome, TownshipResult, TownshipRole};
use crate::http::cursor::Order;
use crate::ledger::lists::Filter;

crate::record_sort! {
    pub enum CaseSort by "accepted_on" {
        "accepted_on", "按受理日期", "by day accepted";
        "-accepted_on", "按受理日期倒序", "by day accepted, latest first";
    }
}

/// What cases can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseFilter {
    /// Only these kinds; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 6)]
    pub kind: Option<Vec<CaseKind>>,
    /// Only those that ended so; several are separated by commas, or the parameter is repeated. `pending` are those that have not ended.
    #[param(inline, style = Form, explode = true, max_items = 5)]
    pub outcome: Option<Vec<Outcome>>,
    /// Only those mediated by this mechanism.
    #[param(inline)]
    pub mechanism: Option<Mechanism>,
    /// Only disputes of this type: a term of the vocabulary `dispute_types`.
    #[param(max_length = 40)]
    pub dispute_type: Option<String>,
    /// Only those of organisations at this level.
    #[param(inline)]
    pub organisation_level: Option<OrganisationLevel>,
    /// Only petitions brought this way.
    #[param(inline)]
    pub channel: Option<Channel>,
    /// Only backlog cases (`true`), or only those marked as none (`false`).
    pub backlog: Option<bool>,
    /// Only reconsideration and litigation in which the township is this.
    #[param(inline)]
    pub township_role: Option<TownshipRole>,
    /// Only reconsideration and litigation that ended so for the township; several are separated by commas, or the parameter is
    /// repeated.
    #[param(inline, style = Form, explode = true, max_items = 4)]
    pub township_result: Option<Vec<TownshipResult>>,
    /// Only those overdue at the end of this day: due before it, and not closed by then.
    #[param(value_type = Option<String>, format = Date)]
    pub overdue_on: Option<NaiveDate>,
    /// Only those closed on this day or later, whatever year they were accepted in.
    #[param(value_type = Option<String>, format = Date)]
    pub closed_from: Option<NaiveDate>,
    /// Only those closed on this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    pub closed_to: Option<NaiveDate>,
    /// The order; `-accepted_on` where it is not said.
    #[param(inline)]
    pub sort: Option<CaseSort>,
}

impl Filter for CaseFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(CaseSort::DateDescending).order()
    }
}
