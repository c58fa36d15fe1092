//! The sheets of a matrix, one for each group of indicators, each with a chart.

use crate::indicators::{Group, Indicator, IndicatorKind};
use crate::problems::ApiResult;
use crate::tables::{Cell, Heading, Writer};
use crate::text::Language;

/// The most regions of a matrix that has such sheets: a county has 60 townships, a province 200 counties.
pub const MOST_REGIONS: usize = 500;

/// Indicators of a chart: more colours are not told apart.
const MOST_SERIES: usize = 6;

/// How the columns of the matrix are laid out.
pub struct Columns<'a> {
    /// What stands over them.
    pub headings: &'a [Heading],
    /// Which column has the names of the regions.
    pub names: u16,
    /// How many stand before the first indicator.
    pub first: usize,
    /// How many each indicator has; the first of them is its value.
    pub each: usize,
    /// Whether each region has one row: parts of a value make no chart beside the value.
    pub one_row_each: bool,
}

impl Columns<'_> {
    /// Those of some of the indicators, after those before the first.
    fn of<'i>(&self, places: impl Iterator<Item = &'i usize>) -> Vec<usize> {
        let of_one = |place: &usize| {
            let begin = self.first + place * self.each;
            begin..begin + self.each
        };
        (0..self.first).chain(places.flat_map(of_one)).collect()
    }
}

/// Writes the sheets.
///
/// # Errors
/// 500 where there is no room for them.
pub fn write(
    writer: &mut Writer,
    columns: &Columns<'_>,
    indicators: &[&Indicator],
    rows: &[Vec<Cell>],
    language: Language,
) -> ApiResult<()> {
    for (group, places) in groups(indicators) {
        let shown = columns.of(places.iter());
        let headings: Vec<Heading> = picked(columns.headings, &shown);
        let label = group.label();
        writer.next_sheet(if language == Language::Zh { label.zh } else { label.en }, &headings)?;
        for row in rows {
            writer.row(picked(row, &shown))?;
        }
        // A rate is of another scale.
        let counts = places.iter().enumerate().filter(|(_, place)| {
            indicators.get(**place).is_some_and(|indicator| indicator.kind != IndicatorKind::Rate)
        });
        let series = counts.map(|(at, _)| columns.first + at * columns.each).take(MOST_SERIES);
        let series: Vec<u16> = series.filter_map(|column| u16::try_from(column).ok()).collect();
        if columns.one_row_each && !series.is_empty() && rows.len() > 1 {
            writer.chart(columns.names, &series)?;
        }
    }
    Ok(())
}

/// The groups in the order of the indicators, each with the places of its indicators.
fn groups(indicators: &[&Indicator]) -> Vec<(Group, Vec<usize>)> {
    let mut groups: Vec<(Group, Vec<usize>)> = Vec::new();
    for (place, indicator) in indicators.iter().enumerate() {
        match groups.iter_mut().find(|(group, _)| *group == indicator.group) {
            Some((_, places)) => places.push(place),
            None => groups.push((indicator.group, vec![place])),
        }
    }
    groups
}

fn picked<T: Clone>(all: &[T], shown: &[usize]) -> Vec<T> {
    shown.iter().filter_map(|at| all.get(*at).cloned()).collect()
}
