//! The head of a township's chain. A writer of an entry locks its row until the transaction ends, so that the order of the
//! entries is that of the commits.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::chains::Chains;
use super::content::Message;
use crate::db::Prepared;
use crate::db::schema::trail_heads;
use crate::keys::Key;
use crate::problems::{ApiError, ApiResult};
use crate::text;

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Head {
    /// The number of its last entry; 0 where there is none.
    #[diesel(sql_type = BigInt)]
    pub position: i64,
    /// The hash of that entry; empty where there is none.
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
}

/// The end of a chain, and what is to be known for the next entry.
#[derive(Clone, Debug, QueryableByName)]
pub struct Locked {
    /// The end of the chain.
    #[diesel(embed)]
    pub head: Head,
    /// The keyed hash that says so.
    #[diesel(sql_type = Binary)]
    mac: Vec<u8>,
    /// How long the record was as JSON after its entry before, in bytes; `None` where there is none, or it does not say.
    #[diesel(sql_type = Nullable<Integer>)]
    pub size: Option<i32>,
    /// Whether the lock is held by which readers of the feed know that this transaction may draw a number.
    #[diesel(sql_type = Bool)]
    is_announced: bool,
    /// What the entries of the chain have added on the last day on which there were any.
    #[diesel(embed)]
    pub added: Added,
}

/// What the entries of a chain have added on a day of Beijing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Added {
    /// The day; `None` before the first.
    #[diesel(sql_type = Nullable<Date>)]
    pub day: Option<NaiveDate>,
    /// Bytes.
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

impl Added {
    /// With so many bytes more, on this day or on a later one that has begun already by another instance's clock.
    #[must_use]
    pub fn with(self, day: NaiveDate, bytes: i64) -> Self {
        let is_over = self.day.is_none_or(|last| last < day);
        let before = if is_over { 0 } else { self.bytes };
        Self { day: self.day.max(Some(day)), bytes: before.saturating_add(bytes) }
    }
}

/// Names the shared advisory locks of those who are about to number an entry; any constant does.
pub const NUMBERING: i32 = 0x0066_7a74;

/// The head of a chain, locked. Before any number of the feed is drawn, an advisory lock says from which number on this
/// transaction may have drawn one: readers of the feed stop there until it has ended (see [`super::feed`]). A transaction
/// says so before its first entry only, by a setting of its own: a lock for each of many entries would fill the table of locks.
/// With it comes how long the record was after its entry before, as JSON: NULL where there is none, or it does not say.
///
/// The lock is taken in a part of the statement that is computed first and names no table of counties: on a distributed
/// database that part runs on the coordinator, where readers look for locks, and the rest on the node of the county.
const LOCK: &str = "
    WITH announced AS MATERIALIZED (
        SELECT coalesce(current_setting('fazhi.numbering', true), '') = 'announced' OR (
            pg_try_advisory_xact_lock_shared($3, (last_value % 2147483648)::int)
            AND set_config('fazhi.numbering', 'announced', true) = 'announced') AS is_announced
        FROM trail_seq)
    SELECT position, hash, mac, day, bytes, is_announced,
        CASE WHEN $5 > 0 THEN (SELECT size FROM trail WHERE county_code = $1 AND record_id = $4 AND version = $5) END AS size
    FROM trail_heads CROSS JOIN announced WHERE county_code = $1 AND township_code = $2
    FOR UPDATE OF trail_heads";

