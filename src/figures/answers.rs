//! Figures of one region: of a year, or of several.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;

use super::answer_cache::AnswerCache;
use super::breakdown::{can_be_broken_down, parts};
use super::evaluate::{self, figure, outcome};
use super::model::{Figure, FigureSeries, PreviousFigure, RegionFigures, Reporting, YearFigures};
use super::request::{FigureQuery, Form, Rows};
use super::stored::{self, CountySums};
use super::sums::{self, Grouping, Sums, YearSums};
use super::{matrix, units};
use crate::auth::Actor;
use crate::db::Lane;
use crate::http::Answer;
use crate::http::query::Query;
use crate::indicators::{self, Indicator};
use crate::metrics::{self, Origin};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{self, Code, Level, Reach};
use crate::session::authentication::{Scope, Years};
use crate::session::{Caller, Reading, counters};

/// What an answer is computed from.
pub struct FigureContext<'a> {
    /// The region.
    pub region: Code,
    /// The subtrees it is made of: itself, and what came into it.
    pub roots: Vec<String>,
    /// Where its records are.
    pub reach: Arc<Reach>,
    /// What is wanted.
    pub indicators: Vec<&'static Indicator>,
    /// When the newest record in them was changed.
    pub as_of: Option<DateTime<Utc>>,
    dimension: Option<&'static str>,
    compares: bool,
    /// Gathers what was computed of counties on the way and is worth keeping.
    copies: &'a RefCell<Vec<CountySums>>,
    /// Whether records were read.
    origin: Cell<Origin>,
}

/// Answers a request for figures. A client that has them gets 304 and one whose like asked before gets what that one
/// got, both from the counters alone; else they are computed, and the sums worth it kept for the next reader.
///
/// # Errors
/// 400 for parameters, 404 for a region out of reach, 503 where the database fails.
pub async fn answer(
    caller: Caller,
    cache: &AnswerCache,
    path: &str,
    query: &Query<FigureQuery>,
) -> ApiResult<Answer> {
    let region = Code::parse(path);
    // What is wrong is said once it is known who asks, and may.
    let request = region
        .clone()
        .ok_or_else(ApiError::not_found)
        .and_then(|region| Request::of(region, &query.parse()?));
    let years = request.as_ref().map_or(Years::All, Request::years);
    let admitted = caller.admit(move |conn, actor| scope(conn, actor, region.as_ref(), years)).await?;
    let (request, counted) = (request?, admitted.counted()?);
    let etag = admitted.tag(request.name.as_bytes())?;
    if admitted.context().has_current(&etag)? {
        return Ok(Answer::not_modified(&etag));
    }
    let question = format!("{:?} {}", admitted.reach(), request.name);
    let (metrics, lane) = (cache.metrics.clone(), request.lane());
    let compute = admitted.in_lane(lane).read_and_keep(
        move |reading| request.answer(reading, &metrics),
        |conn, copies| Ok(stored::keep(conn, copies)?),
    );
    let answer = cache.get(&question, counted, Box::pin(compute)).await;
    if lane == Lane::Large { answer.map_err(ApiError::of_large_query) } else { answer }
}

fn scope(conn: &mut PgConnection, actor: &Actor, region: Option<&Code>, years: Years) -> ApiResult<Scope> {
    let region = region.ok_or_else(ApiError::not_found)?;
    Ok(Scope { reach: actor.narrowed(conn, Some(region))?, counted: Some(years) })
}

/// A request for figures that makes sense.
pub struct Request {
    region: Code,
    form: Form,
    indicators: Vec<&'static Indicator>,
    dimension: Option<&'static str>,
    compares: bool,
    rows: Rows,
    /// What tells it from every other request of the same reach.
    pub name: String,
}

impl Request {
    /// Reads it.
    ///
    /// # Errors
    /// 400 for parameters.
    pub fn of(region: Code, query: &FigureQuery) -> ApiResult<Self> {
        Ok(Self {
            form: query.form(&region)?,
            indicators: query.chosen()?,
            dimension: query.dimension(),
            compares: query.compare.is_some(),
            rows: query.rows(&region)?,
            name: format!("figures {region} {query:?} {}", indicators::catalogue_digest()),
            region,
        })
    }

    /// The years whose records can matter.
    pub fn years(&self) -> Years {
        match self.form {
            Form::Region(year) | Form::Matrix(year, _) | Form::Series(_, year) => Years::UpTo(year),
        }
    }

    /// Whether many records are read: those of more than a county, or of many years.
    fn lane(&self) -> Lane {
        let is_long = matches!(self.form, Form::Series(from, to) if to > from);
        let is_wide = !matches!(self.region.level(), Level::Township | Level::County);
        if is_long || is_wide { Lane::Large } else { Lane::Small }
    }

    /// Computes the answer, with the sums worth keeping for the next reader.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn answer(
        &self,
        reading: &mut Reading<'_>,
        metrics: &metrics::Figures,
    ) -> ApiResult<(Answer, Vec<CountySums>)> {
        let total = counters::total(reading.conn, reading.reach, self.years().last())?;
        let counted = total.of_reach_in(reading.actor.directory);
        let copies = RefCell::default();
        let context = FigureContext {
            region: self.region.clone(),
            roots: regions::tree::roots(reading.conn, &self.region)?,
            reach: Arc::clone(reading.reach),
            indicators: self.indicators.clone(),
            as_of: counted.changed_at,
            dimension: self.dimension,
            compares: self.compares,
            copies: &copies,
            origin: Cell::new(Origin::Kept),
        };
        let answer = match self.form {
            Form::Region(year) => context.region_answer(reading, year),
            Form::Matrix(year, by) => matrix::answer(reading, &context, (year, by), &self.rows),
            Form::Series(from, to) => context.series_answer(reading, from, to),
        }?;
        metrics.answered(context.origin.get());
        let etag = Reading::tag_by(&counted, reading.reach, self.name.as_bytes());
        Ok((answer.tagged(&etag), copies.into_inner()))
    }
}

impl FigureContext<'_> {
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
            self.origin.set(Origin::Computed);
            let is_township = self.region.level() == Level::Township;
            let grouping = if is_township { Grouping::Lineage } else { Grouping::Township };
            return Ok(sums::compute(reading.conn, &self.reach, year, grouping)?);
        }
        let mut copies = self.copies.borrow_mut();
        let before = copies.len();
        let sums = stored::by_county(reading.conn, &self.reach, year, &mut copies)?;
        if copies.len() > before {
            self.origin.set(Origin::Computed);
        }
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
            units::must_be_few(&terms)?;
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
