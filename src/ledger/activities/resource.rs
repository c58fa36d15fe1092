//! What the service reads off an activity, and fills in.

use super::model::{Activity, ActivityInput};
use super::{partners, rules};
use crate::http::Input;
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::{KEPT, Resource};
use crate::problems::{ApiResult, Violation};
use crate::session::Writing;
use crate::session::audit::Change;

impl Input for ActivityInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.held_on);
    }

    fn rules(&self) -> Vec<Violation> {
        rules::broken_by(self)
    }
}

impl Resource for ActivityInput {
    const NAMES: Names = Names {
        one: "activity",
        many: "activities",
        zh: "活动",
        about_zh: "会议、学习、培训、宣传等活动。",
        about_en: "Everything held on a day.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.held_on,
        }
    }

    fn check_references(&self, writing: &mut Writing<'_>) -> ApiResult<()> {
        rules::check_references(self, writing)
    }

    fn consequences(
        writing: &mut Writing<'_>,
        before: Option<&Activity>,
        after: &Activity,
    ) -> ApiResult<Vec<Change>> {
        partners::follow(writing, before, after)
    }
}
