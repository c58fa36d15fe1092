//! A report as Markdown (`CommonMark`; the attachment is a table of GitHub's extension).

use super::characters::printable;
use super::layout::{ATTACHMENT_TITLE, COLUMNS, DRAFT_MARK};
use super::{Block, Document, FigureRow, Run, Support};

/// The report. A number that has a reference is a link to its row in the attachment, `[154](#disputes_accepted)`; in a draft, one without
/// support is in square brackets, `\[3\]`.
#[must_use]
pub fn write(document: &Document) -> String {
    let mut paragraphs = Vec::new();
    if document.draft {
        paragraphs.push(format!("> {DRAFT_MARK}"));
    }
    paragraphs.push(format!("# {}", escaped(&document.title.replace('\n', ""))));
    paragraphs.extend(head(document));
    paragraphs.extend(document.sections.iter().map(|block| written_block(block, document)));
    paragraphs.extend(tail(document));
    if !document.figures.is_empty() {
        paragraphs.push(format!("## 附件　{ATTACHMENT_TITLE}"));
        paragraphs.push(table(&document.figures));
    }
    paragraphs.retain(|paragraph| !paragraph.trim().is_empty());
    paragraphs.join("\n\n") + "\n"
}

/// Number, signers and addressee.
fn head(document: &Document) -> Vec<String> {
    let signers = document.signers.iter().map(|signer| escaped(signer)).collect::<Vec<_>>().join("　");
    let signers = (!signers.is_empty()).then(|| format!("签发人：{signers}"));
    let number = document.number.as_deref().map(escaped);
    let lines = [number, signers, document.addressee.as_deref().map(escaped)];
    lines.into_iter().flatten().map(|line| paragraph(&line)).collect()
}

/// Organs and date.
fn tail(document: &Document) -> Vec<String> {
    let organs = document.signatures.iter().map(|organ| paragraph(&escaped(organ)));
    organs.chain(document.printed_date()).collect()
}

fn written_block(block: &Block, document: &Document) -> String {
    match block {
        // The title is the heading of level 1.
        Block::Heading { level, text } => {
            format!("{} {}", "#".repeat(usize::from((*level).clamp(1, 3)) + 1), escaped(text).trim())
        }
        Block::Paragraph(runs) => {
            paragraph(&runs.iter().map(|run| written_run(run, document.draft)).collect::<String>())
        }
    }
}

fn written_run(run: &Run, draft: bool) -> String {
    match run {
        Run::Emphasis(text) => emphasised(text),
        Run::Number { text, support, .. } if draft && support.is_doubtful() => {
            format!("\\[{}\\]", escaped(text))
        }
        Run::Number { text, reference, support: Support::Supported } if !reference.is_empty() => {
            format!("[{}](#{})", escaped(text), fragment(reference))
        }
        Run::Text(text) | Run::Number { text, .. } => escaped(text),
    }
}

/// The attachment, with an anchor in each row.
fn table(rows: &[FigureRow]) -> String {
    let mut lines = vec![line(&COLUMNS.map(str::to_owned)), "|---:|---|---:|---|---:|---|".to_owned()];
    lines.extend(rows.iter().zip(1..).map(|(row, place)| {
        let anchor = format!("<a id=\"{}\"></a>", fragment(&row.reference));
        let value = match row.link() {
            Some(link) => format!("[{}](<{}>)", escaped(&row.value), address(link)),
            None => escaped(&row.value),
        };
        let name = anchor + &escaped(&row.name);
        line(&[
            place.to_string(),
            name,
            value,
            escaped(&row.unit),
            row.printed_records(),
            escaped(&row.remark),
        ])
    }));
    lines.join("\n")
}

fn line(cells: &[String; 6]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Text in which nothing is markup within a line.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in printable(text) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            _ if "\\`*_{}[]#|~!$".contains(c) => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A paragraph whose first characters do not make it a list, a rule or an underline.
fn paragraph(text: &str) -> String {
    let text = text.trim();
    let after_digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let (digits, rest) = text.split_at(text.len() - after_digits.len());
    let ordinal = !digits.is_empty() && rest.starts_with(['.', ')']);
    if ordinal || digits.is_empty() && rest.starts_with(['+', '-', '=']) {
        return format!("{digits}\\{rest}");
    }
    text.to_owned()
}

/// Words with stress. Marks beside letters only are read as such, so punctuation at the ends stays outside.
fn emphasised(text: &str) -> String {
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    match text.split_once(core) {
        Some((before, after)) if !core.is_empty() => {
            format!("{}**{}**{}", escaped(before), escaped(core), escaped(after))
        }
        _ => escaped(text),
    }
}

/// A reference as the fragment of an address.
fn fragment(reference: &str) -> String {
    encoded(reference, b"_-.=@,")
}

/// An address between `<` and `>`.
fn address(link: &str) -> String {
    encoded(link, b"_-.=@,:/?&%+;~")
}

/// Letters, digits and the signs `kept` as they are, other bytes percent-encoded.
fn encoded(text: &str, kept: &[u8]) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || kept.contains(&byte);
    let one = |byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}
