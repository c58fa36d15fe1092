//! Statements that PostgreSQL keeps prepared on a connection, so that they are planned once and sent in one round trip.
//!
//! diesel keeps a statement unless a piece of plain SQL stands in it, since there may be any number of such texts.
//! [`Prepared`] says of one that there are only a few.

use diesel::deserialize::{self, QueryableByName};
use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::LoadQuery;
use diesel::row::NamedRow;
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

impl<Q> Prepared<Q> {
    /// Runs a statement that gives no rows. diesel's own `execute` would have it parsed and planned anew each time: it asks a
    /// reference to the statement whether that may be kept, and a reference does not know of [`Prepared`].
    ///
    /// # Errors
    /// Where the database fails.
    pub fn run<'query>(self, conn: &mut PgConnection) -> QueryResult<()>
    where
        Self: LoadQuery<'query, PgConnection, NoRow>,
    {
        RunQueryDsl::load::<NoRow>(self, conn).map(drop)
    }
}

/// What a statement without rows gives.
pub struct NoRow;

impl QueryableByName<Pg> for NoRow {
    fn build<'a>(_: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        Ok(Self)
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
