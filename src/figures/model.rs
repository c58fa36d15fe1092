//! Figures as the contract describes them in JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::regions::RegionName;

crate::coded_enum! {
    /// Whether there is a value.
    pub enum FigureStatus {
        /// The value follows from records. A zero is a true zero.
        Computed = "computed", "已算出", "computed";
        /// Nothing was recorded that would tell.
        Missing = "missing", "缺报", "missing";
        /// There can be no value here.
        NotApplicable = "not_applicable", "不适用", "not applicable";
        /// There is a value, but it is too large to be told.
        OutOfRange = "out_of_range", "超出范围", "out of range";
    }
}

crate::coded_enum! {
    /// Why there is no value.
    pub enum FigureReason {
        /// The region holds no record of the year yet.
        NoRecords = "no_records", "该年尚无任何记录", "no records of the year yet";
        /// None of the records states the measure.
        NotStated = "not_stated", "没有一条记录填报该数", "no record states it";
        /// A rate of nothing.
        ZeroDenominator = "zero_denominator", "分母为 0", "the denominator is 0";
        /// The indicator is not added up over townships.
        NotAdditive = "not_additive", "该指标不逐级汇总", "not added up over townships";
        /// A count beyond 2⁶³ − 1, an amount of more than 36 digits of 元.
        TooLarge = "too_large", "数值过大，无法表示", "too large to be told";
    }
}

/// A value: a whole number, or text for percentages and amounts of money, which have two decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FigureValue {
    /// A count or a sum.
    Number(i64),
    /// Percent or 元, to two decimals.
    Decimal(String),
}

/// An indicator's value for a region and a year.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figure {
    /// The indicator's code, see `/indicators`.
    #[schema(example = "disputes_accepted")]
    pub indicator: String,
    /// The value; null unless `status` is `computed`.
    #[schema(required, example = 5)]
    pub value: Option<FigureValue>,
    /// 计量单位.
    #[schema(example = "件")]
    pub unit: String,
    /// Whether there is a value.
    pub status: FigureStatus,
    /// Why there is none; null where there is.
    #[schema(required)]
    pub reason: Option<FigureReason>,
    /// Of a rate: what is looked at. Null for other indicators.
    #[schema(required, minimum = 0, example = json!(null))]
    pub numerator: Option<i64>,
    /// Of a rate: out of what. Null for other indicators.
    #[schema(required, minimum = 0, example = json!(null))]
    pub denominator: Option<i64>,
    /// Whether estimates are in it.
    pub estimated: bool,
    /// The same indicator a year earlier; null unless `compare=previous_year`.
    #[schema(required)]
    pub previous: Option<PreviousFigure>,
    /// The value by the terms of the dimension that `breakdown` names; null unless asked for, or where the indicator
    /// does not have that dimension.
    #[schema(required, max_items = 1000)]
    pub parts: Option<Vec<FigurePart>>,
    /// The address of the records behind the value.
    #[schema(example = "/api/v1/regions/540526201/figures/disputes_accepted/sources?year=2024")]
    pub sources: String,
}

/// The value a year earlier.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PreviousFigure {
    /// The value; null unless `status` is `computed`.
    #[schema(required, example = 4)]
    pub value: Option<FigureValue>,
    /// Whether there is a value.
    pub status: FigureStatus,
}

/// The part of a value that falls to one term of a dimension.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FigurePart {
    /// The term's code; null for records that state none.
    #[schema(required, example = "party_committee_study_group")]
    pub term: Option<String>,
    /// Its part of the value.
    pub value: FigureValue,
}

/// How many townships of a region have records of the year.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Reporting {
    /// Townships there are.
    #[schema(minimum = 0, example = 4)]
    pub townships: usize,
    /// Those with at least one record of the year.
    #[schema(minimum = 0, example = 4)]
    pub reporting: usize,
}

/// The figures of a region for a year.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionFigures {
    /// The region.
    pub region: RegionName,
    /// The year.
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// When the newest record in these figures was changed; null where there is none.
    #[schema(required)]
    pub as_of: Option<DateTime<Utc>>,
    /// How many townships are in them.
    pub coverage: Reporting,
    /// One figure per indicator, in the order of the catalogue.
    pub items: Vec<Figure>,
}

/// The figures of a year, one row per township (county, prefecture, province) below a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureMatrix {
    /// The region.
    pub region: RegionName,
    /// The year.
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// When the newest record in these figures was changed; null where there is none.
    #[schema(required)]
    pub as_of: Option<DateTime<Utc>>,
    /// How many townships are in them.
    pub coverage: Reporting,
    /// The indicators, in the order of every row's items.
    #[schema(example = json!(["disputes_accepted"]))]
    pub columns: Vec<String>,
    /// One row per region below, by code; also those without any record. As many as `limit` says, or fewer where they
    /// are long.
    #[schema(value_type = Vec<FigureRow>, max_items = 5000)]
    pub rows: Vec<Box<RawValue>>,
    /// The region's own figures, whichever rows are on this page: what was held jointly counts once, rates are computed
    /// from sums.
    pub total: FigureTotal,
    /// Where the rows go on.
    pub page: RowPage,
}

/// Where the rows of a matrix go on.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowPage {
    /// What to send as `cursor` for the next rows; null after the last ones.
    #[schema(required, example = json!(null))]
    pub next_cursor: Option<String>,
    /// The most rows a page has.
    #[schema(minimum = 1, maximum = 5000, example = 5000)]
    pub limit: u16,
    /// How many rows the whole matrix has.
    #[schema(minimum = 0, example = 4)]
    pub total: usize,
}

/// One region's row.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureRow {
    /// The region.
    pub region: RegionName,
    /// Its figures, in the order of `columns`.
    pub items: Vec<Figure>,
}

/// The total row.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureTotal {
    /// The figures, in the order of `columns`.
    pub items: Vec<Figure>,
}

/// The figures of a region over several years.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureSeries {
    /// The region.
    pub region: RegionName,
    /// When the newest record in these figures was changed; null where there is none.
    #[schema(required)]
    pub as_of: Option<DateTime<Utc>>,
    /// One entry per year, in order.
    pub years: Vec<YearFigures>,
}

/// The figures of one year of a series.
#[derive(Debug, Serialize, ToSchema)]
pub struct YearFigures {
    /// The year.
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// One figure per indicator, in the order of the catalogue.
    pub items: Vec<Figure>,
}

/// What `/regions/{code}/figures` answers, by its parameters.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Figures {
    /// With `year`.
    Region(RegionFigures),
    /// With `year` and `by`.
    Matrix(FigureMatrix),
    /// With `from` and `to`.
    Series(FigureSeries),
}
