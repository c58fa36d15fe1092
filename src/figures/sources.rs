//! The records behind a figure, selected by the predicate that the figure is computed with.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::evaluate::is_not_added_up;
use super::period::{Bounds, Period};
use super::statement::{Scope, contribution, in_counties};
use super::units::{self, Basis, Units};
use crate::clock;
use crate::db::Lane;
use crate::http::Answer;
use crate::http::page::{KeyedPage, PageInfo, PageQuery};
use crate::http::query::Query;
use crate::indicators::{self, Formula, Indicator, Measure, Source};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Level, Reach};
use crate::session::Reading;
use crate::tables::TableQuery;

/// Which sources are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SourceQuery {
    /// The year.
    #[param(minimum = 1949, maximum = 2100)]
    pub year: i16,
    /// Which units figures are of, where townships were renamed, merged or moved: `current` (the default) or `as_it_was`.
    #[param(inline)]
    pub basis: Option<Basis>,
    /// The first day, where it is not 1 January of `year`: the day after the cut-off of the report before, in `year` or the
    /// year before it.
    pub period_from: Option<NaiveDate>,
    /// The last day, where it is not the last of `year`: the cut-off of the report, in `year`.
    pub period_to: Option<NaiveDate>,
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
    /// The id of the part of the record that counts, such as a task of a plan; null where the record counts.
    #[diesel(sql_type = Nullable<diesel::sql_types::Uuid>)]
    #[schema(required, example = json!(null))]
    pub part_id: Option<Uuid>,
    /// The township that recorded it. Of a joint activity that may be another one.
    #[diesel(sql_type = Text)]
    #[schema(example = "540526201")]
    pub township_code: String,
    /// The date of what counts.
    #[diesel(sql_type = Date)]
    pub date: NaiveDate,
    /// What it is called.
    #[diesel(sql_type = Text)]
    #[schema(example = "草场边界纠纷")]
    pub title: String,
    /// What it adds to the value (money in 分): the values of all sources add up to the figure. Null for rates.
    #[diesel(sql_type = Nullable<BigInt>)]
    #[schema(required, minimum = 0, example = 1)]
    pub value: Option<i64>,
    /// What it adds to a rate's numerator, which may be 0. Null for other indicators.
    #[diesel(sql_type = Nullable<BigInt>)]
    #[schema(required, minimum = 0, example = json!(null))]
    pub numerator: Option<i64>,
    /// What it adds to a rate's denominator, which may be 0. Null for other indicators.
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
    let is_wide = Code::parse(region).is_some_and(|code| code.level().is_above_county());
    if is_wide { Lane::Large } else { Lane::Small }
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
    let ((wanted, _), pairs) = (query.parse_beside::<TableQuery>()?, query.pairs());
    let period = wanted.period()?;
    let region = Code::parse(region).ok_or_else(ApiError::not_found)?;
    let indicator = indicators::find(code).ok_or_else(ApiError::not_found)?;
    let reach = reading.actor.narrowed(reading.conn, Some(&region))?;
    let path = format!("/api/v1/regions/{region}/figures/{code}/sources");
    let (catalogue, today) = (indicators::catalogue_digest(), period.today);
    let name = format!("{path} {catalogue} {today} {pairs:?}");
    let etag = reading.tag_of(&reach, Some(wanted.year), name.as_bytes())?;
    reading.tagged(&etag, |reading| {
        let page_query = PageQuery { limit: wanted.limit, cursor: wanted.cursor.clone(), count: None };
        let page = KeyedPage::open((&path, pairs), &page_query, reading.signer, catalogue)?;
        let basis = wanted.basis.unwrap_or(Basis::Current);
        let sources = Sources { indicator, region: &region, reach: &reach, basis, period };
        let found = sources.page(reading.conn, &page)?;
        let key = |source: &FigureSource| format!("{} {}", source.date, source.part_id.unwrap_or(source.id));
        page.answer(found, None, key, |items, page| FigureSourcePage { items, page })
    })
}

impl SourceQuery {
    fn period(&self) -> ApiResult<Period> {
        let bounds = Bounds::of_year((self.period_from, self.period_to), self.year)?;
        Ok(bounds.period(self.year, clock::today()))
    }
}

/// The records behind an indicator of a region.
struct Sources<'a> {
    indicator: &'static Indicator,
    region: &'a Code,
    reach: &'a Reach,
    basis: Basis,
    period: Period,
}

