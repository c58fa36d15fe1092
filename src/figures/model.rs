//! Figures as the contract describes them in JSON.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::status::{FigureFinding, FigureReason, FigureStatus};
use super::sums::Declared;
use super::units::Basis;
use crate::regions::RegionName;

/// A value: a whole number, or text for percentages and amounts of money, which have two decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum FigureValue {
    /// A count or a sum.
    Number(i64),
    /// Percent or 元, to two decimals.
    Decimal(String),
}

impl fmt::Display for FigureValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Decimal(text) => text.fmt(f),
        }
    }
}

/// How many records state what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatedRecords {
    /// Those that state it.
    #[schema(minimum = 0, example = 1)]
    pub records: i64,
    /// Those that count, and should state it.
    #[schema(minimum = 1, example = 40)]
    pub of: i64,
}

/// How many townships have declared something of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DeclaredCounts {
    /// That there was none (零报告).
    #[schema(minimum = 0, example = 1)]
    pub none: i32,
    /// That there was some, of which no number was kept.
    #[schema(minimum = 0, example = 0)]
    pub without_figure: i32,
}

impl DeclaredCounts {
    /// Of the indicator itself, and of all records that it is about; `None` where nothing was declared.
    #[must_use]
    pub fn of((own, all): (Declared, Declared)) -> Option<Self> {
        let (none, without_figure) = (own.none.max(all.none), own.without_figure);
        (none > 0 || without_figure > 0).then_some(Self { none, without_figure })
    }
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
    /// Whether a part of the value is an estimate.
    pub estimated: bool,
    /// The share of the value that is estimated, in percent; null where nothing of it is.
    #[schema(required, example = json!(null))]
    pub estimated_share: Option<String>,
    /// The value as of today, where `status` is `not_yet_due`; else null.
    #[schema(required, example = json!(null))]
    pub value_today: Option<FigureValue>,
    /// How many of the records that count state what is measured; null where each record has to.
    #[schema(required, example = json!(null))]
    pub stated: Option<StatedRecords>,
    /// How many townships have declared something of it; null where none has.
    #[schema(required, example = json!(null))]
    pub declared: Option<DeclaredCounts>,
    /// What is to be looked into.
    #[schema(max_items = 10)]
    pub findings: Vec<FigureFinding>,
    /// The same indicator a year earlier; null unless `compare=previous_year`.
    #[schema(required)]
    pub previous: Option<PreviousFigure>,
    /// The value by the terms of the dimension that `breakdown` names; null unless asked for, or where the indicator
    /// does not have that dimension.
    #[schema(required, max_items = 1000)]
    pub parts: Option<Vec<FigurePart>>,
    /// The address of the records behind the value; null where it is not added up over townships, or the region is not in
    /// force.
    #[schema(required, example = "/api/v1/regions/540526201/figures/disputes_accepted/sources?year=2024")]
    pub sources: Option<String>,
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

/// How many townships of a region have records of the year. A county's own unit (本级) is none of them.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Reporting {
    /// Townships there are.
    #[schema(minimum = 0, example = 4)]
    pub townships: usize,
    /// Those with at least one record that can count in the period, or with a declaration.
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
    /// The first day of the period.
    pub period_from: NaiveDate,
    /// The last day of the period.
    pub period_to: NaiveDate,
    /// Which units the figures are of.
    pub basis: Basis,
    /// When the newest of the records that can count in these figures, or of the declarations about them, was changed; null
    /// where there is none.
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
    /// The first day of the period.
    pub period_from: NaiveDate,
    /// The last day of the period.
    pub period_to: NaiveDate,
    /// Which units the figures are of.
    pub basis: Basis,
    /// When the newest of the records that can count in these figures, or of the declarations about them, was changed; null
    /// where there is none.
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
    /// Which units the figures are of.
    pub basis: Basis,
    /// When the newest of the records that can count in these figures, or of the declarations about them, was changed; null
    /// where there is none.
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
