//! The statements that add up quantities: one for each source of records, grouped by what the records count for.

use std::fmt::Write as _;

use diesel::pg::Pg;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, Date, Nullable, Text};

use super::period::Period;
use super::units::Units;
use crate::indicators::{self, Column, Quantity, Source};
use crate::regions::{Code, Level, Reach};

/// The records that are added up: those of a period in a region.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The counties and townships whose records may be in the region.
    pub reach: &'a Reach,
    /// The region; `None` for all of the reach, whatever has become of its codes.
    pub region: Option<&'a Code>,
    /// What the codes have become.
    pub units: &'a Units,
    /// The period.
    pub period: &'a Period,
    /// Townships that are left out.
    pub except: &'a [String],
}

/// What sums are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// By the region of a level that the township has come to be in.
    Level(Level),
    /// By the terms of a dimension such as `organising_body`; sources without the dimension are left out.
    Dimension(&'static str),
}

/// The most terms that figures are broken down by: more than a vocabulary has.
pub const MOST_TERMS: usize = 1000;

impl Scope<'_> {
    /// One statement: every column of a source, grouped. `None` where the source has no such dimension.
    #[must_use]
    pub fn own_records(&self, source: Source, grouping: Grouping) -> Option<String> {
        let tables = source.tables();
        let (record, from, in_year) = (tables.record, self.tables_of(source), tables.in_year);
        let township = format!("{record}.township_code");
        let (key, join) = match grouping {
            Grouping::Level(level) => {
                (self.key(&township, level, "became"), self.became(&township, level, "became"))
            }
            Grouping::Dimension(name) => (dimension(source, name)?, String::new()),
        };
        let sums = columns(source, |column| column.sql.clone());
        let within = self.of_source(source);
        Some(limited(
            format!(
                "SELECT {key} AS key, max({record}.updated_at) AS as_of, ARRAY[{sums}]::numeric[] AS sums \
                 FROM {from} {join} WHERE {within} AND {in_year} AND {record}.voided_at IS NULL GROUP BY 1"
            ),
            grouping,
        ))
    }

    /// The joint activities that partners have confirmed, grouped by what the partners belong to: each once, and none that the
    /// same region has recorded. They are counted for it, while measures such as person-times are those of the township that
    /// recorded the activity.
    #[must_use]
    pub fn joint_activities(&self, level: Level, grouping: Grouping) -> Option<String> {
        let key = match grouping {
            Grouping::Level(_) => "joint.code".to_owned(),
            Grouping::Dimension(name) => dimension(Source::Activities, name)?,
        };
        let sums = columns(Source::Activities, |column| {
            if column.counts_for_partners { column.sql.clone() } else { "NULL".to_owned() }
        });
        let in_year = Source::Activities.tables().in_year;
        let (of_activity, of_partner) = ("activities.township_code", "p.township_code");
        let (taker, takers) = (self.key(of_partner, level, "taker"), self.became(of_partner, level, "taker"));
        let (recorder, recorders) =
            (self.key(of_activity, level, "recorder"), self.became(of_activity, level, "recorder"));
        let partners = self.of("p.county_code", of_partner);
        let activities = in_counties(self.reach, "activities.county_code");
        // The join includes the county, because tables distributed over several nodes are joined by it.
        Some(limited(
            format!(
                "SELECT {key} AS key, max(activities.updated_at) AS as_of, ARRAY[{sums}]::numeric[] AS sums \
                 FROM activities {recorders} JOIN (SELECT DISTINCT p.county_code, p.activity_id, {taker} \
                    FROM activity_partners p {takers} WHERE {partners} AND p.status = 'confirmed') \
                    AS joint (county, activity, code) \
                    ON joint.county = activities.county_code AND joint.activity = activities.id \
                 WHERE {activities} AND {in_year} AND {recorder} <> joint.code AND joint_townships <> '{{}}' \
                   AND voided_at IS NULL GROUP BY 1"
            ),
            grouping,
        ))
    }

    /// The declarations of the year: which townships have said what of which indicator.
    #[must_use]
    pub fn declarations(&self) -> String {
        let township = "declarations.township_code";
        let key = self.key(township, Level::Township, "became");
        let join = self.became(township, Level::Township, "became");
        let within = self.of("declarations.county_code", township);
        let year = self.period.year;
        format!(
            "SELECT {key} AS key, indicator, bool_or(says = 'without_figure') AS without_figure, \
                max(declarations.updated_at) AS as_of \
             FROM declarations {join} CROSS JOIN unnest(indicators) AS indicator \
             WHERE {within} AND year = {year} AND voided_at IS NULL GROUP BY 1, 2"
        )
    }

    /// The tables of a source, limited to the counties where rows are joined by what they refer to.
    #[must_use]
    pub fn tables_of(&self, source: Source) -> String {
        let mut parts = source.tables().from.split(":counties(");
        let mut from = parts.next().unwrap_or_default().to_owned();
        for (alias, rest) in parts.filter_map(|part| part.split_once(')')) {
            let _ = write!(from, "{}{rest}", in_counties(self.reach, &format!("{alias}.county_code")));
        }
        from
    }

    /// The condition on the records of a source. It is also on the county of parts of records, which have that column so that
    /// their rows are found by it.
    #[must_use]
    pub fn of_source(&self, source: Source) -> String {
        let tables = source.tables();
        let record = tables.record;
        let own = self.of(&format!("{record}.county_code"), &format!("{record}.township_code"));
        match tables.part {
            Some(part) => format!("{own} AND {}", in_counties(self.reach, &format!("{part}.county_code"))),
            None => own,
        }
    }

    /// The condition on a county's and a township's code.
    #[must_use]
    pub fn of(&self, county: &str, township: &str) -> String {
        let mut condition = in_counties(self.reach, county);
        if self.reach.township_codes().is_some() {
            let _ = write!(condition, " AND {township} = ANY ($4)");
        }
        if let Some(region) = self.region.filter(|region| self.is_wider_than(region)) {
            let _ = write!(condition, " AND {}", self.units.within(region, township));
        }
        if !self.except.is_empty() {
            let _ = write!(condition, " AND {township} <> ALL ($6)");
        }
        condition
    }

    /// Whether the reach has records that are not in the region on the day of the basis: it has all that are in it on any day.
    fn is_wider_than(&self, region: &Code) -> bool {
        let is_outside = |code: &String| !Code::is_below(code, region.as_str());
        let codes = self.reach.township_codes().or(self.reach.county_codes());
        !self.units.is_plain() || codes.is_some_and(|codes| codes.iter().any(is_outside))
    }

    /// The region of a level that a township's code has come to be in, in SQL; `alias` is that of the table of [`Self::became`].
    #[must_use]
    pub fn key(&self, township: &str, level: Level, alias: &str) -> String {
        let prefix = if level.has_records() {
            township.to_owned()
        } else {
            format!("left({township}, {})", level.digits())
        };
        if self.units.is_plain() { prefix } else { format!("coalesce({alias}.region, {prefix})") }
    }

    /// The table of the codes that no longer say where they are, in SQL.
    #[must_use]
    pub fn became(&self, township: &str, level: Level, alias: &str) -> String {
        if self.units.is_plain() {
            return String::new();
        }
        let pairs: Vec<String> =
            self.units.moved_to(level).map(|(code, region)| format!("('{code}', '{region}')")).collect();
        let rows = if pairs.is_empty() { "('', '')".to_owned() } else { pairs.join(", ") };
        format!("LEFT JOIN (VALUES {rows}) AS {alias} (code, region) ON {alias}.code = {township}")
    }

    /// A statement with its dates and codes bound.
    pub fn bind<'q>(&self, sql: &str) -> BoxedSqlQuery<'q, Pg, SqlQuery> {
        let Period { from, to, .. } = *self.period;
        let sql = sql.replace(":from", "$1").replace(":to", "$2").replace(":day", "$5");
        let sql = sql.replace(":ended", &self.units.ended_before(self.period.day()));
        let codes = |codes: Option<&[String]>| codes.map(<[String]>::to_vec);
        diesel::sql_query(sql)
            .into_boxed::<Pg>()
            .bind::<Date, _>(from)
            .bind::<Date, _>(to)
            .bind::<Nullable<Array<Text>>, _>(codes(self.reach.county_codes()))
            .bind::<Nullable<Array<Text>>, _>(codes(self.reach.township_codes()))
            .bind::<Date, _>(self.period.day())
            .bind::<Array<Text>, _>(self.except.to_vec())
    }

    /// Whether one index finds the rows of any year, so that the plan of a statement is good for all.
    #[must_use]
    pub fn is_one_county(&self) -> bool {
        self.reach.county_codes().is_some_and(|counties| counties.len() == 1) && self.units.is_plain()
    }
}

