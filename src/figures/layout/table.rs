//! Figures as a table: of a region with a row per indicator, of the regions below it with a row each, of several years with a
//! column each. What is not known is empty, and a zero is 0.

use super::terms;
use crate::coded::Label;
use crate::figures::compute::Data;
use crate::figures::matrix::Matrix;
use crate::figures::model::{Figure, FigureSeries, FigureValue, RegionFigures};
use crate::figures::units::Basis;
use crate::http::Answer;
use crate::http::accept::MediaType;
use crate::http::page::KeyedPage;
use crate::indicators::{self, Indicator};
use crate::problems::ApiResult;
use crate::regions::RegionName;
use crate::tables::{Cell, Heading, Note, Writer};
use crate::text;
use crate::text::{Language, Text};

/// How a table is wanted.
#[derive(Clone, Copy)]
pub struct Wanted {
    /// CSV or a workbook.
    pub media_type: MediaType,
    /// The language of its words.
    pub language: Language,
    /// The dimension by which figures are broken down.
    pub dimension: Option<&'static str>,
    /// Whether it has the year before.
    pub compares: bool,
}

/// The answer with figures.
///
/// # Errors
/// 500 where they cannot be written.
pub fn answer(data: Data, wanted: Wanted, page: &KeyedPage<'_>) -> ApiResult<Answer> {
    match data {
        Data::Region(figures) => wanted.region(&figures),
        Data::Matrix(matrix) => wanted.matrix(&matrix, page),
        Data::Series(series) => wanted.series(&series),
    }
}

impl Wanted {
    fn said(self, text: &Text) -> String {
        text.in_language(self.language).to_owned()
    }

    fn label(self, label: Label<'_>) -> String {
        if self.language == Language::Zh { label.zh } else { label.en }.to_owned()
    }

    fn heading(self, text: &Text) -> Heading {
        Heading { heading: self.said(text), meaning: String::new() }
    }

    fn headings(self, texts: &[Text]) -> Vec<Heading> {
        texts.iter().map(|text| self.heading(text)).collect()
    }

    /// The heading of an indicator, with its unit.
    fn name(self, indicator: &Indicator) -> String {
        let unit = indicator.unit;
        match self.language {
            Language::Zh => format!("{}（{unit}）", indicator.name_zh),
            Language::En => format!("{} ({unit})", indicator.name_en),
        }
    }

    fn begin(self, headings: &[Heading], notes: &[Note]) -> ApiResult<Writer> {
        Writer::begin(self.media_type, self.language, headings, notes)
    }

