//! The rows of a query a hundred at a time (a record may take a megabyte), on a connection that runs other statements in between (`DECLARE CURSOR`).

use std::marker::PhantomData;

use diesel::connection::SimpleConnection;
use diesel::pg::{Pg, PgConnection, PgQueryBuilder};
use diesel::query_builder::{AstPass, Query, QueryBuilder, QueryFragment, QueryId};
use diesel::query_dsl::LoadQuery;
use diesel::{QueryResult, RunQueryDsl};

/// A query that is read to its end in batches. The connection has to be in a transaction with one snapshot.
pub struct Batches<ST> {
    name: &'static str,
    row: PhantomData<fn() -> ST>,
}

impl<ST> Batches<ST> {
    /// Opens a query without bound values under a name, which no other one may have in the transaction.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn open<Q>(conn: &mut PgConnection, name: &'static str, query: &Q) -> QueryResult<Self>
    where
        Q: Query<SqlType = ST> + QueryFragment<Pg>,
    {
        let mut builder = PgQueryBuilder::new();
        query.to_sql(&mut builder, &Pg)?;
        conn.batch_execute(&format!("DECLARE {name} NO SCROLL CURSOR FOR {}", builder.finish()))?;
        Ok(Self { name, row: PhantomData })
    }

    /// The next rows; none at the end.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn next<T>(&self, conn: &mut PgConnection) -> QueryResult<Vec<T>>
    where
        for<'q> Fetch<ST>: LoadQuery<'q, PgConnection, T>,
    {
        Fetch { name: self.name, row: self.row }.load(conn)
    }
}

/// All that a query finds: the next rows each time it is called, none at the end.
pub type All<T> = Box<dyn FnMut(&mut PgConnection) -> QueryResult<Vec<T>>>;

/// `FETCH`.
pub struct Fetch<ST> {
    name: &'static str,
    row: PhantomData<fn() -> ST>,
}

impl<ST> Query for Fetch<ST> {
    type SqlType = ST;
}

impl<ST> QueryId for Fetch<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<ST> QueryFragment<Pg> for Fetch<ST> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.unsafe_to_cache_prepared();
        pass.push_sql("FETCH 100 FROM ");
        pass.push_sql(self.name);
        Ok(())
    }
}

impl<ST> RunQueryDsl<PgConnection> for Fetch<ST> {}
