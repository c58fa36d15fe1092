//! The SQL of plans and their tasks.

use std::collections::{BTreeSet, HashMap};

use diesel::connection::DefaultLoadingMode;
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::filter::PlanFilter;
use super::model::{Plan, PlanInput};
use super::row::{PlanRow, TaskRow};
use crate::db::schema::{plan_tasks, plans};
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::entry::MOST_AT_ONCE;
use crate::ledger::lists::ListRequest;
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::whole_records::{Keyed, MOST_ROWS, put_together};
use crate::ledger::{All, Listed, Metadata, Statements};
use crate::regions::Code;
use crate::regions::Reach;

impl Statements for PlanInput {
    type Filter = PlanFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Plan>> {
        let row = (crate::metadata_columns!(plans), PlanRow::as_select());
        let found: Option<(Metadata, PlanRow)> = match lock {
            Lock::None => crate::find_row!(conn, plans, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, plans, row, reach, id)?,
        };
        let within = found.filter(|(_, plan)| reach.covers(&plan.township_code));
        one(conn, within)
    }

    fn insert(conn: &mut PgConnection, records: &[Plan]) -> QueryResult<Vec<Uuid>> {
        let stored = crate::insert_records!(conn, plans, records, |plan| PlanRow::of(&plan.fields))?;
        let rows = records.iter().filter(|plan| stored.contains(&plan.metadata.id)).flat_map(TaskRow::all_of);
        insert_tasks(conn, rows.collect())?;
        Ok(stored)
    }

    fn update(conn: &mut PgConnection, plan: &Plan) -> QueryResult<()> {
        diesel::update(plans::table.find((plan.county_code(), plan.metadata.id)))
            .set((crate::metadata_changes!(plans, plan), PlanRow::of(&plan.fields)))
            .execute(conn)?;
        let tasks = plan_tasks::table.filter(plan_tasks::county_code.eq(plan.county_code()));
        diesel::delete(tasks.filter(plan_tasks::plan_id.eq(plan.metadata.id))).execute(conn)?;
        insert_tasks(conn, TaskRow::all_of(plan))
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<PlanInput>> {
        let rows = plans::table
            .order((plans::county_code, plans::id))
            .select((plans::county_code, (crate::metadata_columns!(plans), PlanRow::as_select())));
        let batches = Batches::open(conn, "all_plans", &rows)?;
        Ok(Box::new(move |conn| {
            let (counties, rows): (Vec<String>, Vec<_>) = batches.next(conn)?.into_iter().unzip();
            Ok(counties.into_iter().zip(with_tasks(conn, rows)?).collect())
        }))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<PlanFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(plans, PlanRow)), keyset.key()));
        let rows: Vec<Keyed<PlanRow>> = Prepared::if_common(request.is_common(), page).load(conn)?;
        Listed::records(rows.len(), whole(conn, rows)?, keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<PlanFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(plans::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<PlanFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, plans, plans::main_date, request)
    }
}

fn insert_tasks(conn: &mut PgConnection, mut rows: Vec<TaskRow>) -> QueryResult<()> {
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(MOST_AT_ONCE));
        diesel::insert_into(plan_tasks::table).values(rows).execute(conn)?;
        rows = rest;
    }
    Ok(())
}

/// Records with their parts, of which there may be more than a page has.
fn with_tasks(conn: &mut PgConnection, rows: Vec<(Metadata, PlanRow)>) -> QueryResult<Vec<Plan>> {
    let ids: Vec<Uuid> = rows.iter().map(|(metadata, _)| metadata.id).collect();
    let counties: BTreeSet<&str> = rows.iter().map(|(_, row)| Code::county_of(&row.township_code)).collect();
    let found: Vec<TaskRow> = plan_tasks::table
        .filter(plan_tasks::county_code.eq_any(counties))
        .filter(plan_tasks::plan_id.eq_any(ids))
        .order((plan_tasks::plan_id, plan_tasks::position))
        .select(TaskRow::as_select())
        .load(conn)?;
    let mut parts: HashMap<Uuid, Vec<_>> = HashMap::new();
    for part in found {
        parts.entry(part.plan_id).or_default().push(part.into());
    }
    let whole = |(metadata, row): (Metadata, PlanRow)| {
        let parts = parts.remove(&metadata.id).unwrap_or_default();
        Plan { metadata, fields: row.with(parts) }
    };
    Ok(rows.into_iter().map(whole).collect())
}

fn one(conn: &mut PgConnection, found: Option<(Metadata, PlanRow)>) -> QueryResult<Option<Plan>> {
    let rows = found.into_iter().map(|row| (row, String::new())).collect();
    let whole = whole(conn, rows)?.next().transpose()?;
    Ok(whole.map(|(record, _)| record))
}

/// Each row with its tasks, in the order of the rows, read by one query.
fn whole(
    conn: &mut PgConnection,
    rows: Vec<Keyed<PlanRow>>,
) -> QueryResult<impl Iterator<Item = QueryResult<(Plan, String)>>> {
    let tasks = tasks_of(conn, &rows)?;
    let whole = |row: PlanRow, tasks: Vec<TaskRow>| row.with(tasks.into_iter().map(Into::into).collect());
    Ok(put_together(rows, tasks, |part| part.plan_id, whole))
}

/// No more of them than a page may have, and one.
fn tasks_of<'a>(
    conn: &'a mut PgConnection,
    rows: &[Keyed<PlanRow>],
) -> QueryResult<Box<dyn Iterator<Item = QueryResult<TaskRow>> + 'a>> {
    if rows.is_empty() {
        return Ok(Box::new(std::iter::empty()));
    }
    // The counties lead the key: without them no index, and on several nodes no shard, would be found.
    let mut counties: Vec<&str> =
        rows.iter().map(|((_, row), _)| Code::county_of(&row.township_code)).collect();
    counties.sort_unstable();
    counties.dedup();
    let ids: Vec<Uuid> = rows.iter().map(|((metadata, _), _)| metadata.id).collect();
    let place =
        sql::<Integer>("array_position(").bind::<Array<SqlUuid>, _>(ids.clone()).sql(", plan_tasks.plan_id)");
    let tasks = plan_tasks::table
        .filter(plan_tasks::county_code.eq_any(counties))
        .filter(plan_tasks::plan_id.eq_any(ids))
        .order((place, plan_tasks::position))
        .limit(MOST_ROWS)
        .select(TaskRow::as_select());
    Ok(Box::new(Prepared::new(tasks).load_iter::<TaskRow, DefaultLoadingMode>(conn)?))
}

/// What `q` looks into: the texts of the plan and those of its tasks.
const TEXTS: &str = "concat_ws(' ', title, document_number, objective, note, (
    SELECT string_agg(concat_ws(' ', task.title, task.measure, task.responsible_office, task.status_reason), ' ')
    FROM plan_tasks AS task WHERE task.county_code = plans.county_code AND task.plan_id = plans.id))";

fn matching(request: &ListRequest<PlanFilter>) -> plans::BoxedQuery<'_, Pg> {
    let mut query = crate::matching_records!(plans, plans::main_date, sql::<Text>(TEXTS), request);
    let filter = &request.own;
    if let Some(kinds) = &filter.kind {
        query = query.filter(plans::kind.eq_any(kinds));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(plans::status.eq_any(statuses));
    }
    if let Some(day) = filter.covers {
        query = query.filter(plans::period_from.le(day)).filter(plans::period_to.ge(day));
    }
    query
}
