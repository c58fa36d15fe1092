//! The SQL of shortcomings, and how a list of them can be narrowed and ordered.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{FoundBy, Shortcoming, ShortcomingInput, ShortcomingStatus};
use crate::db::schema::{plan_tasks, plans, shortcomings};
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::{Code, Reach};

crate::record_sort! {
    pub enum ShortcomingSort by "found_on" {
        "found_on", "按查找日期", "by day found";
        "-found_on", "按查找日期倒序", "by day found, latest first";
    }
}

/// What shortcomings can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ShortcomingFilter {
    /// Only those found by these; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 6)]
    pub found_by: Option<Vec<FoundBy>>,
    /// Only those put right so far; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 3)]
    pub status: Option<Vec<ShortcomingStatus>>,
    /// Only those open at the end of this day: found by then, and not closed by then. One that a later record carries over is among
    /// them, beside that record.
    #[param(value_type = Option<String>, format = Date)]
    pub open_on: Option<NaiveDate>,
    /// Only the record that carries this one over.
    pub carried_over_from: Option<Uuid>,
    /// The order; `-found_on` where it is not said.
    #[param(inline)]
    pub sort: Option<ShortcomingSort>,
}

impl Filter for ShortcomingFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(ShortcomingSort::DateDescending).order()
    }
}

impl Statements for ShortcomingInput {
    type Filter = ShortcomingFilter;

    fn find(
        conn: &mut PgConnection,
        reach: &Reach,
        id: Uuid,
        lock: Lock,
    ) -> QueryResult<Option<Shortcoming>> {
        let row = crate::record_columns!(shortcomings, ShortcomingInput);
        let found: Option<Shortcoming> = match lock {
            Lock::None => crate::find_row!(conn, shortcomings, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, shortcomings, row, reach, id)?,
        };
        Ok(found.filter(|shortcoming| reach.covers(&shortcoming.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Shortcoming]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, shortcomings, records, |shortcoming| &shortcoming.fields)
    }

    fn update(conn: &mut PgConnection, shortcoming: &Shortcoming) -> QueryResult<()> {
        diesel::update(shortcomings::table.find((shortcoming.county_code(), shortcoming.metadata.id)))
            .set((crate::metadata_changes!(shortcomings, shortcoming), &shortcoming.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<ShortcomingInput>> {
        let rows = shortcomings::table
            .order((shortcomings::county_code, shortcomings::id))
            .select((shortcomings::county_code, crate::record_columns!(shortcomings, ShortcomingInput)));
        let batches = Batches::open(conn, "all_shortcomings", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<ShortcomingFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(shortcomings, ShortcomingInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<ShortcomingFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(shortcomings::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<ShortcomingFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, shortcomings, shortcomings::found_on, request)
    }
}

fn matching(request: &ListRequest<ShortcomingFilter>) -> shortcomings::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', title, description, cause, remedy, result, note)");
    let mut query = crate::matching_records!(shortcomings, shortcomings::found_on, texts, request);
    let filter = &request.own;
    if let Some(ways) = &filter.found_by {
        query = query.filter(shortcomings::found_by.eq_any(ways));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(shortcomings::status.eq_any(statuses));
    }
    if let Some(day) = filter.open_on {
        let not_closed =
            shortcomings::closed_on.is_null().or(shortcomings::closed_on.gt(day).assume_not_null());
        query = query.filter(shortcomings::found_on.le(day)).filter(not_closed);
    }
    if let Some(id) = filter.carried_over_from {
        query = query.filter(shortcomings::carried_over_from.eq(id));
    }
    query
}

/// The year of a shortcoming of the township that is not voided; `None` where it has no such one.
///
/// # Errors
/// Where the database fails.
pub fn year_of(conn: &mut PgConnection, township_code: &str, id: Uuid) -> QueryResult<Option<i16>> {
    shortcomings::table
        .find((Code::county_of(township_code), id))
        .filter(shortcomings::township_code.eq(township_code).and(shortcomings::voided_at.is_null()))
        .select(shortcomings::year)
        .first(conn)
        .optional()
}

/// Whether a plan of the township that is not voided has this task.
///
/// # Errors
/// Where the database fails.
pub fn has_task(conn: &mut PgConnection, township_code: &str, task: Uuid) -> QueryResult<bool> {
    let county = Code::county_of(township_code);
    let of_plan = plans::county_code.eq(plan_tasks::county_code).and(plans::id.eq(plan_tasks::plan_id));
    let found: Option<Uuid> = plan_tasks::table
        .inner_join(plans::table.on(of_plan))
        .filter(plan_tasks::county_code.eq(county).and(plan_tasks::township_code.eq(township_code)))
        .filter(plan_tasks::id.eq(task).and(plans::voided_at.is_null()))
        .select(plan_tasks::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The ids of records that are not voided and carry over what one of these carries over, each with what that is.
///
/// # Errors
/// Where the database fails.
pub fn carrying_over_the_same(
    conn: &mut PgConnection,
    records: &[Shortcoming],
) -> QueryResult<Vec<(Uuid, Uuid)>> {
    let carried: Vec<Uuid> = records.iter().filter_map(|record| record.fields.carried_over_from).collect();
    let rows = carrying_over(conn, records, &carried)?;
    Ok(rows.into_iter().map(|(from, id, _)| (id, from)).collect())
}

/// Those of these records that others carry over, each with the id and the year of the record that does; voided ones do not.
///
/// # Errors
/// Where the database fails.
pub fn carried_over(conn: &mut PgConnection, records: &[Shortcoming]) -> QueryResult<Vec<(Uuid, Uuid, i16)>> {
    let ids: Vec<Uuid> = records.iter().map(|record| record.metadata.id).collect();
    carrying_over(conn, records, &ids)
}

/// Which records that are not voided carry over one of `carried`, in the counties of these records.
fn carrying_over(
    conn: &mut PgConnection,
    records: &[Shortcoming],
    carried: &[Uuid],
) -> QueryResult<Vec<(Uuid, Uuid, i16)>> {
    let counties: BTreeSet<&str> = records.iter().map(Shortcoming::county_code).collect();
    shortcomings::table
        .filter(shortcomings::county_code.eq_any(counties))
        .filter(shortcomings::carried_over_from.eq_any(carried))
        .filter(shortcomings::voided_at.is_null())
        .order(shortcomings::id)
        .select((shortcomings::carried_over_from.assume_not_null(), shortcomings::id, shortcomings::year))
        .load(conn)
}
