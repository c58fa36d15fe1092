//! Quantities added up in SQL: one statement per source of records gives all of its quantities, by township.

use std::collections::HashMap;

use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Date, Nullable, Numeric, Text};

use crate::clock;
use crate::db::{Prepared, Whole};
use crate::indicators::{self, Measure, Quantity, Source};
use crate::regions::Reach;

/// All quantities of some townships, in the order of [`indicators::quantities`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sums {
    /// The number of records of the year, of any kind: 0 means that nothing has been reported yet.
    pub records: i64,
    /// The number of townships that have any.
    pub reporting: i32,
    /// [`NOT_STATED`] instead of an `Option` halves the size, and there may be thousands of sums.
    values: Box<[Whole]>,
}

/// The value of a quantity that no record states.
const NOT_STATED: Whole = Whole::TOO_SMALL;

impl Default for Sums {
    fn default() -> Self {
        let values = vec![NOT_STATED; indicators::quantities().len()].into();
        Self { records: 0, reporting: 0, values }
    }
}

impl Sums {
    /// Stored sums: `values` are in the order of [`indicators::quantities`], `None` where no record states the quantity.
    #[must_use]
    pub fn from_stored(records: i64, reporting: i32, values: &[Option<Whole>]) -> Self {
        let values = values.iter().map(|value| value.unwrap_or(NOT_STATED)).collect();
        Self { records, reporting, values }
    }

    /// The values in the order of [`indicators::quantities`].
    pub fn values(&self) -> impl Iterator<Item = Option<Whole>> {
        self.values.iter().map(|value| stated(*value))
    }

    /// The value of a quantity; `None` where no record states it.
    #[must_use]
    pub fn value(&self, quantity: &Quantity) -> Option<Whole> {
        let index = indicators::quantities().iter().position(|other| *other == quantity)?;
        self.values.get(index).copied().and_then(stated)
    }

    /// Adds the sums of other townships. Maxima are added too: the persons of two townships are different persons.
    pub fn add(&mut self, other: &Self) {
        self.records = self.records.saturating_add(other.records);
        self.reporting = self.reporting.saturating_add(other.reporting);
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            *mine = added(*mine, *theirs);
        }
    }

    fn take_in(&mut self, source: Source, row: &Row) {
        self.records = self.records.saturating_add(row.records);
        self.reporting = i32::from(self.records > 0);
        let indices =
            indicators::quantities().iter().enumerate().filter(|(_, quantity)| quantity.source == source);
        for ((index, _), value) in indices.zip(&row.sums) {
            if let Some(slot) = self.values.get_mut(index) {
                *slot = added(*slot, value.unwrap_or(NOT_STATED));
            }
        }
    }
}

fn stated(value: Whole) -> Option<Whole> {
    (value != NOT_STATED).then_some(value)
}

/// The sum of two values; one that is not stated is left out.
fn added(one: Whole, other: Whole) -> Whole {
    match (stated(one), stated(other)) {
        (Some(one), Some(other)) => one.plus(other),
        (one, other) => one.or(other).unwrap_or(NOT_STATED),
    }
}

/// The sums of a year, by township (by term for a breakdown, by county where stored sums are used).
#[derive(Clone, Debug, Default)]
pub struct YearSums {
    /// Sums of the records that each township entered. A record is in one of them only, so they may be added up.
    pub own: HashMap<String, Sums>,
    /// Sums of joint activities that another township recorded. They count for the township, but not a second time for the
    /// regions above it.
    pub joint: HashMap<String, Sums>,
}

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// By township. A joint activity is in the sums of each township that took part.
    Township,
    /// By township, where the townships of the reach are the codes that one township had (its lineage): an activity that
    /// several of these held jointly is in the sums of one, so that it counts once for the township they became.
    Lineage,
    /// By the terms of a dimension such as `organising_body`; sources without the dimension are left out.
    Dimension(&'static str),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = BigInt)]
    records: i64,
    #[diesel(sql_type = Array<Nullable<Numeric>>)]
    sums: Vec<Option<Whole>>,
}

