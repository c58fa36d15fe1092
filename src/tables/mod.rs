//! Tables for spreadsheets: the items of a list under the headings that the contract has for them, as CSV (RFC 4180) or as a
//! workbook (XLSX, ISO/IEC 29500). A table is written row by row into a temporary file, so that its length takes no memory.

mod cell;
mod columns;
mod names;
mod offer;
mod pages;
mod writer;

pub use cell::Cell;
pub use offer::{OFFERED, TableFormat, TableQuery, TableRequest, Tables, media_type};
pub use writer::{Heading, Note, Writer};

/// The most rows of a table. A spreadsheet has room for 1,048,576.
pub const MOST_ROWS: usize = 200_000;
