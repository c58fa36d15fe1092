//! What the service reads off a member's term, and fills in.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::model::MemberInput;
use super::rules;
use crate::clock;
use crate::http::Input;
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::{KEPT, Resource};
use crate::problems::Violation;

impl Input for MemberInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.serves_from);
    }

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for MemberInput {
    const NAMES: Names = Names {
        one: "member",
        many: "members",
        zh: "领导小组成员",
        about_zh: "领导小组成员及任期。",
        about_en: "Members of leading groups, with terms of office.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.serves_from,
        }
    }

    fn years(&self) -> RangeInclusive<i16> {
        self.year..=self.serves_to.map_or(i16::MAX, clock::year_of)
    }

    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        let (_, end) = clock::days_of(year);
        let served = Self { serves_to: self.serves_to.filter(|day| *day <= end), ..self.clone() };
        self.years().contains(&year).then(|| serde_json::to_value(served)).transpose()
    }
}
