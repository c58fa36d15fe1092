//! What every entry of the trail tells: the history of a record and the feed of changes both do.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::Action;
use super::redaction::RedactedEntry;
use crate::auth::Role;
use crate::clock;
use crate::db::Verbatim;
use crate::db::schema::trail;

/// An entry of the trail: what was done to one record, by whom, when, from where and why.
#[derive(Debug, Serialize, Queryable, Selectable, ToSchema)]
#[diesel(table_name = trail)]
pub struct TrailEntry {
    /// The record's version after the change.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
    /// What was done.
    pub action: Action,
    /// When.
    #[serde(serialize_with = "clock::write_instant")]
    pub at: DateTime<Utc>,
    /// The name of the account that did it.
    #[schema(example = "古堆乡司法所")]
    pub actor: String,
    /// That account: it stays the same when its name or its token changes.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub account: String,
    /// The public id of its token.
    #[schema(example = "k3v9m2x7q4ab")]
    pub token_id: String,
    /// The name of the account that issued that token, which need not be the one it proves; null where no token was used,
    /// and in entries made before this was noted.
    #[schema(required, max_length = 200, example = "措美县管理员")]
    pub token_issued_by: Option<String>,
    /// The account that issued the token.
    #[schema(required, max_length = 500, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c")]
    pub token_issuer_account: Option<String>,
    /// The role it acted in.
    pub role: Role,
    /// The id of the request.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub request_id: String,
    /// The address that the request came from; null where it came by the command line.
    #[schema(required, example = "10.1.2.3")]
    pub address: Option<String>,
    /// Why, if a reason was given.
    #[schema(required)]
    pub reason: Option<String>,
    /// Of a redaction: the entries that it changed; null of anything else.
    #[schema(required, value_type = Option<Vec<RedactedEntry>>)]
    pub redacted: Option<Verbatim>,
}

/// What every change sets, and the entry tells anyway: which version, when, who.
const SET_BY_EVERY_CHANGE: [&str; 3] = ["version", "updated_at", "updated_by"];

/// Whether it is worth telling that a change changed this field.
#[must_use]
pub fn worth_telling(field: &str) -> bool {
    !SET_BY_EVERY_CHANGE.contains(&field)
}
