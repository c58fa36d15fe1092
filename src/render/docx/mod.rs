//! A report as .docx (ECMA-376) in the layout of GB/T 9704-2012. It names the official typefaces and embeds none. Children
//! stand in the order of the schema, since Word and WPS refuse files that `LibreOffice` opens.
//!
//! What no document changes is written out in `parts/`: styles, settings, fonts, footers.

mod body;
mod paragraph;
mod table;
mod xml;

use std::io::{self, Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::Document;
use super::layout::DRAFT_MARK;
use paragraph::{Paragraph, Stretch};
use xml::Xml;

/// The media type of these files.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const WORD: (&str, &str) = ("xmlns:w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main");

/// The report as the bytes of a .docx file.
///
/// # Errors
/// Where the archive cannot be written, as with more than 4 GiB of text.
pub fn write(document: &Document) -> io::Result<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // Without a time of its own, so that the same document gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, part) in parts(document) {
        archive.start_file(name, options)?;
        archive.write_all(part.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

/// The parts of the package; readers look for the content types first.
fn parts(document: &Document) -> [(&'static str, String); 11] {
    [
        ("[Content_Types].xml", include_str!("parts/content_types.xml").to_owned()),
        ("_rels/.rels", include_str!("parts/package_rels.xml").to_owned()),
        ("word/_rels/document.xml.rels", include_str!("parts/document_rels.xml").to_owned()),
        ("word/document.xml", body::write(document)),
        ("word/styles.xml", include_str!("parts/styles.xml").to_owned()),
        ("word/settings.xml", include_str!("parts/settings.xml").to_owned()),
        ("word/fontTable.xml", include_str!("parts/fontTable.xml").to_owned()),
        ("word/header.xml", header(document.draft)),
        ("word/footer_odd.xml", include_str!("parts/footer_odd.xml").to_owned()),
        ("word/footer_even.xml", include_str!("parts/footer_even.xml").to_owned()),
        ("docProps/core.xml", core_properties(document)),
    ]
}

/// The top margin: empty, but for drafts.
fn header(draft: bool) -> String {
    let mark = if draft { DRAFT_MARK } else { "" };
    Xml::part("w:hdr", &[WORD], |xml| Paragraph::of("Header").write(xml, &[Stretch::plain(mark)]))
}

/// Title and date. Who wrote the file is nobody's business.
fn core_properties(document: &Document) -> String {
    let names = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
        ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ];
    Xml::part("cp:coreProperties", &names, |xml| {
        if let Some(date) = document.date {
            let created = format!("{date}T00:00:00Z");
            xml.element("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], |xml| xml.text(&created));
        }
        xml.element("dc:language", &[], |xml| xml.text("zh-CN"));
        xml.element("dc:title", &[], |xml| xml.text(&document.title.replace('\n', "")));
    })
}
