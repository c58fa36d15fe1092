//! What the client is told when the database refuses or fails.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use super::constraints;
use crate::problems::{ApiError, Fault};

/// What PostgreSQL's messages say of a fault, in English and Chinese: diesel passes no SQLSTATE on but for a few
/// kinds of its own, and `lc_messages` is the server's affair. At worst a deadlock is answered 503 instead of tried
/// again.
const WORDS: [(&str, Fault); 16] = [
    ("deadlock", Fault::LostRace),
    ("死锁", Fault::LostRace),
    // 26000 and 42P05, then 08P01.
    ("prepared statement \"", Fault::LostStatement),
    ("准备好的语句 \"", Fault::LostStatement),
    ("bind message supplies", Fault::LostStatement),
    ("绑定消息提供了", Fault::LostStatement),
    ("statement timeout", Fault::Timeout),
    ("lock timeout", Fault::Timeout),
    ("canceling statement", Fault::Timeout),
    ("执行超时", Fault::Timeout),
    ("锁超时", Fault::Timeout),
    ("No space left", Fault::Resources),
    ("设备上没有空间", Fault::Resources),
    ("out of memory", Fault::Resources),
    ("too many clients", Fault::Resources),
    ("connection slots", Fault::Resources),
];

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::not_found(),
            Error::DatabaseError(kind, info) => from_database(kind, info.as_ref()),
            Error::SerializationError(_) | Error::DeserializationError(_) | Error::QueryBuilderError(_) => {
                Self::internal(error)
            }
            other => Self::database(Fault::Other, other),
        }
    }
}

/// A connection that could not be made.
pub fn no_connection(error: impl std::fmt::Display) -> ApiError {
    let message = error.to_string();
    match by_words(&message) {
        Fault::Resources => ApiError::database(Fault::Resources, message),
        _ => ApiError::database(Fault::Connection, message),
    }
}

fn from_database(kind: DatabaseErrorKind, info: &(dyn DatabaseErrorInformation + Send + Sync)) -> ApiError {
    let message = info.message();
    match kind {
        DatabaseErrorKind::UniqueViolation
        | DatabaseErrorKind::ForeignKeyViolation
        | DatabaseErrorKind::CheckViolation => {
            constraints::refusal(info.constraint_name().unwrap_or_default(), message)
        }
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            ApiError::database(Fault::Connection, message)
        }
        DatabaseErrorKind::SerializationFailure => ApiError::database(Fault::LostRace, message),
        _ => ApiError::database(by_words(message), format!("{kind:?}: {message}")),
    }
}

fn by_words(message: &str) -> Fault {
    let found = WORDS.iter().find(|(words, _)| message.contains(words));
    found.map_or(Fault::Other, |(_, fault)| *fault)
}