impl Head {
    /// The end of a township's chain, locked, for an entry of a record's version; the chain is begun where there is none.
    ///
    /// # Errors
    /// 503 where the database fails, or the chain does not end under this key; 500 where the row that says how many chains
    /// there are was taken out.
    pub fn lock(
        conn: &mut PgConnection,
        (county, township): (&str, &str),
        (record_id, version): (Uuid, i32),
        key: &Key,
    ) -> ApiResult<Locked> {
        let lock = |conn: &mut PgConnection| -> QueryResult<Option<Locked>> {
            let statement = diesel::sql_query(LOCK)
                .bind::<Text, _>(county)
                .bind::<Text, _>(township)
                .bind::<Integer, _>(NUMBERING)
                .bind::<SqlUuid, _>(record_id)
                .bind::<Integer, _>(version - 1);
            Prepared::new(statement).get_result(conn).optional()
        };
        let locked = if let Some(locked) = lock(conn)? {
            locked
        } else {
            must_be_kept_in(conn, county, key)?;
            begin(conn, county, township, key)?;
            lock(conn)?.ok_or_else(|| ApiError::internal("a chain that was begun is not there"))?
        };
        if !locked.is_announced {
            // No session of the service does so. Readers of the feed would miss the entry.
            return Err(ApiError::unavailable("another session holds the lock that announces an entry"));
        }
        // The locked row is the newest version, whatever the snapshot.
        if locked.head.mac(township, key) == *locked.mac { Ok(locked) } else { Err(not_kept(township)) }
    }

    /// The keyed hash that says that this was the end of a township's chain at some time.
    #[must_use]
    pub fn mac(&self, township: &str, key: &Key) -> [u8; 32] {
        let mut message = Message::default();
        message.add(b"head");
        message.add(township.as_bytes());
        message.add(&self.position.to_be_bytes());
        message.add(&self.hash);
        key.tag(message.bytes())
    }
}

/// The check that the trail goes on under this key, by any of its chains: a process that has another one neither knows
/// tokens nor may write.
///
/// # Errors
/// 503 where it goes on under another key, or the database fails.
pub fn must_be_kept_by(conn: &mut PgConnection, key: &Key) -> ApiResult<()> {
    let any = trail_heads::table
        .order((trail_heads::county_code, trail_heads::township_code))
        .select((trail_heads::township_code, trail_heads::position, trail_heads::hash, trail_heads::mac))
        .first(conn)
        .optional()?;
    any.map_or(Ok(()), |end| must_end_under(end, key))
}

/// As [`must_be_kept_by`], by a chain of this county where it has one: so, on a distributed database, a county's writers need
/// only the node of the county.
fn must_be_kept_in(conn: &mut PgConnection, county: &str, key: &Key) -> ApiResult<()> {
    let own = trail_heads::table
        .filter(trail_heads::county_code.eq(county))
        .order(trail_heads::township_code)
        .select((trail_heads::township_code, trail_heads::position, trail_heads::hash, trail_heads::mac))
        .first(conn)
        .optional()?;
    own.map_or_else(|| must_be_kept_by(conn, key), |end| must_end_under(end, key))
}

fn must_end_under(
    (township, position, hash, mac): (String, i64, Vec<u8>, Vec<u8>),
    key: &Key,
) -> ApiResult<()> {
    if (Head { position, hash }).mac(&township, key) == *mac { Ok(()) } else { Err(not_kept(&township)) }
}

fn not_kept(township: &str) -> ApiError {
    ApiError::unavailable(text!(
        "{township} 的变更痕迹与本进程的密钥对不上：密钥已由 fazhi secret rotate 更换，请以新密钥重启服务；否则就是数据库被改动过\
         （用 fazhi verify 核对）",
        "the trail of {township} does not end under the secret of this process: it was rotated by `fazhi secret rotate`, and \
         the service has to be started again with the new one; or else the database was altered (`fazhi verify` tells)"
    ))
}

/// Begins a township's chain, unless another one was first. Chains are begun one after the other.
fn begin(conn: &mut PgConnection, county: &str, township: &str, key: &Key) -> ApiResult<()> {
    let chains = Chains::lock(conn)?.ok_or_else(|| ApiError::internal("trail_chains has no row"))?;
    let chains = chains.with(township, key);
    let head = Head { position: 0, hash: Vec::new() };
    let begun = diesel::insert_into(trail_heads::table)
        .values((
            trail_heads::county_code.eq(county),
            trail_heads::township_code.eq(township),
            trail_heads::position.eq(head.position),
            trail_heads::hash.eq(&head.hash),
            trail_heads::mac.eq(head.mac(township, key).to_vec()),
            trail_heads::number.eq(chains.chains),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    if begun > 0 { Ok(chains.save(conn)?) } else { Ok(()) }
}
