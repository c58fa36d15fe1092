//! Tables in CSV (RFC 4180), in UTF-8 with a byte order mark, by which Excel knows that it is not GBK.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use ::csv::{Terminator, WriterBuilder};

use super::Heading;
use crate::tables::cell::{Cell, looks_like_formula};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A table that is being written.
pub struct Csv(::csv::Writer<BufWriter<File>>);

impl Csv {
    /// Begins with the headings.
    pub fn begin(headings: &[Heading]) -> io::Result<Self> {
        let mut file = BufWriter::new(tempfile::tempfile()?);
        file.write_all(BYTE_ORDER_MARK)?;
        let mut csv = Self(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file));
        csv.0.write_record(headings.iter().map(|heading| inert(&heading.heading)))?;
        Ok(csv)
    }

    pub fn row(&mut self, cells: &[Cell]) -> io::Result<()> {
        Ok(self.0.write_record(cells.iter().map(written))?)
    }

    pub fn finish(self) -> io::Result<File> {
        let file = self.0.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        file.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => inert(text),
        _ => cell.printed(),
    }
}

/// A text that no spreadsheet takes for a formula: it hides an apostrophe before a text.
fn inert(text: &str) -> String {
    if looks_like_formula(text) { format!("'{text}") } else { text.to_owned() }
}
