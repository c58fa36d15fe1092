//! What is printed, in the order in which it stands. Texts are printed as they are; what `report.typ` reads is this, as JSON.

use serde::Serialize;

/// A report.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// The title, by lines (7.3.1).
    pub title: Vec<String>,
    /// The document number (发文字号, 7.2.5).
    pub number: Option<String>,
    /// Who signed it (签发人), as it stands after these words (7.2.6).
    pub signers: Option<String>,
    /// To whom it goes (主送机关), with its colon (7.3.2).
    pub addressee: Option<String>,
    /// The text (正文, 7.3.3).
    pub blocks: Vec<Block>,
    /// The organs that issue it (发文机关署名, 7.3.5).
    pub organs: Vec<Placed>,
    /// Its date (成文日期) as it is printed (7.3.5.4).
    pub date: Option<Placed>,
    /// That date: year, month, day. With it the file says when it was made, and is PDF/A-2a (ISO 19005-2), the form for archives.
    pub dated: Option<(i32, u32, u32)>,
    /// The attachment (附件, 7.3.7).
    pub attachment: Option<Attachment>,
    /// What stands above the text of each page of a draft.
    pub draft_mark: Option<String>,
}

/// A heading or a paragraph.
#[derive(Clone, Debug, Serialize)]
pub struct Block {
    /// Of a heading 1 to 3; none of a paragraph.
    pub level: Option<u8>,
    /// What it says.
    pub runs: Vec<Run>,
}

/// A stretch of text.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Run {
    /// As printed.
    pub text: String,
    /// Whether it stands out.
    pub strong: bool,
    /// Whether it is marked as a number that nothing supports.
    pub doubtful: bool,
    /// The row of the attachment that it leads to, counted from one.
    pub row: Option<usize>,
}

/// A line at the right.
#[derive(Clone, Debug, Serialize)]
pub struct Placed {
    /// What it says.
    pub text: String,
    /// Space to the right of it, in halves of a character.
    pub right: usize,
}

/// The table of figures.
#[derive(Clone, Debug, Serialize)]
pub struct Attachment {
    /// What the text says of it (附件说明, 7.3.4).
    pub note: String,
    /// Its title, by lines.
    pub title: Vec<String>,
    /// The heads of its columns: place, name, value, unit, records, remark.
    pub columns: [String; 6],
    /// Its rows.
    pub rows: Vec<[String; 6]>,
}
