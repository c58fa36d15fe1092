//! Blocks and runs as clients get them: one shape for every kind, so that clients generated from the contract have a type for it. The enums of
//! the [model](super) would be objects whose only property names their kind.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Block, Run, Support};

/// A part of the text with lines of its own: a heading or a paragraph (自然段).
#[derive(Serialize, ToSchema)]
#[schema(as = ReportBlock)]
pub(super) struct SerializedBlock {
    /// Of a heading its level: `一、` is 1, `（一）` is 2, `1.` is 3. Null for a paragraph.
    #[schema(required, minimum = 1, maximum = 3, example = 1)]
    level: Option<u8>,
    /// What it says, from start to end.
    runs: Vec<SerializedRun>,
}

/// A stretch of a heading or a paragraph.
#[derive(Serialize, ToSchema)]
#[schema(as = ReportRun)]
pub(super) struct SerializedRun {
    /// What it is.
    #[schema(example = "number")]
    kind: RunKind,
    /// As printed; a number is without its unit: `154`, `99.66`.
    #[schema(example = "154")]
    text: String,
    /// Of a number the indicator that it is the value of: `disputes_accepted`. Null where it was typed by hand.
    #[schema(required, example = "disputes_accepted")]
    reference: Option<String>,
    /// Of a number whether records support it.
    #[schema(required, example = "supported")]
    support: Option<Support>,
}

/// What a stretch is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ReportRunKind)]
pub(super) enum RunKind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// Words with stress, such as `一是加强统筹协调：`.
    Emphasis,
}

impl From<Block> for SerializedBlock {
    fn from(block: Block) -> Self {
        let (level, runs) = match block {
            Block::Heading { level, text } => (Some(level.clamp(1, 3)), vec![Run::Text(text)]),
            Block::Paragraph(runs) => (None, runs),
        };
        Self { level, runs: runs.into_iter().map(SerializedRun::from).collect() }
    }
}

impl From<Run> for SerializedRun {
    fn from(run: Run) -> Self {
        match run {
            Run::Text(text) => Self { kind: RunKind::Text, text, reference: None, support: None },
            Run::Emphasis(text) => Self { kind: RunKind::Emphasis, text, reference: None, support: None },
            Run::Number { text, reference, support } => Self {
                kind: RunKind::Number,
                text,
                reference: (!reference.is_empty()).then_some(reference),
                support: Some(support),
            },
        }
    }
}
