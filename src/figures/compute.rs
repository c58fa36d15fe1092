//! Computes figures as plain data, which [`super::layout`] writes in the media type asked for.

use std::collections::HashMap;

use diesel::pg::PgConnection;
use diesel::result::QueryResult;

use super::add_up;
use super::breakdown::{can_be_broken_down, parts};
use super::evaluate::{RegionPeriod, figures};
use super::matrix::Matrix;
use super::model::{Figure, FigureSeries, RegionFigures, Reporting, YearFigures};
use super::period::Period;
use super::request::{Form, Request};
use super::rows::By;
use super::statement::{MOST_TERMS, Scope};
use super::stored::{self, CountySums};
use super::sums::{RegionSums, Sums};
use super::units::{self, Units};
use crate::metrics::Origin;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::{self, Level, Reach, RegionName};

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

/// Computes what is asked for, of the records in `reach`.
///
/// # Errors
/// 422 for a breakdown by too many terms; 503 where the database fails.
pub fn compute(conn: &mut PgConnection, reach: &Reach, request: &Request) -> ApiResult<Computed> {
    let roots = regions::tree::roots(conn, &request.region)?;
    let (new_sums, origin) = (Vec::new(), Origin::Kept);
    let mut computation = Computation { conn, reach, request, roots, new_sums, origin };
    let data = match request.form {
        Form::Region(year) => computation.region(year).map(Data::Region),
        Form::Matrix(year, by) => computation.matrix(year, by).map(Data::Matrix),
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
    new_sums: Vec<CountySums>,
    origin: Origin,
}

/// A period, and the units that its figures are of.
struct PeriodUnits {
    period: Period,
    units: Units,
    is_in_force: bool,
}

impl PeriodUnits {
    fn scope<'a>(&'a self, reach: &'a Reach, request: &'a Request) -> Scope<'a> {
        let (units, period) = (&self.units, &self.period);
        Scope { reach, region: Some(&request.region), units, period, except: &[] }
    }
}

