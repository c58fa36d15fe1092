//! Notices of holidays as clients enter them, and the calendar of a year as they read it.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::deadlines::calendar::Notice;
use crate::deadlines::codes::DayKind;
use crate::http::Input;
use crate::problems::Violation;
use crate::regions::Code;
use crate::text;

/// A day that a notice names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HolidayDay {
    /// The day.
    #[schema(example = "2027-02-08")]
    pub date: NaiveDate,
    /// What the notice makes of it.
    pub kind: DayKind,
    /// The name of the holiday, 1 to 40 characters.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "藏历新年")]
    pub name: String,
}

/// A notice of holidays, sent whole. It is not changed later: a later notice overrides it day by day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"region_code": "540526", "number": "措政办发〔2027〕1号", "issued_on": "2027-01-20",
    "days": [{"date": "2027-02-08", "kind": "holiday", "name": "藏历新年"}]}))]
pub struct HolidayNoticeInput {
    /// The region whose subtree it is for: `CN`, or 2, 4 or 6 digits.
    #[validate(length(min = 2, max = 6))]
    #[schema(
        min_length = 2,
        max_length = 6,
        pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6})$",
        example = "540526"
    )]
    pub region_code: String,
    /// Its number (文号), 1 to 100 characters; unique among the notices of the region.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "措政办发〔2027〕1号")]
    pub number: String,
    /// The day it was issued.
    #[schema(example = "2027-01-20")]
    pub issued_on: NaiveDate,
    /// The days that it names, in the year of its issue or the next one; each once.
    #[validate(length(min = 1, max = 200), nested)]
    #[schema(min_items = 1, max_items = 200)]
    pub days: Vec<HolidayDay>,
}

impl Input for HolidayNoticeInput {
    fn rules(&self) -> Vec<Violation> {
        let mut seen = HashSet::new();
        let days = self.days.iter().enumerate();
        days.filter_map(|(index, day)| self.broken_by(index, day.date, seen.insert(day.date))).collect()
    }
}

impl HolidayNoticeInput {
    fn broken_by(&self, index: usize, day: NaiveDate, is_new: bool) -> Option<Violation> {
        let at = format!("/days/{index}/date");
        if !is_new {
            let detail = text!("{day} 出现了两次", "{day} stands there twice");
            return Some(Violation::at(at, "duplicate", detail));
        }
        let years = self.issued_on.year()..=self.issued_on.year().saturating_add(1);
        let detail = || {
            text!(
                "{day} 不在通知发布的当年或者次年",
                "{day} is neither in the year in which the notice was issued nor in the next one"
            )
        };
        (!years.contains(&day.year())).then(|| Violation::at(at, "period", detail()))
    }
}

/// A notice of holidays, shipped or loaded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HolidayNotice {
    /// The region whose subtree it is for.
    #[schema(max_length = 6, example = "CN")]
    pub region_code: String,
    /// Its number.
    #[schema(max_length = 100, example = "国办发明电〔2025〕7号")]
    pub number: String,
    /// The day it was issued.
    #[schema(example = "2025-11-04")]
    pub issued_on: NaiveDate,
    /// The days that it names.
    #[schema(max_items = 1000)]
    pub days: Vec<HolidayDay>,
}

impl From<&Notice> for HolidayNotice {
    fn from(notice: &Notice) -> Self {
        let day = |(date, (kind, name)): (&NaiveDate, &(DayKind, String))| HolidayDay {
            date: *date,
            kind: *kind,
            name: name.clone(),
        };
        Self {
            region_code: notice.region.clone().unwrap_or_else(|| Code::nation().to_string()),
            number: notice.number.clone(),
            issued_on: notice.issued,
            days: notice.days.iter().map(day).collect(),
        }
    }
}

/// The days of a year that differ from Monday to Friday.
#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarYear {
    /// The year.
    #[schema(minimum = 1949, maximum = 2199, example = 2026)]
    pub year: i32,
    /// Whether a notice of the nation arranges it: where none does, its working days are not known.
    #[schema(example = true)]
    pub known: bool,
    /// The notices that name a day of it and reach the region: of two that name the same day, that which stands first decides.
    #[schema(max_items = 1000)]
    pub notices: Vec<HolidayNotice>,
}

/// Which calendar is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The year.
    #[param(minimum = 1949, maximum = 2199)]
    pub year: i32,
    /// The region whose holidays are wanted; those of the nation where it is not said.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9)]
    pub region: Option<Code>,
}
