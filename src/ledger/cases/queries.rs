//! The SQL of cases and their events.

use std::collections::{BTreeSet, HashMap};

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::filter::CaseFilter;
use super::model::{Case, CaseInput};
use super::row::{CaseRow, EventRow};
use crate::db::schema::{case_events, cases};
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::entry::MOST_AT_ONCE;
use crate::ledger::lists::ListRequest;
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::whole_records::{Keyed, MOST_ROWS, put_together};
use crate::ledger::{All, Listed, Metadata, Statements};
use crate::regions::Code;
use crate::regions::Reach;

impl Statements for CaseInput {
    type Filter = CaseFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Case>> {
        let row = (crate::metadata_columns!(cases), CaseRow::as_select());
        let found: Option<(Metadata, CaseRow)> = match lock {
            Lock::None => crate::find_row!(conn, cases, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, cases, row, reach, id)?,
        };
        let found = found.filter(|(_, row)| reach.covers(&row.township_code));
        one(conn, found)
    }

    fn insert(conn: &mut PgConnection, records: &[Case]) -> QueryResult<Vec<Uuid>> {
        let stored = crate::insert_records!(conn, cases, records, |case| CaseRow::of(&case.fields))?;
        let rows =
            records.iter().filter(|case| stored.contains(&case.metadata.id)).flat_map(EventRow::all_of);
        insert_events(conn, rows.collect())?;
        Ok(stored)
    }

    fn update(conn: &mut PgConnection, case: &Case) -> QueryResult<()> {
        diesel::update(cases::table.find((case.county_code(), case.metadata.id)))
            .set((crate::metadata_changes!(cases, case), CaseRow::of(&case.fields)))
            .execute(conn)?;
        let events = case_events::table.filter(case_events::county_code.eq(case.county_code()));
        diesel::delete(events.filter(case_events::case_id.eq(case.metadata.id))).execute(conn)?;
        insert_events(conn, EventRow::all_of(case))
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<CaseInput>> {
        let rows = cases::table
            .order((cases::county_code, cases::id))
            .select((cases::county_code, (crate::metadata_columns!(cases), CaseRow::as_select())));
        let batches = Batches::open(conn, "all_cases", &rows)?;
        Ok(Box::new(move |conn| {
            let (counties, rows): (Vec<String>, Vec<_>) = batches.next(conn)?.into_iter().unzip();
            Ok(counties.into_iter().zip(with_events(conn, rows)?).collect())
        }))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<CaseFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(cases, CaseRow)), keyset.key()));
        let rows: Vec<Keyed<CaseRow>> = Prepared::if_common(request.is_common(), page).load(conn)?;
        Listed::records(rows.len(), whole(conn, rows)?, keyset.limit)
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

fn insert_events(conn: &mut PgConnection, mut rows: Vec<EventRow>) -> QueryResult<()> {
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(MOST_AT_ONCE));
        diesel::insert_into(case_events::table).values(rows).execute(conn)?;
        rows = rest;
    }
    Ok(())
}

/// Records with their parts, of which there may be more than a page has.
fn with_events(conn: &mut PgConnection, rows: Vec<(Metadata, CaseRow)>) -> QueryResult<Vec<Case>> {
    let ids: Vec<Uuid> = rows.iter().map(|(metadata, _)| metadata.id).collect();
    let counties: BTreeSet<&str> = rows.iter().map(|(_, row)| Code::county_of(&row.township_code)).collect();
    let found: Vec<EventRow> = case_events::table
        .filter(case_events::county_code.eq_any(counties))
        .filter(case_events::case_id.eq_any(ids))
        .order((case_events::case_id, case_events::position))
        .select(EventRow::as_select())
        .load(conn)?;
    let mut parts: HashMap<Uuid, Vec<_>> = HashMap::new();
    for part in found {
        parts.entry(part.case_id).or_default().push(part.into());
    }
    let whole = |(metadata, row): (Metadata, CaseRow)| {
        let parts = parts.remove(&metadata.id).unwrap_or_default();
        Case { metadata, fields: row.with(parts) }
    };
    Ok(rows.into_iter().map(whole).collect())
}

fn one(conn: &mut PgConnection, found: Option<(Metadata, CaseRow)>) -> QueryResult<Option<Case>> {
    let rows = found.into_iter().map(|row| (row, String::new())).collect();
    let whole = whole(conn, rows)?.next().transpose()?;
    Ok(whole.map(|(record, _)| record))
}

/// Each row with its events, in the order of the rows, read by one query.
fn whole(
    conn: &mut PgConnection,
    rows: Vec<Keyed<CaseRow>>,
) -> QueryResult<impl Iterator<Item = QueryResult<(Case, String)>>> {
    let events = events_of(conn, &rows)?;
    let whole = |row: CaseRow, events: Vec<EventRow>| row.with(events.into_iter().map(Into::into).collect());
    Ok(put_together(rows, events, |part| part.case_id, whole))
}

/// No more of them than a page may have, and one.
fn events_of<'a>(
    conn: &'a mut PgConnection,
    rows: &[Keyed<CaseRow>],
) -> QueryResult<Box<dyn Iterator<Item = QueryResult<EventRow>> + 'a>> {
    if rows.is_empty() {
        return Ok(Box::new(std::iter::empty()));
    }
    // The counties lead the key: without them no index, and on several nodes no shard, would be found.
    let mut counties: Vec<&str> =
        rows.iter().map(|((_, row), _)| Code::county_of(&row.township_code)).collect();
    counties.sort_unstable();
    counties.dedup();
    let ids: Vec<Uuid> = rows.iter().map(|((metadata, _), _)| metadata.id).collect();
    let place = sql::<Integer>("array_position(")
        .bind::<Array<SqlUuid>, _>(ids.clone())
        .sql(", case_events.case_id)");
    let events = case_events::table
        .filter(case_events::county_code.eq_any(counties))
        .filter(case_events::case_id.eq_any(ids))
        .order((place, case_events::position))
        .limit(MOST_ROWS)
        .select(EventRow::as_select());
    Ok(Box::new(Prepared::new(events).load_iter::<EventRow, DefaultLoadingMode>(conn)?))
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
