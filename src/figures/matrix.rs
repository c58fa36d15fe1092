//! One row per region below: zeros and gaps apart, the total computed from the records and not from the rows.

use super::answers::{Scene, figures};
use super::model::{FigureMatrix, FigureRow, FigureTotal, RegionName};
use super::request::By;
use super::sums::Sums;
use super::units;
use crate::http::Answer;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::session::Reading;

/// The matrix of a year.
///
/// # Errors
/// Where the database fails.
pub fn answer(reading: &mut Reading<'_>, scene: &Scene<'_>, year: i16, by: By) -> ApiResult<Answer> {
    let level = by.level();
    let rows = units::of_level(reading.conn, &scene.roots, level, year)?;
    let mut current = scene.compute(reading, year, level)?;
    units::settle(reading.conn, (year, &mut current), level, &rows)?;
    let mut previous = scene.compute_previous(reading, year, level)?;
    if let Some(previous) = &mut previous {
        units::settle(reading.conn, (year - 1, previous), level, &rows)?;
    }
    let sums = units::by_unit(&current, level);
    let sums_before = previous.as_ref().map(|previous| units::by_unit(previous, level));
    let none = Sums::default();
    let row = |region: RegionName| {
        let code = Code::parse(&region.code)?;
        let before = sums_before.as_ref().map(|before| before.get(&region.code).unwrap_or(&none));
        let items = figures(&scene.indicators, sums.get(&region.code).unwrap_or(&none), before, &code, year);
        Some(FigureRow { region, items })
    };
    Answer::ok(&FigureMatrix {
        year,
        as_of: scene.as_of,
        coverage: scene.coverage(reading, year, &current)?,
        columns: scene.indicators.iter().map(|indicator| indicator.code.to_owned()).collect(),
        rows: rows.into_iter().filter_map(row).collect(),
        total: FigureTotal { items: scene.figures(&current, previous.as_ref(), year) },
        region: units::name(reading.conn, &scene.region)?,
    })
}