impl Computation<'_> {
    fn region(&mut self, year: i16) -> ApiResult<RegionFigures> {
        let period_units = self.period_units(year)?;
        let current = self.sums(&period_units, &period_units.period, None)?;
        let previous = self.previous_sums(&period_units, None)?;
        let mut figures = self.whole(&period_units, &current, previous.as_ref())?;
        if let Some(dimension) = self.request.dimension {
            let level = self.request.region.level();
            let terms =
                add_up::by_term(self.conn, &period_units.scope(self.reach, self.request), level, dimension)?;
            must_be_few(&terms)?;
            self.break_down(&mut figures.items, (dimension, terms), &period_units);
        }
        Ok(figures)
    }

    fn matrix(&mut self, year: i16, by: By) -> ApiResult<Matrix> {
        let (period_units, level) = (self.period_units(year)?, by.level());
        let regions = self.regions(&period_units, &by.levels())?;
        let current = self.sums(&period_units, &period_units.period, Some(level))?;
        let previous = self.previous_sums(&period_units, Some(level))?;
        let row_of = |code: &str| period_units.units.region_of(code, level).to_owned();
        Ok(Matrix {
            whole: self.whole(&period_units, &current, previous.as_ref())?,
            indicators: self.request.indicators.clone(),
            query: self.request.address_query(year),
            regions,
            sums: current.rows(row_of),
            previous: previous.map(|previous| previous.rows(row_of)),
            period: period_units.period,
        })
    }

    fn series(&mut self, from: i16, to: i16) -> ApiResult<FigureSeries> {
        let (mut years, mut as_of) = (Vec::new(), None);
        for year in from..=to {
            let period_units = self.period_units(year)?;
            let current = self.sums(&period_units, &period_units.period, None)?.total();
            let previous = self.previous_sums(&period_units, None)?.map(|sums| sums.total());
            as_of = as_of.max(current.as_of);
            years.push(YearFigures { year, items: self.items(&period_units, &current, previous.as_ref()) });
        }
        let region = units::name(self.conn, &self.request.region)?;
        Ok(FigureSeries { region, basis: self.request.basis, as_of, years })
    }

    fn period_units(&mut self, year: i16) -> QueryResult<PeriodUnits> {
        let Request { region, basis, .. } = self.request;
        let period = self.request.period(year);
        let units = Units::load(self.conn, self.reach, *basis, &period)?;
        let is_in_force = units::is_in_force(self.conn, region, basis.day(&period), &period)?;
        Ok(PeriodUnits { period, units, is_in_force })
    }

    fn regions(&mut self, period_units: &PeriodUnits, levels: &[Level]) -> QueryResult<Vec<RegionName>> {
        let Request { region, basis, .. } = self.request;
        let day = basis.day(&period_units.period);
        units::of_level(
            self.conn,
            (region, &self.roots),
            levels,
            (&period_units.units, day, &period_units.period),
        )
    }

    /// The sums of a period for rows of a level: above the county from stored sums where these are valid, else from records.
    fn sums(
        &mut self,
        period_units: &PeriodUnits,
        period: &Period,
        rows: Option<Level>,
    ) -> ApiResult<RegionSums> {
        let level = self.request.region.level();
        let Self { conn, reach, request, .. } = self;
        let scope = Scope { period, ..period_units.scope(reach, request) };
        // Stored sums are of whole counties and years; a region that single townships were moved into is more than these.
        let from_records = rows == Some(Level::Township)
            || !level.is_above_county()
            || reach.township_codes().is_some()
            || !period.is_whole_year();
        if from_records {
            self.origin = Origin::Computed;
            return Ok(add_up::region(conn, &scope, level, rows)?);
        }
        let before = self.new_sums.len();
        let own = stored::by_county(conn, &scope, request.basis, &mut self.new_sums)?;
        let (joint_of_region, joint_of_rows) = add_up::joint_sums(conn, &scope, level, rows)?;
        if self.new_sums.len() > before {
            self.origin = Origin::Computed;
        }
        Ok(RegionSums { own, joint_of_rows, joint_of_region })
    }

    /// The sums of the year before in the same units, where they are to be compared.
    fn previous_sums(
        &mut self,
        period_units: &PeriodUnits,
        rows: Option<Level>,
    ) -> ApiResult<Option<RegionSums>> {
        let before = period_units.period.year_before();
        self.request.compares.then(|| self.sums(period_units, &before, rows)).transpose()
    }

    /// The figures of the whole region, without a breakdown.
    fn whole(
        &mut self,
        period_units: &PeriodUnits,
        current: &RegionSums,
        previous: Option<&RegionSums>,
    ) -> ApiResult<RegionFigures> {
        let townships = self.regions(period_units, &[Level::Township])?.len();
        let (current, previous) = (current.total(), previous.map(RegionSums::total));
        let reporting = usize::try_from(current.reporting).unwrap_or(0).min(townships);
        Ok(RegionFigures {
            region: units::name(self.conn, &self.request.region)?,
            year: period_units.period.year,
            period_from: period_units.period.from,
            period_to: period_units.period.to,
            basis: self.request.basis,
            as_of: current.as_of,
            coverage: Reporting { townships, reporting },
            items: self.items(period_units, &current, previous.as_ref()),
        })
    }

    fn items(&self, period_units: &PeriodUnits, current: &Sums, previous: Option<&Sums>) -> Vec<Figure> {
        let Request { region, indicators, .. } = self.request;
        let query = self.request.address_query(period_units.period.year);
        let of = RegionPeriod {
            region,
            is_in_force: period_units.is_in_force,
            period: &period_units.period,
            query: &query,
        };
        figures(indicators, current, previous, &of)
    }

    fn break_down(
        &self,
        items: &mut [Figure],
        (dimension, terms): (&str, HashMap<String, Sums>),
        period_units: &PeriodUnits,
    ) {
        let mut by_term: Vec<(String, Sums)> = terms.into_iter().collect();
        by_term.sort_by(|a, b| a.0.cmp(&b.0));
        let Request { region, .. } = self.request;
        let of = RegionPeriod {
            region,
            is_in_force: period_units.is_in_force,
            period: &period_units.period,
            query: "",
        };
        for (item, indicator) in items.iter_mut().zip(&self.request.indicators) {
            if can_be_broken_down(indicator, dimension, region.level()) {
                item.parts = Some(parts(indicator, &by_term, &of));
            }
        }
    }
}

/// Checks that a breakdown has no more than [`MOST_TERMS`] terms.
fn must_be_few(terms: &HashMap<String, Sums>) -> ApiResult<()> {
    if terms.len() <= MOST_TERMS { Ok(()) } else { Err(ApiError::of(Problem::QueryTooLarge)) }
}
