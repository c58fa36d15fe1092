//! The figures of a year of every township of a region, for what judges them one by one.

use chrono::NaiveDate;
use diesel::pg::PgConnection;

use super::compute::{Data, compute};
use super::matrix::Matrix;
use super::model::{Figure, RegionFigures};
use super::period::Bounds;
use super::request::{Form, Request};
use super::rows::By;
use super::units::Basis;
use crate::indicators;
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Reach, RegionName};

/// The figures of townships and own units, of the units of today.
pub enum TownshipFigures {
    /// Of the townships of a region.
    Several(Matrix),
    /// Of one township.
    One(RegionFigures),
}

/// The figures of a region in a year, up to a day of it, of the units of today.
///
/// # Errors
/// 400 for a day that is not of the year; 503 where the database fails.
pub fn of_region(
    conn: &mut PgConnection,
    reach: &Reach,
    region: &Code,
    (year, period_to, today): (i16, Option<NaiveDate>, NaiveDate),
) -> ApiResult<RegionFigures> {
    let request = Request {
        region: region.clone(),
        form: Form::Region(year),
        indicators: indicators::all().iter().collect(),
        dimension: None,
        compares: false,
        basis: Basis::Current,
        bounds: Bounds::of_year((None, period_to), year)?,
        today,
    };
    match compute(conn, reach, &request)?.data {
        Data::Region(figures) => Ok(figures),
        Data::Matrix(_) | Data::Series(_) => Err(ApiError::internal("other figures than those asked for")),
    }
}

impl TownshipFigures {
    /// Of a year in a region, which may be a township; where `compares`, with those of the year before beside them.
    ///
    /// # Errors
    /// 400 for the nation, which has too many townships; 503 where the database fails.
    pub fn of_year(
        conn: &mut PgConnection,
        reach: &Reach,
        region: &Code,
        (year, today): (i16, NaiveDate),
        compares: bool,
    ) -> ApiResult<Self> {
        let is_one = region.level().has_records();
        let form = if is_one { Form::Region(year) } else { Form::Matrix(year, By::Township) };
        if !is_one {
            By::Township.below(region)?;
        }
        let request = Request {
            region: region.clone(),
            form,
            indicators: indicators::all().iter().collect(),
            dimension: None,
            compares,
            basis: Basis::Current,
            bounds: Bounds::default(),
            today,
        };
        match compute(conn, reach, &request)?.data {
            Data::Matrix(matrix) => Ok(Self::Several(matrix)),
            Data::Region(figures) => Ok(Self::One(figures)),
            Data::Series(_) => Err(ApiError::internal("a series where a year was asked for")),
        }
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &RegionName {
        match self {
            Self::Several(matrix) => &matrix.whole.region,
            Self::One(figures) => &figures.region,
        }
    }

    /// The townships, by code.
    #[must_use]
    pub fn townships(&self) -> &[RegionName] {
        match self {
            Self::Several(matrix) => &matrix.regions,
            Self::One(figures) => std::slice::from_ref(&figures.region),
        }
    }

    /// The figures of each township, made one after the other, since there may be thousands of townships.
    pub fn rows(&self) -> impl Iterator<Item = (RegionName, Vec<Figure>)> {
        let (matrix, one) = match self {
            Self::Several(matrix) => (Some(matrix), None),
            Self::One(figures) => (None, Some((figures.region.clone(), figures.items.clone()))),
        };
        let rows = matrix.into_iter().flat_map(|matrix| matrix.rows_after(""));
        rows.map(|row| (row.region, row.items)).chain(one)
    }
}
