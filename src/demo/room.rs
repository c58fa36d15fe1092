//! Whether the demo may be loaded: into a ledger that it began, or that nobody has begun.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::auth::accounts::FIRST_START;
use crate::db::schema::trail;

/// The account in whose name the demo does everything.
pub const ACCOUNT: &str = "demo";

/// Who made the first entry of the trail, the token of a first start aside, if that was not the demo.
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
