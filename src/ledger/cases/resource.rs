//! What the service reads off a case, and fills in.

use std::ops::RangeInclusive;

use serde_json::Value;
use uuid::Uuid;

use super::codes::Outcome;
use super::model::CaseInput;
use super::{clocks, rules};
use crate::clock;
use crate::deadlines::{Calendar, RecordEvents};
use crate::http::Input;
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::{KEPT, Resource};
use crate::problems::{ApiResult, Violation};
use crate::session::Writing;

impl Input for CaseInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.accepted_on);
    }

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for CaseInput {
    const HAS_DEADLINES: bool = true;
    const NAMES: Names = Names {
        one: "case",
        many: "cases",
        zh: "案件",
        about_zh: "调解、信访、法律援助等案件及其过程。",
        about_en: "RecordEvents with a course.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.accepted_on,
        }
    }

    fn years(&self) -> RangeInclusive<i16> {
        self.year..=self.closed_on.map_or(i16::MAX, clock::year_of)
    }

    /// A case that was closed in a later year was pending when the year ended.
    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        if !self.years().contains(&year) {
            return Ok(None);
        }
        let (_, end) = clock::days_of(year);
        let mut case = self.clone();
        case.events.retain(|event| event.occurred_on <= end);
        if self.closed_on.is_none_or(|day| day > end) {
            case.outcome = Outcome::Pending;
            (case.closed_on, case.due_on, case.judicially_confirmed_on) = (None, None, None);
            (case.agreement, case.performed, case.performed_on) = (None, None, None);
            (case.amount, case.township_result) = (None, None);
        }
        serde_json::to_value(case).map(Some)
    }

    fn on_calendar(self, calendar: &Calendar) -> Self {
        Self { due_on: clocks::due_on(&self, calendar), ..self }
    }

    fn clock_events<'a>(&self, calendar: &'a Calendar) -> Option<RecordEvents<'a>> {
        Some(clocks::events(self, calendar))
    }

    fn members(&self) -> Vec<(String, Uuid)> {
        self.leader_member_id.map(|id| ("/leader_member_id".to_owned(), id)).into_iter().collect()
    }

    fn check_references(&self, writing: &mut Writing<'_>) -> ApiResult<()> {
        rules::check_references(self, writing)
    }

    fn entered(mut stored: Value) -> Value {
        if let Some(fields) = stored.as_object_mut() {
            fields.remove("due_on");
        }
        stored
    }
}
