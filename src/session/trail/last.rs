//! What every record was after its last entry.

use std::collections::VecDeque;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Json, Text, Uuid as SqlUuid};
use uuid::Uuid;

use crate::db::schema::trail;
use crate::db::{Batches, Verbatim};

/// A record as its last entry says.
#[derive(Debug, Queryable)]
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

/// The last states of all records, in the order of county and id, read part by part.
pub struct LastStates {
    entries: Batches<(Text, SqlUuid, Text, Text, Json)>,
    queue: VecDeque<LastState>,
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
            trail::after,
        ));
        Ok(Self { entries: Batches::open(conn, "last_states", &entries)?, queue: VecDeque::new() })
    }

    /// The next one.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn next(&mut self, conn: &mut PgConnection) -> QueryResult<Option<LastState>> {
        let mut last = self.entry(conn)?;
        while let Some(current) = &last
            && let Some(next) = self.peek(conn)?
            && (&next.county_code, next.record_id) == (&current.county_code, current.record_id)
        {
            last = self.queue.pop_front();
        }
        Ok(last)
    }

    fn peek(&mut self, conn: &mut PgConnection) -> QueryResult<Option<&LastState>> {
        if self.queue.is_empty() {
            self.queue.extend(self.entries.next(conn)?);
        }
        Ok(self.queue.front())
    }

    fn entry(&mut self, conn: &mut PgConnection) -> QueryResult<Option<LastState>> {
        self.peek(conn)?;
        Ok(self.queue.pop_front())
    }
}
