//! What can be wrong with an edited text, and where.

use crate::text;
use crate::text::Text;

/// A place in an edited text, both counted from one; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub line: usize,
    pub column: usize,
}

impl Position {
    pub(super) fn of(self, slip: Slip) -> SyntaxError {
        SyntaxError { line: self.line, column: self.column, slip }
    }
}

/// A slip in an edited text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {slip:?}")]
pub struct SyntaxError {
    /// Line, counted from one.
    pub line: usize,
    /// Character within it, counted from one.
    pub column: usize,
    /// What is wrong.
    pub slip: Slip,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slip {
    /// A character that is not printed.
    Character,
    /// `\` before a sign that needs none.
    Escape,
    /// `{` without its `}` on the same line.
    ReferenceOpen,
    /// `{…}` that is not written as a reference.
    ReferenceForm,
    /// `{…}` that nothing is known by.
    ReferenceUnknown(String),
    /// `}` without its `{`.
    ReferenceClosed,
    /// `[[` without its `]]` on the same line, or nothing between them.
    Typed,
    /// `**` without a second one in its paragraph.
    Emphasis,
    /// `#` more than three times.
    HeadingLevel,
    /// `#` without a space after it.
    HeadingSpace,
    /// A heading without words.
    HeadingEmpty,
    /// A number or stress in a heading.
    HeadingMarkup,
}

impl SyntaxError {
    /// What is wrong and where, for people.
    #[must_use]
    pub fn text(&self) -> Text {
        let (line, column) = (self.line, self.column);
        let Text { zh, en } = self.slip.text();
        text!("第{line}行第{column}个字符：{zh}", "line {line}, character {column}: {en}")
    }
}

impl Slip {
    fn text(&self) -> Text {
        match self {
            Self::Character => text!("有不能印出的字符", "a character that cannot be printed"),
            Self::Escape => {
                text!("“\\”之后只能是 \\ {{ }} [ ] * # 之一", "after \"\\\" comes one of \\ {{ }} [ ] * #")
            }
            Self::ReferenceOpen => text!("“{{”之后缺“}}”", "\"{{\" lacks its \"}}\""),
            Self::ReferenceForm => text!(
                "花括号中应为“指标”或“指标@维度=值”",
                "braces hold \"indicator\" or \"indicator@dimension=value\""
            ),
            Self::ReferenceUnknown(reference) => {
                text!("没有指标“{reference}”", "there is no indicator \"{reference}\"")
            }
            Self::ReferenceClosed => text!("“}}”之前缺“{{”", "\"}}\" lacks its \"{{\""),
            Self::Typed => {
                text!("“[[”之后应为数字和“]]”", "\"[[\" is followed by a number and \"]]\"")
            }
            Self::Emphasis => text!("“**”没有结束", "\"**\" is not closed"),
            Self::HeadingLevel => text!("标题至多三级", "headings have three levels"),
            Self::HeadingSpace => text!("标题的“#”之后应有空格", "\"#\" of a heading is followed by a space"),
            Self::HeadingEmpty => text!("标题没有文字", "a heading without words"),
            Self::HeadingMarkup => {
                text!("标题中不能有数字引用或强调", "headings hold neither bound numbers nor stress")
            }
        }
    }
}
