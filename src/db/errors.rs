//! What the client is told when the database refuses or fails.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use super::constraints;
use crate::problems::{ApiError, Code};

/// Marks, in the cause of an [`ApiError`], a transaction that may simply be tried again.
const LOST_RACE: &str = "lost race: ";
/// Marks, in the cause of an [`ApiError`], a connection that is no more.
const LOST_CONNECTION: &str = "lost connection: ";

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::DatabaseError(kind, info) => from_database(kind, info.as_ref()),
            Error::SerializationError(_) | Error::DeserializationError(_) | Error::QueryBuilderError(_) => {
                Self::internal(error)
            }
            other => Self::unavailable(other),
        }
    }
}

/// Whether another transaction got in the way (SQLSTATE 40001, 40P01): a new attempt may well succeed.
#[must_use]
pub fn is_lost_race(error: &ApiError) -> bool {
    is_marked(error, LOST_RACE)
}

/// Whether the connection broke: nothing more can be done on it.
#[must_use]
pub fn is_lost_connection(error: &ApiError) -> bool {
    is_marked(error, LOST_CONNECTION)
}

fn is_marked(error: &ApiError, mark: &str) -> bool {
    error.code() == Code::Unavailable && error.cause().is_some_and(|cause| cause.starts_with(mark))
}

fn from_database(kind: DatabaseErrorKind, info: &(dyn DatabaseErrorInformation + Send + Sync)) -> ApiError {
    let message = info.message();
    match kind {
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::CheckViolation => {
            constraints::refusal(info.constraint_name().unwrap_or_default(), message)
        }
        DatabaseErrorKind::ClosedConnection => ApiError::unavailable(format!("{LOST_CONNECTION}{message}")),
        DatabaseErrorKind::SerializationFailure => ApiError::unavailable(format!("{LOST_RACE}{message}")),
        // diesel has no kind of its own for a deadlock (40P01).
        _ if message.contains("deadlock") => ApiError::unavailable(format!("{LOST_RACE}{message}")),
        _ => ApiError::unavailable(format!("{kind:?}: {message}")),
    }
}
