//! Clocks as clients read them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::deadlines::codes::{
    ApprovingOffice, Boundary, Certainty, ClockUnit, LimitKind, Matter, ObligedParty, RestDayRule,
};
use crate::deadlines::ends::EndEvent;
use crate::deadlines::model::{Extension, Pause};
use crate::deadlines::starts::StartEvent;
use crate::deadlines::{Clock, Length};
use crate::text::Text;

/// A statutory clock with its legal basis.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockDefinition {
    /// Its code.
    #[schema(max_length = 60, example = "xf.conclude_60")]
    pub code: &'static str,
    /// 中文名称.
    #[schema(example = "信访事项办结")]
    pub name_zh: &'static str,
    /// English name.
    #[schema(example = "petition of art. 31(6): conclude")]
    pub name_en: &'static str,
    /// The law that sets it, by its Chinese title.
    #[schema(example = "信访工作条例")]
    pub law: &'static str,
    /// The article of that law, with its paragraphs in brackets; null where rules of the provinces set it.
    #[schema(required, example = "34")]
    pub article: Option<&'static str>,
    /// What the law says, in Chinese.
    #[schema(example = "自受理之日起六十日内办结")]
    pub rule_zh: &'static str,
    /// What the law says, in English.
    #[schema(example = "conclude within 60 days of acceptance")]
    pub rule_en: &'static str,
    /// Whose obligation or right runs out.
    pub obliged: ObligedParty,
    /// Who that is in the words of the law, in Chinese.
    #[schema(example = "有权处理的机关、单位")]
    pub who_zh: &'static str,
    /// Who that is in the words of the law, in English.
    #[schema(example = "the organ that has the power to handle it")]
    pub who_en: &'static str,
    /// What it belongs to.
    #[schema(max_items = 10)]
    pub matters: &'static [Matter],
    /// Of petitions, the pathways it is for (信访工作条例 art. 31); empty where the pathway does not matter.
    #[schema(max_items = 6, example = json!([6]))]
    pub pathways: &'static [i16],
    /// Whether it gives the `due_on` of cases.
    #[schema(example = true)]
    pub closes_case: bool,
    /// What else must be so for it to run, in Chinese; null where nothing must.
    #[schema(required, example = json!(null))]
    pub condition_zh: Option<&'static str>,
    /// What else must be so for it to run, in English; null where nothing must.
    #[schema(required, example = json!(null))]
    pub condition_en: Option<&'static str>,
    /// The event after whose day it runs.
    pub start: StartEvent,
    /// The events that end it. Empty where records do not tell: it is then computed on request, and no
    /// `/regions/{code}/deadlines` lists it.
    #[schema(max_items = 10)]
    pub met_by: &'static [EndEvent],
    /// What it is counted in.
    pub unit: ClockUnit,
    /// How long it runs, in that unit; null for a fixed or stated day.
    #[schema(required, example = 60)]
    pub length: Option<u16>,
    /// The day of the year after that of the start, as month and day; null unless `unit` is `date`.
    #[schema(required, max_length = 5, example = json!(null))]
    pub fixed_day: Option<String>,
    /// What kind of time limit it is.
    pub limit: LimitKind,
    /// How the day due stands to what has to be done.
    pub boundary: Boundary,
    /// What a last day that is a rest day does; null where working days are counted.
    #[schema(required)]
    pub rest_day: Option<RestDayRule>,
    /// The article of the law by which its days are working days; null where they are not, or where it is not known.
    #[schema(required, example = json!(null))]
    pub working_days_by: Option<&'static str>,
    /// What is not counted; null where the law knows no pause.
    #[schema(required)]
    pub pause: Option<ClockPause>,
    /// How it may be extended; null where the law knows no extension.
    #[schema(required)]
    pub extension: Option<ClockExtension>,
    /// How many days before the day due to warn: working days where `unit` is `working_days`.
    #[schema(max_items = 10, example = json!([15, 7]))]
    pub warn: &'static [u16],
    /// The first day on which it may start; null where rules of the provinces say so.
    #[schema(required, example = "2022-05-01")]
    pub in_force_from: Option<NaiveDate>,
    /// The last day on which it may start; null while it is in force.
    #[schema(required, example = json!(null))]
    pub in_force_to: Option<NaiveDate>,
    /// Whether rules of the provinces set it: what stands here is a cautious value for where none is known.
    #[schema(example = false)]
    pub local: bool,
    /// What the entry rests on.
    pub certainty: Certainty,
    /// What else one has to know, in Chinese; null where there is nothing.
    #[schema(required, example = json!(null))]
    pub remark_zh: Option<&'static str>,
    /// What else one has to know, in English; null where there is nothing.
    #[schema(required, example = json!(null))]
    pub remark_en: Option<&'static str>,
}

