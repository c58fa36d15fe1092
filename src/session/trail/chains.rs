//! How many chains there are: one row with a keyed hash, which is changed when a chain is begun. It shows when a whole chain
//! was deleted.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::content::Message;
use crate::db::schema::trail_chains;
use crate::keys::Key;

/// The only row.
const ID: i16 = 1;

/// The chains that were begun.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Chains {
    /// How many.
    pub chains: i64,
    /// A keyed hash of the codes of their regions, in the order in which they were begun.
    pub hash: Vec<u8>,
}

impl Chains {
    /// No chain.
    #[must_use]
    pub fn none(key: &Key) -> Self {
        Self { chains: 0, hash: key.tag(b"chains").to_vec() }
    }

    /// With one more, that of this region.
    #[must_use]
    pub fn with(&self, township: &str, key: &Key) -> Self {
        let chains = self.chains + 1;
        let mut message = Message::default();
        message.add(b"chain");
        message.add(&self.hash);
        message.add(&chains.to_be_bytes());
        message.add(township.as_bytes());
        Self { chains, hash: key.tag(message.bytes()).to_vec() }
    }

    /// The row in the database; `None` where it was deleted.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn find(conn: &mut PgConnection) -> QueryResult<Option<Self>> {
        let row = trail_chains::table.find(ID).select((trail_chains::chains, trail_chains::hash));
        row.first(conn).optional()
    }

    /// The same, locked until the transaction ends.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn lock(conn: &mut PgConnection) -> QueryResult<Option<Self>> {
        let row = trail_chains::table.find(ID).select((trail_chains::chains, trail_chains::hash));
        row.for_update().first(conn).optional()
    }

    /// Stores what a ledger begins with. Where there is a row already, it stays.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn begin(&self, conn: &mut PgConnection) -> QueryResult<()> {
        diesel::insert_into(trail_chains::table)
            .values((
                trail_chains::id.eq(ID),
                trail_chains::chains.eq(self.chains),
                trail_chains::hash.eq(&self.hash),
            ))
            .on_conflict_do_nothing()
            .execute(conn)?;
        Ok(())
    }

    /// Stores that a chain was begun. The row has to be locked.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn save(&self, conn: &mut PgConnection) -> QueryResult<()> {
        diesel::update(trail_chains::table.find(ID))
            .set((trail_chains::chains.eq(self.chains), trail_chains::hash.eq(&self.hash)))
            .execute(conn)?;
        Ok(())
    }
}
