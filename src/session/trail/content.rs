//! What of an entry is hashed, and how: all of it, with the hash of the entry before it in the chain of its township.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::db::Verbatim;
use crate::db::schema::trail;
use crate::keys::Key;

/// An entry of the trail as it is stored, all but its place in the feed and its hash.
#[derive(Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = trail, treat_none_as_default_value = false)]
pub(super) struct EntryContent {
    pub county_code: String,
    pub township_code: String,
    /// 1, 2, 3 … within the township.
    pub position: i64,
    pub id: Uuid,
    pub resource: String,
    pub record_id: Uuid,
    pub version: i32,
    pub action: String,
    pub at: DateTime<Utc>,
    pub token_id: String,
    pub account: String,
    pub actor: String,
    pub role: String,
    pub request_id: String,
    pub address: Option<String>,
    pub reason: Option<String>,
    pub changed: Vec<String>,
    pub before: Option<Verbatim>,
    pub after: Option<Verbatim>,
    /// Which of its columns say what the record was and is: [`WHOLE`] or [`DIFFERENCE`].
    pub format: i16,
    pub patch: Option<Verbatim>,
    pub size: Option<i32>,
    pub redacted: Option<Verbatim>,
    /// Who issued the token; entries made before this was noted have none.
    pub token_issued_by: Option<String>,
    pub token_issuer_account: Option<String>,
}

/// What an entry takes besides what it says of the record, with its places in indexes, in bytes.
const ABOUT_THE_REST: i64 = 1024;

/// The form of entries that hold the whole record after the change.
pub(super) const WHOLE: i16 = 1;
/// The form of entries that hold a difference, or else the whole record.
pub(super) const DIFFERENCE: i16 = 2;

impl EntryContent {
    /// The keyed hash of this entry behind the one with the hash `previous`, which is empty for the first.
    pub(super) fn hash(&self, previous: &[u8], key: &Key) -> [u8; 32] {
        let mut message = Message::default();
        if !self.is_of_the_first_form() {
            // No hash has this length, so that no entry of one form is read as one of the other.
            message.add(b"entry");
            message.add(&self.format.to_be_bytes());
        }
        message.add(previous);
        self.add_to(&mut message);
        key.tag(&message.0)
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> i64 {
        let json = [&self.before, &self.after, &self.patch, &self.redacted].into_iter().flatten();
        let bytes: usize = json.map(|json| json.as_str().len()).sum();
        ABOUT_THE_REST + i64::try_from(bytes).unwrap_or(i64::MAX / 2)
    }

    /// About how many bytes it adds, with those that the record has grown by since it had so many.
    pub(super) fn weight(&self, before: i32) -> i64 {
        self.bytes() + i64::from((self.size.unwrap_or(0) - before).max(0))
    }

    /// The keyed hash of what this entry says, wherever it stands: it certifies what became of a redacted one.
    pub(super) fn content_hash(&self, key: &Key) -> [u8; 32] {
        let mut message = Message::default();
        message.add(b"redacted entry");
        message.add(&self.format.to_be_bytes());
        self.add_to(&mut message);
        key.tag(&message.0)
    }

    /// Entries of the first form are hashed as they were before there was another one.
    fn is_of_the_first_form(&self) -> bool {
        self.format == WHOLE && self.patch.is_none() && self.size.is_none() && self.redacted.is_none()
    }

    fn add_to(&self, message: &mut Message) {
        for text in [&self.county_code, &self.township_code, &self.resource, &self.action] {
            message.add(text.as_bytes());
        }
        message.add(&self.position.to_be_bytes());
        message.add(self.id.as_bytes());
        message.add(self.record_id.as_bytes());
        message.add(&self.version.to_be_bytes());
        message.add(&self.at.timestamp_micros().to_be_bytes());
        for text in [&self.token_id, &self.account, &self.actor, &self.role, &self.request_id] {
            message.add(text.as_bytes());
        }
        message.add_or_none(self.address.as_deref());
        message.add_or_none(self.reason.as_deref());
        message.add(&self.changed.len().to_be_bytes());
        for field in &self.changed {
            message.add(field.as_bytes());
        }
        message.add_or_none(self.before.as_ref().map(Verbatim::as_str));
        message.add_or_none(self.after.as_ref().map(Verbatim::as_str));
        if !self.is_of_the_first_form() {
            message.add_or_none(self.patch.as_ref().map(Verbatim::as_str));
            message.add(&self.size.unwrap_or(-1).to_be_bytes());
            message.add_or_none(self.redacted.as_ref().map(Verbatim::as_str));
        }
        // Entries that name none are hashed as they were before any did.
        if let Some(issuer) = &self.token_issued_by {
            message.add(issuer.as_bytes());
            message.add_or_none(self.token_issuer_account.as_deref());
        }
    }
}

/// Parts one behind the other, each with its length before it, so that no two lists of parts are the same bytes.
#[derive(Default)]
pub struct Message(Vec<u8>);

impl Message {
    /// Adds a part.
    pub fn add(&mut self, part: &[u8]) {
        self.0.extend_from_slice(&part.len().to_be_bytes());
        self.0.extend_from_slice(part);
    }

    /// Adds a part that may be missing.
    pub fn add_or_none(&mut self, part: Option<&str>) {
        match part {
            Some(part) => self.add(part.as_bytes()),
            None => self.0.extend_from_slice(&usize::MAX.to_be_bytes()),
        }
    }

    /// All of it.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}
