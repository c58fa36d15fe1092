//! What a record was: whole copies and the differences between them, put together again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::dsl::max;
use diesel::pg::{Pg, PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use diesel::query_builder::{Query, QueryFragment};
use diesel::sql_types::{Array, Integer, Json, Nullable, Text, Untyped, Uuid as SqlUuid};
use json_patch::{Patch, PatchError};
use serde_json::Value;
use uuid::Uuid;

use crate::db::schema::trail;
use crate::db::{Prepared, Verbatim};
use crate::problems::{ApiError, ApiResult};

/// Every version whose number this divides is stored as a whole, so that no version needs more than so many entries.
const WHOLE_EVERY: i32 = 32;

/// What an entry stores of the record after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// A JSON Patch (RFC 6902) from the version before.
    pub patch: Option<Verbatim>,
    /// All of it.
    pub after: Option<Verbatim>,
    /// How long all of it is as JSON, in bytes.
    pub size: usize,
}

impl Stored {
    /// What to store of a version: the difference to the version before, where that can be built upon and is less than
    /// half as long as the whole.
    ///
    /// # Errors
    /// Where a value cannot be written as JSON.
    pub fn of(version: i32, before: Option<&Value>, after: &Value) -> serde_json::Result<Self> {
        let whole = Verbatim::of(after)?;
        let size = whole.as_str().len();
        if let Some(before) = before
            && version % WHOLE_EVERY != 0
        {
            let patch = Verbatim::of(&json_patch::diff(before, after))?;
            if patch.as_str().len() < size / 2 {
                return Ok(Self { patch: Some(patch), after: None, size });
            }
        }
        Ok(Self { patch: None, after: Some(whole), size })
    }
}

/// The entries of a record that cannot be put together: the trail was altered.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// A column holds what is no JSON, or no JSON Patch.
    #[error("an entry cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// A difference does not fit the version before it.
    #[error("a difference does not fit the version before it: {0}")]
    Patch(#[from] PatchError),
    /// There is a difference, but nothing that it applies to; or neither a difference nor a whole.
    #[error("an entry has no version before it")]
    Baseless,
}

/// A record as its entries tell it, one version after the other.
#[derive(Debug, Default)]
pub struct Replay(Option<Value>);

impl Replay {
    /// Takes in the next entry: the record after it. The first one has to hold all of the record.
    ///
    /// # Errors
    /// Where the entry does not fit.
    pub fn step(&mut self, patch: Option<&Verbatim>, after: Option<&Verbatim>) -> Result<&Value, Broken> {
        match (patch, after) {
            (_, Some(after)) => Ok(self.0.insert(after.value()?)),
            (Some(patch), None) => {
                let state = self.0.as_mut().ok_or(Broken::Baseless)?;
                let patch: Patch = serde_json::from_str(patch.as_str())?;
                json_patch::patch_unsafe(state, &patch)?;
                Ok(state)
            }
            (None, None) => Err(Broken::Baseless),
        }
    }

    /// The record after the last entry taken in; `None` before the first.
    #[must_use]
    pub fn state(&self) -> Option<&Value> {
        self.0.as_ref()
    }
}

/// The first version from which another one can be put together.
#[must_use]
pub fn base(version: i32) -> i32 {
    (version - version % WHOLE_EVERY).max(1)
}

/// Version, difference, whole.
type Row = (i32, Option<Verbatim>, Option<Verbatim>);

/// A record in each of these versions, as JSON.
///
/// Entries are read one by one: what is held is the record once and what is asked for.
///
/// # Errors
/// 503 where the database fails, 500 where the entries do not fit together.
pub fn in_versions(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
    (first, last): (i32, i32),
) -> ApiResult<BTreeMap<i32, String>> {
    let rows = trail::table
        .filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)))
        .filter(trail::version.between(base(first), last))
        .order(trail::version)
        .select((trail::version, trail::patch, trail::after))
        .load_iter::<Row, PgRowByRowLoadingMode>(conn)?;
    let (mut replay, mut states) = (Replay::default(), BTreeMap::new());
    for row in rows {
        let (version, patch, after) = row?;
        let state = replay.step(patch.as_ref(), after.as_ref()).map_err(ApiError::internal)?;
        if version >= first {
            states.insert(version, serde_json::to_string(state).map_err(ApiError::internal)?);
        }
    }
    Ok(states)
}

/// A record in a version; `None` where it had none such.
///
/// # Errors
/// As [`in_versions`].
pub fn in_version(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
    version: i32,
) -> ApiResult<Option<Verbatim>> {
    let states = in_versions(conn, county_code, record_id, (version, version))?;
    Ok(states.into_values().next().map(Verbatim::written))
}

