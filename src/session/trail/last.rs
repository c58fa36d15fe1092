//! What every record was after its last entry.

use std::collections::VecDeque;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Json, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::states::Replay;
use crate::db::schema::trail;
use crate::db::{Batches, Verbatim};
use crate::problems::{ApiError, ApiResult};

/// A record as its last entry says.
#[derive(Debug)]
pub struct LastState {
    /// The county of the chain.
    pub county_code: String,
    /// The record.
    pub record_id: Uuid,
    /// What it is, as in its path.
    pub resource: String,
    /// The region in whose chain the entry stands.
    pub township_code: String,
    /// All of it.
    pub state: Verbatim,
}

/// What an entry says of a record.
#[derive(Queryable)]
struct Entry {
    county_code: String,
    record_id: Uuid,
    resource: String,
    township_code: String,
    patch: Option<Verbatim>,
    after: Option<Verbatim>,
}

/// The columns of an [`Entry`].
type EntryColumns = (Text, SqlUuid, Text, Text, Nullable<Json>, Nullable<Json>);

/// The last states of all records, in the order of county and id, read part by part.
pub struct LastStates {
    entries: Batches<EntryColumns>,
    queue: VecDeque<Entry>,
}

impl LastStates {
    /// Begins at the first. The connection has to be in a transaction with one snapshot.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn open(conn: &mut PgConnection) -> QueryResult<Self> {
        let entries = trail::table.order((trail::county_code, trail::record_id, trail::version)).select((
            trail::county_code,
            trail::record_id,
            trail::resource,
            trail::township_code,
            trail::patch,
            trail::after,
        ));
        Ok(Self { entries: Batches::open(conn, "last_states", &entries)?, queue: VecDeque::new() })
    }

    /// The next one. Where the entries of a record do not fit together, its state is no JSON.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn next(&mut self, conn: &mut PgConnection) -> ApiResult<Option<LastState>> {
        let Some(mut last) = self.entry(conn)? else { return Ok(None) };
        let mut told = Told::default();
        told.take(&mut last);
        while let Some(next) = self.peek(conn)?
            && (&next.county_code, next.record_id) == (&last.county_code, last.record_id)
        {
            let Some(next) = self.queue.pop_front() else { break };
            last = next;
            told.take(&mut last);
        }
        let Entry { county_code, record_id, resource, township_code, .. } = last;
        let state = told.state()?;
        Ok(Some(LastState { county_code, record_id, resource, township_code, state }))
    }

    fn peek(&mut self, conn: &mut PgConnection) -> QueryResult<Option<&Entry>> {
        if self.queue.is_empty() {
            self.queue.extend(self.entries.next(conn)?);
        }
        Ok(self.queue.front())
    }

    fn entry(&mut self, conn: &mut PgConnection) -> QueryResult<Option<Entry>> {
        self.peek(conn)?;
        Ok(self.queue.pop_front())
    }
}

/// The last whole copy of a record, and the differences since.
#[derive(Default)]
struct Told {
    whole: Option<Verbatim>,
    patches: Vec<Verbatim>,
}

impl Told {
    fn take(&mut self, entry: &mut Entry) {
        if let Some(whole) = entry.after.take() {
            self.whole = Some(whole);
            self.patches.clear();
        } else {
            self.patches.extend(entry.patch.take());
        }
    }

    /// What it comes to. Most records are as they were entered, and need not be taken apart.
    fn state(self) -> ApiResult<Verbatim> {
        let nothing = Verbatim::written(String::new());
        let Some(whole) = self.whole else { return Ok(nothing) };
        if self.patches.is_empty() {
            return Ok(whole);
        }
        let mut replay = Replay::default();
        let fits = replay.step(None, Some(&whole)).is_ok()
            && self.patches.iter().all(|patch| replay.step(Some(patch), None).is_ok());
        let state = replay.state().filter(|_| fits);
        state.map_or(Ok(nothing), |state| Verbatim::of(state).map_err(ApiError::internal))
    }
}
