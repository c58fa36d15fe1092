//! The paragraph that is being read: its runs so far.

use super::Bound;
use super::cursor::Cursor;
use super::error::{Position, Slip, SyntaxError};
use crate::render::{Block, Run, Support};

/// Runs of a paragraph, and the words after the last of them.
#[derive(Default)]
pub(super) struct Inline {
    runs: Vec<Run>,
    words: String,
    /// Where the stress began that the words have.
    emphasis: Option<Position>,
}

impl Inline {
    /// Reads a line of the paragraph.
    pub(super) fn line(
        &mut self,
        cursor: &mut Cursor<'_>,
        value: &mut impl FnMut(&str) -> Option<Bound>,
    ) -> Result<(), SyntaxError> {
        if joins_words(self.words.chars().next_back(), cursor.peek()) {
            self.words.push(' ');
        }
        while !cursor.is_at_end() {
            let position = cursor.position();
            if cursor.eat("{") {
                let number = bound(cursor, position, value)?;
                self.push(number);
            } else if cursor.eat("[[") {
                let number = typed(cursor, position)?;
                self.push(number);
            } else if cursor.eat("**") {
                self.end_words();
                self.emphasis = self.emphasis.xor(Some(position));
            } else {
                self.words.extend(cursor.plain()?);
            }
        }
        Ok(())
    }

    /// Ends the paragraph, if there is one.
    pub(super) fn paragraph(&mut self) -> Result<Option<Block>, SyntaxError> {
        if let Some(position) = self.emphasis {
            return Err(position.of(Slip::Emphasis));
        }
        self.words.truncate(self.words.trim_end().len());
        self.end_words();
        let runs = std::mem::take(&mut self.runs);
        Ok((!runs.is_empty()).then_some(Block::Paragraph(runs)))
    }

    fn push(&mut self, number: Run) {
        self.end_words();
        self.runs.push(number);
    }

    fn end_words(&mut self) {
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            let emphasis = self.emphasis.is_some();
            self.runs.push(if emphasis { Run::Emphasis(words) } else { Run::Text(words) });
        }
    }
}

/// Whether a line break stands between two words of Latin letters; Chinese has no spaces.
fn joins_words(before: Option<char>, after: Option<char>) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
    latin(before) && latin(after)
}

/// The number after a `{`.
fn bound(
    cursor: &mut Cursor<'_>,
    position: Position,
    value: &mut impl FnMut(&str) -> Option<Bound>,
) -> Result<Run, SyntaxError> {
    let reference = cursor.until('}').ok_or(position.of(Slip::ReferenceOpen))?;
    if !is_reference(reference) {
        return Err(position.of(Slip::ReferenceForm));
    }
    match value(reference) {
        Some(Bound { text, support }) => Ok(Run::Number { text, reference: reference.to_owned(), support }),
        None => Err(position.of(Slip::ReferenceUnknown(reference.to_owned()))),
    }
}

/// Whether a text is `indicator` or `indicator@dimension=value,dimension=value`.
fn is_reference(text: &str) -> bool {
    let is_code = |code: &str| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        code.starts_with(|c: char| c.is_ascii_lowercase()) && code.chars().all(plain)
    };
    let is_value = |value: &str| {
        !value.is_empty() && value.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
    };
    let is_dimension =
        |text: &str| text.split_once('=').is_some_and(|(name, value)| is_code(name) && is_value(value));
    match text.split_once('@') {
        Some((code, dimensions)) => is_code(code) && dimensions.split(',').all(is_dimension),
        None => is_code(text),
    }
}

/// The number after a `[[`.
fn typed(cursor: &mut Cursor<'_>, position: Position) -> Result<Run, SyntaxError> {
    let mut text = String::new();
    while !cursor.eat("]]") {
        if cursor.is_at_end() {
            return Err(position.of(Slip::Typed));
        }
        text.extend(cursor.plain()?);
    }
    match text.trim() {
        "" => Err(position.of(Slip::Typed)),
        text => {
            Ok(Run::Number { text: text.to_owned(), reference: String::new(), support: Support::Unsupported })
        }
    }
}
