//! The SQL of explanations, and how their list can be narrowed and ordered.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{Explanation, ExplanationInput};
use crate::db::schema::explanations;
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Resource, Statements};
use crate::regions::Reach;

crate::record_sort! {
    pub enum ExplanationSort by "main_date" {
        "year", "按年度", "by year";
        "-year", "按年度倒序", "by year, latest first";
    }
}

/// What explanations can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExplanationFilter {
    /// Only those of this finding, by its `key`.
    #[param(min_length = 16, max_length = 16, pattern = "^[0-9a-f]{16}$")]
    pub finding: Option<String>,
    /// The order; `-year` where it is not said.
    #[param(inline)]
    pub sort: Option<ExplanationSort>,
}

impl Filter for ExplanationFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(ExplanationSort::DateDescending).order()
    }
}

/// What is stored besides what the client enters: `main_date`, which lists are sorted by.
macro_rules! row {
    ($explanation:expr) => {
        (&$explanation.fields, explanations::main_date.eq($explanation.fields.main_date()))
    };
}

impl Statements for ExplanationInput {
    type Filter = ExplanationFilter;

    fn find(
        conn: &mut PgConnection,
        reach: &Reach,
        id: Uuid,
        lock: Lock,
    ) -> QueryResult<Option<Explanation>> {
        let row = crate::record_columns!(explanations, ExplanationInput);
        let found: Option<Explanation> = match lock {
            Lock::None => crate::find_row!(conn, explanations, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, explanations, row, reach, id)?,
        };
        Ok(found.filter(|explanation| reach.covers(&explanation.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Explanation]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, explanations, records, |explanation| row!(explanation))
    }

    fn update(conn: &mut PgConnection, explanation: &Explanation) -> QueryResult<()> {
        diesel::update(explanations::table.find((explanation.county_code(), explanation.metadata.id)))
            .set((crate::metadata_changes!(explanations, explanation), row!(explanation)))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<ExplanationInput>> {
        let rows = explanations::table
            .order((explanations::county_code, explanations::id))
            .select((explanations::county_code, crate::record_columns!(explanations, ExplanationInput)));
        let batches = Batches::open(conn, "all_explanations", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<ExplanationFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(explanations, ExplanationInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<ExplanationFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(explanations::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<ExplanationFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, explanations, explanations::main_date, request)
    }
}

fn matching(request: &ListRequest<ExplanationFilter>) -> explanations::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', explanation, note)");
    let mut query = crate::matching_records!(explanations, explanations::main_date, texts, request);
    if let Some(finding) = &request.own.finding {
        query = query.filter(explanations::finding.eq(finding));
    }
    query
}

/// The finding, the id, the text and the last change of an explanation.
pub type Explained = (String, Uuid, String, DateTime<Utc>);

/// The explanations of a year within a reach that are not voided, the one changed last after those before it.
///
/// # Errors
/// Where the database fails.
pub fn of_year(conn: &mut PgConnection, reach: &Reach, year: i16) -> QueryResult<Vec<Explained>> {
    let mut query = explanations::table
        .filter(explanations::year.eq(year))
        .filter(explanations::voided_at.is_null())
        .order((explanations::updated_at, explanations::id))
        .select((
            explanations::finding,
            explanations::id,
            explanations::explanation,
            explanations::updated_at,
        ))
        .into_boxed();
    if let Some(codes) = reach.county_codes() {
        query = query.filter(explanations::county_code.eq_any(codes));
    }
    if let Some(codes) = reach.township_codes() {
        query = query.filter(explanations::township_code.eq_any(codes));
    }
    query.load(conn)
}
