//! Duties (党政主要负责人履行推进法治建设第一责任人职责): what a first responsible person did in person. The 职责规定 binds counties and
//! above (art. 2); townships apply it, so its four acts in person (art. 4) and what local lists add are kinds here.

pub mod model;
pub mod queries;
pub mod routes;

use uuid::Uuid;

pub use model::{Duty, DutyInput};

use crate::http::{Input, body};
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::rules::Rules;
use crate::ledger::{KEPT, Resource};
use crate::problems::{ApiResult, Violation};
use crate::session::Writing;
use crate::text;
use queries::Term;

const MEMBER: &str = "/member_id";

impl Input for DutyInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.performed_on);
    }

    fn rules(&self) -> Vec<Violation> {
        let mut rules = Rules::new(self);
        rules.has_come("/performed_on", Some(self.performed_on));
        rules.broken()
    }
}

impl Resource for DutyInput {
    const NAMES: Names = Names {
        one: "duty",
        many: "duties",
        zh: "第一责任人履职",
        about_zh: "党政主要负责人履行推进法治建设第一责任人职责的情况。",
        about_en: "What first responsible persons did in person.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.performed_on,
        }
    }

    fn members(&self) -> Vec<(String, Uuid)> {
        self.member_id.map(|id| (MEMBER.to_owned(), id)).into_iter().collect()
    }

    fn check_references(&self, writing: &mut Writing<'_>) -> ApiResult<()> {
        let term =
            self.member_id.map(|id| queries::term(writing.conn, &self.township_code, id)).transpose()?;
        body::refuse(term.flatten().map(|term| self.broken_by(&term)).unwrap_or_default())
    }
}

impl DutyInput {
    /// What the term of the member rules out.
    fn broken_by(&self, term: &Term) -> Vec<Violation> {
        let Term { leads, from, to } = *term;
        let mut found = Vec::new();
        if !leads {
            let detail = text!(
                "第一责任人应为组长、常务副组长或副组长，该成员不是",
                "a first responsible person is head, executive deputy head or deputy head of the group; this member is none"
            );
            found.push(Violation::at(MEMBER, "not_leading", detail));
        }
        let day = self.performed_on;
        if day < from || to.is_some_and(|to| day > to) {
            let (until, end) =
                to.map_or(("今".to_owned(), "now".to_owned()), |to| (to.to_string(), to.to_string()));
            let detail = text!(
                "{day} 不在该成员的任期内：任期为 {from} 至{until}",
                "{day} is outside the member's term, which is from {from} to {end}"
            );
            found.push(Violation::at("/performed_on", "outside_term", detail));
        }
        found
    }
}
