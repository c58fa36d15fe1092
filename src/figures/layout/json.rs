//! Figures as JSON. The rows of a matrix come in pages, limited in rows and in bytes.

use serde_json::value::{RawValue, to_raw_value};

use crate::figures::compute::Data;
use crate::figures::matrix::Matrix;
use crate::figures::model::{FigureMatrix, FigureRow, FigureTotal, Figures, RegionFigures, RowPage};
use crate::http::Answer;
use crate::http::page::{KeyedPage, MOST_BYTES, PageInfo};
use crate::problems::{ApiError, ApiResult};

/// The answer with figures.
///
/// # Errors
/// 500 where they cannot be written as JSON.
pub fn answer(data: Data, page: &KeyedPage<'_>) -> ApiResult<Answer> {
    let matrix = match data {
        Data::Region(figures) => return Answer::ok(&Figures::Region(figures)),
        Data::Series(series) => return Answer::ok(&Figures::Series(series)),
        Data::Matrix(matrix) => matrix,
    };
    let (rows, more) = fitting(matrix.rows_after(&page.after), page.limit)?;
    let Matrix {
        whole: RegionFigures { region, year, period_from, period_to, basis, as_of, coverage, items },
        indicators,
        regions,
        ..
    } = matrix;
    let body = |rows: Vec<Row>, page: PageInfo| {
        Figures::Matrix(FigureMatrix {
            region,
            year,
            period_from,
            period_to,
            basis,
            as_of,
            coverage,
            columns: indicators.iter().map(|indicator| indicator.code.to_owned()).collect(),
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            total: FigureTotal { items },
            page: RowPage { next_cursor: page.next_cursor, limit: page.limit, total: regions.len() },
        })
    };
    page.answer_of(rows, more, None, |(code, _)| code.clone(), body)
}

/// The code and the JSON of a row.
type Row = (String, Box<RawValue>);

/// The rows that fit on a page, at least one, and whether more follow. Each is serialised at once, since its figures take more
/// memory than their JSON.
fn fitting(all: impl Iterator<Item = FigureRow>, limit: u16) -> ApiResult<(Vec<Row>, bool)> {
    let (mut rows, mut bytes) = (Vec::new(), 0);
    for row in all {
        if rows.len() >= usize::from(limit) {
            return Ok((rows, true));
        }
        let written = to_raw_value(&row).map_err(ApiError::internal)?;
        bytes += written.get().len();
        if bytes > MOST_BYTES && !rows.is_empty() {
            return Ok((rows, true));
        }
        rows.push((row.region.code, written));
    }
    Ok((rows, false))
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

    /// The codes of the rows that fit, and whether more follow.
    fn fits(rows: Vec<FigureRow>, limit: u16) -> (Vec<String>, bool) {
        let (rows, more) = fitting(rows.into_iter(), limit).unwrap();
        (rows.into_iter().map(|(code, _)| code).collect(), more)
    }

    #[test]
    fn a_page_ends_at_its_rows_or_its_bytes_but_has_one_row_always() {
        let short = || vec![row("1", 3), row("2", 3), row("3", 3)];
        assert_eq!(fits(short(), 2), (vec!["1".to_owned(), "2".to_owned()], true));
        assert!(!fits(short(), 3).1);
        let long = vec![row("1", MOST_BYTES * 2), row("2", 3)];
        assert_eq!(fits(long, 9), (vec!["1".to_owned()], true));
    }
}
