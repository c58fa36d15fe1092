//! The reader of reports: what it finds in labelled texts, in mutations of a real report, and in hostile ones.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics says where"
)]

mod corpus;
mod documents;
mod encodings;
mod evaluation;
mod hands;
mod hostile;
mod mutations;
mod own;
mod seed;
mod wording;

use fazhi::reports::reader::{Context, Lexicon, Reading, read};

/// Reads a text with the words that the program brings along.
fn reading(text: &str, year: Option<i32>) -> Reading {
    read(text, &Context { year, place: None, lexicon: Lexicon::built_in() })
}
