//! Observations: values of indicators that no other record yields, such as how many legal advisers a township has on a day. A
//! stated zero is a zero; no observation is no value.

pub mod model;
pub mod queries;
pub mod routes;

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use uuid::Uuid;

pub use model::{Observation, ObservationInput};

use crate::http::Input;
use crate::indicators::{self, Indicator};
use crate::ledger::duplicates::{self, Exclusive};
use crate::ledger::resource::{Header, Names, fill_in_year};
use crate::ledger::rules::Rules;
use crate::ledger::{KEPT, Resource};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::session::Writing;
use crate::text;
use crate::text::Text;

/// The largest value that is plausible of one township.
const MOST: i64 = 10_000_000_000;

impl Input for ObservationInput {
    const KEPT: &'static [&'static str] = &KEPT;

    fn normalise(&mut self) {
        fill_in_year(&mut self.year, self.observed_on);
    }

    fn rules(&self) -> Vec<Violation> {
        let mut rules = Rules::new(self);
        rules.has_come("/observed_on", Some(self.observed_on));
        rules.require(self.value.is_at_most(MOST), "/value", || {
            ("implausible", text!("不得超过 {MOST}.00", "must be at most {MOST}.00"))
        });
        match indicators::find(&self.indicator) {
            Some(indicator) => self.fits(indicator, &mut rules),
            None => rules
                .require(false, "/indicator", || ("unknown_indicator", indicators::unknown(&self.indicator))),
        }
        rules.broken()
    }
}

impl Resource for ObservationInput {
    const NAMES: Names = Names {
        one: "observation",
        many: "observations",
        zh: "观测值",
        about_zh: "没有其他记录可算出的指标的数值：法律顾问、调解员、站室等的数目。",
        about_en: "Values of indicators that no other record yields.",
    };

    fn header(&self) -> Header<'_> {
        Header {
            township_code: &self.township_code,
            year: self.year,
            external_ref: self.external_ref.as_deref(),
            main_date: self.observed_on,
        }
    }

    fn duplicates(writing: &mut Writing<'_>, records: &[Observation]) -> ApiResult<HashMap<Uuid, ApiError>> {
        duplicates::refusals(writing, records)
    }
}

impl ObservationInput {
    /// Of other indicators the records are counted; things that are counted are whole.
    fn fits(&self, indicator: &Indicator, rules: &mut Rules) {
        let code = indicator.code;
        rules.require(indicator.is_observed(), "/indicator", || {
            (
                "not_observed",
                text!(
                    "{code} 由其他记录算出，不登记观测值",
                    "{code} is computed from other records, so it is not observed"
                ),
            )
        });
        rules.require(indicator.is_money() || self.value.is_whole(), "/value", || {
            ("whole", text!("{code} 须为整数", "{code} is a whole number"))
        });
    }
}

impl Exclusive for ObservationInput {
    /// Township, indicator and day.
    type Statement = (String, String, NaiveDate);

    fn states(&self) -> Vec<(String, Self::Statement)> {
        let statement = (self.township_code.clone(), self.indicator.clone(), self.observed_on);
        vec![("/observed_on".to_owned(), statement)]
    }

    fn stated(conn: &mut PgConnection, records: &[Observation]) -> QueryResult<Vec<(Uuid, Self::Statement)>> {
        let stored = queries::of_same_days(conn, records)?.into_iter();
        Ok(stored.map(|(id, township, indicator, day)| (id, (township, indicator, day))).collect())
    }

    fn taken(address: Option<&str>) -> Text {
        match address {
            Some(address) => text!(
                "该乡镇这个指标当日已有观测值：{address}；请修改或作废它",
                "The township has another observation of this indicator and day: {address}; change or void that one"
            ),
            None => text!(
                "同一批中前面已有该乡镇这个指标当日的观测值",
                "An earlier observation of this batch is of this township, indicator and day"
            ),
        }
    }
}
