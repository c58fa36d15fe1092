//! The days of a clock as clients read them, and what they are computed from.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::deadlines::codes::Boundary;
use crate::deadlines::refusal::{Refusal, Subject};
use crate::deadlines::{Calendar, Clock, Course, Due};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::regions::Code;

/// The days of a clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockDays {
    /// The code of the clock.
    #[schema(max_length = 60, example = "xf.conclude_60")]
    pub clock: &'static str,
    /// The last day by counting alone; null where it cannot be counted.
    #[schema(required, example = "2024-10-02")]
    pub natural_end: Option<NaiveDate>,
    /// The same moved to the next working day where it is a rest day, whether or not the law moves it; null where the rest days
    /// are not known.
    #[schema(required, example = "2024-10-08")]
    pub rolled_end: Option<NaiveDate>,
    /// The day that applies: the moved one where the law moves it, else the strict one.
    #[schema(required, example = "2024-10-02")]
    pub due_on: Option<NaiveDate>,
    /// The last working day that is still in time; of a minimum, the first one on which it is over. Null where the rest days
    /// are not known.
    #[schema(required, example = "2024-09-30")]
    pub act_by: Option<NaiveDate>,
    /// `ok`, or `calendar_missing_` with the year whose working days are not known.
    #[schema(pattern = "^(ok|calendar_missing_[0-9]{4})$", example = "ok")]
    pub status: String,
    /// How the day due stands to what has to be done.
    pub boundary: Boundary,
    /// What would have to be known for what is null: `rest_days_` with a year.
    #[schema(max_items = 10, example = json!([]))]
    pub unknown: Vec<String>,
}

/// The days of a clock, with its legal basis.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockAnswer {
    /// The days.
    #[serde(flatten)]
    pub days: ClockDays,
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
    /// What the law says, in Chinese.
    #[schema(example = "自受理之日起六十日内办结")]
    pub rule_zh: &'static str,
    /// What the law says, in English.
    #[schema(example = "conclude within 60 days of acceptance")]
    pub rule_en: &'static str,
}

/// The course of a clock.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CourseQuery {
    /// The day of the event that it is counted from, also backwards: it is not counted itself. For a fixed day, the last day
    /// of the year that ended.
    #[param(example = "2024-08-03")]
    pub start: NaiveDate,
    /// The region whose holidays count; those of the nation where it is not said.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9)]
    pub region: Option<Code>,
    /// By how much it was extended, all extensions together, in the unit of the clock.
    #[param(minimum = 0, maximum = 3650)]
    pub extended: Option<u16>,
    /// When it stood still, each pause as FROM/TO, separated by commas or each in a parameter of its own: of its days the first
    /// is counted and the last is not.
    #[param(inline, style = Form, explode = true, max_items = 50)]
    pub paused: Option<Vec<PauseText>>,
}

/// A pause as two days, FROM/TO.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(
    max_length = 21,
    pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    example = "2025-03-14/2025-03-24"
)]
pub struct PauseText(pub String);

impl ClockDays {
    /// The days of this clock.
    #[must_use]
    pub fn of(clock: &'static Clock, due: &Due) -> Self {
        Self {
            clock: &clock.code,
            natural_end: due.natural_end,
            rolled_end: due.rolled_end,
            due_on: due.due_on,
            act_by: due.act_by,
            status: due.status.to_string(),
            boundary: due.boundary,
            unknown: due.unknown.iter().map(ToString::to_string).collect(),
        }
    }
}

impl ClockAnswer {
    /// The days that a clock gives for this course on a calendar.
    ///
    /// # Errors
    /// 400 naming the parameter where the law does not allow the course, or it cannot have been.
    pub fn of(clock: &'static Clock, query: &CourseQuery, calendar: &Calendar) -> ApiResult<Self> {
        let days = calendar.working_days(query.region.as_ref().map(Code::as_str));
        let due = query
            .course()
            .and_then(|course| clock.due(&course, &days))
            .map_err(|refusal| refused(&refusal))?;
        Ok(Self {
            days: ClockDays::of(clock, &due),
            name_zh: &clock.name.zh,
            name_en: &clock.name.en,
            law: &clock.law,
            article: clock.article.as_deref(),
            rule_zh: &clock.rule.zh,
            rule_en: &clock.rule.en,
        })
    }
}

impl CourseQuery {
    fn course(&self) -> Result<Course, Refusal> {
        let paused = self.paused.iter().flatten().map(|pause| pause.0.parse()).collect::<Result<_, _>>()?;
        Ok(Course { start: self.start, extended: self.extended.unwrap_or_default(), paused })
    }
}

fn refused(refusal: &Refusal) -> ApiError {
    let (parameter, code) = match refusal.subject() {
        Subject::Clock => ("start", "stated"),
        Subject::Start => ("start", "period"),
        Subject::Extended => ("extended", "extension"),
        Subject::Paused => ("paused", "paused"),
    };
    ApiError::invalid_parameters(vec![Violation::parameter(parameter, code, refusal.text())])
}
