//! Shortcomings and their causes (不足和原因): what the township found wanting, how it is to be put right, and what came of it. One
//! that the next year's report lists again is a record of that year, which names the record that it carries over.

mod carrying_over;
pub mod model;
pub mod queries;
pub mod routes;

use std::collections::HashMap;
use std::ops::RangeInclusive;

use serde_json::Value;
use uuid::Uuid;

pub use model::{FoundBy, Shortcoming, ShortcomingInput, ShortcomingStatus};

use crate::clock;
use crate::deadlines::codes::Matter;
use crate::deadlines::ends::EndEvent;
use crate::deadlines::starts::StartEvent;
use crate::deadlines::{Calendar, Occurrence, RecordEvents};
use crate::http::{Input, body};
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::rules::Rules;
use crate::ledger::{KEPT, Resource};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::session::Writing;
use crate::text;

impl Input for ShortcomingInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.found_on);
    }

    fn rules(&self) -> Vec<Violation> {
        let mut rules = Rules::new(self);
        rules.has_come("/found_on", Some(self.found_on));
        rules.has_come("/closed_on", self.closed_on);
        self.days(&mut rules);
        self.closure(&mut rules);
        rules.broken()
    }
}

impl Resource for ShortcomingInput {
    const HAS_DEADLINES: bool = true;
    const NAMES: Names = Names {
        one: "shortcoming",
        many: "shortcomings",
        zh: "不足",
        about_zh: "法治政府建设存在的不足和原因，以及整改情况。",
        about_en: "Shortcomings, their causes and what came of them.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.found_on,
        }
    }

    fn years(&self) -> RangeInclusive<i16> {
        self.year..=self.closed_on.map_or(i16::MAX, clock::year_of)
    }

    /// One that was closed in a later year was open when the year ended.
    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        if !self.years().contains(&year) {
            return Ok(None);
        }
        let (_, end) = clock::days_of(year);
        let mut shortcoming = self.clone();
        if self.closed_on.is_none_or(|day| day > end) {
            shortcoming.status = ShortcomingStatus::Open;
            (shortcoming.closed_on, shortcoming.result) = (None, None);
        }
        serde_json::to_value(shortcoming).map(Some)
    }

    /// Only what the procuratorate or the reconsideration organ found has a statutory time to be put right in.
    fn clock_events<'a>(&self, _: &'a Calendar) -> Option<RecordEvents<'a>> {
        let start = match self.found_by {
            FoundBy::ProcuratorialProposal => StartEvent::ProposalReceived,
            FoundBy::ReconsiderationOpinion => StartEvent::OpinionReceived,
            _ => return None,
        };
        let days = [(start.as_str(), Some(self.found_on)), (EndEvent::Closed.as_str(), self.closed_on)];
        let occurrences = Occurrence::all(days);
        Some(RecordEvents { matter: Matter::Shortcoming.as_str(), pathway: None, occurrences, closing: None })
    }

    fn members(&self) -> Vec<(String, Uuid)> {
        self.responsible_member_id.map(|id| ("/responsible_member_id".to_owned(), id)).into_iter().collect()
    }

    fn check_references(&self, writing: &mut Writing<'_>) -> ApiResult<()> {
        let mut found = carrying_over::unfit(self, writing.conn)?;
        if let Some(task) = self.answered_by_task_id {
            let is_there = queries::has_task(writing.conn, &self.township_code, task)?;
            let detail = || text!("该乡镇的计划没有这项任务", "no plan of this township has such a task");
            found
                .extend((!is_there).then(|| Violation::at("/answered_by_task_id", "unknown_task", detail())));
        }
        body::refuse(found)
    }

    fn duplicates(writing: &mut Writing<'_>, records: &[Shortcoming]) -> ApiResult<HashMap<Uuid, ApiError>> {
        carrying_over::refusals(writing, records)
    }
}

impl ShortcomingInput {
    /// Nothing is due or closed before it was found.
    fn days(&self, rules: &mut Rules) {
        let found_on = self.found_on;
        for (pointer, day) in [("/due_on", self.due_on), ("/closed_on", self.closed_on)] {
            rules.require(day.is_none_or(|day| day >= found_on), pointer, || {
                (
                    "period",
                    text!(
                        "不得早于 found_on（{found_on}）",
                        "must not be before found_on, which is {found_on}"
                    ),
                )
            });
        }
    }

    /// What is closed has a day and a result, and nothing else has a day.
    fn closure(&self, rules: &mut Rules) {
        let closed = self.status == ShortcomingStatus::Closed;
        rules.require(closed || self.closed_on.is_none(), "/closed_on", || {
            ("status", text!("只用于 status = closed", "goes with status closed only"))
        });
        for (pointer, given) in [("/closed_on", self.closed_on.is_some()), ("/result", self.result.is_some())]
        {
            rules.require(!closed || given, pointer, || {
                (
                    "required",
                    text!("status 为 closed 的必须填写", "a shortcoming whose status is closed needs it"),
                )
            });
        }
    }
}
