//! The document itself: head, text, signature, attachment, and the page they stand on.

use std::collections::HashMap;

use super::paragraph::{Paragraph, Stretch};
use super::xml::Xml;
use super::{WORD, table};
use crate::render::layout::{ATTACHMENT_TITLE, signature, title_lines};
use crate::render::{Block, Document, Run, Support};

const RELATIONSHIPS: (&str, &str) =
    ("xmlns:r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships");

/// `word/document.xml`.
pub(super) fn write(document: &Document) -> String {
    Xml::part("w:document", &[WORD, RELATIONSHIPS], |xml| {
        xml.element("w:body", &[], |xml| {
            head(xml, document);
            text(xml, document);
            signed(xml, document);
            if !document.figures.is_empty() {
                attachment(xml, document);
            }
            section(xml);
        });
    })
}

/// Number and signers, title, addressee.
fn head(xml: &mut Xml, document: &Document) {
    number(xml, document);
    titled(xml, "Title", &document.title);
    if let Some(addressee) = &document.addressee {
        Paragraph::of("Addressee").write(xml, &[Stretch::plain(addressee)]);
    }
}

/// The number in the middle; at the left, with the signers at the right, in upward documents (GB/T 9704-2012, 7.2.5 and 7.2.6).
fn number(xml: &mut Xml, document: &Document) {
    let number = document.number.as_deref().unwrap_or_default();
    if !document.signers.is_empty() {
        let signers = document.signers.join("　");
        let signed = Stretch::plain("签发人：").after(Some("w:tab"));
        let stretches = [Stretch::plain(number), signed, Stretch::styled(&signers, Some("Signer"))];
        Paragraph::of("DocumentNumberAndSigners").write(xml, &stretches);
    } else if !number.is_empty() {
        Paragraph::of("DocumentNumber").write(xml, &[Stretch::plain(number)]);
    }
}

/// A title in its lines.
fn titled(xml: &mut Xml, style: &str, title: &str) {
    let lines = title_lines(title);
    let stretch = |(nth, line)| Stretch::plain(line).after((nth > 0).then_some("w:br"));
    let stretches: Vec<_> = lines.into_iter().enumerate().map(stretch).collect();
    Paragraph::of(style).write(xml, &stretches);
}

fn text(xml: &mut Xml, document: &Document) {
    let places = document.places();
    for block in &document.sections {
        match block {
            Block::Heading { level, text } => {
                let style = format!("Heading{}", (*level).clamp(1, 3));
                Paragraph::of(&style).write(xml, &[Stretch::plain(text)]);
            }
            Block::Paragraph(runs) => {
                let stretches: Vec<_> =
                    runs.iter().map(|run| stretch(run, document.draft, &places)).collect();
                Paragraph::of("BodyText").write(xml, &stretches);
            }
        }
    }
}

/// A run of the text. Drafts mark doubtful numbers; what goes out is black.
fn stretch<'a>(run: &'a Run, draft: bool, places: &HashMap<&str, usize>) -> Stretch<'a> {
    match run {
        Run::Text(text) => Stretch::plain(text),
        Run::Emphasis(text) => Stretch::styled(text, Some("Strong")),
        Run::Number { text, support, .. } if draft && *support != Support::Supported => {
            Stretch::styled(text, Some("Doubtful"))
        }
        Run::Number { text, reference, .. } => {
            Stretch::plain(text).figure(places.get(reference.as_str()).copied())
        }
    }
}

/// The note of the attachment, organs and date.
fn signed(xml: &mut Xml, document: &Document) {
    if !document.figures.is_empty() {
        let note = format!("附件：{ATTACHMENT_TITLE}");
        Paragraph::of("AttachmentNote").write(xml, &[Stretch::plain(&note)]);
    }
    let date = document.printed_date();
    let placed = signature(&document.signatures, date.as_deref());
    for (nth, (organ, right)) in document.signatures.iter().zip(placed.organs).enumerate() {
        let style = if nth == 0 { "SignatureFirst" } else { "Signature" };
        Paragraph::of(style).right(right).write(xml, &[Stretch::plain(organ)]);
    }
    if let Some(date) = date {
        Paragraph::of("Date").right(placed.date).write(xml, &[Stretch::plain(&date)]);
    }
}

/// The attachment begins a page (7.3.7).
fn attachment(xml: &mut Xml, document: &Document) {
    Paragraph::of("Attachment").write(xml, &[Stretch::plain("附件")]);
    titled(xml, "AttachmentTitle", ATTACHMENT_TITLE);
    table::write(xml, &document.figures);
    // Word wants a paragraph after a table.
    Paragraph::of("TableText").write(xml, &[]);
}

/// The page: A4, margins of 37, 26, 35 and 28 mm, 22 lines (5.1 and 5.2), in twentieths of a point. A line is 225 mm ÷ 22. That 28 characters
/// fill it is said by the style Normal: they stand 0.25 pt closer, since 28 of 3号 are 2 mm wider than the text. The grid could
/// say it too (`linesAndChars`), but `LibreOffice` then gives two places to each character. The number's dash is 7 mm below the text (7.5).
fn section(xml: &mut Xml) {
    xml.element("w:sectPr", &[], |xml| {
        for (kind, id) in [("default", "rId4"), ("even", "rId4")] {
            xml.empty("w:headerReference", &[("w:type", kind), ("r:id", id)]);
        }
        for (kind, id) in [("default", "rId5"), ("even", "rId6")] {
            xml.empty("w:footerReference", &[("w:type", kind), ("r:id", id)]);
        }
        xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
        let margins = [("w:top", "2098"), ("w:right", "1474"), ("w:bottom", "1984"), ("w:left", "1588")];
        let others = [("w:header", "1134"), ("w:footer", "1429"), ("w:gutter", "0")];
        xml.empty("w:pgMar", &[&margins[..], &others[..]].concat());
        xml.empty("w:docGrid", &[("w:type", "lines"), ("w:linePitch", "579")]);
    });
}
