//! What is asked of the feed, and what it says.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::auth::Permission;
use crate::clock;
use crate::db::Verbatim;
use crate::ledger::RESOURCES;
use crate::regions::Code;
use crate::session::trail::{Action, TrailEntry};

/// Which changes are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangeFilter {
    /// Only changes below this region, of any level: `CN`, or 2, 4, 6 or 9 digits.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9)]
    pub region: Option<Code>,
    /// Only changes of this kind: of records (as in their paths, such as `cases` and `parties`), of what a county decides
    /// (`personal_data`, `terms`), that names were told (`disclosures`), of reorganised `regions`, and for auditors of `accounts`.
    #[param(min_length = 1, max_length = 40)]
    pub resource: Option<String>,
    /// Only changes of this record.
    pub record: Option<Uuid>,
    /// Only changes by this account (`account` of a change).
    #[param(min_length = 1, max_length = 500)]
    pub account: Option<String>,
    /// Only changes made at this instant or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<DateTime<Utc>>,
    /// Only changes made before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<DateTime<Utc>>,
}

/// Which changes of the brief feed are wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BriefFilter {
    /// Only changes below this region, of any level: `CN`, or 2, 4, 6 or 9 digits.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9)]
    pub region: Option<Code>,
    /// Only changes of this kind: of records (as in their paths, such as `cases`), of parts in joint activities (`partners`), of
    /// reorganised `regions`.
    #[param(min_length = 1, max_length = 40)]
    pub resource: Option<String>,
    /// Only changes of this record.
    pub record: Option<Uuid>,
    /// Only changes made at this instant or later.
    #[param(value_type = Option<String>, format = DateTime)]
    pub from: Option<DateTime<Utc>>,
    /// Only changes made before this instant.
    #[param(value_type = Option<String>, format = DateTime)]
    pub to: Option<DateTime<Utc>>,
}

impl From<BriefFilter> for ChangeFilter {
    fn from(BriefFilter { region, resource, record, from, to }: BriefFilter) -> Self {
        Self { region, resource, record, account: None, from, to }
    }
}

/// Which parts of a change are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// All of it, to those who read the trail.
    Full,
    /// What was changed, to all who read records: neither who did it nor why.
    Brief,
}

/// What brief changes are of: what readers of records see, or what changes their figures.
#[must_use]
pub fn brief_resources() -> Vec<&'static str> {
    RESOURCES.iter().map(|resource| resource.path).chain(["partners", "regions"]).collect()
}

impl View {
    /// What a reader needs to be permitted.
    #[must_use]
    pub fn needs(self) -> Permission {
        match self {
            Self::Full => Permission::ReadTrail,
            Self::Brief => Permission::ReadRecords,
        }
    }
}

/// Which part of the feed is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FeedQuery {
    /// `cursor` of a page or of a change, as it came: only what follows it is sent. It is good for ever, and with other
    /// filters, too. `latest`: what is changed from now on. The feed from its beginning where it is not said.
    #[param(max_length = 200)]
    pub after: Option<String>,
    /// The most changes to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// Seconds to wait for a change where there is none yet, 0 to 55; 0 where it is not said.
    #[param(minimum = 0, maximum = 55, default = 0)]
    pub wait: Option<u16>,
}

/// How long a stream lasts.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// As the header `Last-Event-ID`, for the first time: only what follows this `cursor` is sent. `latest`: what is changed from now
    /// on.
    #[param(max_length = 200)]
    pub after: Option<String>,
    /// Seconds until the stream ends and the client comes again, 0 to 55; 55 where it is not said.
    #[param(minimum = 0, maximum = 55, default = 55)]
    pub seconds: Option<u16>,
}

/// One change of a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct RecordChange {
    /// Its place in the feed: to be sent as `after`.
    #[schema(max_length = 200, example = "q2JmZ0x6b3N1bWV0aGluZw")]
    pub cursor: String,
    /// The kind of record, as in its path.
    #[schema(example = "members")]
    pub resource: String,
    /// The record.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub record_id: Uuid,
    /// Its township; of an account, the smallest region that its first roles stood in; of a region, its county.
    #[schema(example = "540526201")]
    pub region: String,
    /// Whether the record counts no longer since this change.
    #[schema(example = false)]
    pub tombstone: bool,
    /// What was done, by whom, when, from where and why.
    #[serde(flatten)]
    pub entry: TrailEntry,
    /// The fields that it changed, besides `version`, `updated_at` and `updated_by`; none where it created the record.
    #[schema(example = json!(["person_times"]))]
    pub changed: Vec<String>,
    /// The record as it is after the change.
    #[schema(value_type = Object, additional_properties)]
    pub after: Verbatim,
}

/// One change of a record, without who made it and why.
#[derive(Debug, Serialize, ToSchema)]
pub struct BriefChange {
    /// Its place in the feed: to be sent as `after`.
    #[schema(max_length = 200, example = "q2JmZ0x6b3N1bWV0aGluZw")]
    pub cursor: String,
    /// The kind of record, as in its path.
    #[schema(example = "activities")]
    pub resource: String,
    /// The record.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub record_id: Uuid,
    /// Its township: figures of it and of all regions above it may have changed. Of a region, its county.
    #[schema(example = "540526201")]
    pub region: String,
    /// The figures of this year and of those after it may have changed; null where those of any year may.
    #[schema(required, minimum = 1949, maximum = 2100, example = 2024)]
    pub year: Option<i16>,
    /// The record's version after the change.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
    /// What was done.
    pub action: Action,
    /// When.
    #[serde(serialize_with = "clock::write_instant")]
    pub at: DateTime<Utc>,
    /// Whether the record counts no longer since this change.
    #[schema(example = false)]
    pub tombstone: bool,
}

/// A change as it is answered.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Change {
    /// All of it.
    Full(Box<RecordChange>),
    /// Without who and why.
    Brief(BriefChange),
}

impl Change {
    /// Its place in the feed.
    #[must_use]
    pub fn cursor(&self) -> &str {
        match self {
            Self::Full(change) => &change.cursor,
            Self::Brief(change) => &change.cursor,
        }
    }

    /// The record and its version.
    #[must_use]
    pub fn record(&self) -> (Uuid, i32) {
        match self {
            Self::Full(change) => (change.record_id, change.entry.version),
            Self::Brief(change) => (change.record_id, change.version),
        }
    }
}

/// A part of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangePage {
    /// The changes, in the order they were made in each township.
    #[schema(max_items = 200, value_type = Vec<RecordChange>)]
    pub items: Vec<Change>,
    /// Where the feed goes on: to be sent as `after`. It may have moved on without a change that was asked for.
    #[schema(max_length = 200, example = "q2JmZ0x6b3N1bWV0aGluZw")]
    pub cursor: String,
    /// Whether more changes are there already.
    #[schema(example = false)]
    pub more: bool,
}

/// A part of the brief feed: what the contract says of it.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "only its schema is used: a ChangePage is sent")]
pub struct BriefChangePage {
    /// The changes, in the order they were made in each township.
    #[schema(max_items = 200)]
    items: Vec<BriefChange>,
    /// Where the feed goes on: to be sent as `after`, here or at `/changes`.
    #[schema(max_length = 200, example = "q2JmZ0x6b3N1bWV0aGluZw")]
    cursor: String,
    /// Whether more changes are there already.
    #[schema(example = false)]
    more: bool,
}
