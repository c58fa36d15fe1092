//! What may be wrong with a row.

use std::fmt;

use uuid::Uuid;

use crate::session::audit::AuditedRow;
use crate::session::trail::LastState;
use crate::text;
use crate::text::Text;

/// A row that is not what its last entry says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it is, as in its path.
    pub resource: String,
    /// What the trail calls it.
    pub id: Uuid,
    /// The region in whose trail it is.
    pub township_code: String,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What may be wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It is not there.
    Missing,
    /// The trail does not know it.
    Unexplained,
    /// Some of its fields are others than its last entry says.
    Differs(Vec<String>),
    /// Its last entry is none that can be read.
    Unreadable,
}

impl FaultKind {
    /// What is wrong, to be said of the row.
    fn text(&self) -> Text {
        match self {
            Self::Missing => text!(
                "已被删除：最后一条痕迹写明其内容，却没有这一行",
                "was deleted: its last entry in the trail says what it is, and there is no row"
            ),
            Self::Unexplained => text!(
                "是添加进来的：有这一行，却没有痕迹",
                "was added: there is a row, and no entry in the trail"
            ),
            Self::Differs(fields) => {
                let fields = fields.join(", ");
                text!(
                    "被改动过，与最后一条痕迹不符：{fields}",
                    "was altered, its last entry in the trail says otherwise: {fields}"
                )
            }
            Self::Unreadable => {
                text!("的最后一条痕迹无法读取", "has a last entry in the trail that cannot be read")
            }
        }
    }
}

impl Fault {
    /// Which row it is, and what is wrong with it.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { resource, id, township_code, kind } = self;
        let Text { zh, en } = kind.text();
        text!("{township_code}: {resource}/{id} {zh}", "{township_code}: {resource}/{id} {en}")
    }

    pub(super) fn of_row(row: &AuditedRow, kind: FaultKind) -> Self {
        let township_code = row.township_code.clone();
        Self { resource: row.resource.to_owned(), id: row.id, township_code, kind }
    }

    pub(super) fn of_state(state: &LastState, kind: FaultKind) -> Self {
        let (resource, township_code) = (state.resource.clone(), state.township_code.clone());
        Self { resource, id: state.record_id, township_code, kind }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().in_lines())
    }
}
