//! The query parameters of figures, and the request that they make.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{IntoParams, ToSchema};

use super::period::{Bounds, Period};
use super::rows::By;
use super::units::Basis;
use crate::clock;
use crate::db::Lane;
use crate::http::page::PageQuery;
use crate::indicators::{self, Indicator, IndicatorCode, Source};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::regions::Code;
use crate::session::authentication::Years;
use crate::text;

/// The longest series, in years.
const LONGEST_SERIES: i16 = 20;

crate::coded_enum! {
    /// What to compare with.
    pub enum Compare {
        /// The same figures a year earlier.
        PreviousYear = "previous_year", "与上年比较", "the previous year";
    }
}

/// Which figures are wanted: of one `year`, or of the years `from` … `to`.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureQuery {
    /// The year. Needed unless `from` and `to` ask for a series.
    #[param(minimum = 1949, maximum = 2100)]
    pub year: Option<i16>,
    /// The first year of a series.
    #[param(minimum = 1949, maximum = 2100)]
    pub from: Option<i16>,
    /// The last year of a series, at most 20 years in all.
    #[param(minimum = 1949, maximum = 2100)]
    pub to: Option<i16>,
    /// Which units figures are of, where townships were renamed, merged or moved: `current` (the default) or `as_it_was`.
    #[param(inline)]
    pub basis: Option<Basis>,
    /// The first day, where it is not 1 January of `year`: the day after the cut-off of the report before, in `year` or the
    /// year before it.
    pub period_from: Option<NaiveDate>,
    /// The last day, where it is not the last of `year`: the cut-off of the report, in `year`.
    pub period_to: Option<NaiveDate>,
    /// One row per region of this level, which must be below the region's own. `township` is offered up to provinces.
    #[param(inline)]
    pub by: Option<By>,
    /// Adds the same figures a year earlier.
    #[param(inline)]
    pub compare: Option<Compare>,
    /// Only these indicators, separated by commas or each in a parameter of its own; all where it is not said.
    #[param(inline, style = Form, explode = true, max_items = 200)]
    pub indicators: Option<Vec<IndicatorCode>>,
    /// Breaks figures down by the terms of this dimension, where an indicator has it: `organising_body`, `form`,
    /// `venue_class`, `key_date` (activities), `mechanism`, `organisation_level`, `dispute_type`, `channel` (cases),
    /// `group_role`, `body` (members), `kind` (plans), `office`, `kind` (duties), `found_by` (shortcomings), `subject_kind`
    /// (legality reviews).
    #[param(value_type = Option<Dimension>, inline)]
    pub breakdown: Option<String>,
    /// The most rows to send of a matrix, 1 to 5,000; 5,000 where it is not said. There are fewer where they are long:
    /// follow `page.next_cursor`.
    #[param(minimum = 1, maximum = 5000, default = 5000)]
    pub limit: Option<u16>,
    /// `next_cursor` of the rows before, as it came. It is good for the same matrix only.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

/// The default limit of the rows of a matrix: no level that may be asked for has so many regions.
const ROWS: u16 = 5000;

/// The years of a request, and whether it has rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One region, one year.
    Region(i16),
    /// One row per region below, one year.
    Matrix(i16, By),
    /// Several years.
    Series(i16, i16),
}

/// What to compute, read from valid parameters.
pub struct Request {
    /// The region.
    pub region: Code,
    /// Its years and rows.
    pub form: Form,
    /// The indicators, in the order asked for.
    pub indicators: Vec<&'static Indicator>,
    /// The dimension to break them down by.
    pub dimension: Option<&'static str>,
    /// Whether to add the year before.
    pub compares: bool,
    /// Which units figures are of.
    pub basis: Basis,
    /// The first and the last day, where they are not those of the year.
    pub bounds: Bounds,
    /// Today, in Beijing.
    pub today: NaiveDate,
}

impl Request {
    /// The days that figures of a year are of.
    #[must_use]
    pub fn period(&self, year: i16) -> Period {
        self.bounds.period(year, self.today)
    }

    /// The query by which the sources of these figures of a year are asked for.
    #[must_use]
    pub fn address_query(&self, year: i16) -> String {
        let basis = match self.basis {
            Basis::Current => String::new(),
            Basis::AsItWas => format!("&basis={}", self.basis.as_str()),
        };
        format!("year={year}{basis}{}", self.bounds.query())
    }

    /// The years whose records can matter.
    #[must_use]
    pub fn years(&self) -> Years {
        match self.form {
            Form::Region(year) | Form::Matrix(year, _) | Form::Series(_, year) => Years::UpTo(year),
        }
    }

    /// The lane for large work where the records of more than a county, or of several years, are read.
    #[must_use]
    pub fn lane(&self) -> Lane {
        let is_long = matches!(self.form, Form::Series(from, to) if to > from);
        let is_wide = self.region.level().is_above_county();
        if is_long || is_wide { Lane::Large } else { Lane::Small }
    }
}