/// Adds up a year's quantities over a reach.
///
/// # Errors
/// Where the database fails.
pub fn compute(
    conn: &mut PgConnection,
    reach: &Reach,
    year: i16,
    grouping: Grouping,
) -> QueryResult<YearSums> {
    let mut year_sums = YearSums::default();
    for source in Source::ALL {
        if let Some(key) = key_column(source, grouping) {
            let rows = load(conn, reach, year, &limited(own_records(source, reach, &key), grouping))?;
            gather(&mut year_sums.own, source, &rows);
        }
    }
    if let Some(key) = joint_key(grouping) {
        let rows = load(conn, reach, year, &limited(joint_activities(reach, grouping, &key), grouping))?;
        gather(&mut year_sums.joint, Source::Activities, &rows);
    }
    Ok(year_sums)
}

/// Limits the rows of a breakdown to one more than the terms that are allowed, which shows that there are too many.
fn limited(sql: String, grouping: Grouping) -> String {
    match grouping {
        Grouping::Dimension(_) => format!("{sql} LIMIT {}", MOST_TERMS + 1),
        Grouping::Township | Grouping::Lineage => sql,
    }
}

fn gather(sums: &mut HashMap<String, Sums>, source: Source, rows: &[Row]) {
    for row in rows {
        sums.entry(row.key.clone()).or_default().take_in(source, row);
    }
}

fn key_column(source: Source, grouping: Grouping) -> Option<String> {
    let tables = source.tables();
    match grouping {
        Grouping::Township | Grouping::Lineage => Some(format!("{}.township_code", tables.record)),
        Grouping::Dimension(name) => {
            let has_it = tables.dimensions.contains(&name);
            has_it.then(|| format!("coalesce({}.{name}, '')", tables.record))
        }
    }
}

fn joint_key(grouping: Grouping) -> Option<String> {
    match grouping {
        Grouping::Township | Grouping::Lineage => Some("joint.code".to_owned()),
        Grouping::Dimension(name) => {
            let has_it = Source::Activities.tables().dimensions.contains(&name);
            has_it.then(|| format!("coalesce({name}, '')"))
        }
    }
}

/// One statement: every quantity of a source, grouped.
fn own_records(source: Source, reach: &Reach, key: &str) -> String {
    let tables = source.tables();
    let aggregates = aggregates(source, Quantity::aggregate);
    let (record, from, in_year) = (tables.record, tables.from, tables.in_year);
    let scope = scope_of(source, reach);
    // Tasks are parts of plans, which are counted as records already.
    let records = if source == Source::PlanTasks {
        "0"
    } else {
        "count(*) FILTER (WHERE :from <= DATE_OF AND DATE_OF <= :to)"
    };
    let records = records.replace("DATE_OF", tables.date);
    format!(
        "SELECT {key} AS key, ({records})::bigint AS records, ARRAY[{aggregates}]::numeric[] AS sums \
         FROM {from} WHERE {scope} AND {in_year} AND {record}.voided_at IS NULL GROUP BY 1"
    )
}

/// The joint activities that partners have confirmed, grouped by partner: they are counted for it, while measures such as
/// person-times are those of the township that recorded the activity.
fn joint_activities(reach: &Reach, grouping: Grouping, key: &str) -> String {
    let tables = Source::Activities.tables();
    let aggregates = aggregates(Source::Activities, |quantity| {
        if quantity.measure.counts() { quantity.aggregate() } else { "NULL".to_owned() }
    });
    let scope = scope(reach, "activities.county_code", "joint.code");
    let (in_year, partners) = (tables.in_year, in_counties(reach, "p.county_code"));
    let (taker, which, by) = match grouping {
        Grouping::Township => ("p.township_code", "TRUE", ""),
        // Joint activities are broken down for townships only, whose reach is their lineage.
        Grouping::Lineage | Grouping::Dimension(_) => {
            ("min(p.township_code)", "p.township_code = ANY ($4)", "GROUP BY p.county_code, p.activity_id")
        }
    };
    let others = if by.is_empty() { "TRUE" } else { "activities.township_code <> ALL ($4)" };
    // The join includes the county, because tables distributed over several nodes are joined by it.
    format!(
        "SELECT {key} AS key, count(*) AS records, ARRAY[{aggregates}]::numeric[] AS sums \
         FROM activities JOIN (SELECT p.county_code, p.activity_id, {taker} FROM activity_partners p \
            WHERE {partners} AND {which} AND p.status = 'confirmed' {by}) AS joint (county, activity, code) \
            ON joint.county = activities.county_code AND joint.activity = activities.id \
         WHERE {scope} AND {in_year} AND {others} AND joint_townships <> '{{}}' AND voided_at IS NULL \
         GROUP BY 1"
    )
}

