//! How many rows a query has.

use diesel::pg::{Pg, PgConnection};
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::{QueryResult, RunQueryDsl};

/// Counts the rows of a query, no further than to its `LIMIT`.
#[derive(Clone, Copy, Debug)]
pub struct RowCount<Q>(pub Q);

impl<Q> Query for RowCount<Q> {
    type SqlType = BigInt;
}

impl<Q> QueryId for RowCount<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for RowCount<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

impl<Q> RunQueryDsl<PgConnection> for RowCount<Q> {}
