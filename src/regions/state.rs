//! Which state of the directory this is. The tree is read far more often than it changes, so its tags come from one
//! row: a client that has the current state is answered without a look at 44,000 regions.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use crate::clock;
use crate::db::schema::region_directory;

/// The only row.
const ID: i16 = 1;

/// Notes that the directory changes in this transaction. Called before the first change: the row stays locked, so that
/// no two changes of the tree are judged by the same state of it.
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

/// Which state the directory is in.
///
/// # Errors
/// Where the database fails.
pub fn version(conn: &mut PgConnection) -> QueryResult<Uuid> {
    region_directory::table.find(ID).select(region_directory::version).first(conn)
}
