//! The formats of a report. A [`Document`] is what a report says in the order in which it is printed; each format has a
//! file here, which lays out the same document: Markdown, HTML, .docx and PDF. All are pure: the same document gives the same bytes, since
//! published files are frozen. Layout is that of GB/T 9704-2012 (党政机关公文格式).
//!
//! [`editable`] is the form in which people edit a section: text in which numbers stand for figures.

mod characters;
pub mod docx;
pub mod editable;
pub mod html;
mod layout;
pub mod markdown;
mod model;
mod ordinals;
pub mod pdf;

pub use model::{Block, Document, FigureRow, Run, Support};
pub use ordinals::ordinal;
