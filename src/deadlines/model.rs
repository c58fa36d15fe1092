//! What the catalogue says of a clock.

use chrono::NaiveDate;
use serde::Deserialize;

use super::codes::{ApprovingOffice, Boundary, Certainty, LimitKind, Matter, ObligedParty, RestDayRule};
use super::ends::EndEvent;
use super::length::Length;
use super::starts::StartEvent;
use crate::text;
use crate::text::{StaticText, Text};

/// A statutory clock.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clock {
    /// Its code, such as `xf.conclude_60`.
    pub code: String,
    /// Its name.
    pub name: Text,
    /// The law that sets it, by its Chinese title without brackets.
    pub law: String,
    /// The article of that law, with its paragraphs in brackets: `23(2)`; `None` where rules of the provinces set it, and
    /// where the number is not known.
    pub article: Option<String>,
    /// What the law says, in a few words.
    pub rule: Text,
    /// Whose obligation or right runs out.
    pub obliged: ObligedParty,
    /// The same in the words of the law.
    pub who: Text,
    /// What it belongs to.
    pub matters: Vec<Matter>,
    /// Of petitions, the pathways it is for (信访工作条例 art. 31); empty where the pathway does not matter.
    #[serde(default)]
    pub pathways: Vec<i16>,
    /// Whether it is the clock by which a case of its matter has to be closed.
    #[serde(default)]
    pub closes_case: bool,
    /// What else must be so for it to run.
    pub condition: Option<Text>,
    /// The event after whose day it runs.
    pub start: StartEvent,
    /// The events that end it; empty where records do not tell, so that it is only computed on request.
    #[serde(default)]
    pub met_by: Vec<EndEvent>,
    /// How long it runs.
    pub length: Length,
    /// What kind of time limit it is.
    pub limit: LimitKind,
    /// What a last day that is a rest day does; `None` where working days are counted.
    pub rest_day: Option<RestDayRule>,
    /// The article of the law by which its days are working days.
    pub working_days_by: Option<String>,
    /// What is not counted; `None` where the law knows no pause.
    pub pause: Option<Pause>,
    /// How it may be extended; `None` where the law knows no extension.
    pub extension: Option<Extension>,
    /// How many days before the day due to warn, the first warning first: working days where it is counted in these.
    #[serde(default)]
    pub warn: Vec<u16>,
    /// The first day on which it may start; `None` where rules of the provinces say so.
    pub since: Option<NaiveDate>,
    /// The last day on which it may start; `None` while it is in force.
    pub until: Option<NaiveDate>,
    /// Whether rules of the provinces set it: what stands here is a cautious value for where none is known.
    #[serde(default)]
    pub local: bool,
    /// What the entry rests on.
    pub certainty: Certainty,
    /// What else one has to know.
    pub remark: Option<Text>,
}

/// Time that a law does not count.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The law that says so, where it is not that of the clock.
    pub law: Option<String>,
    /// The article that says so.
    pub article: String,
    /// Which time it is.
    pub time: Text,
}

/// How a law lets a clock be extended. It is decided before the first end, and counts on from the end that no rest day moved.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extension {
    /// The most that all extensions together add, in the unit of the clock; `None` where the law sets no bound, or leaves it
    /// to other rules.
    pub most: Option<u16>,
    /// The article that says so, where it is not that of the clock.
    pub article: Option<String>,
    /// Who approves it.
    pub office: ApprovingOffice,
}

/// A matter without a clock, and why the law sets none.
#[derive(Clone, Copy, Debug)]
pub struct Unlimited {
    /// The kind of its cases.
    pub matter: Matter,
    /// Of petitions, the pathways, as in [`Clock::pathways`].
    pub pathways: &'static [i16],
    /// Why there is no clock.
    pub reason: StaticText,
}

/// What stands among pathways for a petition whose pathway is not decided yet.
pub(super) const UNDECIDED: i16 = 0;

impl Clock {
    /// Whether a case of this kind and pathway has to be closed by it.
    #[must_use]
    pub fn closes(&self, kind: &str, pathway: Option<i16>) -> bool {
        self.closes_case && self.is_of(kind, pathway)
    }

    /// Whether it belongs to such a matter; of a petition also by its pathway.
    #[must_use]
    pub fn is_of(&self, matter: &str, pathway: Option<i16>) -> bool {
        self.is_for(matter) && is_among(&self.pathways, pathway)
    }

    /// Whether it belongs to such a matter, whatever its pathway.
    #[must_use]
    pub fn is_for(&self, matter: &str) -> bool {
        self.matters.iter().any(|known| known.as_str() == matter)
    }

    /// How the day due stands to what has to be done.
    #[must_use]
    pub fn boundary(&self) -> Boundary {
        match self.limit {
            LimitKind::Max | LimitKind::Target | LimitKind::Cap | LimitKind::Stated => Boundary::Within,
            LimitKind::Before => Boundary::Before,
            LimitKind::Min | LimitKind::NotBefore => Boundary::NotBefore,
            LimitKind::NoticeBefore => Boundary::AtLatest,
        }
    }

    /// The most that all extensions together add; `None` where the law knows none, or no bound.
    #[must_use]
    pub fn longest_extension(&self) -> Option<Length> {
        let most = self.extension.as_ref()?.most?;
        Some(self.length.of(most))
    }

    /// The law with the article.
    #[must_use]
    pub fn basis(&self) -> Text {
        citation(&self.law, self.article.as_deref())
    }

    /// Whether it may start on this day.
    #[must_use]
    pub fn is_in_force(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Unlimited {
    /// Whether a case of this kind and pathway is such a matter.
    #[must_use]
    pub fn covers(&self, kind: &str, pathway: Option<i16>) -> bool {
        self.matter.as_str() == kind && is_among(self.pathways, pathway)
    }
}

fn is_among(pathways: &[i16], pathway: Option<i16>) -> bool {
    pathways.is_empty() || pathways.contains(&pathway.unwrap_or(UNDECIDED))
}

/// A law with its article: `23(2)` is 第23条第2款.
pub(super) fn citation(law: &str, article: Option<&str>) -> Text {
    let Some(article) = article else {
        return text!("《{law}》", "{law}");
    };
    let (number, paragraphs) = article.split_at(article.find('(').unwrap_or(article.len()));
    let paragraphs = paragraphs.replace('(', "第").replace(')', "款");
    text!("《{law}》第{number}条{paragraphs}", "{law} art. {article}")
}
