//! How a list of declarations can be narrowed and ordered.

use serde::Deserialize;
use utoipa::IntoParams;

use super::model::DeclarationStatement;
use crate::http::cursor::Order;
use crate::indicators::IndicatorCode;
use crate::ledger::lists::Filter;

crate::record_sort! {
    pub enum DeclarationSort by "main_date" {
        "year", "按年度", "by year";
        "-year", "按年度倒序", "by year, latest first";
    }
}

/// What declarations can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeclarationFilter {
    /// Only those that say this.
    #[param(inline)]
    pub says: Option<DeclarationStatement>,
    /// Only those about this indicator.
    #[param(inline)]
    pub indicator: Option<IndicatorCode>,
    /// The order; `-year` where it is not said.
    #[param(inline)]
    pub sort: Option<DeclarationSort>,
}

impl Filter for DeclarationFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(DeclarationSort::DateDescending).order()
    }
}
