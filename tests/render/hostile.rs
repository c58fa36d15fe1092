//! Texts that try to break out of their place, in every field of a document.

use chrono::NaiveDate;
use fazhi::render::{Block, Document, FigureRow, Run, Support, docx, html, markdown};

use crate::archive::{each_element, parts};

const TEXTS: [&str; 8] = [
    "<script>alert(1)</script>",
    "]]></w:t></w:r><w:p/>&#0;&amp;\"'",
    "\0\u{1}\u{8}\u{b}\u{1b}[31m\u{7f}\u{85}\u{fffe}\u{ffff}",
    "a\u{202e}001\u{2066}b\u{200f}",
    "😀👨‍👩‍👧🇨🇳𠮷﷽",
    "བོད་ཡིག་གི་ཡི་གེ།",
    "\r\n\t\u{2028}\u{2029}\u{feff}",
    "' onmouseover='x' \" href=\"javascript:x\"",
];

/// A document that has the text everywhere.
pub fn document(text: &str) -> Document {
    let text = || text.to_owned();
    let number = |support| Run::Number { text: text(), reference: text(), support };
    let runs = vec![
        Run::Text(text()),
        Run::Emphasis(text()),
        number(Support::Supported),
        number(Support::Unsupported),
        number(Support::Gap),
    ];
    let row = FigureRow {
        reference: text(),
        name: text(),
        value: text(),
        unit: text(),
        records: Some(u64::MAX),
        remark: text(),
        sources: Some(format!("https://{}", text())),
    };
    let script = FigureRow { sources: Some(format!("javascript:{}", text())), ..row.clone() };
    Document {
        title: text(),
        number: Some(text()),
        signers: vec![text(), text()],
        addressee: Some(text()),
        sections: vec![Block::Heading { level: 9, text: text() }, Block::Paragraph(runs)],
        signatures: vec![text(), text()],
        date: NaiveDate::from_ymd_opt(-4, 2, 29),
        figures: vec![row, script],
        draft: true,
    }
}

fn texts() -> impl Iterator<Item = String> {
    TEXTS.iter().map(|text| (*text).to_owned()).chain([
        TEXTS.concat(),
        "法".repeat(10_000),
        "x".repeat(10_000),
    ])
}

#[test]
fn html_has_the_same_elements_whatever_the_text() {
    let shape = |text: &str| {
        let page = html::write(&document(text));
        assert!(!page.contains("<script") && !page.contains("\"javascript:") && !page.contains('\u{202e}'));
        assert!(page.chars().all(|c| !c.is_control() || c == '\n'), "{text:?}");
        ["<p", "<a ", "<data ", "<td", "<h"].map(|tag| page.matches(tag).count())
    };
    let plain = shape("甲");
    for text in texts() {
        assert_eq!(shape(&text), plain, "{text:?}");
    }
}

#[test]
fn docx_has_the_same_elements_whatever_the_text() {
    let shape = |text: &str| {
        let mut elements = Vec::new();
        for (_, xml) in parts(docx::write(&document(text)).unwrap()) {
            each_element(&xml, |name, _| elements.push(name.to_owned()));
            assert!(xml.chars().all(|c| !c.is_control() || c == '\n') && !xml.contains('\u{ffff}'));
        }
        elements
    };
    let plain = shape("甲");
    for text in texts() {
        let elements = shape(&text);
        // A title of two lines has a line break.
        if !text.contains('\n') {
            assert!(elements == plain, "{}", text.chars().take(99).collect::<String>());
        }
    }
}

#[test]
fn markdown_has_no_markup_of_the_text() {
    for text in texts() {
        let report = markdown::write(&document(&text));
        assert!(!report.contains("<script") && !report.contains("(<javascript:"), "{report}");
        assert!(report.chars().all(|c| !c.is_control() || c == '\n'));
    }
}
