//! The SQL of cases.

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::filter::CaseFilter;
use super::model::{Case, CaseInput};
use crate::db::schema::cases;
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::lists::ListRequest;
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

impl Statements for CaseInput {
    type Filter = CaseFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Case>> {
        let row = crate::record_columns!(cases, CaseInput);
        let found: Option<Case> = match lock {
            Lock::None => crate::find_row!(conn, cases, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, cases, row, reach, id)?,
        };
        Ok(found.filter(|case| reach.covers(&case.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Case]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, cases, records, |case| &case.fields)
    }

    fn update(conn: &mut PgConnection, case: &Case) -> QueryResult<()> {
        diesel::update(cases::table.find((case.county_code(), case.metadata.id)))
            .set((crate::metadata_changes!(cases, case), &case.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<CaseInput>> {
        let rows = cases::table
            .order((cases::county_code, cases::id))
            .select((cases::county_code, crate::record_columns!(cases, CaseInput)));
        let batches = Batches::open(conn, "all_cases", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<CaseFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(cases, CaseInput)), keyset.key()));
        Listed::large_rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<CaseFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(cases::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<CaseFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, cases, cases::accepted_on, request)
    }
}

fn matching(request: &ListRequest<CaseFilter>) -> cases::BoxedQuery<'_, Pg> {
    let texts =
        sql::<Text>("concat_ws(' ', subject, reference_number, organisation, paper_file_number, note)");
    let query = crate::matching_records!(cases, cases::accepted_on, texts, request);
    in_time(described(query, &request.own), &request.own)
}

/// Applies the filters on what a case is.
fn described<'a>(mut query: cases::BoxedQuery<'a, Pg>, filter: &'a CaseFilter) -> cases::BoxedQuery<'a, Pg> {
    if let Some(kinds) = &filter.kind {
        query = query.filter(cases::kind.eq_any(kinds));
    }
    if let Some(outcomes) = &filter.outcome {
        query = query.filter(cases::outcome.eq_any(outcomes));
    }
    if let Some(mechanism) = filter.mechanism {
        query = query.filter(cases::mechanism.eq(mechanism));
    }
    if let Some(dispute_type) = &filter.dispute_type {
        query = query.filter(cases::dispute_type.eq(dispute_type));
    }
    if let Some(level) = filter.organisation_level {
        query = query.filter(cases::organisation_level.eq(level));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(cases::channel.eq(channel));
    }
    if let Some(backlog) = filter.backlog {
        query = query.filter(cases::backlog.eq(backlog));
    }
    contested(query, filter)
}

/// Applies the filters on what reconsideration and litigation are to the township.
fn contested<'a>(mut query: cases::BoxedQuery<'a, Pg>, filter: &'a CaseFilter) -> cases::BoxedQuery<'a, Pg> {
    if let Some(role) = filter.township_role {
        query = query.filter(cases::township_role.eq(role));
    }
    if let Some(results) = &filter.township_result {
        query = query.filter(cases::township_result.eq_any(results));
    }
    query
}

/// Applies the filters on when it was closed or should have been.
fn in_time<'a>(mut query: cases::BoxedQuery<'a, Pg>, filter: &'a CaseFilter) -> cases::BoxedQuery<'a, Pg> {
    if let Some(day) = filter.overdue_on {
        let open = cases::closed_on.is_null().or(cases::closed_on.gt(day));
        query = query.filter(cases::due_on.lt(day)).filter(open);
    }
    if let Some(from) = filter.closed_from {
        query = query.filter(cases::closed_on.ge(from));
    }
    if let Some(to) = filter.closed_to {
        query = query.filter(cases::closed_on.le(to));
    }
    query
}
