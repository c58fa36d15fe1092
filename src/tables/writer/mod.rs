//! A table that is being written.

mod csv;
mod workbook;

use std::fs::File;
use std::io::{self, Seek};

use self::csv::Csv;
use self::workbook::Workbook;
use super::cell::Cell;
use crate::http::Answer;
use crate::http::accept::MediaType;
use crate::problems::{ApiError, ApiResult};
use crate::text::Language;

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Heading {
    /// What stands over the column, with the unit: `参加人次（人次）`.
    pub heading: String,
    /// What its values mean; empty where the heading says it.
    pub meaning: String,
}

/// A line about the table: what it is about, and what is said of it.
pub type Note = (String, String);

/// Writes a table into a temporary file.
pub struct Writer {
    media_type: MediaType,
    columns: usize,
    format: Format,
}

enum Format {
    Csv(Box<Csv>),
    Workbook(Box<Workbook>),
}

impl Writer {
    /// Begins a table in CSV or, in any other media type, as a workbook whose last sheet has the notes and what the
    /// columns mean.
    ///
    /// # Errors
    /// 500 where there is no room for a temporary file.
    pub fn begin(
        media_type: MediaType,
        language: Language,
        headings: &[Heading],
        notes: &[Note],
    ) -> ApiResult<Self> {
        let format = match media_type {
            MediaType::Csv => Format::Csv(Box::new(Csv::begin(headings).map_err(ApiError::internal)?)),
            _ => Format::Workbook(Box::new(
                Workbook::begin(language, headings, notes).map_err(ApiError::internal)?,
            )),
        };
        Ok(Self { media_type, columns: headings.len(), format })
    }

    /// Adds a row. Columns that it has no cell for are empty.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn row(&mut self, mut cells: Vec<Cell>) -> ApiResult<()> {
        cells.resize(self.columns, Cell::Empty);
        match &mut self.format {
            Format::Csv(csv) => csv.row(&cells).map_err(ApiError::internal),
            Format::Workbook(workbook) => workbook.row(&cells).map_err(ApiError::internal),
        }
    }

    /// Whether it has room for more than one table.
    #[must_use]
    pub fn has_sheets(&self) -> bool {
        matches!(self.format, Format::Workbook(_))
    }

    /// Begins another table, on a sheet of this name: at most 31 characters. Where there are no sheets, nothing is done.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn next_sheet(&mut self, name: &str, headings: &[Heading]) -> ApiResult<()> {
        let Format::Workbook(workbook) = &mut self.format else { return Ok(()) };
        self.columns = headings.len();
        workbook.next_sheet(name, headings).map_err(ApiError::internal)
    }

    /// Adds a chart of these columns below the rows, with the names of the rows in another column; the last row is a total and not in
    /// it. Where there are no sheets, nothing is done.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn chart(&mut self, names: u16, columns: &[u16]) -> ApiResult<()> {
        let Format::Workbook(workbook) = &mut self.format else { return Ok(()) };
        workbook.chart(names, columns).map_err(ApiError::internal)
    }

    /// The answer with the table, as a file of this name, without its ending.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn answer(self, name: &str) -> ApiResult<Answer> {
        let file = match self.format {
            Format::Csv(csv) => csv.finish().map_err(ApiError::internal)?,
            Format::Workbook(workbook) => workbook.finish().map_err(ApiError::internal)?,
        };
        let answer = answer_with(file).map_err(ApiError::internal)?;
        let ending = if self.media_type == MediaType::Csv { "csv" } else { "xlsx" };
        Ok(answer.in_media_type(self.media_type).as_file(&format!("{name}.{ending}")))
    }
}

fn answer_with(mut file: File) -> io::Result<Answer> {
    file.rewind()?;
    Answer::from_file(file)
}