fn aggregates(source: Source, sql: impl Fn(&Quantity) -> String) -> String {
    let quantities = indicators::quantities().iter().filter(|quantity| quantity.source == source);
    quantities.map(|quantity| sql(quantity)).collect::<Vec<_>>().join(", ")
}

/// The condition that limits a statement to a reach. It is also on the county of parts of records, which have that column so
/// that their rows are found by it.
pub(super) fn scope_of(source: Source, reach: &Reach) -> String {
    let tables = source.tables();
    let record = tables.record;
    let own = scope(reach, &format!("{record}.county_code"), &format!("{record}.township_code"));
    match tables.part {
        Some(part) => format!("{own} AND {}", in_counties(reach, &format!("{part}.county_code"))),
        None => own,
    }
}

/// The condition on a county's and a township's code; the codes are bound after the two dates.
pub(super) fn scope(reach: &Reach, county: &str, township: &str) -> String {
    let townships = match reach.township_codes() {
        Some(_) => format!("{township} = ANY ($4)"),
        None => "TRUE".to_owned(),
    };
    format!("{} AND {townships}", in_counties(reach, county))
}

/// The condition on a county's code.
pub(super) fn in_counties(reach: &Reach, county: &str) -> String {
    match reach.county_codes() {
        Some([_]) => format!("{county} = ($3)[1]"),
        Some(_) => format!("{county} = ANY ($3)"),
        None => "TRUE".to_owned(),
    }
}

/// A statement with its dates and codes bound: `:from` and `:to`, then the counties and townships of the reach.
pub(super) fn bound<'a>(sql: &str, year: i16, reach: &Reach) -> BoxedSqlQuery<'a, Pg, SqlQuery> {
    let (first, last) = clock::days_of(year);
    let sql = sql.replace(":from", "$1").replace(":to", "$2");
    let codes = |codes: Option<&[String]>| codes.map(<[String]>::to_vec);
    diesel::sql_query(sql)
        .into_boxed::<Pg>()
        .bind::<Date, _>(first)
        .bind::<Date, _>(last)
        .bind::<Nullable<Array<Text>>, _>(codes(reach.county_codes()))
        .bind::<Nullable<Array<Text>>, _>(codes(reach.township_codes()))
}

/// The most terms that figures are broken down by: more than a vocabulary has.
pub const MOST_TERMS: usize = 1000;

fn load(conn: &mut PgConnection, reach: &Reach, year: i16, sql: &str) -> QueryResult<Vec<Row>> {
    // For one county, an index finds the rows of any year, so the plan is reused. For more, PostgreSQL plans each query by the
    // number of rows.
    let is_one_county = reach.county_codes().is_some_and(|counties| counties.len() == 1);
    Prepared::if_common(is_one_county, bound(sql, year, reach)).load(conn)
}

/// What a record adds to a quantity, as SQL: null where the record does not count.
pub(super) fn contribution(quantity: &Quantity) -> String {
    let per_record = match quantity.measure {
        Measure::Money(column) => format!("({column} * 100)::bigint"),
        measure => format!("({})::bigint", measure.per_record()),
    };
    format!("CASE WHEN {} THEN {per_record} END", quantity.stated())
}
