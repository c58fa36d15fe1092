//! What the service reads off a declaration.

use std::collections::HashMap;

use uuid::Uuid;

use super::model::{Declaration, DeclarationInput};
use super::rules;
use crate::clock;
use crate::http::Input;
use crate::ledger::resource::{Header, Names};
use crate::ledger::{KEPT, Resource, duplicates};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::session::Writing;

impl Input for DeclarationInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for DeclarationInput {
    const NAMES: Names = Names {
        one: "declaration",
        many: "declarations",
        zh: "无记录说明",
        about_zh: "零报告与无数字填报：某年度没有记录的指标，是没有发生，还是做了而没有数字。",
        about_en: "What townships say about indicators without records: that there was none, or that no number was kept.",
    };
    const YEAR_FOLLOWS_MAIN_DATE: bool = false;

    fn header(&self) -> Header<'_> {
        let (_, last_day) = clock::days_of(self.year);
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: last_day,
        }
    }

    fn duplicates(writing: &mut Writing<'_>, records: &[Declaration]) -> ApiResult<HashMap<Uuid, ApiError>> {
        duplicates::refusals(writing, records)
    }
}