/// What a record was at this instant, with its version then; `None` where it was not there yet.
///
/// # Errors
/// As [`in_versions`].
pub fn as_of(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
    at: DateTime<Utc>,
) -> ApiResult<Option<(i32, Verbatim)>> {
    let entries = trail::table.filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)));
    let version = entries.filter(trail::at.le(at)).select(max(trail::version)).first(conn)?;
    numbered(conn, county_code, record_id, version)
}

/// A record after its last entry, with its version; `None` where it has no entry.
///
/// # Errors
/// As [`in_versions`].
pub fn last(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
) -> ApiResult<Option<(i32, Verbatim)>> {
    let entries = trail::table.filter(trail::county_code.eq(county_code).and(trail::record_id.eq(record_id)));
    let version = entries.select(max(trail::version)).first(conn)?;
    numbered(conn, county_code, record_id, version)
}

fn numbered(
    conn: &mut PgConnection,
    county_code: &str,
    record_id: Uuid,
    version: Option<i32>,
) -> ApiResult<Option<(i32, Verbatim)>> {
    let Some(version) = version else { return Ok(None) };
    Ok(in_version(conn, county_code, record_id, version)?.map(|state| (version, state)))
}

/// An entry whose record is wanted as it was after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    /// The county of the record.
    pub county_code: String,
    /// The record.
    pub record_id: Uuid,
    /// The version.
    pub version: i32,
    /// Whether the entry holds all of the record.
    pub is_whole: bool,
}

/// Entries of a record from one version to another one.
#[derive(Debug, PartialEq, Eq)]
struct Span {
    county_code: String,
    record_id: Uuid,
    first: i32,
    last: i32,
}

/// The spans to be read for these entries: no entry is read twice.
fn spans(mut wanted: Vec<Wanted>) -> Vec<Span> {
    wanted.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for Wanted { county_code, record_id, version, is_whole } in wanted {
        let first = if is_whole { version } else { base(version) };
        match spans.last_mut() {
            Some(span) if span.record_id == record_id && first <= span.last => span.last = version,
            _ => spans.push(Span { county_code, record_id, first, last: version }),
        }
    }
    spans
}

/// An entry of one of several records.
#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    record_id: Uuid,
    #[diesel(sql_type = Integer)]
    version: i32,
    #[diesel(sql_type = Nullable<Json>)]
    patch: Option<Verbatim>,
    #[diesel(sql_type = Nullable<Json>)]
    after: Option<Verbatim>,
}

/// The records after these entries, by record and version. What is held is one record, and what is asked for.
///
/// # Errors
/// As [`in_versions`].
pub fn after_entries(
    conn: &mut PgConnection,
    wanted: &[Wanted],
) -> ApiResult<HashMap<(Uuid, i32), Verbatim>> {
    let is_wanted: HashSet<(Uuid, i32)> =
        wanted.iter().map(|entry| (entry.record_id, entry.version)).collect();
    let (mut replay, mut of, mut states) = (Replay::default(), Uuid::nil(), HashMap::new());
    for found in entries_of(&spans(wanted.to_vec())).load_iter::<Found, PgRowByRowLoadingMode>(conn)? {
        let found = found?;
        if found.record_id != of {
            (replay, of) = (Replay::default(), found.record_id);
        }
        let state = replay.step(found.patch.as_ref(), found.after.as_ref()).map_err(ApiError::internal)?;
        let key = (found.record_id, found.version);
        if is_wanted.contains(&key) {
            states.insert(key, Verbatim::of(state).map_err(ApiError::internal)?);
        }
    }
    Ok(states)
}

fn entries_of(spans: &[Span]) -> Prepared<impl Query<SqlType = Untyped> + QueryFragment<Pg>> {
    // Named besides, so that on a distributed database only their nodes are asked.
    let counties: BTreeSet<&String> = spans.iter().map(|span| &span.county_code).collect();
    let counties: Vec<String> = counties.into_iter().cloned().collect();
    let each = |of: fn(&Span) -> &str| spans.iter().map(of).map(str::to_owned).collect::<Vec<_>>();
    let statement = diesel::sql_query(
        r#"SELECT t.record_id, t.version, t.patch, t.after
        FROM unnest($1::text[], $2::uuid[], $3::int[], $4::int[]) AS span (county_code, record_id, first, last)
        JOIN trail t ON t.county_code = span.county_code COLLATE "C" AND t.record_id = span.record_id
            AND t.version BETWEEN span.first AND span.last
        WHERE t.county_code = ANY ($5)
        ORDER BY t.county_code, t.record_id, t.version"#,
    )
    .bind::<Array<Text>, _>(each(|span| &span.county_code))
    .bind::<Array<SqlUuid>, _>(spans.iter().map(|span| span.record_id).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(spans.iter().map(|span| span.first).collect::<Vec<_>>())
    .bind::<Array<Integer>, _>(spans.iter().map(|span| span.last).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(counties);
    Prepared::new(statement)
}
