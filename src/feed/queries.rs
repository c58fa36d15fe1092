//! The SQL of the feed.

use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable};
use uuid::Uuid;

use super::model::{ChangeFilter, View, brief_resources};
use crate::db::Prepared;
use crate::db::schema::trail;
use crate::regions::Reach;
use crate::session::trail::states::Wanted;
use crate::session::trail::{NUMBERING, TrailEntry};

/// How far the feed can be read: beyond this number, a transaction that is still running may yet add one.
///
/// Numbers are drawn while the end of a township's chain is locked, after an advisory lock that tells which number was the
/// last one then. The last number is read first, then the locks: whoever drew a number up to it has either ended, and
/// what it added is seen by any statement from now on, or is among the locks. Neither is part of a snapshot.
///
/// # Errors
/// Where the database fails.
pub fn horizon(conn: &mut PgConnection) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Last {
        #[diesel(sql_type = BigInt)]
        last: i64,
    }
    #[derive(QueryableByName)]
    struct Behind {
        #[diesel(sql_type = Nullable<BigInt>)]
        behind: Option<i64>,
    }
    let last = diesel::sql_query("SELECT last_value AS last FROM trail_seq");
    let Last { last } = Prepared::new(last).get_result(conn)?;
    // Numbers in locks are kept to 31 bits; how far behind the last one they are is what counts. A lock that was taken
    // since may be ahead of it, which looks as if it were very far behind.
    let running = diesel::sql_query(
        "SELECT max(behind) AS behind FROM (
            SELECT mod($2 - objid::bigint + 2147483648, 2147483648) AS behind FROM pg_locks
            WHERE locktype = 'advisory' AND classid::bigint = $1 AND objsubid = 2
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) running
        WHERE behind < 1073741824",
    )
    .bind::<Integer, _>(NUMBERING)
    .bind::<BigInt, _>(last % MODULUS);
    let Behind { behind } = Prepared::new(running).get_result(conn)?;
    Ok(last - behind.unwrap_or(0))
}

/// Numbers in advisory locks have 31 bits.
const MODULUS: i64 = 1 << 31;

/// What of the feed is wanted, as the SQL sees it.
#[derive(Clone)]
pub struct Asked<'a> {
    /// Where.
    pub reach: &'a Reach,
    /// Which parts of each are answered.
    pub view: View,
    /// Which.
    pub filter: &'a ChangeFilter,
    /// Whether changes of accounts are, too.
    pub accounts: bool,
    /// After this number.
    pub after: i64,
    /// Up to this one.
    pub up_to: i64,
    /// The most rows.
    pub limit: i64,
}

/// An entry as the feed answers it, without the record.
#[derive(Queryable)]
pub struct Row {
    pub seq: i64,
    pub resource: String,
    pub record_id: Uuid,
    pub county_code: String,
    pub township_code: String,
    pub entry: TrailEntry,
    pub changed: Vec<String>,
    /// How long the record is as JSON, in bytes.
    pub size: i32,
    /// Whether the entry holds all of it.
    pub is_whole: bool,
}

impl Row {
    /// The record after it.
    pub fn record(&self) -> Wanted {
        let (county_code, record_id) = (self.county_code.clone(), self.record_id);
        Wanted { county_code, record_id, version: self.entry.version, is_whole: self.is_whole }
    }
}

/// The entries that are wanted, in the order of the feed, without their records.
///
/// # Errors
/// Where the database fails.
pub fn entries(conn: &mut PgConnection, wanted: &Asked<'_>) -> QueryResult<Vec<Row>> {
    let mut query = crate::within!(trail::table.into_boxed(), trail, wanted.reach)
        .filter(trail::seq.gt(wanted.after).and(trail::seq.le(wanted.up_to)));
    let filter = wanted.filter;
    if wanted.view == View::Brief {
        query = query.filter(trail::resource.eq_any(brief_resources()));
    } else if !wanted.accounts {
        query = query.filter(trail::resource.ne("accounts"));
    }
    if let Some(resource) = &filter.resource {
        query = query.filter(trail::resource.eq(resource));
    }
    if let Some(record) = filter.record {
        query = query.filter(trail::record_id.eq(record));
    }
    if let Some(account) = &filter.account {
        query = query.filter(trail::account.eq(account));
    }
    if let Some(from) = filter.from {
        query = query.filter(trail::at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(trail::at.lt(to));
    }
    let row = (
        trail::seq,
        trail::resource,
        trail::record_id,
        trail::county_code,
        trail::township_code,
        TrailEntry::as_select(),
        trail::changed,
        sql::<Integer>("coalesce(size, octet_length(after::text))"),
        trail::after.is_not_null(),
    );
    query.order(trail::seq).limit(wanted.limit).select(row).load(conn)
}
