//! The text of a section as people edit it. Numbers are not in it; what they are the value of is:
//!
//! ```text
//! # 一、主要举措和成效
//!
//! ## （一）加强矛盾纠纷化解
//!
//! **一是健全机制：**各级调解组织受理矛盾纠纷{disputes_accepted}件，党委学法{study_sessions@body=party_committee}次，
//! 走访[[3]]次。
//! ```
//!
//! | written | means |
//! |---|---|
//! | `# `, `## `, `### ` at the beginning of a line | heading of level 1, 2, 3, its ordinal written out |
//! | an empty line | end of a paragraph; a line break within one means nothing |
//! | `{indicator}`, `{indicator@dimension=value,dimension=value}` | the indicator's value |
//! | `[[3]]` | a number typed by hand, which no record supports |
//! | `**words**` | words with stress |
//! | `\` before `\` `{` `}` `[` `]` `*` `#` | the sign itself |

mod cursor;
mod error;
mod inline;
mod writer;

use super::{Block, Support};
use cursor::Cursor;
use inline::Inline;

pub use error::{Slip, SyntaxError};
pub use writer::{escaped, write};

/// The value of a reference, as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// As printed, without unit.
    pub text: String,
    /// Whether records support it.
    pub support: Support,
}

/// The blocks of an edited text, its numbers still gaps.
///
/// # Errors
/// The first slip, with its line and column.
pub fn parse(text: &str) -> Result<Vec<Block>, SyntaxError> {
    bind(text, |_| Some(Bound { text: String::new(), support: Support::Gap }))
}

/// The blocks of an edited text with the values of its numbers, in time linear in its length. `value` knows what a reference stands for;
/// `None` is a reference that means nothing.
///
/// # Errors
/// The first slip, with its line and column.
pub fn bind(text: &str, mut value: impl FnMut(&str) -> Option<Bound>) -> Result<Vec<Block>, SyntaxError> {
    let mut blocks = Vec::new();
    let mut inline = Inline::default();
    for (line, number) in text.lines().zip(1..) {
        let mut cursor = Cursor::new(line, number);
        cursor.skip_spaces();
        if cursor.is_at_end() || cursor.peek() == Some('#') {
            blocks.extend(inline.paragraph()?);
        }
        if cursor.peek() == Some('#') {
            blocks.push(heading(&mut cursor)?);
        } else {
            inline.line(&mut cursor, &mut value)?;
        }
    }
    blocks.extend(inline.paragraph()?);
    Ok(blocks)
}

/// A line that begins with `#`.
fn heading(cursor: &mut Cursor<'_>) -> Result<Block, SyntaxError> {
    let start = cursor.position();
    let level = cursor.count('#');
    let level = u8::try_from(level).ok().filter(|level| *level <= 3).ok_or(start.of(Slip::HeadingLevel))?;
    if !cursor.skip_spaces() {
        return Err(start.of(Slip::HeadingSpace));
    }
    let mut text = String::new();
    while !cursor.is_at_end() {
        let position = cursor.position();
        if cursor.eat("{") || cursor.eat("[[") || cursor.eat("**") {
            return Err(position.of(Slip::HeadingMarkup));
        }
        text.extend(cursor.plain()?);
    }
    match text.trim_end() {
        "" => Err(start.of(Slip::HeadingEmpty)),
        text => Ok(Block::Heading { level, text: text.to_owned() }),
    }
}
