//! Progress as the contract describes it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::http::page::PageInfo;
use crate::ledger::reports::{ReportPart, ReportState};
use crate::regions::RegionName;

/// A day by which something is owed, and how far it is off.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DueDay {
    /// The code of the clock, see `/clocks`.
    #[schema(max_length = 60, example = "rp.submit")]
    pub clock: &'static str,
    /// The day before which it has to be done: this day itself is too late.
    #[schema(example = "2025-03-01")]
    pub before: NaiveDate,
    /// The last working day that is still in time; null where the rest days are not known.
    #[schema(required, example = "2025-02-26")]
    pub act_by: Option<NaiveDate>,
    /// Days from today in Beijing to that working day; less than 0 where it has passed, null where it is not known.
    #[schema(required, example = 12)]
    pub days_left: Option<i64>,
    /// What would have to be known for what is null: `rest_days_` with a year.
    #[schema(max_items = 10, example = json!([]))]
    pub unknown: Vec<String>,
}

/// How far a township is.
#[derive(Debug, Serialize, ToSchema)]
pub struct TownshipProgress {
    /// The township.
    pub township: RegionName,
    /// How far its report is; null where there is none.
    #[schema(required, example = "submitted")]
    pub report: Option<ReportState>,
    /// The report's id; null where there is none.
    #[schema(required)]
    pub report_id: Option<Uuid>,
    /// Until when its report goes up; null for years before the law set a day.
    #[schema(required)]
    pub submit: Option<DueDay>,
    /// Until when its report is published; null for years before the law set a day.
    #[schema(required)]
    pub publish: Option<DueDay>,
    /// How many indicators have a value, or cannot have one.
    #[schema(minimum = 0, example = 61)]
    pub indicators_known: usize,
    /// The codes of the indicators without a value and without a declaration.
    #[schema(max_items = 500, example = json!(["publicity_audience"]))]
    pub indicators_missing: Vec<&'static str>,
    /// The parts of the report for which there is nothing.
    #[schema(max_items = 4, example = json!(["arrangements"]))]
    pub empty_parts: Vec<ReportPart>,
    /// When something of the year was last entered or changed; null where nothing is.
    #[schema(required, example = "2025-01-10T02:11:09.120000Z")]
    pub last_change_at: Option<DateTime<Utc>>,
}

/// One page of the progress of a region's townships.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProgressPage {
    /// The region.
    pub region: RegionName,
    /// The year that is reported on.
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// Today in Beijing: what days are counted from.
    #[schema(example = "2025-02-14")]
    pub today: NaiveDate,
    /// The townships, by code. A county's own unit (本级) owes no report and is none of them.
    #[schema(max_items = 200)]
    pub items: Vec<TownshipProgress>,
    /// Where the list goes on.
    pub page: PageInfo,
}
