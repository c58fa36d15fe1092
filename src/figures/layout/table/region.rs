//! The figures of a region in one year: a row per indicator, and one per part of its value.

use super::{Wanted, cell, previous};
use crate::figures::model::{Figure, FigureValue, RegionFigures};
use crate::http::Answer;
use crate::problems::ApiResult;
use crate::tables::Cell;
use crate::text;

impl Wanted {
    pub(super) fn region(self, figures: &RegionFigures) -> ApiResult<Answer> {
        let mut headings = self.what();
        headings.extend(self.breakdown());
        headings.extend(self.headings(&[text!("数值", "Value"), text!("单位", "Unit")]));
        headings.extend(self.previous());
        headings.extend(self.headings(&[
            text!("状态", "Status"),
            text!("原因", "Reason"),
            text!("分子", "Numerator"),
            text!("分母", "Denominator"),
            text!("估计数占比（%）", "Share of estimates (%)"),
            text!("来源", "Sources"),
        ]));
        let mut notes = self.about(&figures.region, figures.basis);
        notes.extend(self.of_year(figures));
        notes.extend(self.definitions(figures.items.iter()));
        let mut writer = self.begin(&headings, &notes)?;
        for figure in &figures.items {
            writer.row(self.line(figure, None))?;
            for (term, value) in figure.parts.iter().flatten().map(|part| (part.term.as_deref(), &part.value))
            {
                writer.row(self.line(figure, Some((term, value))))?;
            }
        }
        let (name, year) = (&figures.region.name, figures.year);
        let title = text!("{name}{year}年数据", "Figures of {name} {year}");
        writer.answer(&self.said(&title))
    }

    /// A line of a region's table: of a figure, or of a part of it.
    fn line(self, figure: &Figure, part: Option<(Option<&str>, &FigureValue)>) -> Vec<Cell> {
        let mut cells = self.what_of(figure);
        cells.extend(self.dimension.map(|dimension| match part {
            Some((term, _)) => Cell::text(self.term(dimension, term)),
            None => Cell::Empty,
        }));
        let value = part.map_or(figure.value.as_ref(), |(_, value)| Some(value));
        cells.push(cell(value, &figure.unit));
        cells.push(Cell::text(figure.unit.clone()));
        if part.is_some() {
            return cells;
        }
        cells.extend(self.compares.then(|| previous(figure)));
        cells.push(Cell::text(self.label(figure.status.label())));
        cells.push(figure.reason.map_or(Cell::Empty, |reason| Cell::text(self.label(reason.label()))));
        cells.push(figure.numerator.map_or(Cell::Empty, Cell::Whole));
        cells.push(figure.denominator.map_or(Cell::Empty, Cell::Whole));
        cells.push(figure.estimated_share.clone().map_or(Cell::Empty, Cell::Decimal));
        cells.push(Cell::text(figure.sources.clone().unwrap_or_default()));
        cells
    }
}
