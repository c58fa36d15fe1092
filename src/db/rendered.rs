//! Columns whose SQL is put together once.
//!
//! diesel writes the text of a boxed query anew each time it runs. The columns of a record are most of that text, and
//! always the same.

use std::sync::OnceLock;

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::{Pg, PgQueryBuilder};
use diesel::query_builder::{AstPass, QueryBuilder, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// An expression without bound values, and where its text is kept.
#[derive(Clone, Copy, Debug)]
pub struct Rendered<E> {
    expression: E,
    text: &'static OnceLock<String>,
}

impl<E: QueryFragment<Pg>> Rendered<E> {
    /// Keeps the text of `expression` in `text`, which is for it alone.
    pub fn new(expression: E, text: &'static OnceLock<String>) -> Self {
        Self { expression, text }
    }

    fn text(&self) -> QueryResult<&'static str> {
        if let Some(text) = self.text.get() {
            return Ok(text);
        }
        let mut builder = PgQueryBuilder::new();
        self.expression.to_sql(&mut builder, &Pg)?;
        Ok(self.text.get_or_init(|| builder.finish()))
    }
}

impl<E: QueryFragment<Pg>> QueryFragment<Pg> for Rendered<E> {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(self.text()?);
        Ok(())
    }
}

impl<E> QueryId for Rendered<E> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<E: Expression> Expression for Rendered<E> {
    type SqlType = E::SqlType;
}

impl<E: ValidGrouping<G>, G> ValidGrouping<G> for Rendered<E> {
    type IsAggregate = E::IsAggregate;
}

impl<E: SelectableExpression<S>, S> SelectableExpression<S> for Rendered<E> where Self: AppearsOnTable<S> {}

impl<E: AppearsOnTable<S>, S> AppearsOnTable<S> for Rendered<E> {}

/// Columns as [`Rendered`].
#[macro_export]
macro_rules! rendered {
    ($columns:expr) => {{
        static TEXT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
        $crate::db::Rendered::new($columns, &TEXT)
    }};
}
