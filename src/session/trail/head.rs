//! The end of a township's chain. Whoever continues the chain holds its row until the transaction ends, so that the
//! order of the entries is that of the commits.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Text};

use super::chains::Chains;
use super::link::Message;
use crate::db::Prepared;
use crate::db::schema::trail_heads;
use crate::keys::Key;
use crate::problems::{ApiError, ApiResult};

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

/// Names the shared advisory locks of those who are about to number an entry; any constant does.
pub const NUMBERING: i32 = 0x0066_7a74;

/// The head of a chain, locked. Before any number of the feed is drawn, an advisory lock says from which number on this
/// transaction may have drawn one: readers of the feed stop there until it has ended (see [`super::feed`]).
const LOCK: &str = "
    SELECT position, hash,
        pg_try_advisory_xact_lock_shared($3, ((SELECT last_value FROM trail_seq) % 2147483648)::int) AS is_announced
    FROM trail_heads WHERE county_code = $1 AND township_code = $2
    FOR UPDATE";

impl Head {
    /// The end of a township's chain, locked; the chain is begun where there is none.
    ///
    /// # Errors
    /// 503 where the database fails; 500 where the row that says how many chains there are was taken out.
    pub fn lock(conn: &mut PgConnection, county: &str, township: &str, key: &Key) -> ApiResult<Self> {
        if let Some(head) = Self::find_and_lock(conn, county, township)? {
            return Ok(head);
        }
        begin(conn, county, township, key)?;
        let head = Self::find_and_lock(conn, county, township)?;
        head.ok_or_else(|| ApiError::internal("a chain that was begun is not there"))
    }

    fn find_and_lock(conn: &mut PgConnection, county: &str, township: &str) -> QueryResult<Option<Self>> {
        let statement = diesel::sql_query(LOCK)
            .bind::<Text, _>(county)
            .bind::<Text, _>(township)
            .bind::<Integer, _>(NUMBERING);
        Prepared::new(statement).get_result(conn).optional()
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
