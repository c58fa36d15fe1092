//! A report as a page of HTML: read on a screen, and printed on A4. It needs no scripts, and its one `<style>` is allowed by
//! [`style_hash`] in a content security policy.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::characters::escape;
use super::layout::{ATTACHMENT_TITLE, COLUMNS, DRAFT_MARK, title_lines};
use super::{Block, Document, FigureRow, Run, Support};

const STYLE: &str = include_str!("style.css");

/// The source of the page's style for `Content-Security-Policy: style-src`: `'sha256-…'` with its quotes.
#[must_use]
pub fn style_hash() -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(STYLE)))
}

/// The report. A number of the text leads to its row in the attachment, and the value there to its records.
#[must_use]
pub fn write(document: &Document) -> String {
    let mut page = Page { html: String::new(), places: document.places(), draft: document.draft };
    page.raw("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    page.text(&document.title.replace('\n', ""));
    page.raw("</title>\n<style>");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n");
    page.raw(if document.draft { "<main class=\"draft\">\n" } else { "<main>\n" });
    page.head(document);
    document.sections.iter().for_each(|block| page.block(block));
    page.tail(document);
    if !document.figures.is_empty() {
        page.attachment(&document.figures);
    }
    page.raw("</main>\n</body>\n</html>\n");
    page.html
}

/// A page that is being written.
struct Page<'a> {
    html: String,
    places: HashMap<&'a str, usize>,
    draft: bool,
}

impl Page<'_> {
    fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.html, text);
    }

    /// An element with text in it; `start` is its name with its attributes.
    fn element(&mut self, start: &str, text: &str) {
        let name = start.split(' ').next().unwrap_or(start);
        self.raw(&format!("<{start}>"));
        self.text(text);
        self.raw(&format!("</{name}>"));
    }

    fn line(&mut self, start: &str, text: &str) {
        self.element(start, text);
        self.raw("\n");
    }

    fn head(&mut self, document: &Document) {
        if document.draft {
            self.line("p class=\"draft\" role=\"note\"", DRAFT_MARK);
        }
        if document.number.is_some() || !document.signers.is_empty() {
            self.raw("<p class=\"number\">");
            self.element("span", document.number.as_deref().unwrap_or_default());
            if !document.signers.is_empty() {
                self.raw("<span>签发人：");
                self.element("span class=\"signer\"", &document.signers.join("　"));
                self.raw("</span>");
            }
            self.raw("</p>\n");
        }
        self.raw("<h1>");
        for (nth, line) in title_lines(&document.title).into_iter().enumerate() {
            self.raw(if nth == 0 { "" } else { "<br>" });
            self.text(line);
        }
        self.raw("</h1>\n");
        if let Some(addressee) = &document.addressee {
            self.line("p class=\"addressee\"", addressee);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.line(&format!("h{}", (*level).clamp(1, 3) + 1), text),
            Block::Paragraph(runs) => {
                self.raw("<p>");
                for run in runs {
                    self.run(run);
                }
                self.raw("</p>\n");
            }
        }
    }

    fn run(&mut self, run: &Run) {
        match run {
            Run::Text(text) => self.text(text),
            Run::Emphasis(text) => self.element("strong", text),
            Run::Number { text, reference, support } => self.number(text, reference, *support),
        }
    }

    fn number(&mut self, text: &str, reference: &str, support: Support) {
        let place = self.places.get(reference).copied();
        let class = match support {
            _ if !self.draft => "",
            Support::Supported => "",
            Support::Unsupported => " class=\"unsupported\" title=\"没有台账记录支持\"",
            Support::Gap => " class=\"gap\" title=\"尚无数值\"",
        };
        if let Some(place) = place {
            self.raw(&format!("<a href=\"#figure-{place}\">"));
        }
        self.raw("<data value=\"");
        self.text(text);
        self.raw("\"");
        self.raw(class);
        self.raw(">");
        self.text(text);
        self.raw(if place.is_some() { "</data></a>" } else { "</data>" });
    }

    fn tail(&mut self, document: &Document) {
        if !document.figures.is_empty() {
            self.raw("<p class=\"note\">附件：<a href=\"#attachment\">");
            self.text(ATTACHMENT_TITLE);
            self.raw("</a></p>\n");
        }
        self.raw("<div class=\"signature\">\n<div class=\"organs\">\n");
        document.signatures.iter().for_each(|organ| self.line("p", organ));
        self.raw("</div>\n");
        if let (Some(date), Some(printed)) = (document.date, document.printed_date()) {
            self.raw("<p class=\"date\">");
            self.element(&format!("time datetime=\"{date}\""), &printed);
            self.raw("</p>\n");
        }
        self.raw("</div>\n");
    }

    fn attachment(&mut self, rows: &[FigureRow]) {
        self.raw("<section id=\"attachment\">\n<p class=\"attachment\">附件</p>\n");
        self.line("h2 class=\"title\"", ATTACHMENT_TITLE);
        self.raw("<table>\n<thead>\n<tr>");
        for column in COLUMNS {
            self.element("th scope=\"col\"", column);
        }
        self.raw("</tr>\n</thead>\n<tbody>\n");
        rows.iter().zip(1..).for_each(|(row, place)| self.row(row, place));
        self.raw("</tbody>\n</table>\n</section>\n");
    }

    fn row(&mut self, row: &FigureRow, place: usize) {
        self.raw(&format!("<tr id=\"figure-{place}\"><td>{place}</td>"));
        self.element("th scope=\"row\"", &row.name);
        self.raw("<td>");
        if let Some(link) = row.link() {
            self.raw("<a href=\"");
            self.text(link);
            self.raw("\">");
        }
        self.text(&row.value);
        self.raw(if row.link().is_some() { "</a></td>" } else { "</td>" });
        self.element("td", &row.unit);
        self.element("td", &row.printed_records());
        self.element("td", &row.remark);
        self.raw("</tr>\n");
    }
}
