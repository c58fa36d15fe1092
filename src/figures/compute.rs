//! Computes figures as plain data, which [`super::layout`] writes in the media type asked for.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;

use super::breakdown::{can_be_broken_down, parts};
use super::evaluate::figures;
use super::matrix::Matrix;
use super::model::{Figure, FigureSeries, RegionFigures, Reporting, YearFigures};
use super::request::{Form, Request};
use super::stored::{self, CountySums};
use super::sums::{self, Grouping, Sums, YearSums};
use super::units;
use crate::metrics::Origin;
use crate::problems::ApiResult;
use crate::regions::{self, Level, Reach};

/// Figures, by the form asked for.
pub enum Data {
    /// Of a region in one year.
    Region(RegionFigures),
    /// Of the regions below it in one year.
    Matrix(Matrix),
    /// Of a region in several years.
    Series(FigureSeries),
}

/// The result of a computation.
pub struct Computed {
    /// The figures.
    pub data: Data,
    /// Sums of counties that were computed from records: storing them saves the next reader the work.
    pub new_sums: Vec<CountySums>,
    /// Whether records were read, or stored sums alone.
    pub origin: Origin,
}

/// Computes what is asked for, of the records in `reach`; `as_of` is when the newest of these was changed.
///
/// # Errors
/// 422 for a breakdown by too many terms; 503 where the database fails.
pub fn compute(
    conn: &mut PgConnection,
    reach: &Reach,
    request: &Request,
    as_of: Option<DateTime<Utc>>,
) -> ApiResult<Computed> {
    let roots = regions::tree::roots(conn, &request.region)?;
    let (new_sums, origin) = (Vec::new(), Origin::Kept);
    let mut computation = Computation { conn, reach, request, roots, as_of, new_sums, origin };
    let data = match request.form {
        Form::Region(year) => computation.region(year).map(Data::Region),
        Form::Matrix(year, by) => computation.matrix(year, by.level()).map(Data::Matrix),
        Form::Series(from, to) => computation.series(from, to).map(Data::Series),
    }?;
    Ok(Computed { data, new_sums: computation.new_sums, origin: computation.origin })
}

struct Computation<'a> {
    conn: &'a mut PgConnection,
    reach: &'a Reach,
    request: &'a Request,
    /// The codes of the subtrees that the region consists of: see [`regions::tree::roots`].
    roots: Vec<String>,
    as_of: Option<DateTime<Utc>>,
    new_sums: Vec<CountySums>,
    origin: Origin,
}

impl Computation<'_> {
    fn region(&mut self, year: i16) -> ApiResult<RegionFigures> {
        let current = self.sums(year, Level::County)?;
        let previous = self.previous_sums(year, Level::County)?;
        let mut figures = self.whole(&current, previous.as_ref(), year)?;
        if let Some(dimension) = self.request.dimension {
            let terms = sums::compute(self.conn, self.reach, year, Grouping::Dimension(dimension))?;
            units::must_be_few(&terms)?;
            self.break_down(&mut figures.items, dimension, terms);
        }
        Ok(figures)
    }

    fn matrix(&mut self, year: i16, level: Level) -> ApiResult<Matrix> {
        let regions = units::of_level(self.conn, &self.roots, level, year)?;
        let mut current = self.sums(year, level)?;
        units::settle(self.conn, (year, &mut current), level, &regions)?;
        let mut previous = self.previous_sums(year, level)?;
        if let Some(previous) = &mut previous {
            units::settle(self.conn, (year - 1, previous), level, &regions)?;
        }
        Ok(Matrix {
            whole: self.whole(&current, previous.as_ref(), year)?,
            indicators: self.request.indicators.clone(),
            regions,
            sums: units::by_unit(current, level),
            previous: previous.map(|previous| units::by_unit(previous, level)),
        })
    }

    fn series(&mut self, from: i16, to: i16) -> ApiResult<FigureSeries> {
        let mut years = Vec::new();
        let mut previous = self.previous_sums(from, Level::County)?;
        for year in from..=to {
            let current = self.sums(year, Level::County)?;
            years.push(YearFigures { year, items: self.items(&current, previous.as_ref(), year) });
            previous = self.request.compares.then_some(current);
        }
        let region = units::name(self.conn, &self.request.region)?;
        Ok(FigureSeries { region, as_of: self.as_of, years })
    }

    /// The sums of a year for rows of a level: above the county from stored sums where these are valid, else from records.
    fn sums(&mut self, year: i16, rows: Level) -> ApiResult<YearSums> {
        let level = self.request.region.level();
        // Stored sums are of whole counties; a region that single townships were moved into is more than these.
        let from_records = rows == Level::Township
            || matches!(level, Level::County | Level::Township)
            || self.reach.township_codes().is_some();
        if from_records {
            self.origin = Origin::Computed;
            let grouping = if level == Level::Township { Grouping::Lineage } else { Grouping::Township };
            return Ok(sums::compute(self.conn, self.reach, year, grouping)?);
        }
        let before = self.new_sums.len();
        let sums = stored::by_county(self.conn, self.reach, year, &mut self.new_sums)?;
        if self.new_sums.len() > before {
            self.origin = Origin::Computed;
        }
        Ok(sums)
    }

    /// The sums of the year before, where they are to be compared.
    fn previous_sums(&mut self, year: i16, rows: Level) -> ApiResult<Option<YearSums>> {
        self.request.compares.then(|| self.sums(year - 1, rows)).transpose()
    }

    /// The figures of the whole region, without a breakdown.
    fn whole(
        &mut self,
        current: &YearSums,
        previous: Option<&YearSums>,
        year: i16,
    ) -> ApiResult<RegionFigures> {
        let townships = units::of_level(self.conn, &self.roots, Level::Township, year)?.len();
        Ok(RegionFigures {
            region: units::name(self.conn, &self.request.region)?,
            year,
            as_of: self.as_of,
            coverage: Reporting { townships, reporting: units::reporting(current).min(townships) },
            items: self.items(current, previous, year),
        })
    }

    fn items(&self, current: &YearSums, previous: Option<&YearSums>, year: i16) -> Vec<Figure> {
        let Request { region, indicators, .. } = self.request;
        let before = previous.map(|previous| units::total(previous, region.level()));
        figures(indicators, &units::total(current, region.level()), before.as_ref(), region, year)
    }

    fn break_down(&self, items: &mut [Figure], dimension: &str, terms: YearSums) {
        let mut by_term = terms.own;
        if self.request.region.level() == Level::Township {
            for (term, sums) in terms.joint {
                by_term.entry(term).or_default().add(&sums);
            }
        }
        let mut by_term: Vec<(String, Sums)> = by_term.into_iter().collect();
        by_term.sort_by(|a, b| a.0.cmp(&b.0));
        for (item, indicator) in items.iter_mut().zip(&self.request.indicators) {
            if can_be_broken_down(indicator, dimension) {
                item.parts = Some(parts(indicator, &by_term));
            }
        }
    }
}
