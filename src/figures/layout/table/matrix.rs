//! The figures of the regions below one: a row per region, a column per indicator, and a last row with the total.

use super::by_group::{self, Columns};
use super::{Wanted, cell, previous, terms};
use crate::figures::matrix::Matrix;
use crate::figures::model::Figure;
use crate::http::Answer;
use crate::http::page::KeyedPage;
use crate::indicators::Indicator;
use crate::problems::ApiResult;
use crate::regions::RegionName;
use crate::tables::{Cell, Heading, Writer};
use crate::text;

/// The rows as they are written.
struct Rows {
    wanted: Wanted,
    writer: Writer,
    /// All rows once more, where the sheets of groups repeat them.
    kept: Option<Vec<Vec<Cell>>>,
}

impl Rows {
    fn add(&mut self, region: &RegionName, items: &[Figure]) -> ApiResult<()> {
        for cells in self.wanted.lines(region, items) {
            if let Some(kept) = &mut self.kept {
                kept.push(cells.clone());
            }
            self.writer.row(cells)?;
        }
        Ok(())
    }
}

impl Wanted {
    pub(super) fn matrix(self, matrix: &Matrix, page: &KeyedPage<'_>) -> ApiResult<Answer> {
        let whole = &matrix.whole;
        let (headings, first) = self.columns(&matrix.indicators);
        let mut notes = self.about(&whole.region, whole.basis);
        notes.extend(self.of_year(whole));
        let writer = self.begin(&headings, &notes)?;
        let keeps = writer.has_sheets() && matrix.regions.len() <= by_group::MOST_REGIONS;
        let mut rows = Rows { wanted: self, writer, kept: keeps.then(Vec::new) };
        for row in matrix.rows_after(&page.after).take(page.limit.into()) {
            rows.add(&row.region, &row.items)?;
        }
        let (name, year) = (&whole.region.name, whole.year);
        let total = text!("合计（{name}）", "Total ({name})");
        let total = RegionName { code: whole.region.code.clone(), name: self.said(&total) };
        rows.add(&total, &whole.items)?;
        let Rows { mut writer, kept, .. } = rows;
        if let Some(rows) = kept {
            let each = 1 + usize::from(self.compares);
            let one_row_each = self.dimension.is_none();
            let columns = Columns { headings: &headings, names: 1, first, each, one_row_each };
            by_group::write(&mut writer, &columns, &matrix.indicators, &rows, self.language)?;
        }
        let title = text!("{name}下级{year}年数据", "Figures below {name} {year}");
        writer.answer(&self.said(&title))
    }

    /// The headings, and how many of them stand before the first indicator.
    fn columns(self, indicators: &[&Indicator]) -> (Vec<Heading>, usize) {
        let mut headings = self.headings(&[text!("代码", "Code"), text!("区划", "Region")]);
        headings.extend(self.breakdown());
        let first = headings.len();
        for indicator in indicators {
            let heading = self.name(indicator);
            let before = text!("{heading}·上年", "{heading}, year before");
            let meaning = self.said(&indicator.definition());
            headings.push(Heading { heading, meaning });
            headings.extend(self.compares.then(|| self.heading(&before)));
        }
        (headings, first)
    }

    /// The row of a region, and one for each term of the breakdown.
    fn lines(self, region: &RegionName, items: &[Figure]) -> Vec<Vec<Cell>> {
        let place = [Cell::text(region.code.clone()), Cell::text(region.name.clone())];
        let mut cells = place.to_vec();
        cells.extend(self.dimension.map(|_| Cell::Empty));
        for figure in items {
            cells.push(cell(figure.value.as_ref(), &figure.unit));
            cells.extend(self.compares.then(|| previous(figure)));
        }
        let mut lines = vec![cells];
        let Some(dimension) = self.dimension else { return lines };
        for term in terms::of(items) {
            let mut cells = place.to_vec();
            cells.push(Cell::text(self.term(dimension, term)));
            for figure in items {
                let part = figure.parts.iter().flatten().find(|part| part.term.as_deref() == term);
                cells.push(cell(part.map(|part| &part.value), &figure.unit));
                cells.extend(self.compares.then_some(Cell::Empty));
            }
            lines.push(cells);
        }
        lines
    }
}
