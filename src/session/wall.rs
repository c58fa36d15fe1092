//! The second wall: PostgreSQL itself keeps a request to what its caller reaches, whatever the statements say.
//!
//! It takes a transaction and a round trip more, so it is a setting. The first wall are the statements, each of which
//! names the counties and townships it may touch.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::auth::Reach;
use crate::db::Prepared;
use crate::db::privileges::SCOPED;

/// Whether there is a second wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wall(pub bool);

impl Wall {
    /// Whether requests need a transaction for it.
    #[must_use]
    pub fn is_up(self) -> bool {
        self.0
    }

    /// Keeps the transaction to this reach until it ends.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn raise(self, conn: &mut PgConnection, reach: &Reach) -> QueryResult<()> {
        if !self.0 {
            return Ok(());
        }
        let statement = diesel::sql_query(
            "SELECT set_config('role', $1, true), set_config('fazhi.counties', $2, true),
                set_config('fazhi.townships', $3, true)",
        )
        .bind::<Text, _>(SCOPED)
        .bind::<Text, _>(listed(reach.county_codes()))
        .bind::<Text, _>(listed(reach.township_codes()));
        Prepared::new(statement).execute(conn)?;
        Ok(())
    }
}

/// All of them, or these. An empty list is one of nothing.
fn listed(codes: Option<&[String]>) -> String {
    codes.map_or_else(|| "*".to_owned(), |codes| codes.join(","))
}
