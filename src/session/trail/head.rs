//! The end of a township's chain. Whoever continues the chain holds its row until the transaction ends, so that the
//! order of the entries is that of the commits.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Text};

use super::link::Message;
use crate::db::Prepared;
use crate::db::schema::trail_heads;
use crate::keys::Key;

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
    /// Where the database fails.
    pub fn lock(conn: &mut PgConnection, county: &str, township: &str, key: &Key) -> QueryResult<Self> {
        if let Some(head) = Self::find_and_lock(conn, county, township)? {
            return Ok(head);
        }
        Self { position: 0, hash: Vec::new() }.begin(conn, county, township, key)?;
        Self::find_and_lock(conn, county, township)?.ok_or(diesel::result::Error::NotFound)
    }

    /// Begins a township's chain, with this end, unless another one was first.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn begin(&self, conn: &mut PgConnection, county: &str, township: &str, key: &Key) -> QueryResult<()> {
        diesel::insert_into(trail_heads::table)
            .values((
                trail_heads::county_code.eq(county),
                trail_heads::township_code.eq(township),
                trail_heads::position.eq(self.position),
                trail_heads::hash.eq(&self.hash),
                trail_heads::mac.eq(self.mac(township, key).to_vec()),
            ))
            .on_conflict_do_nothing()
            .execute(conn)?;
        Ok(())
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