    fn region(self, figures: &RegionFigures) -> ApiResult<Answer> {
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

    fn matrix(self, matrix: &Matrix, page: &KeyedPage<'_>) -> ApiResult<Answer> {
        let whole = &matrix.whole;
        let mut headings = self.headings(&[text!("代码", "Code"), text!("区划", "Region")]);
        headings.extend(self.breakdown());
        for indicator in &matrix.indicators {
            let heading = self.name(indicator);
            let before = text!("上年{heading}", "{heading}, year before");
            let meaning = self.said(&indicator.definition());
            headings.push(Heading { heading, meaning });
            headings.extend(self.compares.then(|| self.heading(&before)));
        }
        let mut notes = self.about(&whole.region, whole.basis);
        notes.extend(self.of_year(whole));
        let mut writer = self.begin(&headings, &notes)?;
        for row in matrix.rows_after(&page.after).take(page.limit.into()) {
            self.rows(&mut writer, &row.region, &row.items)?;
        }
        let (name, year) = (&whole.region.name, whole.year);
        let total = text!("合计（{name}）", "Total ({name})");
        let total = RegionName { code: whole.region.code.clone(), name: self.said(&total) };
        self.rows(&mut writer, &total, &whole.items)?;
        let title = text!("{name}下级{year}年数据", "Figures below {name} {year}");
        writer.answer(&self.said(&title))
    }

    /// The row of a region, and one for each term of the breakdown.
    fn rows(self, writer: &mut Writer, region: &RegionName, items: &[Figure]) -> ApiResult<()> {
        let place = [Cell::text(region.code.clone()), Cell::text(region.name.clone())];
        let mut cells = place.to_vec();
        cells.extend(self.dimension.map(|_| Cell::Empty));
        for figure in items {
            cells.push(cell(figure.value.as_ref(), &figure.unit));
            cells.extend(self.compares.then(|| previous(figure)));
        }
        writer.row(cells)?;
        let Some(dimension) = self.dimension else { return Ok(()) };
        for term in terms::of(items) {
            let mut cells = place.to_vec();
            cells.push(Cell::text(self.term(dimension, term)));
            for figure in items {
                let part = figure.parts.iter().flatten().find(|part| part.term.as_deref() == term);
                cells.push(cell(part.map(|part| &part.value), &figure.unit));
                cells.extend(self.compares.then_some(Cell::Empty));
            }
            writer.row(cells)?;
        }
        Ok(())
    }

    fn series(self, series: &FigureSeries) -> ApiResult<Answer> {
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

    /// The columns that say which indicator a row is of.
    fn what(self) -> Vec<Heading> {
        self.headings(&[text!("类别", "Group"), text!("指标", "Indicator"), text!("指标代码", "Code")])
    }

    fn what_of(self, figure: &Figure) -> Vec<Cell> {
        let indicator = indicators::find(&figure.indicator);
        let name = |indicator: &Indicator| match self.language {
            Language::Zh => indicator.name_zh,
            Language::En => indicator.name_en,
        };
        let group = indicator.map(|indicator| self.label(indicator.group.label()));
        vec![
            Cell::text(group.unwrap_or_default()),
            Cell::text(indicator.map(name).unwrap_or_default()),
            Cell::text(figure.indicator.clone()),
        ]
    }

    fn breakdown(self) -> Option<Heading> {
        self.dimension.map(|_| self.heading(&text!("分项", "Part")))
    }

    fn previous(self) -> Option<Heading> {
        self.compares.then(|| self.heading(&text!("上年", "Year before")))
    }

    fn term(self, dimension: &str, term: Option<&str>) -> String {
        match term {
            Some(term) => {
                terms::label(dimension, term).map_or_else(|| term.to_owned(), |label| self.label(label))
            }
            None => self.said(&text!("未填", "not stated")),
        }
    }

    fn about(self, region: &RegionName, basis: Basis) -> Vec<Note> {
        vec![
            (self.said(&text!("区划", "Region")), format!("{} {}", region.code, region.name)),
            (self.said(&text!("统计口径", "Basis")), self.label(basis.label())),
        ]
    }

    fn of_year(self, figures: &RegionFigures) -> Vec<Note> {
        let RegionFigures { period_from, period_to, as_of, coverage, .. } = figures;
        let (reporting, townships) = (coverage.reporting, coverage.townships);
        let said = [
            (text!("统计期", "Period"), format!("{period_from} — {period_to}")),
            (
                text!("数据截至（北京时间）", "As of (Beijing time)"),
                as_of.map(|at| Cell::Instant(at).printed()).unwrap_or_default(),
            ),
            (text!("有记录的乡镇", "Townships with records"), format!("{reporting} / {townships}")),
        ];
        said.into_iter().map(|(about, said)| (self.said(&about), said)).collect()
    }

    fn definitions<'a>(self, figures: impl Iterator<Item = &'a Figure>) -> Vec<Note> {
        let indicators = figures.filter_map(|figure| indicators::find(&figure.indicator));
        indicators.map(|indicator| (self.name(indicator), self.said(&indicator.definition()))).collect()
    }
}

fn previous(figure: &Figure) -> Cell {
    cell(figure.previous.as_ref().and_then(|before| before.value.as_ref()), &figure.unit)
}

fn cell(value: Option<&FigureValue>, unit: &str) -> Cell {
    match value {
        None => Cell::Empty,
        Some(FigureValue::Number(number)) => Cell::Whole(*number),
        Some(FigureValue::Decimal(text)) if unit == "%" => Cell::Percent(text.clone()),
        Some(FigureValue::Decimal(text)) => Cell::Decimal(text.clone()),
    }
}
