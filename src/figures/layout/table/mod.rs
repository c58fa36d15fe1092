//! Figures as a table: of a region with a row per indicator, of the regions below it with a row each, of several years with a
//! column each. What is not known is empty, and a zero is 0.

mod by_group;
mod matrix;
mod region;
mod series;
mod terms;

use crate::coded::Label;
use crate::figures::compute::Data;
use crate::figures::model::{Figure, FigureValue, RegionFigures};
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
