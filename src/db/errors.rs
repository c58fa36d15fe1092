//! Answers to clients where the database refuses or fails.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

use super::constraints;
use crate::problems::{ApiError, Fault};

/// What PostgreSQL's messages say of a fault, in English and Chinese: diesel passes no SQLSTATE on but for a few
/// kinds of its own, and `lc_messages` is the server's affair. At worst a deadlock is answered 503 instead of tried
/// again.
const WORDS: [(&str, Fault); 18] = [
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
    // Citus, whose messages are not translated.
    (REMOTE_NODE, Fault::Node),
    ("any active placements", Fault::Node),
];

/// How the coordinator of a distributed database says that it cannot reach a node: with the SQLSTATE of a broken connection
/// (08006), though its own connection to the service is sound.
const REMOTE_NODE: &str = "to the remote node";

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
            constraints::refusal(constraint(info.constraint_name(), message), message)
        }
        DatabaseErrorKind::ClosedConnection if message.contains(REMOTE_NODE) => {
            ApiError::database(Fault::Node, message)
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

/// The name of a broken constraint. On a distributed database the node's message is all there is, and it names the
/// constraint of a shard: with the shard's number behind it, which no name of ours ends with.
fn constraint<'a>(named: Option<&'a str>, message: &'a str) -> &'a str {
    let name = named.or_else(|| last_quoted(message)).unwrap_or_default();
    let without_number = name.trim_end_matches(|character: char| character.is_ascii_digit());
    match without_number.strip_suffix('_') {
        Some(of_table) if without_number.len() < name.len() => of_table,
        _ => name,
    }
}

/// The last of the names that a message puts in quotation marks. PostgreSQL names the constraint last, in every language.
fn last_quoted(message: &str) -> Option<&str> {
    message.split('"').skip(1).step_by(2).last()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::Code;

    #[test]
    fn a_constraint_of_a_shard_is_that_of_the_table() {
        let none = "duplicate key value";
        for (named, message, expected) in [
            (Some("cases_external_ref_key"), none, "cases_external_ref_key"),
            (Some("cases_external_ref_key_102100"), none, "cases_external_ref_key"),
            (
                None,
                r#"duplicate key value violates unique constraint "cases_external_ref_key_102100""#,
                "cases_external_ref_key",
            ),
            (
                None,
                r#"new row for relation "cases_102100" violates check constraint "cases_closed_on_check""#,
                "cases_closed_on_check",
            ),
            (None, r#"关系 "cases_102100" 的新列违反了检查约束 "cases_amount_check""#, "cases_amount_check"),
            (
                None,
                r#"insert or update on table "plan_tasks_102103" violates foreign key constraint "plan_tasks_plan_id_fkey_102103""#,
                "plan_tasks_plan_id_fkey",
            ),
            (None, none, ""),
            (Some("odd_12x"), none, "odd_12x"),
            (Some("12"), none, "12"),
        ] {
            assert_eq!(constraint(named, message), expected, "{named:?} {message}");
        }
    }

    fn told(kind: DatabaseErrorKind, message: &str) -> ApiError {
        Error::DatabaseError(kind, Box::new(message.to_owned())).into()
    }

    #[test]
    fn what_a_node_refuses_is_what_the_coordinator_would() {
        let message = r#"duplicate key value violates unique constraint "members_external_ref_key_102008""#;
        assert_eq!(told(DatabaseErrorKind::UniqueViolation, message).code(), Code::Conflict);
    }

    #[test]
    fn a_node_that_is_down_is_not_the_connection() {
        let down = "connection to the remote node fazhi@127.0.0.1:9701 failed with the following error: Connection refused";
        for (kind, message, fault) in [
            (DatabaseErrorKind::ClosedConnection, down, Fault::Node),
            (DatabaseErrorKind::Unknown, down, Fault::Node),
            (
                DatabaseErrorKind::ClosedConnection,
                "server closed the connection unexpectedly",
                Fault::Connection,
            ),
            (DatabaseErrorKind::Unknown, "something else", Fault::Other),
        ] {
            let error = told(kind, message);
            assert_eq!((error.fault(), error.code()), (Some(fault), Code::Unavailable), "{message}");
        }
    }
}
