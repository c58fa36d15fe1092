//! What may be wrong with a row.

use std::fmt;

use uuid::Uuid;

use super::tables::Row;
use crate::session::trail::LastState;

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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultKind {
    /// It is not there.
    #[error("was deleted: its last entry in the trail says what it is, and there is no row")]
    Missing,
    /// The trail does not know it.
    #[error("was added: there is a row, and no entry in the trail")]
    Unexplained,
    /// Some of its fields are others than its last entry says.
    #[error("was altered, its last entry in the trail says otherwise: {}", .0.join(", "))]
    Differs(Vec<String>),
    /// Its last entry is none that can be read.
    #[error("has a last entry in the trail that cannot be read")]
    Unreadable,
}

impl Fault {
    pub(super) fn of_row(row: &Row, kind: FaultKind) -> Self {
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
        let Self { resource, id, township_code, kind } = self;
        write!(f, "{township_code}: {resource}/{id} {kind}")
    }
}
