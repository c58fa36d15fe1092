//! Writes samples of every format to look at: `WRITE_SAMPLES=folder cargo test --test render samples`.

use std::fs;
use std::path::Path;

use fazhi::render::{Document, docx, editable, html, markdown};

use crate::{gudui, hostile};

#[test]
fn samples_are_written_where_asked() {
    let Ok(folder) = std::env::var("WRITE_SAMPLES") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).unwrap();
    let long = "法".repeat(10_000);
    let documents = [
        ("full", gudui::document()),
        ("bare", gudui::bare()),
        ("joint-draft", gudui::joint_draft()),
        ("hostile", hostile::document("<b>&\u{202e}001 བོད་ཡིག 😀")),
        ("long", Document { date: gudui::document().date, ..hostile::document(&long) }),
    ];
    for (name, document) in documents {
        fs::write(folder.join(format!("{name}.docx")), docx::write(&document).unwrap()).unwrap();
        fs::write(folder.join(format!("{name}.html")), html::write(&document)).unwrap();
        fs::write(folder.join(format!("{name}.md")), markdown::write(&document)).unwrap();
        fs::write(folder.join(format!("{name}.txt")), editable::write(&document.sections)).unwrap();
    }
}
