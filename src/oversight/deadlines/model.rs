//! Deadlines as the contract describes them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::deadlines::codes::ObligedParty;
use crate::http::page::PageInfo;
use crate::regions::RegionName;

crate::coded_enum! {
    /// Whose deadlines are listed.
    pub enum ObligedScope {
        /// Those of the region asked for: of a township its own, of a region above it also those of the county's organs.
        Own = "own", "本级义务", "own";
        /// Those of all, courts and parties included.
        All = "all", "全部", "all";
    }
}

/// A statutory time limit that runs.
#[derive(Debug, Serialize, ToSchema)]
pub struct Deadline {
    /// The code of the clock, see `/clocks`.
    #[schema(max_length = 60, example = "xf.conclude_60")]
    pub clock: &'static str,
    /// 中文名称.
    #[schema(example = "信访事项办结")]
    pub name_zh: &'static str,
    /// English name.
    #[schema(example = "petition of art. 31(6): conclude")]
    pub name_en: &'static str,
    /// The law that sets it, by its Chinese title.
    #[schema(example = "信访工作条例")]
    pub law: &'static str,
    /// The article of that law; null where rules of the provinces set it.
    #[schema(required, example = "34")]
    pub article: Option<&'static str>,
    /// Whose obligation runs out.
    pub obliged: ObligedParty,
    /// The township, or the county's own unit, whose record it is.
    pub township: RegionName,
    /// The record's resource, as in its path.
    #[schema(example = "cases")]
    pub resource: &'static str,
    /// The record's id.
    pub id: Uuid,
    /// What the record is called.
    #[schema(example = "反映草补发放")]
    pub title: String,
    /// The day due by law, extensions and pauses included.
    #[schema(example = "2024-04-30")]
    pub due_on: NaiveDate,
    /// The last working day that is still in time; null where the rest days are not known.
    #[schema(required, example = "2024-04-30")]
    pub act_by: Option<NaiveDate>,
    /// Days from today in Beijing to the day due; less than 0 where it has passed.
    #[schema(example = 3)]
    pub days_left: i64,
    /// What would have to be known for what is null: `rest_days_` with a year.
    #[schema(max_items = 10, example = json!([]))]
    pub unknown: Vec<String>,
}

/// One page of deadlines.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeadlinePage {
    /// Today in Beijing: what `days_left` is counted from.
    #[schema(example = "2024-04-27")]
    pub today: NaiveDate,
    /// The deadlines, the first to run out first.
    #[schema(max_items = 200)]
    pub items: Vec<Deadline>,
    /// Where the list goes on.
    pub page: PageInfo,
}
