//! Word documents, and what pretends to be one.

use std::io::{Cursor, Write};

use fazhi::reports::reader::docx;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::reading;

/// An archive with one part.
fn archive(name: &str, contents: &[u8]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file(name, SimpleFileOptions::default()).unwrap();
    archive.write_all(contents).unwrap();
    archive.finish().unwrap().into_inner()
}

fn document(body: &str) -> Vec<u8> {
    archive(
        "word/document.xml",
        format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>").as_bytes(),
    )
}

#[test]
fn paragraphs_and_tables_are_read() {
    let body = "<w:p><w:r><w:t>受理矛盾纠纷</w:t></w:r><w:r><w:t xml:space=\"preserve\">52件&#xFF0C;</w:t></w:r></w:p>\
        <w:p><w:del><w:r><w:t>旧</w:t></w:r></w:del><w:r><w:t>甲&amp;乙</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>法治宣传活动</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>场次</w:t></w:r></w:p></w:tc>\
        <w:tc><w:p><w:r><w:t>16</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let text = docx::text(&document(body)).unwrap();
    assert_eq!(text, "受理矛盾纠纷52件，\n甲&乙\n法治宣传活动\t场次\t16\n");
    let codes: Vec<_> = reading(&text, None).figures.into_iter().filter_map(|f| f.indicator).collect();
    assert_eq!(codes, ["disputes_accepted", "publicity_activities"]);
}

#[test]
fn bombs_are_refused() {
    let zeros = vec![b' '; 40 << 20];
    let refused = docx::text(&archive("word/document.xml", &zeros)).unwrap_err();
    assert!(refused.message_zh.contains("过大"), "{refused:?}");
}

#[test]
fn hostile_markup_is_refused() {
    let entity =
        "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY a \"aaaa\">]><w:document><w:t>&a;</w:t></w:document>";
    assert!(docx::text(&archive("word/document.xml", entity.as_bytes())).is_err());
    assert!(docx::text(&document("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")).is_err());
    assert!(docx::text(&document("<w:p><w:r><w:t>未完")).is_ok());
    assert!(docx::text(&archive("word/document.xml", b"<w:p")).is_err());
}

#[test]
fn other_files_are_refused() {
    assert!(docx::text(b"PK\x03\x04").is_err());
    assert!(docx::text(&archive("other.xml", b"<a/>")).is_err());
    let whole = document("<w:p/>");
    for length in 0..whole.len() {
        let _ = docx::text(&whole[..length]);
    }
    for at in 0..whole.len() {
        let mut torn = whole.clone();
        torn[at] ^= 0xff;
        let _ = docx::text(&torn);
    }
}
