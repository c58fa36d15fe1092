//! The text of a report as it comes in: plain text, or a Word document.

use std::str;

use encoding_rs::{Encoding, GB18030};

use super::docx;
use super::model::Note;

/// Longer texts, in characters, are no reports of a township, county or department.
const LONGEST: usize = 200_000;
/// Before a fault in UTF-8, so many Chinese characters are no chance: the text is UTF-8 that was damaged, not GB18030.
const NO_CHANCE: usize = 8;

/// The text of a file: in UTF-8, in what its byte order mark says, or in GB18030 (GBK, GB 2312), in which Notepad and older offices save.
///
/// # Errors
/// It is neither text in one of these nor a Word document that can be read, or longer than 200,000 characters.
pub fn text(bytes: &[u8]) -> Result<String, Note> {
    let text = if docx::is_archive(bytes) { docx::text(bytes)? } else { plain(bytes)? };
    if text.chars().count() > LONGEST { Err(too_long()) } else { Ok(text) }
}

fn plain(bytes: &[u8]) -> Result<String, Note> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decoded(encoding, bytes.get(mark..).unwrap_or_default()).ok_or_else(unreadable);
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(fault) if is_damaged(bytes, fault.valid_up_to()) => Err(damaged(fault.valid_up_to() + 1)),
        Err(_) => decoded(GB18030, bytes).ok_or_else(unreadable),
    }
}

/// The text, where every byte is of this encoding and none is a control character, as other files have them.
fn decoded(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let written = |char: char| !char.is_control() || matches!(char, '\n' | '\r' | '\t');
    text.chars().all(written).then(|| text.into_owned())
}

fn is_damaged(bytes: &[u8], valid: usize) -> bool {
    let begins = str::from_utf8(bytes.get(..valid).unwrap_or_default()).unwrap_or_default();
    begins.chars().filter(|char| super::page::is_han(*char)).count() >= NO_CHANCE
}

fn damaged(place: usize) -> Note {
    Note {
        message_zh: format!("文件是 UTF-8 文本，但从第 {place} 个字节起已损坏"),
        message_en: format!("the file is text in UTF-8, but damaged from byte {place} on"),
    }
}

fn unreadable() -> Note {
    Note {
        message_zh: "文件既不是 Word 文档（.docx），也不是 UTF-8、UTF-16 或 GB18030 文本".to_owned(),
        message_en: "the file is neither a Word document (.docx) nor text in UTF-8, UTF-16 or GB18030"
            .to_owned(),
    }
}

fn too_long() -> Note {
    Note {
        message_zh: format!("正文超过 {LONGEST} 字"),
        message_en: format!("the text has more than {LONGEST} characters"),
    }
}
