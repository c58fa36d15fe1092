//! A place within a line of an edited text.

use super::error::{Position, Slip, SyntaxError};
use crate::render::characters::is_printable;

/// What `\` may stand before.
pub(super) const ESCAPED: &str = "\\{}[]*#";

/// The rest of a line, and where it begins.
pub(super) struct Cursor<'a> {
    rest: &'a str,
    line: usize,
    column: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(rest: &'a str, line: usize) -> Self {
        Self { rest, line, column: 1 }
    }

    pub(super) fn position(&self) -> Position {
        Position { line: self.line, column: self.column }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Goes past a mark, if it stands here.
    pub(super) fn eat(&mut self, mark: &str) -> bool {
        match self.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                self.column += mark.chars().count();
                true
            }
            None => false,
        }
    }

    /// Goes past spaces, those of Chinese texts among them; whether there were any.
    pub(super) fn skip_spaces(&mut self) -> bool {
        let start = self.column;
        while self.peek().is_some_and(char::is_whitespace) {
            self.advance();
        }
        self.column > start
    }

    /// Goes past a sign as often as it stands here; how often.
    pub(super) fn count(&mut self, sign: char) -> usize {
        let start = self.column;
        while self.peek() == Some(sign) {
            self.advance();
        }
        self.column - start
    }

    /// Goes past the text before a mark and the mark; `None` where it does not follow on this line.
    pub(super) fn until(&mut self, mark: char) -> Option<&'a str> {
        let (before, after) = self.rest.split_once(mark)?;
        self.rest = after;
        self.column += before.chars().count() + 1;
        Some(before)
    }

    /// Goes past the next character, which stands for itself or is escaped.
    pub(super) fn plain(&mut self) -> Result<Option<char>, SyntaxError> {
        let position = self.position();
        match self.advance() {
            Some('\\') => {
                let escaped = self.advance().filter(|&c| ESCAPED.contains(c));
                escaped.map(Some).ok_or(position.of(Slip::Escape))
            }
            Some('}') => Err(position.of(Slip::ReferenceClosed)),
            Some('\t') => Ok(Some(' ')),
            Some(c) if !is_printable(c) => Err(position.of(Slip::Character)),
            other => Ok(other),
        }
    }

    fn advance(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next()?;
        self.rest = chars.as_str();
        self.column += 1;
        Some(c)
    }
}
