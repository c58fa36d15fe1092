//! What may be wrong with the trail.

use std::fmt;

use crate::text;
use crate::text::Text;

/// What may be wrong with the chains together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainsFault {
    /// The row that says how many there are was taken out.
    Uncounted,
    /// There are less than were begun.
    Missing {
        /// How many are there.
        found: i64,
        /// How many were begun.
        begun: i64,
    },
    /// The row, or the order of the chains, is not what the service wrote.
    Altered,
}

impl ChainsFault {
    /// What is wrong.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Uncounted => text!(
                "表 trail_chains 中记有链数的那一行不见了",
                "the row of trail_chains is missing, which says how many chains there are"
            ),
            Self::Missing { found, begun } => text!(
                "共开始过 {begun} 条链，现有 {found} 条：其余的被整条删去",
                "{begun} chains were begun and {found} are there: others were taken out as a whole"
            ),
            Self::Altered => text!(
                "表 trail_chains 中的链数，或表 trail_heads 中各链的次序，被改动过",
                "the number of chains in trail_chains, or their order in trail_heads, was altered"
            ),
        }
    }
}

impl fmt::Display for ChainsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().in_lines())
    }
}

/// The first thing that is wrong in a chain.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The region whose chain it is.
    pub township_code: String,
    /// The number of the entry.
    pub position: i64,
    /// The entry, where there is one.
    pub entry: Option<String>,
    /// What is wrong with it.
    pub kind: FaultKind,
}

impl Fault {
    /// Which entry it is, and what is wrong with it.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { township_code, position, entry, kind } = self;
        let entry = entry.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
        let Text { zh, en } = kind.text();
        text!(
            "{township_code}: 第 {position} 条痕迹{entry}{zh}",
            "{township_code}: entry {position}{entry} {en}"
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().in_lines())
    }
}

/// What may be wrong with an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not what was hashed, or does not follow the entry before it.
    Altered,
    /// There is none with this number, though later ones follow.
    Missing,
    /// There is none with this number, though the chain once reached it.
    CutOff,
    /// The end of the chain is not written down as the service writes it.
    End,
    /// Its place in the feed is before that of an earlier entry.
    Feed,
}

impl FaultKind {
    /// What is wrong, to be said of the entry.
    fn text(self) -> Text {
        match self {
            Self::Altered => text!("被改动、插入或移动过", "was altered, put in, or moved"),
            Self::Missing => text!("缺失", "is missing"),
            Self::CutOff => text!("及其后的全部缺失", "is missing, with all that followed it"),
            Self::End => text!(
                "是最后一条，但记下的链末端被改动过",
                "is the last one, but the end of the chain was altered"
            ),
            Self::Feed => text!("在变更流中的位置被移动过", "was moved in the feed"),
        }
    }
}
