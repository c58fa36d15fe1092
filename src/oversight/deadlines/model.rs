//! Deadlines as the contract describes them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::deadlines::codes::{Boundary, Matter, ObligedParty};
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

/// A statutory time limit that runs, or has run out.
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
    /// What the record is.
    pub kind: Matter,
    /// The record's id; null for a report that is not begun.
    #[schema(required)]
    pub id: Option<Uuid>,
    /// What the record is called.
    #[schema(example = "反映草补发放")]
    pub title: String,
    /// The day after which it runs; where it is counted backwards, the day before which it is due.
    #[schema(example = "2024-03-01")]
    pub started_on: NaiveDate,
    /// The day due by law, extensions and pauses included; null where it counts working days of a year whose rest days are not known.
    #[schema(required, example = "2024-04-30")]
    pub due_on: Option<NaiveDate>,
    /// How that day stands to what has to be done: `before` says that it is itself too late.
    pub boundary: Boundary,
    /// The last working day that is still in time; null where the rest days are not known.
    #[schema(required, example = "2024-04-30")]
    pub act_by: Option<NaiveDate>,
    /// Days from today in Beijing to the last day in time, which may be a rest day; less than 0 where it has passed. Where that day is not
    /// known, to the earliest that it can be.
    #[schema(example = 3)]
    pub days_left: i64,
    /// Whether it could be counted: `ok`, or `calendar_missing_` with the year whose working days are not known.
    #[schema(pattern = "^(ok|calendar_missing_[0-9]{4})$", example = "ok")]
    pub status: String,
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
