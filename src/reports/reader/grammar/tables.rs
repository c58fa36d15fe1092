//! Rows of tables: a name, a unit and a number in cells of their own.

use std::cmp::Ordering;
use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::model::{Kind, Value};
use super::super::numerals::{Quantity, UnitClass};
use super::super::page::{Page, is_han};
use super::super::title;
use super::Found;
use super::matching;
use super::place::Window;
use super::scene::Scene;

/// More cells than this no row of a report has.
const WIDEST: usize = 24;

/// Figures whose number stands alone in a cell, in their order.
#[must_use]
pub fn read(scene: &Scene<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    let mut header: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    while start < scene.page.len() {
        let end = scene.page.line_end(start);
        let cells = cells(scene.page, start..end);
        if cells.len() > 1 {
            let row = row(scene, &cells, &header);
            header = if row.is_empty() && is_header(scene, start..end) { cells } else { header };
            found.extend(row);
        } else {
            header.clear();
        }
        start = end + 1;
    }
    found
}

fn cells(page: &Page, line: Range<usize>) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut start = line.start;
    for at in line.clone().chain(std::iter::once(line.end)) {
        if at == line.end || matches!(page.at(at), '\t' | '|') {
            cells.push(start..at);
            start = at + 1;
        }
    }
    if cells.len() > WIDEST { Vec::new() } else { cells }
}

fn numbers<'s>(scene: &'s Scene<'_>, stretch: Range<usize>) -> &'s [Quantity] {
    let from = scene.quantities.partition_point(|q| q.span.start < stretch.start);
    let to = scene.quantities.partition_point(|q| q.span.start < stretch.end);
    scene.quantities.get(from..to.max(from)).unwrap_or_default()
}

/// Words, and no number but years: the rule below a header has no words.
fn is_header(scene: &Scene<'_>, line: Range<usize>) -> bool {
    let years = |q: &Quantity| q.class == UnitClass::NoFigure;
    scene.page.slice(line.clone()).iter().any(|&c| is_han(c)) && numbers(scene, line).iter().all(years)
}

fn row(scene: &Scene<'_>, cells: &[Range<usize>], header: &[Range<usize>]) -> Vec<Found> {
    let mut found = Vec::new();
    for (column, cell) in cells.iter().enumerate() {
        let number = numbers(scene, cell.clone()).first().filter(|q| fills(scene, q, cell));
        found.extend(number.and_then(|quantity| figure(scene, quantity, column, cells, header)));
    }
    found
}

/// The number, with its unit, is all there is in the cell.
fn fills(scene: &Scene<'_>, quantity: &Quantity, cell: &Range<usize>) -> bool {
    let blank = |stretch: Range<usize>| scene.page.slice(stretch).iter().all(|c| c.is_whitespace());
    let end = if quantity.class == UnitClass::NoFigure { quantity.number.end } else { quantity.span.end };
    let sign = usize::from(matches!(scene.page.before(quantity.span.start), '-' | '+' | '−' | '↓' | '↑'));
    !quantity.in_words && blank(cell.start..quantity.span.start - sign) && blank(end.min(cell.end)..cell.end)
}

/// The name is the cell above, or the nearest before that has words of the lexicon; the unit is in the name or in a cell.
fn figure(
    scene: &Scene<'_>,
    quantity: &Quantity,
    column: usize,
    cells: &[Range<usize>],
    header: &[Range<usize>],
) -> Option<Found> {
    let above = header.get(column);
    let kind = sense(scene, column, header, quantity);
    let before = cells.iter().take(column).rev();
    let mut names = before.chain(above).filter(|cell| !cell.is_empty());
    names.find_map(|name| {
        let window = Window { left: name.clone(), right: name.end..name.end };
        let own = Some(quantity.unit.clone())
            .filter(|unit| !unit.is_empty() && quantity.class != UnitClass::NoFigure);
        let printed = own.or_else(|| printed_unit(scene, name, cells)).unwrap_or_default();
        let change = kind == Kind::Growth && class_of(&printed) == UnitClass::Percent;
        let fits = |term| {
            scene.lexicon.term(term).is_some_and(|t| {
                change
                    || printed.is_empty()
                    || t.takes(&printed)
                    || (printed.ends_with('元') && t.takes("元"))
            })
        };
        let matches = matching::matches(scene, &window, None);
        let best = matches.into_iter().find(|m| fits(m.term) && m.own && m.score >= 15)?;
        let term = scene.lexicon.term(best.term).filter(|t| !t.silent)?;
        let unit = if printed.is_empty() { term.unit.clone() } else { printed };
        let kind = if kind == Kind::Count { term.kind } else { kind };
        Some(Found {
            at: quantity.span.clone(),
            number: quantity.number.start,
            term: Some(best.term).filter(|_| kind != Kind::Growth),
            name: term.name.clone(),
            value: quantity.value,
            class: class_of(&unit),
            unit,
            kind,
            hedge: quantity.hedge.clone(),
            by: None,
            silent: false,
            worded: true,
            part_of: None,
            exhaustive: false,
        })
    })
}

/// What the head of the column says of its figures: of last year, planned, changes; where it says nothing, a count.
fn sense(scene: &Scene<'_>, column: usize, header: &[Range<usize>], quantity: &Quantity) -> Kind {
    let words = &scene.lexicon.words.kinds;
    let head = header.get(column).cloned().unwrap_or_default();
    let says = |list: &[String]| scene.page.contains_any(head.clone(), list);
    let year_of = |cell: &Range<usize>| title::years(scene.page, cell.clone()).last().map(|&(_, year)| year);
    let own = scene.year.or_else(|| header.iter().filter_map(year_of).max());
    let year = year_of(&head).zip(own).map(|(year, own)| year.cmp(&own));
    match year {
        _ if says(&words.column_growth) => Kind::Growth,
        Some(Ordering::Less) => Kind::Previous,
        Some(Ordering::Greater) => Kind::Target,
        _ if says(&words.previous) => Kind::Previous,
        _ if says(&words.column_target) => Kind::Target,
        _ if quantity.value == Value::One(Decimal::whole(0)) => Kind::Zero,
        _ => Kind::Count,
    }
}

fn class_of(unit: &str) -> UnitClass {
    match unit {
        "%" => UnitClass::Percent,
        unit if unit.ends_with('元') => UnitClass::Money,
        _ => UnitClass::Count,
    }
}

/// A cell that is a unit and nothing else, or the unit in brackets behind the name.
fn printed_unit(scene: &Scene<'_>, name: &Range<usize>, cells: &[Range<usize>]) -> Option<String> {
    let whole = cells.iter().find_map(|cell| unit_at(scene.page, scene, cell.start, cell.end));
    let open = scene.page.slice(name.clone()).iter().rposition(|&c| matches!(c, '（' | '('));
    whole.or_else(|| unit_at(scene.page, scene, name.start + open? + 1, name.end - 1))
}

fn unit_at(page: &Page, scene: &Scene<'_>, start: usize, end: usize) -> Option<String> {
    let start = start + usize::from(matches!(page.at(start), '万' | '亿'));
    let (unit_end, class) = scene.lexicon.units.at(page, start)?;
    let alone = unit_end == end && !matches!(class, UnitClass::NoFigure | UnitClass::Nothing);
    let scaled = start - usize::from(matches!(page.before(start), '万' | '亿'));
    alone.then(|| page.text(scaled..unit_end))
}
