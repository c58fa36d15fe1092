//! Typesetting by Typst.

use std::sync::LazyLock;

use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook, TextItem};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::{Fonts, Report};

/// Why a report was not typeset.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No font has a character of it; the first ten.
    #[error("the fonts have no glyph for {0}")]
    NoGlyph(String),
    /// Typst refuses the template with this report, or warns of something: a fault of this package.
    #[error("{0}")]
    Refused(String),
}

/// The report as the bytes of a PDF.
///
/// # Errors
/// Where no font has a character of it. Any other error is a fault of this package.
pub fn typeset(fonts: &Fonts, report: &Report) -> Result<Vec<u8>, Error> {
    let data = serde_json::to_vec(report).map_err(|error| Error::Refused(error.to_string()))?;
    let book = LazyHash::new(FontBook::from_fonts(&fonts.0));
    let world = ReportWorld { fonts: &fonts.0, book, report: Bytes::new(data) };
    let written = pages(&world).and_then(|pages| write(&pages, report));
    // What Typst remembers of a report would stay in memory, and helps no other one.
    comemo::evict(0);
    written
}

fn pages(world: &ReportWorld<'_>) -> Result<PagedDocument, Error> {
    let Warned { output, warnings } = typst::compile::<PagedDocument>(world);
    let pages = output.map_err(|errors| refused(&errors))?;
    let mut missing = Vec::new();
    pages.pages().iter().for_each(|page| without_glyph(&page.frame, &mut missing));
    if !missing.is_empty() {
        return Err(Error::NoGlyph(named(&missing)));
    }
    if warnings.is_empty() { Ok(pages) } else { Err(refused(&warnings)) }
}

fn write(pages: &PagedDocument, report: &Report) -> Result<Vec<u8>, Error> {
    let wanted: &[PdfStandard] = if report.dated.is_some() { &[PdfStandard::A_2a] } else { &[] };
    let standards = PdfStandards::new(wanted).map_err(|error| Error::Refused(error.message().to_string()))?;
    // No name of a program that would change with its version.
    let options =
        PdfOptions { creator: Smart::Custom(Some("fazhi".to_owned())), standards, ..PdfOptions::default() };
    typst_pdf::pdf(pages, &options).map_err(|errors| refused(&errors))
}

fn refused(said: &[SourceDiagnostic]) -> Error {
    let said: Vec<&str> = said.iter().map(|one| one.message.as_str()).collect();
    Error::Refused(said.join("; "))
}

/// The texts of a frame that are printed as an empty box: that is the glyph 0 of every font.
fn without_glyph(frame: &Frame, missing: &mut Vec<char>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => without_glyph(&group.frame, missing),
            FrameItem::Text(text) => missing.extend(boxes(text)),
            _ => {}
        }
    }
}

fn boxes(text: &TextItem) -> impl Iterator<Item = char> + '_ {
    let empty = text.glyphs.iter().filter(|glyph| glyph.id == 0);
    empty.filter_map(|glyph| text.text.get(glyph.range())).flat_map(str::chars)
}

/// Characters with their code points, each once.
fn named(characters: &[char]) -> String {
    let mut once = Vec::new();
    for &c in characters {
        if !once.contains(&c) && once.len() < 10 {
            once.push(c);
        }
    }
    let named: Vec<String> = once.iter().map(|&c| format!("{c} (U+{:04X})", u32::from(c))).collect();
    named.join(", ")
}

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static TEMPLATE: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("report.typ")));

/// All that Typst sees: the template, the report, the fonts.
struct ReportWorld<'a> {
    fonts: &'a [Font],
    book: LazyHash<FontBook>,
    report: Bytes,
}

impl World for ReportWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let is_report = id.vpath().get_without_slash() == "report.json";
        if is_report { Ok(self.report.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
