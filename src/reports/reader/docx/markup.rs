//! The words between the tags of a Word document.
//!
//! Only what a document of Word's needs is understood: tags, the five entities of XML and characters by number. A document type, and
//! with it every entity of its own, is refused.

use super::super::model::Note;
use super::refused;

/// Where the text is collected.
#[derive(Default)]
struct Text {
    written: String,
    /// How many table cells are open.
    cells: usize,
    /// Inside w:t.
    words: bool,
    /// Inside what was deleted or is a field's code.
    hidden: usize,
}

pub(super) fn text(document: &str) -> Result<String, Note> {
    let mut text = Text::default();
    let mut rest = document;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        text.add(before)?;
        rest = after_tag(tag, &mut text)?;
    }
    Ok(text.written)
}

/// Takes one tag; what stands behind it.
fn after_tag<'a>(tag: &'a str, text: &mut Text) -> Result<&'a str, Note> {
    let broken = || refused("XML 不完整", "its XML is broken");
    if let Some(comment) = tag.strip_prefix("<!--") {
        return comment.split_once("-->").map(|(_, rest)| rest).ok_or_else(broken);
    }
    if tag.starts_with("<!") {
        return Err(refused("XML 含有文档类型声明", "its XML declares a document type or a section"));
    }
    let (inside, rest) = tag.split_once('>').ok_or_else(broken)?;
    text.tag(inside.trim_start_matches('<'));
    Ok(rest)
}

impl Text {
    fn tag(&mut self, tag: &str) {
        let name = tag.split([' ', '\t', '\n', '\r']).next().unwrap_or_default();
        let empty = tag.ends_with('/');
        match name.trim_end_matches('/') {
            "w:t" => self.words = !empty,
            "/w:t" => self.words = false,
            "w:tab" | "w:ptab" if self.cells == 0 => self.written.push(' '),
            "w:noBreakHyphen" => self.written.push('-'),
            "w:tc" if !empty => self.cells += 1,
            "/w:tc" => self.close_cell(),
            "/w:tr" => self.close_row(),
            "w:br" | "w:cr" | "/w:p" if self.cells == 0 => self.written.push('\n'),
            "w:del" | "w:moveFrom" if !empty => self.hidden += 1,
            "/w:del" | "/w:moveFrom" => self.hidden = self.hidden.saturating_sub(1),
            _ => {}
        }
    }

    fn close_cell(&mut self) {
        self.cells = self.cells.saturating_sub(1);
        self.written.push('\t');
    }

    fn close_row(&mut self) {
        if self.written.ends_with('\t') {
            self.written.pop();
        }
        self.written.push('\n');
    }

    fn add(&mut self, words: &str) -> Result<(), Note> {
        if !self.words || self.hidden > 0 {
            return Ok(());
        }
        let mut parts = words.split('&');
        self.written.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (name, rest) = part.split_once(';').ok_or_else(unknown)?;
            self.written.push(character(name).ok_or_else(unknown)?);
            self.written.push_str(rest);
        }
        Ok(())
    }
}

fn unknown() -> Note {
    refused("XML 含有未知的实体", "its XML has an unknown entity")
}

fn character(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = number
                .strip_prefix('x')
                .map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}
