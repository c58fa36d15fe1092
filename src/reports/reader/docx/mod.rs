//! The text of a Word document: a line for every paragraph, cells of a table's row divided by tabs.

mod archive;
mod markup;

use super::model::Note;

/// The part of the archive that holds the text.
const DOCUMENT: &str = "word/document.xml";
/// An archive larger than this is no report.
const LARGEST_FILE: usize = 20 << 20;
/// The most that its text may unpack to.
const LARGEST_DOCUMENT: usize = 32 << 20;

/// Whether a file begins as an archive does.
#[must_use]
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// The text of a .docx.
///
/// # Errors
/// The file is none, is too large or unpacks to too much, or its XML is broken or declares a document type.
pub fn text(bytes: &[u8]) -> Result<String, Note> {
    if bytes.len() > LARGEST_FILE {
        return Err(refused("文件过大", "the file is too large"));
    }
    let document = archive::part(bytes, DOCUMENT, LARGEST_DOCUMENT)?;
    let document = std::str::from_utf8(&document).map_err(|error| {
        refused(&format!("正文不是 UTF-8（{error}）"), &format!("its text is not UTF-8 ({error})"))
    })?;
    markup::text(document.strip_prefix('\u{feff}').unwrap_or(document))
}

fn refused(zh: &str, en: &str) -> Note {
    Note {
        message_zh: format!("不能读取该 Word 文档：{zh}"),
        message_en: format!("the Word document cannot be read: {en}"),
    }
}
