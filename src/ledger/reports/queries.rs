//! The SQL of reports, and how their list can be narrowed and ordered.

use std::collections::BTreeSet;

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::codes::ReportState;
use super::model::{Report, ReportInput};
use crate::db::schema::reports;
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Resource, Statements};
use crate::regions::{Code, Reach};

crate::record_sort! {
    pub enum ReportSort by "main_date" {
        "year", "按年度", "by year";
        "-year", "按年度倒序", "by year, latest first";
    }
}

/// What reports can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportFilter {
    /// Only those in this state.
    #[param(inline)]
    pub state: Option<ReportState>,
    /// The order; `-year` where it is not said.
    #[param(inline)]
    pub sort: Option<ReportSort>,
}

impl Filter for ReportFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(ReportSort::DateDescending).order()
    }
}

/// What is stored besides what the client enters: `main_date`, which lists are sorted by.
macro_rules! row {
    ($report:expr) => {
        (&$report.fields, reports::main_date.eq($report.fields.main_date()))
    };
}

impl Statements for ReportInput {
    type Filter = ReportFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Report>> {
        let row = crate::record_columns!(reports, ReportInput);
        let found: Option<Report> = match lock {
            Lock::None => crate::find_row!(conn, reports, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, reports, row, reach, id)?,
        };
        Ok(found.filter(|report| reach.covers(&report.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Report]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, reports, records, |report| row!(report))
    }

    fn update(conn: &mut PgConnection, report: &Report) -> QueryResult<()> {
        diesel::update(reports::table.find((report.county_code(), report.metadata.id)))
            .set((crate::metadata_changes!(reports, report), row!(report)))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<ReportInput>> {
        let rows = reports::table
            .order((reports::county_code, reports::id))
            .select((reports::county_code, crate::record_columns!(reports, ReportInput)));
        let batches = Batches::open(conn, "all_reports", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<ReportFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(reports, ReportInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<ReportFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(reports::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<ReportFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, reports, reports::main_date, request)
    }
}

fn matching(request: &ListRequest<ReportFilter>) -> reports::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', title, note)");
    let mut query = crate::matching_records!(reports, reports::main_date, texts, request);
    if let Some(state) = request.own.state {
        query = query.filter(reports::state.eq(state));
    }
    query
}

/// The report of a township and a year that is not voided.
///
/// # Errors
/// Where the database fails.
pub fn of_year(conn: &mut PgConnection, township: &Code, year: i16) -> QueryResult<Option<Report>> {
    reports::table
        .filter(reports::county_code.eq(Code::county_of(township.as_str())))
        .filter(reports::township_code.eq(township.as_str()))
        .filter(reports::year.eq(year))
        .filter(reports::voided_at.is_null())
        .select(crate::record_columns!(reports, ReportInput))
        .first(conn)
        .optional()
}

/// The ids, townships and years of the reports of the townships and years of these that are not voided.
///
/// # Errors
/// Where the database fails.
pub fn of_same_years(conn: &mut PgConnection, records: &[Report]) -> QueryResult<Vec<(Uuid, (String, i16))>> {
    let counties: BTreeSet<&str> = records.iter().map(Report::county_code).collect();
    let townships: BTreeSet<&str> =
        records.iter().map(|record| record.fields.township_code.as_str()).collect();
    let years: BTreeSet<i16> = records.iter().map(|record| record.fields.year).collect();
    reports::table
        .filter(reports::county_code.eq_any(counties))
        .filter(reports::township_code.eq_any(townships))
        .filter(reports::year.eq_any(years))
        .filter(reports::voided_at.is_null())
        .order(reports::id)
        .select((reports::id, (reports::township_code, reports::year)))
        .load(conn)
}

/// The states of the reports of a year within a reach that are not voided, with their townships and ids.
///
/// # Errors
/// Where the database fails.
pub fn states(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
) -> QueryResult<Vec<(String, Uuid, ReportState)>> {
    let of_year = reports::table
        .filter(reports::year.eq(year))
        .filter(reports::voided_at.is_null())
        .select((reports::township_code, reports::id, reports::state))
        .into_boxed();
    crate::within!(of_year, reports, reach).load(conn)
}

/// The first of these years whose report the township has published, with the report's id. The reports of these years stay as they are
/// until the transaction ends: who publishes one waits, and freezes figures with what is written here.
///
/// # Errors
/// Where the database fails.
pub fn published(
    conn: &mut PgConnection,
    township_code: &str,
    years: &BTreeSet<i16>,
) -> QueryResult<Option<(Uuid, i16)>> {
    let of_these_years: Vec<(Uuid, i16, ReportState)> = reports::table
        .filter(reports::county_code.eq(Code::county_of(township_code)))
        .filter(reports::township_code.eq(township_code))
        .filter(reports::year.eq_any(years))
        .filter(reports::voided_at.is_null())
        .order(reports::year)
        .select((reports::id, reports::year, reports::state))
        .for_share()
        .load(conn)?;
    let mut published = of_these_years.into_iter().filter(|(.., state)| *state == ReportState::Published);
    Ok(published.next().map(|(id, year, _)| (id, year)))
}
