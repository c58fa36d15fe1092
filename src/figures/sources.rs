//! The records behind a figure, selected by the predicate that the figure is computed with.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::sums::{bound, contribution, in_counties, scope_of};
use crate::db::Lane;
use crate::http::Answer;
use crate::http::page::{KeyedPage, PageInfo, PageQuery};
use crate::http::query::Query;
use crate::indicators::{self, Formula, Indicator, Quantity, Source};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Level, Reach};
use crate::session::Reading;

/// Which sources are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SourceQuery {
    /// The year.
    #[param(minimum = 1949, maximum = 2100)]
    pub year: i16,
    /// The most items to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before, as it came.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

/// A record behind a figure, and what it adds to it.
#[derive(Debug, Serialize, QueryableByName, ToSchema)]
pub struct FigureSource {
    /// The record's resource, as in its path.
    #[diesel(sql_type = Text)]
    #[schema(example = "cases")]
    pub resource: String,
    /// The record's id.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub id: Uuid,
    /// The last column of the list's order: the id of the record, or of the part of it that counts.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    #[serde(skip)]
    sort_id: Uuid,
    /// The township that recorded it. Of a joint activity that may be another one.
    #[diesel(sql_type = Text)]
    #[schema(example = "540526201")]
    pub township_code: String,
    /// Its date.
    #[diesel(sql_type = Date)]
    pub date: chrono::NaiveDate,
    /// What it is called.
    #[diesel(sql_type = Text)]
    #[schema(example = "草场边界纠纷")]
    pub title: String,
    /// What it adds to the value (money in 分). Null for rates.
    #[diesel(sql_type = Nullable<BigInt>)]
    #[schema(required, minimum = 0, example = 1)]
    pub value: Option<i64>,
    /// What it adds to a rate's numerator. Null for other indicators.
    #[diesel(sql_type = Nullable<BigInt>)]
    #[schema(required, minimum = 0, example = json!(null))]
    pub numerator: Option<i64>,
    /// What it adds to a rate's denominator. Null for other indicators.
    #[diesel(sql_type = Nullable<BigInt>)]
    #[schema(required, minimum = 0, example = json!(null))]
    pub denominator: Option<i64>,
}

/// One page of the records behind a figure.
#[derive(Debug, Serialize, ToSchema)]
pub struct FigureSourcePage {
    /// The records, by date.
    #[schema(max_items = 200)]
    pub items: Vec<FigureSource>,
    /// Where the list goes on.
    pub page: PageInfo,
}

/// The lane for large work where the region is above the county, since many records are read then.
#[must_use]
pub fn lane(region: &str) -> Lane {
    match Code::parse(region).map(|code| code.level()) {
        Some(Level::County | Level::Township) | None => Lane::Small,
        Some(_) => Lane::Large,
    }
}

/// Answers with the records behind one figure of a region.
///
/// # Errors
/// 404 for a region out of reach or an unknown indicator, 400 for parameters, 503 where the database fails.
pub fn answer(
    reading: &mut Reading<'_>,
    (region, code): (&str, &str),
    query: &Query<SourceQuery>,
) -> ApiResult<Answer> {
    let (SourceQuery { year, limit, cursor }, pairs) = (query.parse()?, query.pairs());
    let region = Code::parse(region).ok_or_else(ApiError::not_found)?;
    let indicator = indicators::find(code).ok_or_else(ApiError::not_found)?;
    let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
    let path = format!("/api/v1/regions/{region}/figures/{code}/sources");
    let catalogue = indicators::catalogue_digest();
    let etag = reading.tag_of(&reach, Some(year), format!("{path} {catalogue} {pairs:?}").as_bytes())?;
    reading.tagged(&etag, |reading| {
        let wanted = PageQuery { limit, cursor, count: None };
        let page = KeyedPage::open((&path, pairs), &wanted, reading.signer, catalogue)?;
        let after = page.after.split_once(' ');
        let sql = statement(indicator, &reach, region.level(), after.is_some());
        let mut sources = bound(&sql, year, &reach).bind::<BigInt, _>(page.rows());
        if let Some((date, id)) = after {
            sources = sources.bind::<Text, _>(date).bind::<Text, _>(id);
        }
        let key = |source: &FigureSource| format!("{} {}", source.date, source.sort_id);
        page.answer(sources.load(reading.conn)?, None, key, |items, page| FigureSourcePage { items, page })
    })
}

fn statement(indicator: &Indicator, reach: &Reach, level: Level, continues: bool) -> String {
    let source = indicator.source();
    let tables = source.tables();
    let (resource, from, record, in_year) = (tables.resource, tables.from, tables.record, tables.in_year);
    let (date, title) = (tables.date, tables.title);
    let id = if source == Source::PlanTasks { "plan_tasks.id" } else { "id" };
    let (value, part, whole, chosen) = contributions(indicator);
    let scope = scope_with_joint(indicator, reach, level);
    let after = if continues { format!("AND ({date}, {id}) > ($6::date, $7::uuid)") } else { String::new() };
    format!(
        "SELECT '{resource}' AS resource, {record}.id AS id, {id} AS sort_id, {record}.township_code AS township_code, {date} AS date, \
         {title} AS title, {value} AS value, {part} AS numerator, {whole} AS denominator \
         FROM {from} WHERE {scope} AND ({in_year}) AND {record}.voided_at IS NULL AND {chosen} {after} \
         ORDER BY {date}, {id} LIMIT $5"
    )
}

/// As SQL: what a record adds to value, numerator and denominator, and the condition on the records to list.
fn contributions(indicator: &Indicator) -> (String, String, String, String) {
    let null = || "NULL::bigint".to_owned();
    match indicator.formula {
        Formula::Quantity(quantity) => (contribution(quantity), null(), null(), quantity.stated()),
        Formula::Rate { numerator, denominator } => {
            let chosen = format!("({} OR {})", numerator.stated(), denominator.stated());
            (null(), contribution(numerator), contribution(denominator), chosen)
        }
    }
}

/// The condition on the scope. For a township's counts it includes the joint activities that another township recorded and
/// this one has confirmed; for its other quantities it does not.
fn scope_with_joint(indicator: &Indicator, reach: &Reach, level: Level) -> String {
    let own = scope_of(indicator.source(), reach);
    let counts = |quantity: &Quantity| quantity.source == Source::Activities && quantity.measure.counts();
    let joins = level == Level::Township
        && matches!(indicator.formula, Formula::Quantity(quantity) if counts(quantity));
    if !joins {
        return own;
    }
    let within = in_counties(reach, "county_code");
    format!(
        "(({own}) OR ({within} AND joint_townships && $4 AND EXISTS (SELECT 1 FROM activity_partners p \
            WHERE p.county_code = activities.county_code AND p.activity_id = activities.id \
            AND p.township_code = ANY ($4) AND p.status = 'confirmed')))"
    )
}
