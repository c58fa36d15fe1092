//! The version of the directory. The tree is read far more often than it changes, so its tags are derived from one row: a
//! client that has the current version is answered without reading 47,000 regions.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock;
use crate::db::schema::region_directory;

/// The key of the only row.
const ID: i16 = 1;

/// Gives the directory a new version. Called in the transaction of a change before the tree is read: the row remains locked,
/// so that changes of the tree are made one after the other.
///
/// # Errors
/// Where the database fails.
pub fn renew(conn: &mut PgConnection) -> QueryResult<()> {
    let state = (region_directory::version.eq(Uuid::new_v4()), region_directory::changed_at.eq(clock::now()));
    diesel::insert_into(region_directory::table)
        .values((region_directory::id.eq(ID), state))
        .on_conflict(region_directory::id)
        .do_update()
        .set(state)
        .execute(conn)?;
    Ok(())
}

/// The current version of the directory.
///
/// # Errors
/// Where the database fails.
pub fn version(conn: &mut PgConnection) -> QueryResult<Uuid> {
    region_directory::table.find(ID).select(region_directory::version).first(conn)
}
