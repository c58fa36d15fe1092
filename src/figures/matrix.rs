//! One row per region below: zeros and gaps apart, the total computed from the records and not from the rows. The rows
//! come in pages, since there are 3,000 counties and each may have a figure for every indicator.

use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

use super::answers::{FigureContext, figures};
use super::model::{FigureMatrix, FigureRow, FigureTotal, RowPage};
use super::request::{By, Rows};
use super::sums::Sums;
use super::units;
use crate::http::Answer;
use crate::http::page::MOST_BYTES;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Reading;

/// A page of the matrix of a year.
///
/// # Errors
/// 400 for a cursor of another matrix; 503 where the database fails.
pub fn answer(
    reading: &mut Reading<'_>,
    context: &FigureContext<'_>,
    (year, by): (i16, By),
    wanted: &Rows,
) -> ApiResult<Answer> {
    let level = by.level();
    let after = wanted.after(reading.signer)?;
    let regions = units::of_level(reading.conn, &context.roots, level, year)?;
    let mut current = context.compute(reading, year, level)?;
    units::settle(reading.conn, (year, &mut current), level, &regions)?;
    let mut previous = context.compute_previous(reading, year, level)?;
    if let Some(previous) = &mut previous {
        units::settle(reading.conn, (year - 1, previous), level, &regions)?;
    }
    let total = FigureTotal { items: context.figures(&current, previous.as_ref(), year) };
    let coverage = context.coverage(reading, year, &current)?;
    let sums = units::by_unit(current, level);
    let sums_before = previous.map(|previous| units::by_unit(previous, level));
    let none = Sums::default();
    let (all, mut page) = (regions.len(), Written::default());
    for region in regions.into_iter().filter(|region| region.code > after) {
        let Some(code) = Code::parse(&region.code) else { continue };
        let before = sums_before.as_ref().map(|before| before.get(&region.code).unwrap_or(&none));
        let items =
            figures(&context.indicators, sums.get(&region.code).unwrap_or(&none), before, &code, year);
        if !page.takes(FigureRow { region, items }, wanted.limit)? {
            break;
        }
    }
    let next_cursor = page.end.map(|code| reading.signer.cursor(wanted.list.as_bytes(), &code, Uuid::nil()));
    let next = next_cursor.as_deref().map(|cursor| wanted.next_address(cursor));
    let answer = Answer::ok(&FigureMatrix {
        year,
        as_of: context.as_of,
        coverage,
        columns: context.indicators.iter().map(|indicator| indicator.code.to_owned()).collect(),
        rows: page.rows,
        total,
        region: units::name(reading.conn, &context.region)?,
        page: RowPage { next_cursor, limit: wanted.limit, total: all },
    })?;
    Ok(answer.with_next(next))
}

/// The rows of a page, as they are sent.
#[derive(Default)]
struct Written {
    rows: Vec<Box<RawValue>>,
    bytes: usize,
    last: String,
    /// The region of the last row, where others follow it.
    end: Option<String>,
}

impl Written {
    /// Takes a row, unless the page is full: of rows, or of bytes.
    fn takes(&mut self, row: FigureRow, limit: u16) -> ApiResult<bool> {
        let is_full = self.rows.len() >= usize::from(limit);
        let written = if is_full { None } else { Some(to_raw_value(&row).map_err(ApiError::internal)?) };
        let fits = |row: &RawValue| self.rows.is_empty() || self.bytes + row.get().len() <= MOST_BYTES;
        let Some(written) = written.filter(|row| fits(row)) else {
            self.end = Some(std::mem::take(&mut self.last));
            return Ok(false);
        };
        self.bytes += written.get().len();
        self.rows.push(written);
        self.last = row.region.code;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::regions::RegionName;

    fn row(code: &str, length: usize) -> FigureRow {
        FigureRow {
            region: RegionName { code: code.to_owned(), name: "某".repeat(length / 3) },
            items: vec![],
        }
    }

    #[test]
    fn a_page_ends_at_its_rows_or_its_bytes_but_has_one_row_always() {
        let mut few = Written::default();
        assert!(few.takes(row("1", 3), 2).unwrap() && few.takes(row("2", 3), 2).unwrap());
        assert!(!few.takes(row("3", 3), 2).unwrap());
        assert_eq!((few.rows.len(), few.end.as_deref()), (2, Some("2")));
        let mut long = Written::default();
        assert!(long.takes(row("1", MOST_BYTES * 2), 9).unwrap());
        assert!(!long.takes(row("2", 3), 9).unwrap());
        assert_eq!((long.rows.len(), long.end.as_deref()), (1, Some("1")));
    }
}
