//! The SQL of plans and their tasks.

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::filter::PlanFilter;
use super::model::Plan;
use super::row::{PlanRow, TaskRow};
use super::task::PlanTask;
use crate::auth::Reach;
use crate::db::Prepared;
use crate::db::schema::{plan_tasks, plans};
use crate::ledger::changes::Lock;
use crate::ledger::lists::ListRequest;
use crate::ledger::{Listed, Stamp};
use crate::regions::Code;

/// One plan within a reach, with its tasks.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Plan>> {
    let row = (crate::stamp_columns!(plans), PlanRow::as_select());
    let found: Option<(Stamp, PlanRow)> = match lock {
        Lock::None => crate::find_row!(conn, plans, row, reach, id)?,
        Lock::Update => {
            let in_counties = crate::in_counties!(plans, reach);
            plans::table
                .filter(in_counties)
                .filter(plans::id.eq(id))
                .select(row)
                .for_update()
                .first(conn)
                .optional()?
        }
    };
    let within = found.filter(|(_, plan)| reach.covers(&plan.township_code));
    Ok(with_tasks(conn, within.into_iter().collect())?.pop())
}

/// Stores a new plan with its tasks.
///
/// # Errors
/// Where a constraint is broken or the database fails.
pub fn insert(conn: &mut PgConnection, plan: &Plan) -> QueryResult<()> {
    diesel::insert_into(plans::table)
        .values((crate::stamp_values!(plans, plan), PlanRow::of(&plan.fields)))
        .execute(conn)?;
    insert_tasks(conn, plan)
}

/// Stores the new state of a plan: its tasks are replaced as a whole.
///
/// # Errors
/// As [`insert`].
pub fn update(conn: &mut PgConnection, plan: &Plan) -> QueryResult<()> {
    diesel::update(plans::table.find((plan.county_code(), plan.stamp.id)))
        .set((crate::stamp_changes!(plans, plan), PlanRow::of(&plan.fields)))
        .execute(conn)?;
    let tasks = plan_tasks::table.filter(plan_tasks::county_code.eq(plan.county_code()));
    diesel::delete(tasks.filter(plan_tasks::plan_id.eq(plan.stamp.id))).execute(conn)?;
    insert_tasks(conn, plan)
}

fn insert_tasks(conn: &mut PgConnection, plan: &Plan) -> QueryResult<()> {
    diesel::insert_into(plan_tasks::table).values(TaskRow::all_of(plan)).execute(conn)?;
    Ok(())
}

/// One page of a list.
///
/// # Errors
/// Where the database fails.
pub fn page(conn: &mut PgConnection, request: &ListRequest<PlanFilter>) -> QueryResult<Listed> {
    let keyset = &request.keyset;
    let page = matching(request)
        .filter(keyset.after())
        .order(keyset.order())
        .limit(keyset.limit())
        .select((crate::rendered!(crate::record_columns!(plans, PlanRow)), keyset.key()));
    let rows: Vec<((Stamp, PlanRow), String)> = Prepared::if_common(request.is_common(), page).load(conn)?;
    let (rows, keys): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    Listed::records(with_tasks(conn, rows)?, keys, keyset.limit)
}

/// How many plans the whole list has.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, request: &ListRequest<PlanFilter>) -> QueryResult<i64> {
    matching(request).count().get_result(conn)
}

/// Gives each row its tasks, all of them read by one query.
fn with_tasks(conn: &mut PgConnection, rows: Vec<(Stamp, PlanRow)>) -> QueryResult<Vec<Plan>> {
    let mut tasks = tasks_of(conn, &rows)?;
    let plan = |(stamp, row): (Stamp, PlanRow)| {
        let tasks = tasks.remove(&stamp.id).unwrap_or_default();
        Plan { stamp, fields: row.with(tasks) }
    };
    Ok(rows.into_iter().map(plan).collect())
}

fn tasks_of(conn: &mut PgConnection, rows: &[(Stamp, PlanRow)]) -> QueryResult<HashMap<Uuid, Vec<PlanTask>>> {
    let mut tasks: HashMap<Uuid, Vec<PlanTask>> = HashMap::new();
    if rows.is_empty() {
        return Ok(tasks);
    }
    // The counties lead the key: without them no index, and on several nodes no shard, would be found.
    let mut counties: Vec<&str> = rows.iter().map(|(_, row)| Code::county_of(&row.township_code)).collect();
    counties.sort_unstable();
    counties.dedup();
    let found: Vec<TaskRow> = plan_tasks::table
        .filter(plan_tasks::county_code.eq_any(counties))
        .filter(plan_tasks::plan_id.eq_any(rows.iter().map(|(stamp, _)| stamp.id)))
        .order((plan_tasks::plan_id, plan_tasks::position))
        .select(TaskRow::as_select())
        .load(conn)?;
    for row in found {
        tasks.entry(row.plan_id).or_default().push(row.into());
    }
    Ok(tasks)
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
