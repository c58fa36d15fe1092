//! The SQL of duties, and how a list of them can be narrowed and ordered.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{Duty, DutyInput, DutyKind, DutyOffice};
use crate::db::schema::{duties, members};
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::{Code, Reach};

crate::record_sort! {
    pub enum DutySort by "performed_on" {
        "performed_on", "按履职日期", "by day";
        "-performed_on", "按履职日期倒序", "by day, latest first";
    }
}

/// What duties can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DutyFilter {
    /// Only those done in these offices; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 3)]
    pub office: Option<Vec<DutyOffice>>,
    /// Only those of this member.
    pub member_id: Option<Uuid>,
    /// Only these kinds; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 8)]
    pub kind: Option<Vec<DutyKind>>,
    /// The order; `-performed_on` where it is not said.
    #[param(inline)]
    pub sort: Option<DutySort>,
}

impl Filter for DutyFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(DutySort::DateDescending).order()
    }
}

impl Statements for DutyInput {
    type Filter = DutyFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Duty>> {
        let row = crate::record_columns!(duties, DutyInput);
        let found: Option<Duty> = match lock {
            Lock::None => crate::find_row!(conn, duties, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, duties, row, reach, id)?,
        };
        Ok(found.filter(|duty| reach.covers(&duty.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Duty]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, duties, records, |duty| &duty.fields)
    }

    fn update(conn: &mut PgConnection, duty: &Duty) -> QueryResult<()> {
        diesel::update(duties::table.find((duty.county_code(), duty.metadata.id)))
            .set((crate::metadata_changes!(duties, duty), &duty.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<DutyInput>> {
        let rows = duties::table
            .order((duties::county_code, duties::id))
            .select((duties::county_code, crate::record_columns!(duties, DutyInput)));
        let batches = Batches::open(conn, "all_duties", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<DutyFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(duties, DutyInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<DutyFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(duties::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<DutyFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, duties, duties::performed_on, request)
    }
}

fn matching(request: &ListRequest<DutyFilter>) -> duties::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', subject, result, evidence, note)");
    let mut query = crate::matching_records!(duties, duties::performed_on, texts, request);
    let filter = &request.own;
    if let Some(offices) = &filter.office {
        query = query.filter(duties::office.eq_any(offices));
    }
    if let Some(member) = filter.member_id {
        query = query.filter(duties::member_id.eq(member));
    }
    if let Some(kinds) = &filter.kind {
        query = query.filter(duties::kind.eq_any(kinds));
    }
    query
}

/// The term of a member.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Term {
    /// Whether the member is head, executive deputy head or deputy head.
    pub leads: bool,
    /// The first day.
    pub from: NaiveDate,
    /// The last day; `None` while the term runs without an end.
    pub to: Option<NaiveDate>,
}

/// The term of a member of the township; `None` where it has no such member.
///
/// # Errors
/// Where the database fails.
pub fn term(conn: &mut PgConnection, township_code: &str, member: Uuid) -> QueryResult<Option<Term>> {
    let leads = members::group_role.eq_any(["head", "executive_deputy_head", "deputy_head"]);
    members::table
        .find((Code::county_of(township_code), member))
        .filter(members::township_code.eq(township_code))
        .select((leads, members::serves_from, members::serves_to))
        .first(conn)
        .optional()
}
