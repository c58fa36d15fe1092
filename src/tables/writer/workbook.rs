//! Tables as workbooks of Excel (XLSX): a sheet with the table, others where there are more, and a last one that says what they are.

use std::fs::File;

use rust_xlsxwriter::{Chart, ChartType, Format, FormatAlign, Workbook as Xlsx, Worksheet, XlsxError};

use super::{Heading, Note};
use crate::tables::cell::{Cell, in_beijing, looks_like_formula};
use crate::text;
use crate::text::Language;

/// The longest text of a cell, in characters of UTF-16.
const LONGEST_TEXT: usize = 32_767;
const WIDEST_COLUMN: f64 = 40.0;
const NARROWEST_COLUMN: f64 = 10.0;

/// Room for a heading of two lines, in points.
const HEIGHT_OF_HEADINGS: f64 = 36.0;
/// Tables with more columns are not put on the width of one page: nobody could read them.
const MOST_COLUMNS_ON_A_PAGE: u16 = 24;
/// Columns that stay in view: those that say what a row is of.
const FROZEN_COLUMNS: u16 = 2;
/// A3, as workbooks number the sizes of paper.
const A3: u8 = 8;
/// Width and height of a chart, in pixels.
const CHART: (u32, u32) = (960, 360);

/// A table that is being written. Rows that are complete are on disk.
pub struct Workbook {
    file: Xlsx,
    formats: Formats,
    language: Language,
    headings: Vec<Heading>,
    notes: Vec<Note>,
    /// The sheet that rows are written to.
    sheet: Sheet,
}

#[derive(Default)]
struct Sheet {
    name: String,
    at: usize,
    rows: u32,
    columns: u16,
}

struct Formats {
    head: Format,
    text: Format,
    formula_like: Format,
    decimal: Format,
    percent: Format,
    day: Format,
    instant: Format,
}

impl Workbook {
    /// Begins with the sheet that has the table. The last sheet will have the notes and what the columns mean.
    pub fn begin(language: Language, headings: &[Heading], notes: &[Note]) -> Result<Self, XlsxError> {
        let (headings, notes) = (headings.to_vec(), notes.to_vec());
        let (file, formats, sheet) = (Xlsx::new(), Formats::new(), Sheet::default());
        let mut workbook = Self { file, formats, language, headings: Vec::new(), notes, sheet };
        workbook.open(0, text!("数据", "Data").in_language(language), &headings)?;
        Ok(Self { headings, ..workbook })
    }

    /// Ends the sheet and begins another one.
    pub fn next_sheet(&mut self, name: &str, headings: &[Heading]) -> Result<(), XlsxError> {
        self.close()?;
        self.open(self.sheet.at + 1, name, headings)
    }

    fn open(&mut self, at: usize, name: &str, headings: &[Heading]) -> Result<(), XlsxError> {
        let sheet = self.file.add_worksheet_with_constant_memory()?.set_name(name)?;
        let mut columns = 0;
        sheet.set_row_height(0, HEIGHT_OF_HEADINGS)?;
        for heading in headings {
            sheet.set_column_width(columns, width(&heading.heading))?;
            sheet.write_string_with_format(0, columns, &heading.heading, &self.formats.head)?;
            columns += 1;
        }
        sheet.set_freeze_panes(1, FROZEN_COLUMNS.min(columns))?;
        sheet.set_paper_size(A3).set_landscape().set_repeat_rows(0, 0)?;
        if columns <= MOST_COLUMNS_ON_A_PAGE {
            sheet.set_print_fit_to_pages(1, 0);
        }
        self.sheet = Sheet { name: name.to_owned(), at, rows: 1, columns };
        Ok(())
    }

    pub fn row(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let sheet = self.file.worksheet_from_index(self.sheet.at)?;
        for (column, cell) in (0..self.sheet.columns).zip(cells) {
            self.formats.write(sheet, (self.sheet.rows, column), cell)?;
        }
        self.sheet.rows += 1;
        Ok(())
    }

