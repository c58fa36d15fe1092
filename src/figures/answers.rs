//! Figures of one region: of a year, or of several.

use std::cell::RefCell;

use chrono::{DateTime, Utc};

use super::evaluate::{self, figure, outcome};
use super::kept::{self, CountySums};
use super::model::{Figure, FigurePart, FigureSeries, PreviousFigure, RegionFigures, Reporting, YearFigures};
use super::request::{FigureQuery, Form};
use super::sums::{self, Grouping, Sums, YearSums};
use super::{matrix, units};
use crate::auth::Reach;
use crate::http::Answer;
use crate::indicators::{self, Formula, Indicator, Measure};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{self, Code, Level};
use crate::session::{Reading, counters};

/// What an answer is computed from.
pub struct Scene<'a> {
    /// The region.
    pub region: Code,
    /// The subtrees it is made of: itself, and what came into it.
    pub roots: Vec<String>,
    /// Where its records are.
    pub reach: Reach,
    /// What is wanted.
    pub indicators: Vec<&'static Indicator>,
    /// When the newest record in them was changed.
    pub as_of: Option<DateTime<Utc>>,
    dimension: Option<&'static str>,
    compares: bool,
    /// Gathers what was computed of counties on the way and is worth keeping.
    copies: &'a RefCell<Vec<CountySums>>,
}

/// Answers a request for figures, with the sums worth keeping for the next reader; a client that has them gets 304
/// from the counters, before anything is computed.
///
/// # Errors
/// 400 for parameters, 404 for a region out of reach, 503 where the database fails.
pub fn answer(
    reading: &mut Reading<'_>,
    path: &str,
    query: &FigureQuery,
) -> ApiResult<(Answer, Vec<CountySums>)> {
    let region = Code::parse(path).ok_or_else(ApiError::not_found)?;
    let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
    let form = query.form(&region)?;
    let last_year = match form {
        Form::Region(year) | Form::Matrix(year, _) | Form::Series(_, year) => year,
    };
    let (indicators, dimension) = (query.chosen()?, query.dimension()?);
    let what = format!("figures {region} {query:?} {}", indicators::catalogue_digest());
    let counted = counters::state(reading.conn, &reach, Some(last_year))?;
    let etag = Reading::tag_by(&counted, &reach, what.as_bytes());
    let copies = RefCell::default();
    let answer = reading.tagged(&etag, |reading| {
        let as_of = counted.changed_at;
        let roots = regions::tree::roots(reading.conn, &region)?;
        let compares = query.compare.is_some();
        let scene = Scene { region, roots, reach, indicators, as_of, dimension, compares, copies: &copies };
        match form {
            Form::Region(year) => scene.region_answer(reading, year),
            Form::Matrix(year, by) => matrix::answer(reading, &scene, year, by),
            Form::Series(from, to) => scene.series_answer(reading, from, to),
        }
    })?;
    Ok((answer, copies.into_inner()))
}

