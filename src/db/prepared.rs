//! Statements that PostgreSQL keeps prepared on a connection, so that they are planned once and sent in one round trip.
//!
//! diesel keeps a statement unless a piece of plain SQL stands in it, since there may be any number of such texts.
//! [`Prepared`] says of one that there are only a few.

use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::{QueryResult, RunQueryDsl};

/// A statement whose text is one of a few.
#[derive(Clone, Copy, Debug)]
pub struct Prepared<Q> {
    query: Q,
    is_kept: bool,
}

impl<Q> Prepared<Q> {
    /// A statement of which there are only a few texts: none of it comes from a request.
    pub fn new(query: Q) -> Self {
        Self { query, is_kept: true }
    }

    /// A statement whose text is one of a few only under a condition, and is planned anew each time otherwise.
    pub fn if_common(is_common: bool, query: Q) -> Self {
        Self { query, is_kept: is_common }
    }
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();
    /// The text is the key.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.query.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(self.is_kept)
    }
}

impl<Q> RunQueryDsl<PgConnection> for Prepared<Q> {}
