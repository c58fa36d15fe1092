//! Changes, as entries describe them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::Action;
use super::redaction::RedactedEntry;
use crate::db::Verbatim;
use crate::problems::{ApiError, ApiResult};

/// Something that has an entry in the trail for each of its versions, and is serialised as entries store it.
pub trait Audited: Serialize {
    /// What its entries are about.
    fn subject(&self) -> Subject<'_>;

    /// The township-years whose figures read it.
    fn affected(&self) -> Vec<(String, i16)> {
        Vec::new()
    }
}

/// Something audited, as it is stored now.
#[derive(Debug)]
pub struct AuditedRow {
    /// What it is, as entries name it.
    pub resource: &'static str,
    /// The county that leads its key: that of its region, unless the row was altered.
    pub county_code: String,
    /// Its id, as entries name it.
    pub id: Uuid,
    /// The region in whose chain its entries stand.
    pub township_code: String,
    /// It, as entries store it.
    pub state: Value,
}

impl AuditedRow {
    /// A row under the county that leads its key.
    ///
    /// # Errors
    /// 500 where it cannot be written as JSON.
    pub fn of(county_code: &str, item: &impl Audited) -> ApiResult<Self> {
        let Subject { resource, record_id, region_code, .. } = item.subject();
        Ok(Self {
            resource,
            county_code: county_code.to_owned(),
            id: record_id,
            township_code: region_code.to_owned(),
            state: serde_json::to_value(item).map_err(ApiError::internal)?,
        })
    }
}

/// What an entry is about.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    /// What it is: the resource, for a record.
    pub resource: &'static str,
    /// Its id.
    pub record_id: Uuid,
    /// The region in whose chain its entries stand: a township, or the county or another region above.
    pub region_code: &'a str,
    /// Its version.
    pub version: i32,
}

/// Something that stores its version, and when and by whom that was made.
pub trait Versioned {
    /// Version, instant of the last change, and the name of the account that made it.
    fn revision(&mut self) -> (&mut i32, &mut DateTime<Utc>, &mut String);
}

/// An event that is audited once and has no versions.
#[derive(Serialize)]
#[serde(transparent)]
pub struct Event {
    #[serde(skip)]
    resource: &'static str,
    #[serde(skip)]
    id: Uuid,
    #[serde(skip)]
    region_code: String,
    state: Value,
}

impl Event {
    /// An event, as its entry in the chain of a region describes it.
    #[must_use]
    pub fn new(resource: &'static str, region_code: &str, state: Value) -> Self {
        Self { resource, id: Uuid::now_v7(), region_code: region_code.to_owned(), state }
    }
}

impl Audited for Event {
    fn subject(&self) -> Subject<'_> {
        Subject { resource: self.resource, record_id: self.id, region_code: &self.region_code, version: 1 }
    }
}

/// A change, as its entry in the trail describes it.
pub struct Change {
    pub(in crate::session) resource: &'static str,
    pub(in crate::session) record_id: Uuid,
    pub(in crate::session) region_code: String,
    pub(in crate::session) version: i32,
    pub(in crate::session) action: Action,
    /// The state before; `None` where there was none.
    pub before: Option<Value>,
    /// The state after.
    pub after: Value,
    /// Of a redaction: the fields that held the text, and the entries that were changed.
    pub(in crate::session) redacted: Option<(Vec<String>, Verbatim)>,
    pub(in crate::session) touched: Vec<(String, i16)>,
}

impl Change {
    /// The change from one state to another one; `before` is `None` where there was none.
    ///
    /// # Errors
    /// 500 where a state cannot be written as JSON.
    pub fn of<T: Audited>(action: Action, before: Option<&T>, after: &T) -> ApiResult<Self> {
        let state = |of: &T| serde_json::to_value(of).map_err(ApiError::internal);
        let Subject { resource, record_id, region_code, version } = after.subject();
        let mut touched = after.affected();
        touched.extend(before.into_iter().flat_map(T::affected));
        let (before, after) = (before.map(state).transpose()?, state(after)?);
        let region_code = region_code.to_owned();
        Ok(Self { resource, record_id, region_code, version, action, before, after, redacted: None, touched })
    }

    /// The change, which also changes figures of its region in this year.
    #[must_use]
    pub fn touching(mut self, year: Option<i16>) -> Self {
        self.touched.extend(year.map(|year| (self.region_code.clone(), year)));
        self
    }

    /// The redaction of these fields and these entries.
    ///
    /// # Errors
    /// 500 where the entries cannot be written as JSON.
    pub fn redacting(self, fields: Vec<String>, entries: &[RedactedEntry]) -> ApiResult<Self> {
        let entries = Verbatim::of(&entries).map_err(ApiError::internal)?;
        Ok(Self { redacted: Some((fields, entries)), ..self })
    }
}
