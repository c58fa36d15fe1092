//! A report laid out: its sections with the values of their figures, and the table of these figures.

use std::collections::BTreeSet;

use super::compose::Figures;
use crate::figures::{Figure, FigureStatus, FigureValue};
use crate::indicators;
use crate::ledger::reports::{ReportInput, ReportState};
use crate::problems::Violation;
use crate::render::editable::{self, Bound};
use crate::render::{Block, Document, FigureRow, Run, Support, ordinal};
use crate::text::Text;

/// A report with these figures. The paragraphs of the first section before its first heading stand before that of the section: they open
/// the report.
///
/// # Errors
/// What cannot be read in the text of a section, at its place in the body.
pub fn lay_out(report: &ReportInput, figures: &Figures) -> Result<Document, Vec<Violation>> {
    let (mut blocks, mut slips) = (Vec::new(), Vec::new());
    for (at, section) in report.sections.iter().enumerate() {
        let bound = editable::bind(&section.text, |reference| value(figures, reference));
        match bound {
            Ok(inner) => blocks.extend(numbered(at, &section.heading, inner)),
            Err(slip) => {
                slips.push(Violation::at(format!("/sections/{at}/text"), "markup", slip.text()));
            }
        }
    }
    if !slips.is_empty() {
        return Err(slips);
    }
    Ok(Document {
        title: report.title.clone(),
        number: report.document_number.clone(),
        signers: Vec::new(),
        addressee: report.addressee.as_ref().map(|addressee| format!("{addressee}：")),
        figures: table(&blocks, figures),
        sections: blocks,
        signatures: report.signatories.clone(),
        date: report.dated_on,
        draft: report.state != ReportState::Published,
    })
}

/// The references in a laid out text that have no value.
pub fn gaps(document: &Document) -> Vec<&str> {
    let numbers = runs(&document.sections).filter_map(|run| match run {
        Run::Number { reference, support: Support::Gap, .. } => Some(reference.as_str()),
        _ => None,
    });
    numbers.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A reference is the code of an indicator; its value, as it is printed, where there is one.
fn value(figures: &Figures, reference: &str) -> Option<Bound> {
    indicators::find(reference)?;
    let printed = figures.get(reference).and_then(printed);
    let support = if printed.is_some() { Support::Supported } else { Support::Gap };
    Some(Bound { text: printed.unwrap_or_default(), support })
}

/// A value as reports print it: without the zeros that end a decimal.
fn printed(figure: &Figure) -> Option<String> {
    let value = figure.value.as_ref().filter(|_| figure.status == FigureStatus::Computed)?;
    Some(match value {
        FigureValue::Number(number) => number.to_string(),
        FigureValue::Decimal(text) if text.contains('.') => {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        FigureValue::Decimal(text) => text.clone(),
    })
}

/// The blocks of a section under its heading, with ordinals.
fn numbered(at: usize, heading: &str, blocks: Vec<Block>) -> Vec<Block> {
    let heading = Block::Heading { level: 1, text: format!("{}、{heading}", ordinal(at)) };
    let is_heading = |block: &Block| matches!(block, Block::Heading { .. });
    let opening = if at == 0 { blocks.iter().take_while(|block| !is_heading(block)).count() } else { 0 };
    let (mut numbered, mut second, mut third) = (Vec::new(), 0, 0);
    for (place, block) in blocks.into_iter().enumerate() {
        if place == opening {
            numbered.push(heading.clone());
        }
        numbered.push(match block {
            Block::Heading { level: ..=2, text } => {
                (second, third) = (second + 1, 0);
                Block::Heading { level: 2, text: format!("（{}）{text}", ordinal(second - 1)) }
            }
            Block::Heading { level, text } => {
                third += 1;
                Block::Heading { level, text: format!("{third}.{text}") }
            }
            paragraph @ Block::Paragraph(_) => paragraph,
        });
    }
    if numbered.len() <= opening {
        numbered.push(heading);
    }
    numbered
}

fn runs(blocks: &[Block]) -> impl Iterator<Item = &Run> {
    blocks.iter().flat_map(|block| match block {
        Block::Paragraph(runs) => runs.as_slice(),
        Block::Heading { .. } => &[],
    })
}

/// The figures that the text refers to, in the order of the catalogue.
fn table(blocks: &[Block], figures: &Figures) -> Vec<FigureRow> {
    let used: BTreeSet<&str> = runs(blocks).filter_map(reference).collect();
    let rows = indicators::all().iter().filter(|indicator| used.contains(indicator.code));
    rows.filter_map(|indicator| {
        let figure = figures.get(indicator.code)?;
        Some(FigureRow {
            reference: indicator.code.to_owned(),
            name: indicator.name_zh.to_owned(),
            value: printed(figure)?,
            unit: indicator.unit.to_owned(),
            records: figure.stated.and_then(|stated| u64::try_from(stated.records).ok()),
            remark: if figure.estimated { "含估计数".to_owned() } else { String::new() },
            sources: figure.sources.clone(),
        })
    })
    .collect()
}

fn reference(run: &Run) -> Option<&str> {
    match run {
        Run::Number { reference, .. } if !reference.is_empty() => Some(reference),
        _ => None,
    }
}

/// What is said of references without a value.
#[must_use]
pub fn said_of(gaps: &[&str]) -> Text {
    let names = gaps.iter().filter_map(|code| indicators::find(code));
    let names: Vec<Text> = names
        .map(|indicator| Text { zh: indicator.name_zh.to_owned(), en: indicator.name_en.to_owned() })
        .collect();
    Text::joined(&names, ("、", ", "))
}
