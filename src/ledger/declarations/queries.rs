//! The SQL of declarations.

use std::collections::BTreeSet;

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::filter::DeclarationFilter;
use super::model::{Declaration, DeclarationInput};
use crate::db::schema::declarations;
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::lists::ListRequest;
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Resource, Statements};
use crate::regions::Reach;

/// What is stored besides what the client enters: `main_date`, which lists are sorted by.
macro_rules! row {
    ($declaration:expr) => {
        (&$declaration.fields, declarations::main_date.eq($declaration.fields.main_date()))
    };
}

impl Statements for DeclarationInput {
    type Filter = DeclarationFilter;

    fn find(
        conn: &mut PgConnection,
        reach: &Reach,
        id: Uuid,
        lock: Lock,
    ) -> QueryResult<Option<Declaration>> {
        let row = crate::record_columns!(declarations, DeclarationInput);
        let found: Option<Declaration> = match lock {
            Lock::None => crate::find_row!(conn, declarations, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, declarations, row, reach, id)?,
        };
        Ok(found.filter(|declaration| reach.covers(&declaration.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Declaration]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, declarations, records, |declaration| row!(declaration))
    }

    fn update(conn: &mut PgConnection, declaration: &Declaration) -> QueryResult<()> {
        diesel::update(declarations::table.find((declaration.county_code(), declaration.metadata.id)))
            .set((crate::metadata_changes!(declarations, declaration), row!(declaration)))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<DeclarationInput>> {
        let rows = declarations::table
            .order((declarations::county_code, declarations::id))
            .select((declarations::county_code, crate::record_columns!(declarations, DeclarationInput)));
        let batches = Batches::open(conn, "all_declarations", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<DeclarationFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(declarations, DeclarationInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<DeclarationFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(declarations::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<DeclarationFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, declarations, declarations::main_date, request)
    }
}

fn matching(request: &ListRequest<DeclarationFilter>) -> declarations::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("coalesce(note, '')");
    let mut query = crate::matching_records!(declarations, declarations::main_date, texts, request);
    let filter = &request.own;
    if let Some(says) = filter.says {
        query = query.filter(declarations::says.eq(says));
    }
    if let Some(indicator) = &filter.indicator {
        query = query.filter(declarations::indicators.contains(vec![indicator.as_str()]));
    }
    query
}

/// The id, township, year and indicators of a declaration that is not voided.
pub type Declared = (Uuid, String, i16, Vec<String>);

/// The declarations of the townships and years of these that are not voided.
///
/// # Errors
/// Where the database fails.
pub fn of_same_years(conn: &mut PgConnection, records: &[Declaration]) -> QueryResult<Vec<Declared>> {
    let counties: BTreeSet<&str> = records.iter().map(Declaration::county_code).collect();
    let townships: BTreeSet<&str> =
        records.iter().map(|record| record.fields.township_code.as_str()).collect();
    let years: BTreeSet<i16> = records.iter().map(|record| record.fields.year).collect();
    declarations::table
        .filter(declarations::county_code.eq_any(counties))
        .filter(declarations::township_code.eq_any(townships))
        .filter(declarations::year.eq_any(years))
        .filter(declarations::voided_at.is_null())
        .order(declarations::id)
        .select((declarations::id, declarations::township_code, declarations::year, declarations::indicators))
        .load(conn)
}
