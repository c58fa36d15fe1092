//! The SQL of observations, and how a list of them can be narrowed and ordered.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{Observation, ObservationInput};
use crate::db::schema::observations;
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::indicators::IndicatorCode;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

crate::record_sort! {
    pub enum ObservationSort by "observed_on" {
        "observed_on", "按观测日期", "by day observed";
        "-observed_on", "按观测日期倒序", "by day observed, latest first";
    }
}

/// What observations can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ObservationFilter {
    /// Only those of this indicator.
    #[param(inline)]
    pub indicator: Option<IndicatorCode>,
    /// Only estimates (`true`), or only values that are none (`false`).
    pub estimated: Option<bool>,
    /// The order; `-observed_on` where it is not said.
    #[param(inline)]
    pub sort: Option<ObservationSort>,
}

impl Filter for ObservationFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(ObservationSort::DateDescending).order()
    }
}

impl Statements for ObservationInput {
    type Filter = ObservationFilter;

    fn find(
        conn: &mut PgConnection,
        reach: &Reach,
        id: Uuid,
        lock: Lock,
    ) -> QueryResult<Option<Observation>> {
        let row = crate::record_columns!(observations, ObservationInput);
        let found: Option<Observation> = match lock {
            Lock::None => crate::find_row!(conn, observations, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, observations, row, reach, id)?,
        };
        Ok(found.filter(|observation| reach.covers(&observation.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Observation]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, observations, records, |observation| &observation.fields)
    }

    fn update(conn: &mut PgConnection, observation: &Observation) -> QueryResult<()> {
        diesel::update(observations::table.find((observation.county_code(), observation.metadata.id)))
            .set((crate::metadata_changes!(observations, observation), &observation.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<ObservationInput>> {
        let rows = observations::table
            .order((observations::county_code, observations::id))
            .select((observations::county_code, crate::record_columns!(observations, ObservationInput)));
        let batches = Batches::open(conn, "all_observations", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<ObservationFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(observations, ObservationInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<ObservationFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(observations::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<ObservationFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, observations, observations::observed_on, request)
    }
}

fn matching(request: &ListRequest<ObservationFilter>) -> observations::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', evidence, note)");
    let mut query = crate::matching_records!(observations, observations::observed_on, texts, request);
    let filter = &request.own;
    if let Some(indicator) = &filter.indicator {
        query = query.filter(observations::indicator.eq(indicator.as_str()));
    }
    if let Some(estimated) = filter.estimated {
        query = query.filter(observations::estimated.eq(estimated));
    }
    query
}

/// The id, township, indicator and day of an observation that is not voided.
pub type Observed = (Uuid, String, String, NaiveDate);

/// The observations of the townships, indicators and days of these that are not voided.
///
/// # Errors
/// Where the database fails.
pub fn of_same_days(conn: &mut PgConnection, records: &[Observation]) -> QueryResult<Vec<Observed>> {
    let counties: BTreeSet<&str> = records.iter().map(Observation::county_code).collect();
    let fields = || records.iter().map(|record| &record.fields);
    let townships: BTreeSet<&str> = fields().map(|fields| fields.township_code.as_str()).collect();
    let indicators: BTreeSet<&str> = fields().map(|fields| fields.indicator.as_str()).collect();
    let days: BTreeSet<NaiveDate> = fields().map(|fields| fields.observed_on).collect();
    observations::table
        .filter(observations::county_code.eq_any(counties))
        .filter(observations::township_code.eq_any(townships))
        .filter(observations::indicator.eq_any(indicators))
        .filter(observations::observed_on.eq_any(days))
        .filter(observations::voided_at.is_null())
        .order(observations::id)
        .select((
            observations::id,
            observations::township_code,
            observations::indicator,
            observations::observed_on,
        ))
        .load(conn)
}