    /// Adds a chart below the rows: of these columns, with the names of the rows in another one; the last row is a total and not in it.
    pub fn chart(&mut self, names: u16, columns: &[u16]) -> Result<(), XlsxError> {
        let Sheet { name, at, rows, .. } = &self.sheet;
        let (name, last) = (name.as_str(), rows.saturating_sub(2));
        let mut chart = Chart::new(ChartType::Column);
        chart.set_width(CHART.0).set_height(CHART.1);
        for column in columns {
            let series = chart.add_series();
            series.set_name((name, 0, *column)).set_categories((name, 1, names, last, names));
            series.set_values((name, 1, *column, last, *column));
        }
        self.file.worksheet_from_index(*at)?.insert_chart(rows + 1, 0, &chart)?;
        Ok(())
    }

    /// A filter over the rows.
    fn close(&mut self) -> Result<(), XlsxError> {
        let Sheet { at, rows, columns, .. } = self.sheet;
        if let Some(last_column) = columns.checked_sub(1) {
            self.file.worksheet_from_index(at)?.autofilter(0, 0, rows - 1, last_column)?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<File, XlsxError> {
        self.close()?;
        let about = text!("说明", "About");
        let sheet = self.file.add_worksheet().set_name(about.in_language(self.language))?;
        explain(sheet, &self.formats, &self.headings, &self.notes)?;
        let mut written = tempfile::tempfile().map_err(XlsxError::IoError)?;
        self.file.save_to_writer(&mut written)?;
        Ok(written)
    }
}

/// Writes the notes, then what each column means.
fn explain(
    sheet: &mut Worksheet,
    formats: &Formats,
    headings: &[Heading],
    notes: &[Note],
) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 28)?.set_column_width(1, 100)?.set_print_fit_to_pages(1, 0);
    let explained = headings.iter().filter(|heading| !heading.meaning.is_empty());
    let meanings = explained.map(|heading| (heading.heading.as_str(), heading.meaning.as_str()));
    let notes = notes.iter().map(|(about, said)| (about.as_str(), said.as_str()));
    for (row, (about, said)) in (0..).zip(notes.chain(meanings)) {
        sheet.write_string_with_format(row, 0, shortened(about), &formats.head)?;
        sheet.write_string_with_format(row, 1, shortened(said), &formats.text)?;
    }
    Ok(())
}

impl Formats {
    fn new() -> Self {
        let format = Format::new().set_align(FormatAlign::Top);
        Self {
            head: format.clone().set_bold().set_text_wrap().set_background_color("#E8EEF4"),
            text: format.clone().set_text_wrap(),
            formula_like: format.clone().set_text_wrap().set_quote_prefix(),
            decimal: format.clone().set_num_format("0.00"),
            percent: format.clone().set_num_format("0.00%"),
            day: format.clone().set_num_format("yyyy-mm-dd"),
            instant: format.set_num_format("yyyy-mm-dd hh:mm:ss"),
        }
    }

    fn write(&self, sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell) -> Result<(), XlsxError> {
        match cell {
            Cell::Empty => return Ok(()),
            Cell::Text(text) => {
                let format = if looks_like_formula(text) { &self.formula_like } else { &self.text };
                sheet.write_string_with_format(row, column, shortened(text), format)?
            }
            #[expect(clippy::cast_precision_loss, reason = "counts of a ledger are far below 2⁵³")]
            Cell::Whole(number) => sheet.write_number(row, column, *number as f64)?,
            Cell::Decimal(number) => {
                sheet.write_number_with_format(row, column, parsed(number), &self.decimal)?
            }
            Cell::Percent(number) => {
                sheet.write_number_with_format(row, column, parsed(number) / 100.0, &self.percent)?
            }
            Cell::Day(day) => sheet.write_datetime_with_format(row, column, day, &self.day)?,
            Cell::Instant(at) => {
                sheet.write_datetime_with_format(row, column, in_beijing(*at), &self.instant)?
            }
        };
        Ok(())
    }
}

/// What is written in JSON as a decimal number is one.
fn parsed(number: &str) -> f64 {
    number.parse().unwrap_or_default()
}

/// A text as far as a cell has room for it; it says that it goes on.
fn shortened(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let shown: String = text.chars().take(LONGEST_TEXT / 2 - 1).collect();
    shown + "…"
}

/// Room for a heading in two lines. A Chinese character is as wide as two digits.
fn width(heading: &str) -> f64 {
    let digits: u32 = heading.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    (f64::from(digits) / 1.6 + 2.0).clamp(NARROWEST_COLUMN, WIDEST_COLUMN)
}
