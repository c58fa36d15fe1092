//! Normative documents (行政规范性文件) and standing rules (制度): the course of each from the draft to the clean-up.
//!
//! A normative document is open to comments, reviewed for its legality, decided collectively, issued under a number, published and
//! filed (国办发〔2018〕37号). A standing rule has a shorter course: none of its steps is demanded, and it is not filed.

mod clocks;
pub mod model;
pub mod queries;
pub mod routes;
mod rules;

pub use model::{CleanUpResult, Document, DocumentInput, DocumentKind, DocumentStatus};
pub use queries::DocumentFilter;

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde_json::Value;

use crate::clock;
use crate::deadlines::{Calendar, RecordEvents};
use crate::http::Input;
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::{KEPT, Resource};
use crate::problems::Violation;

impl Input for DocumentInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        let stands_at = self.stands_at();
        fill_in_year(&mut self.year, stands_at);
    }

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for DocumentInput {
    const HAS_DEADLINES: bool = true;
    const NAMES: Names = Names {
        one: "document",
        many: "documents",
        zh: "文件",
        about_zh: "行政规范性文件和制度，从起草到清理。",
        about_en: "Normative documents and standing rules, from draft to clean-up.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.stands_at(),
        }
    }

    fn clock_events<'a>(&self, _: &'a Calendar) -> Option<RecordEvents<'a>> {
        clocks::events(self)
    }

    fn years(&self) -> RangeInclusive<i16> {
        let last = self.counted_days().into_iter().flatten().max();
        self.year..=last.map_or(self.year, clock::year_of)
    }

    /// In each year in which something of it counts, without what happened later. No figure reads its status.
    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        let (first, last) = clock::days_of(year);
        let of_year = |day: &NaiveDate| (first..=last).contains(day);
        if !self.counted_days().iter().flatten().any(of_year) {
            return Ok(None);
        }
        let by_then = |day: Option<NaiveDate>| day.filter(|day| *day <= last);
        let cleaned_up_on = by_then(self.cleaned_up_on);
        let document = Self {
            published_on: by_then(self.published_on),
            filed_on: by_then(self.filed_on),
            cleaned_up_on,
            clean_up_result: cleaned_up_on.and(self.clean_up_result),
            status: DocumentStatus::InForce,
            ..self.clone()
        };
        serde_json::to_value(document).map(Some)
    }
}

impl DocumentInput {
    /// The days by which figures count it.
    fn counted_days(&self) -> [Option<NaiveDate>; 4] {
        [Some(self.stands_at()), self.published_on, self.filed_on, self.cleaned_up_on]
    }
}
