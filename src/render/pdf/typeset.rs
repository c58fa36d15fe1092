//! The typesetter, and a report as it takes it.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::Datelike;
use fazhi_pdf::{Attachment, Error, FontError, Fonts, Placed, Report};

use super::Refusal;
use crate::render::characters::printable;
use crate::render::layout::{ATTACHMENT_TITLE, COLUMNS, DRAFT_MARK, Signature, signature, title_lines};
use crate::render::{Block, Document, FigureRow, Run};
use crate::text;
use crate::text::Text;

/// The fonts, for one report at a time: the longest takes all cores for a second, and 200 MB.
pub(super) struct Typesetter(Mutex<Fonts>);

pub(super) fn open(fonts: &Path) -> Result<Typesetter, Refusal> {
    let fonts = Fonts::load(fonts).map_err(|error| Refusal::NoFont(said_of(&error)))?;
    Ok(Typesetter(Mutex::new(fonts)))
}

fn said_of(error: &FontError) -> Text {
    match error {
        FontError::Missing { file, package, folder } => {
            let folder = folder.display();
            text!(
                "缺少制作 PDF 的字体：{folder} 中没有 {file}（Debian 软件包 {package}）；其他格式可用",
                "A font for PDF is missing: there is no {file} in {folder} (Debian's package {package}); the other formats can be had"
            )
        }
        FontError::Unreadable { .. } | FontError::Other { .. } => {
            text!("制作 PDF 的字体不能使用：{error}", "A font for PDF cannot be used: {error}")
        }
    }
}

pub(super) fn write(typesetter: &Typesetter, document: &Document) -> Result<Vec<u8>, Refusal> {
    let report = report(document);
    // Typesetting leaves the fonts as they are, even where it breaks off.
    let fonts = typesetter.0.lock().unwrap_or_else(PoisonError::into_inner);
    fazhi_pdf::typeset(&fonts, &report).map_err(|error| match error {
        Error::NoGlyph(characters) => Refusal::NoGlyph(text!(
            "PDF 的字体没有这些字：{characters}；其他格式可用",
            "The fonts for PDF have no glyph for {characters}; other formats can be had"
        )),
        Error::Refused(said) => Refusal::Failed(said),
    })
}

/// What is printed. Sums and words are those of the other formats.
fn report(document: &Document) -> Report {
    let date = document.printed_date();
    let Signature { organs, date: date_space } = signature(&document.signatures, date.as_deref());
    let placed = |(text, right): (&String, usize)| Placed { text: clean(text), right };
    Report {
        title: title_lines(&document.title).into_iter().map(clean).collect(),
        number: document.number.as_deref().map(clean),
        signers: (!document.signers.is_empty()).then(|| clean(&document.signers.join("　"))),
        addressee: document.addressee.as_deref().map(clean),
        blocks: blocks(document),
        organs: document.signatures.iter().zip(organs).map(placed).collect(),
        date: date.map(|text| Placed { text, right: date_space }),
        dated: document.date.map(|date| (date.year(), date.month(), date.day())),
        attachment: (!document.figures.is_empty()).then(|| attachment(&document.figures)),
        draft_mark: document.draft.then(|| DRAFT_MARK.to_owned()),
    }
}

fn clean(text: &str) -> String {
    printable(text).collect()
}

fn blocks(document: &Document) -> Vec<fazhi_pdf::Block> {
    let places = document.places();
    let run = |run: &Run| match run {
        Run::Text(text) => fazhi_pdf::Run { text: clean(text), ..Default::default() },
        Run::Emphasis(text) => fazhi_pdf::Run { text: clean(text), strong: true, ..Default::default() },
        Run::Number { text, reference, support } => fazhi_pdf::Run {
            text: clean(text),
            doubtful: document.draft && support.is_doubtful(),
            row: places.get(reference.as_str()).copied(),
            ..Default::default()
        },
    };
    let block = |block: &Block| match block {
        Block::Heading { level, text } => fazhi_pdf::Block {
            level: Some((*level).clamp(1, 3)),
            runs: vec![fazhi_pdf::Run { text: clean(text), ..Default::default() }],
        },
        Block::Paragraph(runs) => fazhi_pdf::Block { level: None, runs: runs.iter().map(run).collect() },
    };
    document.sections.iter().map(block).collect()
}

fn attachment(figures: &[FigureRow]) -> Attachment {
    let row = |(figure, place): (&FigureRow, usize)| {
        let FigureRow { name, value, unit, remark, .. } = figure;
        [&place.to_string(), name, value, unit, &figure.printed_records(), remark].map(|text| clean(text))
    };
    Attachment {
        note: format!("附件：{ATTACHMENT_TITLE}"),
        title: vec![ATTACHMENT_TITLE.to_owned()],
        columns: COLUMNS.map(str::to_owned),
        rows: figures.iter().zip(1..).map(row).collect(),
    }
}
