//! Major administrative decisions (重大行政决策) with the steps of their course.
//!
//! 重大行政决策程序暂行条例 (State Council Decree No. 713) applies to townships by reference (参照, art. 42). Of its order the service
//! refuses just what the Decree forbids outright: that a draft is discussed without a passed legality review (art. 25). Whatever else
//! is missing, late, short or out of order is a finding of [`course`].

pub mod course;
pub mod finding;
pub mod model;
pub mod queries;
pub mod routes;
mod rules;
pub mod step;

pub use model::{Decision, DecisionInput, DecisionStatus};
pub use queries::DecisionFilter;
pub use step::{DecisionStep, ParticipationMethod, StepKind, StepState};

use serde_json::Value;

use crate::deadlines::codes::Matter;
use crate::deadlines::ends::EndEvent;
use crate::deadlines::starts::StartEvent;
use crate::deadlines::{Calendar, Occurrence, RecordEvents};
use crate::http::Input;
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::{KEPT, Resource};
use crate::problems::Violation;

impl Input for DecisionInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        let stands_at = self.stands_at();
        fill_in_year(&mut self.year, stands_at);
    }

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for DecisionInput {
    const HAS_DEADLINES: bool = true;
    const NAMES: Names = Names {
        one: "decision",
        many: "decisions",
        zh: "重大行政决策",
        about_zh: "重大行政决策及其程序。",
        about_en: "Major administrative decisions and the steps of their procedure.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.stands_at(),
        }
    }

    /// A decision is government information, to be published in time (政府信息公开条例 art. 26).
    fn clock_events<'a>(&self, _: &'a Calendar) -> Option<RecordEvents<'a>> {
        let published = self.done(StepKind::Publication).find_map(|step| step.completed_on);
        let days = [(StartEvent::Made.as_str(), self.decided_on), (EndEvent::Published.as_str(), published)];
        let occurrences = Occurrence::all(days);
        Some(RecordEvents { matter: Matter::Decision.as_str(), pathway: None, occurrences, closing: None })
    }

    /// Without the steps that follow the decision, which may be done in a later year: no figure reads them.
    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        if self.year != year {
            return Ok(None);
        }
        let mut decision = self.clone();
        decision.steps.retain(|step| !step.kind.follows_decision());
        serde_json::to_value(decision).map(Some)
    }
}
