//! Why the database could not be used. The class is the label of the metric, and decides whether a transaction is tried again.

use super::{ApiError, Code};

/// A class of database errors: what the metrics tell apart, and what decides whether trying again makes sense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Another transaction got in the way (SQLSTATE 40001, 40P01): a new attempt may well succeed.
    LostRace,
    /// The connection broke or could not be made (class 08, 57P01 to 57P03): nothing more can be done on it.
    Connection,
    /// A named statement is not on the connection it was prepared on, or is another's (26000, 42P05, 08P01): behind a pooler
    /// that gives every transaction another connection.
    LostStatement,
    /// A node of a distributed database cannot be reached, while the connection to its coordinator is sound: what stands on
    /// other nodes can still be read and written.
    Node,
    /// A statement took too long, or a lock was held too long, and PostgreSQL cancelled it (57014, 55P03).
    Timeout,
    /// PostgreSQL has run out of disk, memory or connections (class 53).
    Resources,
    /// Anything else.
    Other,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LostRace,
        Self::Connection,
        Self::Node,
        Self::LostStatement,
        Self::Timeout,
        Self::Resources,
        Self::Other,
    ];

    /// Its name in metrics.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LostRace => "lost_race",
            Self::Connection => "connection",
            Self::LostStatement => "lost_statement",
            Self::Node => "node",
            Self::Timeout => "timeout",
            Self::Resources => "resources",
            Self::Other => "other",
        }
    }
}

impl Fault {
    /// Whether the same work may well succeed on another connection.
    #[must_use]
    pub fn is_of_connection(self) -> bool {
        matches!(self, Self::Connection | Self::LostStatement)
    }
}

impl ApiError {
    /// What a question about many records is answered whose statement was cancelled: not that the database cannot be used,
    /// but that less can be asked for.
    #[must_use]
    pub fn of_large_query(self) -> Self {
        if self.fault() != Some(Fault::Timeout) {
            return self;
        }
        Self::of(Code::QueryTooLarge).caused_by(self.cause().unwrap_or_default())
    }
}