/// Time that a law does not count.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockPause {
    /// The law that says so.
    #[schema(example = "行政复议法")]
    pub law: &'static str,
    /// The article that says so.
    #[schema(example = "39")]
    pub article: &'static str,
    /// Which time it is, in Chinese.
    #[schema(example = "行政复议中止的期间")]
    pub time_zh: &'static str,
    /// Which time it is, in English.
    #[schema(example = "time for which the reconsideration is suspended")]
    pub time_en: &'static str,
}

/// How a law lets a clock be extended. It is decided before the first end, and counts on from the end that no rest day moved.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockExtension {
    /// The article that says so; null where rules of the provinces do.
    #[schema(required, example = "34")]
    pub article: Option<&'static str>,
    /// The most that all extensions together add, in the unit of the clock; null where this law sets no bound.
    #[schema(required, example = 30)]
    pub most: Option<u16>,
    /// Which office approves it.
    pub office: ApprovingOffice,
}

/// The catalogue of clocks.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClockList {
    /// The clocks, in the order of the laws.
    #[schema(max_items = 500)]
    pub items: Vec<ClockDefinition>,
}

/// The filters of the catalogue.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClockFilter {
    /// Only those whose obligation or right is this one's.
    #[param(inline)]
    pub obliged: Option<ObligedParty>,
    /// Only those that belong to this.
    #[param(inline)]
    pub matter: Option<Matter>,
}

impl ClockPause {
    fn of(clock: &'static Clock, pause: &'static Pause) -> Self {
        Self {
            law: pause.law.as_deref().unwrap_or(&clock.law),
            article: &pause.article,
            time_zh: &pause.time.zh,
            time_en: &pause.time.en,
        }
    }
}

impl ClockExtension {
    fn of(clock: &'static Clock, extension: &'static Extension) -> Self {
        Self {
            article: extension.article.as_deref().or(clock.article.as_deref()),
            most: extension.most,
            office: extension.office,
        }
    }
}

fn zh(text: Option<&'static Text>) -> Option<&'static str> {
    text.map(|text| text.zh.as_str())
}

fn en(text: Option<&'static Text>) -> Option<&'static str> {
    text.map(|text| text.en.as_str())
}

impl From<&'static Clock> for ClockDefinition {
    fn from(clock: &'static Clock) -> Self {
        let (unit, length) = clock.length.parts();
        Self {
            code: &clock.code,
            name_zh: &clock.name.zh,
            name_en: &clock.name.en,
            law: &clock.law,
            article: clock.article.as_deref(),
            rule_zh: &clock.rule.zh,
            rule_en: &clock.rule.en,
            obliged: clock.obliged,
            who_zh: &clock.who.zh,
            who_en: &clock.who.en,
            matters: &clock.matters,
            pathways: &clock.pathways,
            closes_case: clock.closes_case,
            condition_zh: zh(clock.condition.as_ref()),
            condition_en: en(clock.condition.as_ref()),
            start: clock.start,
            met_by: &clock.met_by,
            unit,
            length,
            fixed_day: fixed_day(clock.length),
            limit: clock.limit,
            boundary: clock.boundary(),
            rest_day: clock.rest_day,
            working_days_by: clock.working_days_by.as_deref(),
            pause: clock.pause.as_ref().map(|pause| ClockPause::of(clock, pause)),
            extension: clock.extension.as_ref().map(|extension| ClockExtension::of(clock, extension)),
            warn: &clock.warn,
            in_force_from: clock.since,
            in_force_to: clock.until,
            local: clock.local,
            certainty: clock.certainty,
            remark_zh: zh(clock.remark.as_ref()),
            remark_en: en(clock.remark.as_ref()),
        }
    }
}

fn fixed_day(length: Length) -> Option<String> {
    if let Length::Date(day) = length { Some(day.to_string()) } else { None }
}

impl ClockFilter {
    /// Whether it lets a clock through.
    #[must_use]
    pub fn lets_through(&self, clock: &Clock) -> bool {
        self.obliged.is_none_or(|obliged| clock.obliged == obliged)
            && self.matter.is_none_or(|matter| clock.matters.contains(&matter))
    }
}
