//! The figures of a region over several years: a row per indicator, a column per year.

use super::{Wanted, cell};
use crate::figures::model::FigureSeries;
use crate::http::Answer;
use crate::problems::ApiResult;
use crate::tables::Cell;
use crate::text;
use crate::text::Text;

impl Wanted {
    pub(super) fn series(self, series: &FigureSeries) -> ApiResult<Answer> {
        let mut headings = self.what();
        headings.extend(self.headings(&[text!("单位", "Unit")]));
        headings.extend(series.years.iter().map(|figures| self.heading(&Text::said(figures.year))));
        let mut notes = self.about(&series.region, series.basis);
        let first = series.years.first().map(|figures| figures.items.as_slice()).unwrap_or_default();
        notes.extend(self.definitions(first.iter()));
        let mut writer = self.begin(&headings, &notes)?;
        for (at, figure) in first.iter().enumerate() {
            let mut cells = self.what_of(figure);
            cells.push(Cell::text(figure.unit.clone()));
            let of_years = series.years.iter().map(|figures| figures.items.get(at));
            cells.extend(of_years.map(|figure| {
                figure.map_or(Cell::Empty, |figure| cell(figure.value.as_ref(), &figure.unit))
            }));
            writer.row(cells)?;
        }
        let name = &series.region.name;
        let title = text!("{name}历年数据", "Figures of {name} over years");
        writer.answer(&self.said(&title))
    }
}