/// The condition on a county's code. The codes of the reach are the parameter `$3`, an array; NULL where it is the whole country.
#[must_use]
pub fn in_counties(reach: &Reach, county: &str) -> String {
    match reach.county_codes() {
        Some([_]) => format!("{county} = ($3)[1]"),
        Some(_) => format!("{county} = ANY ($3)"),
        None => "TRUE".to_owned(),
    }
}

fn dimension(source: Source, name: &str) -> Option<String> {
    let tables = source.tables();
    tables.dimensions.contains(&name).then(|| format!("coalesce({}.{name}, '')", tables.record))
}

fn columns(source: Source, sql: impl Fn(&Column) -> String) -> String {
    let columns = indicators::columns().iter().filter(|column| column.source == source);
    columns.map(sql).collect::<Vec<_>>().join(", ")
}

/// Limits the rows of a breakdown to one more than the terms that are allowed, which shows that there are too many.
fn limited(sql: String, grouping: Grouping) -> String {
    match grouping {
        Grouping::Dimension(_) => format!("{sql} LIMIT {}", MOST_TERMS + 1),
        Grouping::Level(_) => sql,
    }
}

/// What a record adds to a quantity, as SQL: 0 where it does not count.
#[must_use]
pub fn contribution(quantity: &Quantity) -> String {
    format!("CASE WHEN {} THEN ({})::bigint ELSE 0 END", quantity.counted(), quantity.measure.per_record())
}
