//! What the service reads off a report.

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde_json::Value;
use uuid::Uuid;

use super::model::{Report, ReportInput, drafted};
use super::queries;
use crate::clock;
use crate::http::Input;
use crate::indicators;
use crate::ledger::duplicates::{self, Exclusive};
use crate::ledger::parts::Parts;
use crate::ledger::resource::{Header, Names};
use crate::ledger::rules::Rules;
use crate::ledger::{KEPT, Resource};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::render::Support;
use crate::render::editable::{self, Bound};
use crate::session::Writing;
use crate::text;
use crate::text::Text;

impl Input for ReportInput {
    const KEPT: &'static [&'static str] = &KEPT;

    /// A report begins as a draft: [`Resource::succeed`] carries over how far it is.
    fn normalise(&mut self) {
        (self.state, self.course, self.edition) = (drafted(), Parts::default(), 0);
    }

    fn rules(&self) -> Vec<Violation> {
        let mut rules = Rules::new(self);
        rules.has_begun("/year", self.year);
        rules.require(self.period_to.is_none_or(|day| is_in(day, self.year)), "/period_to", || {
            let (first, last) = clock::days_of(self.year);
            ("range", text!("应在 {first} 至 {last} 之间", "must be from {first} to {last}"))
        });
        let mut broken = rules.broken();
        let mut seen = HashSet::new();
        for (at, section) in self.sections.iter().enumerate() {
            if !seen.insert(section.part) {
                let detail = text!("这一部分已出现过", "this part is there already");
                broken.push(Violation::at(format!("/sections/{at}/part"), "duplicate", detail));
            }
            if let Some(slip) = unreadable(&section.text) {
                broken.push(Violation::at(format!("/sections/{at}/text"), "markup", slip));
            }
        }
        broken
    }
}

fn is_in(day: NaiveDate, year: i16) -> bool {
    day.year() == i32::from(year)
}

/// What cannot be read in the text of a section: its marks, or a reference that is no indicator.
fn unreadable(text: &str) -> Option<Text> {
    let known =
        |code: &str| indicators::find(code).map(|_| Bound { text: String::new(), support: Support::Gap });
    editable::bind(text, known).err().map(|slip| slip.text())
}

impl Resource for ReportInput {
    const NAMES: Names = Names {
        one: "report",
        many: "reports",
        zh: "年度报告",
        about_zh: "法治政府建设年度报告：由台账自动起草，经报送、审核后公布，每个数都可追溯到记录。",
        about_en: "Annual reports, composed from the ledger, submitted, reviewed and published; every number traceable to records.",
    };
    const YEAR_FOLLOWS_MAIN_DATE: bool = false;

    fn header(&self) -> Header<'_> {
        let (_, last_day) = clock::days_of(self.year);
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.period_to.filter(|day| is_in(*day, self.year)).unwrap_or(last_day),
        }
    }

    fn entered(mut stored: Value) -> Value {
        if let Some(fields) = stored.as_object_mut() {
            fields.retain(|name, _| !["state", "course", "edition"].contains(&name.as_str()));
        }
        stored
    }

    /// No figure reads a report.
    fn counted_in(&self, _: i16) -> serde_json::Result<Option<Value>> {
        Ok(None)
    }

    fn duplicates(writing: &mut Writing<'_>, records: &[Report]) -> ApiResult<HashMap<Uuid, ApiError>> {
        duplicates::refusals(writing, records)
    }

    /// The text of a report changes only while it is being written.
    fn succeed(mut self, current: &Self) -> ApiResult<Self> {
        if !current.state.is_editable() {
            let (zh, en) = (current.state.label().zh, current.state.label().en);
            let detail = text!(
                "报告{zh}，不能修改；请县级退回或启动更正后再改",
                "The report is {en} and cannot be changed; have the county return it or reopen it first"
            );
            return Err(ApiError::new(Problem::Conflict, detail));
        }
        (self.state, self.edition) = (current.state, current.edition);
        self.course.clone_from(&current.course);
        Ok(self)
    }

    /// What the county has seen stays.
    fn must_be_voidable(&self) -> ApiResult<()> {
        if self.course.is_empty() {
            return Ok(());
        }
        let detail =
            text!("报告已经报送过，不能作废", "The report has been submitted before and cannot be voided");
        Err(ApiError::new(Problem::Conflict, detail))
    }
}

/// A township has one report of a year.
impl Exclusive for ReportInput {
    /// Township and year.
    type Statement = (String, i16);

    fn states(&self) -> Vec<(String, Self::Statement)> {
        vec![("/year".to_owned(), (self.township_code.clone(), self.year))]
    }

    fn stated(
        conn: &mut diesel::pg::PgConnection,
        records: &[Report],
    ) -> diesel::result::QueryResult<Vec<(Uuid, Self::Statement)>> {
        queries::of_same_years(conn, records)
    }

    fn taken(address: Option<&str>) -> Text {
        match address {
            Some(address) => text!(
                "该乡镇该年度已有报告：{address}",
                "This township has a report of this year already: {address}"
            ),
            None => text!(
                "同一批中前面已有该乡镇该年度的报告",
                "An earlier report of this batch is of the same township and year"
            ),
        }
    }
}
