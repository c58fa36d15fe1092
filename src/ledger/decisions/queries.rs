//! The SQL of decisions, and how a list of them can be narrowed and ordered.

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{Decision, DecisionInput, DecisionStatus};
use super::step::StepKind;
use crate::db::schema::decisions;
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

crate::record_sort! {
    /// A decision that is not taken stands at the day on which
    /// its procedure was started.
    pub enum DecisionSort by "main_date" {
        "decided_on", "按决定日期", "by day of the decision";
        "-decided_on", "按决定日期倒序", "by day of the decision, latest first";
    }
}

/// What decisions can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DecisionFilter {
    /// Only decisions that have come this far; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 3)]
    pub status: Option<Vec<DecisionStatus>>,
    /// Only those that stand in a catalogue (`true`), or of which it is said that they do not (`false`).
    pub in_catalogue: Option<bool>,
    /// Only those of which this step was done.
    #[param(inline)]
    pub step_done: Option<StepKind>,
    /// The order; `-decided_on` where it is not said. A decision that is not taken stands at `started_on`.
    #[param(inline)]
    pub sort: Option<DecisionSort>,
}

impl Filter for DecisionFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(DecisionSort::DateDescending).order()
    }
}

/// What is stored besides what the client enters: `main_date`, which lists are sorted by, and `steps_done`, which figures count by.
macro_rules! row {
    ($decision:expr) => {
        (
            &$decision.fields,
            decisions::main_date.eq($decision.fields.stands_at()),
            decisions::steps_done.eq($decision.fields.steps_done()),
        )
    };
}

impl Statements for DecisionInput {
    type Filter = DecisionFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Decision>> {
        let row = crate::record_columns!(decisions, DecisionInput);
        let found: Option<Decision> = match lock {
            Lock::None => crate::find_row!(conn, decisions, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, decisions, row, reach, id)?,
        };
        Ok(found.filter(|decision| reach.covers(&decision.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Decision]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, decisions, records, |decision| row!(decision))
    }

    fn update(conn: &mut PgConnection, decision: &Decision) -> QueryResult<()> {
        diesel::update(decisions::table.find((decision.county_code(), decision.metadata.id)))
            .set((crate::metadata_changes!(decisions, decision), row!(decision)))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<DecisionInput>> {
        let rows = decisions::table
            .order((decisions::county_code, decisions::id))
            .select((decisions::county_code, crate::record_columns!(decisions, DecisionInput)));
        let batches = Batches::open(conn, "all_decisions", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<DecisionFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let row = crate::rendered!(crate::record_columns!(decisions, DecisionInput));
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((row, keyset.key()));
        Listed::large_rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<DecisionFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(decisions::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<DecisionFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, decisions, decisions::main_date, request)
    }
}

fn matching(request: &ListRequest<DecisionFilter>) -> decisions::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', title, handling_unit, note)");
    let mut query = crate::matching_records!(decisions, decisions::main_date, texts, request);
    let filter = &request.own;
    if let Some(statuses) = &filter.status {
        query = query.filter(decisions::status.eq_any(statuses));
    }
    if let Some(listed) = filter.in_catalogue {
        query = query.filter(decisions::in_catalogue.eq(listed));
    }
    if let Some(step) = filter.step_done {
        query = query.filter(decisions::steps_done.contains(vec![step.as_str()]));
    }
    query
}