impl FigureQuery {
    /// What to compute of a region.
    ///
    /// # Errors
    /// 400 where parameters are missing, do not go together, or name an unknown indicator.
    pub fn request(&self, region: Code) -> ApiResult<Request> {
        let form = self.form(&region)?;
        let (indicators, dimension) = (self.chosen()?, self.dimension());
        if self.by.is_none() && (self.limit.is_some() || self.cursor.is_some()) {
            let name = if self.cursor.is_some() { "cursor" } else { "limit" };
            return Err(refused(name, "combination", text!("仅与 by 同用", "goes with by only")));
        }
        let bounds = self.bounds(form)?;
        let (basis, compares) = (self.basis.unwrap_or(Basis::Current), self.compare.is_some());
        let today = clock::today();
        Ok(Request { region, form, indicators, dimension, compares, basis, bounds, today })
    }

    /// The first and the last day, where they are given.
    fn bounds(&self, form: Form) -> ApiResult<Bounds> {
        match form {
            Form::Region(year) | Form::Matrix(year, _) => {
                Bounds::of_year((self.period_from, self.period_to), year)
            }
            Form::Series(..) if self.period_from.or(self.period_to).is_none() => Ok(Bounds::default()),
            Form::Series(..) => Err(refused(
                if self.period_from.is_some() { "period_from" } else { "period_to" },
                "combination",
                text!("仅与 year 同用", "goes with year only"),
            )),
        }
    }

    /// The page of rows asked for.
    #[must_use]
    pub fn page(&self) -> PageQuery {
        PageQuery { limit: self.limit.or(Some(ROWS)), cursor: self.cursor.clone(), count: None }
    }

    fn form(&self, region: &Code) -> ApiResult<Form> {
        match (self.year, self.from, self.to, self.by) {
            (Some(year), None, None, None) => Ok(Form::Region(year)),
            (Some(year), None, None, Some(by)) => by.below(region).map(|()| Form::Matrix(year, by)),
            (None, Some(from), Some(to), None) if from <= to && to - from < LONGEST_SERIES => {
                Ok(Form::Series(from, to))
            }
            (None, None, None, _) => Err(refused(
                "year",
                "required",
                text!("请给出 year，或用 from 与 to 给出年份范围", "give year, or from and to for a series"),
            )),
            (None, Some(_), Some(_), None) => Err(refused(
                "to",
                "range",
                text!(
                    "to 不得早于 from，最多 {LONGEST_SERIES} 年",
                    "to must not be before from, and {LONGEST_SERIES} years at most"
                ),
            )),
            _ => Err(refused(
                "year",
                "combination",
                text!(
                    "year 与 from、to 不能同用；from 与 to 须成对且不与 by 同用",
                    "year goes without from and to; these go together and without by"
                ),
            )),
        }
    }

    /// The indicators asked for; 400 for a code that is not in the catalogue, with the nearest one that is.
    fn chosen(&self) -> ApiResult<Vec<&'static Indicator>> {
        let Some(codes) = &self.indicators else {
            return Ok(indicators::all().iter().collect());
        };
        let find = |code: &IndicatorCode| {
            indicators::find(code.as_str()).ok_or_else(|| unknown_indicator(code.as_str()))
        };
        codes.iter().map(find).collect()
    }

    fn dimension(&self) -> Option<&'static str> {
        let name = self.breakdown.as_deref()?;
        dimensions().into_iter().find(|dimension| *dimension == name)
    }
}

/// All dimensions by which figures can be broken down, each once.
fn dimensions() -> Vec<&'static str> {
    let mut dimensions = Vec::new();
    for name in Source::ALL.iter().flat_map(|source| source.tables().dimensions) {
        if !dimensions.contains(name) {
            dimensions.push(*name);
        }
    }
    dimensions
}

/// The schema of the parameter `breakdown`: one of [`dimensions`].
struct Dimension;

impl utoipa::PartialSchema for Dimension {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(dimensions())).into()
    }
}

impl ToSchema for Dimension {}

fn unknown_indicator(code: &str) -> ApiError {
    refused("indicators", "unknown_value", indicators::unknown(code))
}

fn refused(parameter: &str, code: &'static str, detail: text::Text) -> ApiError {
    ApiError::invalid_parameters(vec![Violation::parameter(parameter, code, detail)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::query::Reader;
    use crate::problems::Place;

    /// The codes chosen, or the places of the violations.
    fn chosen(indicators: &str) -> Result<Vec<&'static str>, Vec<Place>> {
        let pairs = vec![("indicators".to_owned(), indicators.to_owned())];
        let places =
            |error: ApiError| error.violations().iter().map(|found| found.place.clone()).collect::<Vec<_>>();
        let mut reader = Reader::new(&pairs);
        let query = reader.take::<FigureQuery>();
        reader.finish().map_err(places)?;
        let chosen = query.map_or_else(|| Ok(Vec::new()), |query| query.chosen()).map_err(places)?;
        Ok(chosen.into_iter().map(|indicator| indicator.code).collect())
    }

    #[test]
    fn indicators_are_chosen_by_their_codes() {
        assert_eq!(chosen("study_sessions"), Ok(vec!["study_sessions"]));
        let two = Ok(vec!["training_sessions", "study_sessions"]);
        assert_eq!(chosen("training_sessions,study_sessions"), two, "in the order asked for");
    }

    #[test]
    fn what_is_no_code_of_an_indicator_is_refused_by_name() {
        let many = vec!["study_sessions"; 201].join(",");
        for odd in ["", "study_session", "Study", "study_sessions,", &"a".repeat(61), &many] {
            let places = chosen(odd).expect_err(odd);
            assert!(places.iter().all(|place| *place == Place::Parameter("indicators".to_owned())), "{odd}");
        }
    }
}