impl Scene<'_> {
    /// The sums of a year for rows of `level`. Above the county they are read from kept copies.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn compute(&self, reading: &mut Reading<'_>, year: i16, rows: Level) -> ApiResult<YearSums> {
        // Kept copies are of whole counties; a region that single townships came into is more than these.
        let from_records = rows == Level::Township
            || matches!(self.region.level(), Level::County | Level::Township)
            || self.reach.township_codes().is_some();
        if from_records {
            let is_township = self.region.level() == Level::Township;
            let grouping = if is_township { Grouping::Lineage } else { Grouping::Township };
            return Ok(sums::compute(reading.conn, &self.reach, year, grouping)?);
        }
        let (sums, copies) = kept::by_county(reading.conn, &self.reach, year)?;
        self.copies.borrow_mut().extend(copies);
        Ok(sums)
    }

    /// The sums of the year before, where they are to be compared.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn compute_previous(
        &self,
        reading: &mut Reading<'_>,
        year: i16,
        rows: Level,
    ) -> ApiResult<Option<YearSums>> {
        self.compares.then(|| self.compute(reading, year - 1, rows)).transpose()
    }

    /// The region's figures.
    #[must_use]
    pub fn figures(&self, current: &YearSums, previous: Option<&YearSums>, year: i16) -> Vec<Figure> {
        let level = self.region.level();
        let before = previous.map(|previous| units::total(previous, level));
        figures(&self.indicators, &units::total(current, level), before.as_ref(), &self.region, year)
    }

    /// How many townships there are, and how many have records.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn coverage(&self, reading: &mut Reading<'_>, year: i16, current: &YearSums) -> ApiResult<Reporting> {
        let townships = units::of_level(reading.conn, &self.roots, Level::Township, year)?.len();
        Ok(Reporting { townships, reporting: units::reporting(current).min(townships) })
    }

    fn region_answer(&self, reading: &mut Reading<'_>, year: i16) -> ApiResult<Answer> {
        let current = self.compute(reading, year, Level::County)?;
        let previous = self.compute_previous(reading, year, Level::County)?;
        let mut items = self.figures(&current, previous.as_ref(), year);
        if let Some(dimension) = self.dimension {
            let terms = sums::compute(reading.conn, &self.reach, year, Grouping::Dimension(dimension))?;
            self.break_down(&mut items, dimension, &terms);
        }
        Answer::ok(&RegionFigures {
            region: units::name(reading.conn, &self.region)?,
            year,
            as_of: self.as_of,
            coverage: self.coverage(reading, year, &current)?,
            items,
        })
    }

    fn series_answer(&self, reading: &mut Reading<'_>, from: i16, to: i16) -> ApiResult<Answer> {
        let mut years = Vec::new();
        let mut previous = self.compute_previous(reading, from, Level::County)?;
        for year in from..=to {
            let current = self.compute(reading, year, Level::County)?;
            years.push(YearFigures { year, items: self.figures(&current, previous.as_ref(), year) });
            previous = self.compares.then_some(current);
        }
        let region = units::name(reading.conn, &self.region)?;
        Answer::ok(&FigureSeries { region, as_of: self.as_of, years })
    }

    fn break_down(&self, items: &mut [Figure], dimension: &str, terms: &YearSums) {
        let mut by_term = terms.own.clone();
        if self.region.level() == Level::Township {
            for (term, sums) in &terms.joint {
                by_term.entry(term.clone()).or_default().add(sums);
            }
        }
        let mut by_term: Vec<(String, Sums)> = by_term.into_iter().collect();
        by_term.sort_by(|a, b| a.0.cmp(&b.0));
        for (item, indicator) in items.iter_mut().zip(&self.indicators) {
            if can_be_broken_down(indicator, dimension) {
                item.parts = Some(parts(indicator, &by_term));
            }
        }
    }
}

/// Sums have parts that add up to them; rates and maxima do not.
fn can_be_broken_down(indicator: &Indicator, dimension: &str) -> bool {
    let adds_up = match indicator.formula {
        Formula::Quantity(quantity) => !matches!(quantity.measure, Measure::Max(_)),
        Formula::Rate { .. } => false,
    };
    adds_up && indicator.source().tables().dimensions.contains(&dimension)
}

fn parts(indicator: &Indicator, by_term: &[(String, Sums)]) -> Vec<FigurePart> {
    let part = |(term, sums): &(String, Sums)| {
        let Formula::Quantity(quantity) = indicator.formula else {
            return None;
        };
        sums.value(quantity).filter(|value| *value != 0)?;
        let value = outcome(indicator, sums, Level::Township).value.ok()?;
        Some(FigurePart { term: Some(term.clone()).filter(|term| !term.is_empty()), value })
    };
    by_term.iter().filter_map(part).collect()
}

/// The figures of one region, each with the year before where that is known.
pub fn figures(
    indicators: &[&'static Indicator],
    sums: &Sums,
    before: Option<&Sums>,
    region: &Code,
    year: i16,
) -> Vec<Figure> {
    let one = |indicator: &&'static Indicator| {
        let mut figure = figure(indicator, sums, region, year);
        figure.previous = before.map(|before| {
            let value = outcome(indicator, before, region.level()).value;
            PreviousFigure { status: evaluate::status(&value), value: value.ok() }
        });
        figure
    };
    indicators.iter().map(one).collect()
}
