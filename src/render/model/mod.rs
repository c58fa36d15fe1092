//! What a report says, whatever the format.

mod serialized;

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use self::serialized::{SerializedBlock, SerializedRun};

/// A report as it is laid out. Texts are printed as they stand; a heading has its ordinal in its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportDocument)]
pub struct Document {
    /// Title (标题), `古堆乡2024年度法治政府建设情况报告`. Line breaks in it are kept; without any, a long one is divided
    /// where a word ends (GB/T 9704-2012, 7.3.1).
    pub title: String,
    /// Document number (发文字号), `古政发〔2025〕3号` (7.2.5).
    #[schema(required)]
    pub number: Option<String>,
    /// Who signed an upward document (签发人), in the order of the organs (7.2.6).
    pub signers: Vec<String>,
    /// To whom it goes (主送机关), `措美县人民政府：` with its colon (7.3.2).
    #[schema(required)]
    pub addressee: Option<String>,
    /// The text (正文, 7.3.3).
    #[schema(value_type = Vec<SerializedBlock>)]
    pub sections: Vec<Block>,
    /// Organs that issue it (发文机关署名), the one in charge first (7.3.5).
    pub signatures: Vec<String>,
    /// Its date (成文日期), printed as `2025年1月20日` (7.3.5.4).
    #[schema(required)]
    pub date: Option<NaiveDate>,
    /// The attachment (附件, 7.3.7): the figures of the text. No attachment where there are none.
    pub figures: Vec<FigureRow>,
    /// A draft says on every page that it is one, and marks numbers without support.
    pub draft: bool,
}

/// A part of the text with lines of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "SerializedBlock")]
pub enum Block {
    /// A heading with its ordinal: `一、` of level 1, `（一）` of level 2, `1.` of level 3.
    Heading {
        /// 1 to 3; others count as the nearest of them.
        level: u8,
        /// As printed.
        text: String,
    },
    /// A paragraph (自然段).
    Paragraph(Vec<Run>),
}

/// A stretch of a paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "SerializedRun")]
pub enum Run {
    /// Words.
    Text(String),
    /// A number.
    Number {
        /// As printed, without its unit: `154`, `99.66`.
        text: String,
        /// The indicator that it is the value of, with dimensions: `disputes_accepted`, `study_sessions@body=township`. Empty where it was typed by hand.
        reference: String,
        /// Whether records support it.
        support: Support,
    },
    /// Words with stress, such as `一是加强统筹协调：`.
    Emphasis(String),
}

/// Whether records support a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportSupport)]
pub enum Support {
    /// It is computed from records.
    Supported,
    /// It was typed by hand, and no record says it.
    Unsupported,
    /// There is no number yet.
    Gap,
}

/// A row of the attachment: one figure of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ReportFigureRow)]
pub struct FigureRow {
    /// What the number in the text refers to.
    pub reference: String,
    /// Name of the indicator, `受理矛盾纠纷`.
    pub name: String,
    /// The value as printed, `5` or `100.00`.
    pub value: String,
    /// Unit, `件`.
    pub unit: String,
    /// How many records it was computed from; null where it was observed, not counted.
    #[schema(required)]
    pub records: Option<u64>,
    /// Remark (备注).
    pub remark: String,
    /// Address of the records behind it, a path (`/api/…`) or an `https` address; others are not linked.
    #[schema(required)]
    pub sources: Option<String>,
}

impl Document {
    /// The date as printed, months and days without leading zeros (GB/T 9704-2012, 7.3.5.4).
    pub(super) fn printed_date(&self) -> Option<String> {
        self.date.map(|date| format!("{}年{}月{}日", date.year(), date.month(), date.day()))
    }

    /// The places of figures in the attachment by their references, counted from one.
    pub(super) fn places(&self) -> HashMap<&str, usize> {
        let numbered = self.figures.iter().enumerate();
        // From the last to the first, so that of two rows with one reference the first is meant.
        numbered.rev().map(|(place, row)| (row.reference.as_str(), place + 1)).collect()
    }
}

impl Support {
    /// Whether a draft marks a number of this kind.
    pub(super) fn is_doubtful(self) -> bool {
        self != Self::Supported
    }
}

impl FigureRow {
    /// The address of the records, where it can be trusted in a link: scripts have addresses as well.
    pub(super) fn link(&self) -> Option<&str> {
        let address = self.sources.as_deref()?;
        let local = address.starts_with('/') && !address.starts_with("//");
        (local || address.starts_with("https://")).then_some(address)
    }

    /// How many records, as printed.
    pub(super) fn printed_records(&self) -> String {
        self.records.map_or_else(|| "—".to_owned(), |records| records.to_string())
    }
}
