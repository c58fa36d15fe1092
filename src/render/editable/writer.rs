//! Blocks as text to edit.

use super::cursor::ESCAPED;
use crate::render::characters::printable;
use crate::render::{Block, Run};

/// The text that [`parse`](super::parse) reads as these blocks. A value of a reference is not in it, since records may change it.
#[must_use]
pub fn write(blocks: &[Block]) -> String {
    let paragraphs: Vec<String> = blocks.iter().map(block).filter(|text| !text.is_empty()).collect();
    paragraphs.iter().map(|text| format!("{text}\n")).collect::<Vec<_>>().join("\n")
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => {
            let text = escaped(text);
            let signs = "#".repeat(usize::from((*level).clamp(1, 3)));
            if text.trim().is_empty() { String::new() } else { format!("{signs} {}", text.trim()) }
        }
        Block::Paragraph(runs) => runs.iter().map(run).collect::<String>().trim().to_owned(),
    }
}

fn run(run: &Run) -> String {
    match run {
        Run::Text(text) => escaped(text),
        Run::Emphasis(text) if text.is_empty() => String::new(),
        Run::Emphasis(text) => format!("**{}**", escaped(text)),
        Run::Number { text, reference, .. } if reference.is_empty() => format!("[[{}]]", escaped(text)),
        Run::Number { reference, .. } => format!("{{{reference}}}"),
    }
}

/// Words as they stand in the text, where a sign of its own is among them.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text) {
        if ESCAPED.contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
