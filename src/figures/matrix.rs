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
    let current = scene.compute(reading, year, level)?;
    let previous = scene.compute_previous(reading, year, level)?;
    let rows = units::of_level(reading.conn, &scene.lineage, level, year)?;
    let sums = units::by_unit(&current, level);
    let before = previous.as_ref().map(|previous| (year - 1, units::by_unit(previous, level)));
    let sums_before =
        before.map(|before| units::carried_on(reading.conn, level, &rows, before)).transpose()?;
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