impl Sources<'_> {
    /// The records after the last one of the page before, one more than the page has; none where the figure has no value at
    /// this level.
    fn page(&self, conn: &mut PgConnection, page: &KeyedPage<'_>) -> ApiResult<Vec<FigureSource>> {
        let Self { region, reach, basis, period, .. } = self;
        let is_in_force = units::is_in_force(conn, region, basis.day(period), period)?;
        if is_not_added_up(self.indicator, region.level()) || !is_in_force {
            return Ok(Vec::new());
        }
        let units = Units::load(conn, reach, *basis, period)?;
        let scope = Scope { reach, region: Some(region), units: &units, period, except: &[] };
        let after = page.after.split_once(' ');
        let sql = self.statement(&scope, after.is_some());
        let mut query = scope.bind(&sql).bind::<BigInt, _>(page.rows());
        if let Some((date, id)) = after {
            query = query.bind::<Text, _>(date).bind::<Text, _>(id);
        }
        Ok(query.load(conn)?)
    }

    fn statement(&self, scope: &Scope<'_>, continues: bool) -> String {
        let after = if continues { "AND (date, coalesce(part_id, id)) > ($8::date, $9::uuid)" } else { "" };
        format!(
            "SELECT * FROM ({}) AS counted WHERE rank = 1 {after} ORDER BY date, coalesce(part_id, id) LIMIT $7",
            self.counted(scope)
        )
    }

    /// The records that count, each with what it adds; of those that are one number together, the one with rank 1 makes it.
    fn counted(&self, scope: &Scope<'_>) -> String {
        let source = self.indicator.source();
        let tables = source.tables();
        let (resource, from, record, in_year) =
            (tables.resource, scope.tables_of(source), tables.record, tables.in_year);
        let (date, title) = (tables.date, tables.title);
        let part = tables.part.map_or_else(|| "NULL::uuid".to_owned(), |part| format!("{part}.id"));
        let township = format!("{record}.township_code");
        let became = scope.became(&township, Level::Township, "became");
        let rank = rank(self.indicator, &scope.key(&township, Level::Township, "became"), date);
        let (value, numerator, denominator, chosen) = contributions(self.indicator);
        let within = self.within(scope);
        format!(
            "SELECT '{resource}' AS resource, {record}.id AS id, {part} AS part_id, {township} AS township_code, \
             {date} AS date, {title} AS title, {value} AS value, {numerator} AS numerator, \
             {denominator} AS denominator, {rank} AS rank \
             FROM {from} {became} WHERE {within} AND ({in_year}) AND {record}.voided_at IS NULL AND {chosen}"
        )
    }

    /// The condition on the scope. Where joint activities count for partners, it includes those that others recorded and a
    /// township of the region has confirmed.
    fn within(&self, scope: &Scope<'_>) -> String {
        let own = scope.of_source(self.indicator.source());
        let is_township = self.region.level().has_records();
        let joins = matches!(self.indicator.formula, Formula::Quantity(quantity)
            if quantity.source() == Source::Activities && quantity.measure.counts_for_partners());
        if !joins || !is_township && scope.units.is_plain() {
            return own;
        }
        let counties = in_counties(self.reach, "activities.county_code");
        let partners = scope.of("p.county_code", "p.township_code");
        format!(
            "(({own}) OR ({counties} AND joint_townships <> '{{}}' AND EXISTS (SELECT 1 FROM activity_partners p \
                WHERE p.county_code = activities.county_code AND p.activity_id = activities.id \
                AND {partners} AND p.status = 'confirmed')))"
        )
    }
}

/// The rank of a record among those that are one number together, as SQL: 1 where each counts for itself.
fn rank(indicator: &Indicator, unit: &str, date: &str) -> String {
    let measure = match indicator.formula {
        Formula::Quantity(quantity) => quantity.measure,
        Formula::Rate { .. } => Measure::Count,
    };
    match measure {
        Measure::Max(column) => {
            format!("row_number() OVER (PARTITION BY {unit} ORDER BY {column} DESC, {date}, id)")
        }
        Measure::Persons => format!(
            "CASE WHEN body = 'committee' AND bool_or(body = 'leading_group') OVER (PARTITION BY {unit}) THEN 2 \
             ELSE row_number() OVER (PARTITION BY {unit}, body, person_name ORDER BY {date}, id) END"
        ),
        _ => "1".to_owned(),
    }
}

/// As SQL: what a record adds to value, numerator and denominator, and the condition on the records to list.
fn contributions(indicator: &Indicator) -> (String, String, String, String) {
    let null = || "NULL::bigint".to_owned();
    match indicator.formula {
        Formula::Quantity(quantity) => {
            (contribution(quantity), null(), null(), format!("({})", quantity.counted()))
        }
        Formula::Rate { numerator, denominator } => {
            let chosen = format!("(({}) OR ({}))", numerator.counted(), denominator.counted());
            (null(), contribution(numerator), contribution(denominator), chosen)
        }
    }
}
