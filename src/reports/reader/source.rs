//! The text of a report as it comes in: plain text in UTF-8, or a Word document.

use super::docx;
use super::model::Note;

/// Longer texts, in characters, are no reports of a township, county or department.
const LONGEST: usize = 200_000;

/// The text of a file.
///
/// # Errors
/// It is neither UTF-8 nor a Word document that can be read, or longer than 200,000 characters.
pub fn text(bytes: &[u8]) -> Result<String, Note> {
    let text = if docx::is_archive(bytes) { docx::text(bytes)? } else { plain(bytes)? };
    if text.chars().count() > LONGEST { Err(too_long()) } else { Ok(text) }
}

fn plain(bytes: &[u8]) -> Result<String, Note> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| Note {
        message_zh: format!("文件既不是 Word 文档，也不是 UTF-8 文本（{error}）"),
        message_en: format!("the file is neither a Word document nor text in UTF-8 ({error})"),
    })
}

fn too_long() -> Note {
    Note {
        message_zh: format!("正文超过 {LONGEST} 字"),
        message_en: format!("the text has more than {LONGEST} characters"),
    }
}
