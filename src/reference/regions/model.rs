//! Lists of regions, and their parameters.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::page::PageInfo;
use crate::regions::model::Region;

/// A list of regions, whole.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionList {
    /// The regions.
    #[schema(max_items = 1000)]
    pub items: Vec<Region>,
}

/// One page of regions.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionPage {
    /// The regions of this page, by code.
    #[schema(max_items = 200)]
    pub items: Vec<Region>,
    /// Where the list goes on.
    pub page: PageInfo,
}

/// The filters of a region's children.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChildrenFilter {
    /// Only those in force on this day. All of them, ended ones too, where it is not said.
    #[param(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
}

/// Which region an operation is about.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RegionPath {
    /// The region's code: `CN`, or 2, 4, 6 or 9 digits.
    #[param(pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9, example = "540526201")]
    pub code: String,
}
