//! Whether the demo may be loaded: into an empty ledger, or one whose first entry is the demo's.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::auth::accounts::FIRST_START;
use crate::db::schema::trail;

/// The account in whose name the demo does everything.
pub const ACCOUNT: &str = "demo";

/// The actor of the first entry of the trail, apart from that of a first start; `None` where there is none, or it is the demo's.
///
/// # Errors
/// Where the database fails.
pub fn begun_by_another(conn: &mut PgConnection) -> QueryResult<Option<String>> {
    let first: Option<(String, String)> = trail::table
        .filter(trail::actor.ne(FIRST_START))
        .order(trail::seq)
        .select((trail::account, trail::actor))
        .first(conn)
        .optional()?;
    Ok(first.filter(|(account, _)| account != ACCOUNT).map(|(_, actor)| actor))
}
