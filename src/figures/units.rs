//! The townships that records count for. A record is entered under the code of a township; the township may have been
//! renamed, merged or moved to another county since. It counts for the unit that the code has become by a day: by the last day
//! of the period, or by today.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Date, Nullable, Text};

use super::period::Period;
use crate::regions::{Code, Level, Reach, RegionName};

crate::coded_enum! {
    /// Which units figures are of, where townships were renamed, merged or moved.
    pub enum Basis {
        /// Those of today: what was recorded under an earlier code counts for its successor, in every year.
        Current = "current", "现行区划", "units of today";
        /// Those of the last day of the period: what had ended by then counts for its successor, what ended later for itself.
        AsItWas = "as_it_was", "当年区划", "units of the time";
    }
}

impl Basis {
    /// The day whose units figures are of. No unit of a day to come is known.
    #[must_use]
    pub fn day(self, period: &Period) -> NaiveDate {
        match self {
            Self::Current => period.today,
            Self::AsItWas => period.day(),
        }
    }
}

#[derive(QueryableByName)]
struct EndedRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Nullable<Text>)]
    successor_code: Option<String>,
    #[diesel(sql_type = Date)]
    valid_to: NaiveDate,
}

/// What the codes that ended before a day have become.
#[derive(Clone, Debug, Default)]
pub struct Units {
    /// The code in force on the day, by each that ended and has a successor.
    became: HashMap<String, String>,
    /// Townships with a code that no longer says where they are: ended ones, and those of counties that ended.
    moved: Vec<String>,
    /// Townships that ended before the period without a successor. They are in no region any more.
    gone: Vec<String>,
    /// Townships that have ended, with their last days.
    ended: Vec<(String, NaiveDate)>,
}

impl Units {
    /// The units of a day, for figures of a period. Only townships of the reach are told apart.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn load(conn: &mut PgConnection, reach: &Reach, basis: Basis, period: &Period) -> QueryResult<Self> {
        let ended: Vec<EndedRow> = diesel::sql_query(
            "SELECT code, successor_code, valid_to FROM regions WHERE valid_to IS NOT NULL AND valid_to < $1",
        )
        .bind::<Date, _>(basis.day(period))
        .load(conn)?;
        if ended.is_empty() {
            return Ok(Self::default());
        }
        let next: HashMap<&str, &str> =
            ended.iter().filter_map(|row| Some((&*row.code, row.successor_code.as_deref()?))).collect();
        let became: HashMap<String, String> =
            next.keys().map(|code| ((*code).to_owned(), last(code, &next).to_owned())).collect();
        let is_gone = |row: &&EndedRow| row.successor_code.is_none() && row.valid_to < period.from;
        let gone: HashSet<&str> = ended.iter().filter(is_gone).map(|row| row.code.as_str()).collect();
        let with_predecessors = ended.iter().filter(|row| gone.contains(last(&row.code, &next)));
        let gone = with_predecessors.map(|row| row.code.clone()).filter(|code| reach.covers(code)).collect();
        let mut moved = moved(conn, became.keys())?;
        moved.retain(|code| reach.covers(code));
        let in_reach = |row: &&EndedRow| is_unit(&row.code) && reach.covers(&row.code);
        let ended = ended.iter().filter(in_reach).map(|row| (row.code.clone(), row.valid_to)).collect();
        Ok(Self { became, moved, gone, ended })
    }

    /// The unit that a code has become: itself, where it has not ended.
    #[must_use]
    pub fn unit_of<'a>(&'a self, code: &'a str) -> &'a str {
        self.became.get(code).map_or(code, String::as_str)
    }

    /// The region of a level that a code has come to be in.
    #[must_use]
    pub fn region_of<'a>(&'a self, code: &'a str, level: Level) -> &'a str {
        let mut region = self.unit_of(code);
        for length in [6, 4, 2].into_iter().filter(|length| *length >= level.digits()) {
            region = region.get(..length).map_or(region, |above| self.unit_of(above));
        }
        if level == Level::Nation { "CN" } else { region }
    }

    /// Townships that ended before the period without a successor.
    #[must_use]
    pub fn gone(&self) -> &[String] {
        &self.gone
    }

    /// Townships that ended before a day, as a list of SQL literals.
    #[must_use]
    pub fn ended_before(&self, day: NaiveDate) -> String {
        let before = self.ended.iter().filter(|(_, last)| *last < day);
        let codes: Vec<&str> = before.map(|(code, _)| code.as_str()).collect();
        if codes.is_empty() { "''".to_owned() } else { listed(&codes) }
    }

    /// Whether no code has become another.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.moved.is_empty() && self.gone.is_empty()
    }

    /// The townships with a code that no longer says in which region of a level they are, each with that region.
    pub fn moved_to(&self, level: Level) -> impl Iterator<Item = (&str, &str)> {
        self.moved.iter().map(move |code| (code.as_str(), self.region_of(code, level)))
    }

    /// The townships of a county's codes that are, or have become part of, a unit that has had codes of several counties.
    /// Their sums belong to no county's code.
    #[must_use]
    pub fn across_counties(&self) -> Vec<String> {
        let crossed =
            |(code, unit): &(&str, &str)| Code::county_of(code) != self.region_of(unit, Level::County);
        let units: HashSet<&str> =
            self.moved_to(Level::Township).filter(crossed).map(|(_, unit)| unit).collect();
        let codes = self.moved_to(Level::Township).filter(|(_, unit)| units.contains(unit));
        let mut codes: Vec<String> =
            codes.map(|(code, _)| code).chain(units.iter().copied()).map(str::to_owned).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The same for a part of the reach.
    #[must_use]
    pub fn of_reach(&self, reach: &Reach) -> Self {
        let covered = |codes: &[String]| codes.iter().filter(|code| reach.covers(code)).cloned().collect();
        Self {
            became: self.became.clone(),
            moved: covered(&self.moved),
            gone: covered(&self.gone),
            ended: self.ended.iter().filter(|(code, _)| reach.covers(code)).cloned().collect(),
        }
    }

    /// What the sums of counties depend on besides their records: the codes of theirs that have become others, are gone, or are
    /// counted apart.
    #[must_use]
    pub fn changes_by_county(&self, apart: &[String]) -> HashMap<String, Vec<String>> {
        let mut changes: HashMap<String, Vec<String>> = HashMap::new();
        let moved = self.moved_to(Level::Township).map(|(code, unit)| (code, format!("{code}>{unit}")));
        let gone = self.gone.iter().map(|code| (code.as_str(), format!("{code}>")));
        let apart = apart.iter().map(|code| (code.as_str(), format!("{code}<")));
        let ended = self.ended.iter().map(|(code, last)| (code.as_str(), format!("{code}.{last}")));
        for (code, change) in moved.chain(gone).chain(apart).chain(ended) {
            changes.entry(Code::county_of(code).to_owned()).or_default().push(change);
        }
        changes
    }

    /// The condition, in SQL, on the township codes of what is in a region.
    #[must_use]
    pub fn within(&self, region: &Code, column: &str) -> String {
        let mut condition = match region.level() {
            Level::Nation => "TRUE".to_owned(),
            _ => format!("{column} LIKE '{region}%'"),
        };
        let is_inside = |code: &str| Code::is_below(code, region.as_str());
        let (stayed, left): (Vec<_>, Vec<_>) =
            self.moved_to(region.level()).partition(|(_, now)| *now == region.as_str());
        let left = left.iter().map(|(code, _)| *code).chain(self.gone.iter().map(String::as_str));
        let left: Vec<&str> = left.filter(|code| is_inside(code)).collect();
        let joined: Vec<&str> =
            stayed.iter().map(|(code, _)| *code).filter(|code| !is_inside(code)).collect();
        if !left.is_empty() {
            condition = format!("{condition} AND {column} NOT IN ({})", listed(&left));
        }
        if joined.is_empty() {
            condition
        } else {
            format!("({condition} OR {column} IN ({}))", listed(&joined))
        }
    }
}

/// Codes as a list of SQL literals. They are digits.
fn listed(codes: &[&str]) -> String {
    let digits = codes.iter().filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
    digits.map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

/// The end of a chain of successors that have ended themselves.
fn last<'a>(code: &'a str, next: &HashMap<&'a str, &'a str>) -> &'a str {
    let mut last = code;
    // A chain has no circle: a succession that would close one is refused.
    while let Some(successor) = next.get(last) {
        last = successor;
    }
    last
}

/// Whether it is the code of a township, or of a county's own unit.
fn is_unit(code: &str) -> bool {
    code.len() == Level::Township.digits()
}

/// The townships among these codes, and those below the others.
fn moved<'a>(conn: &mut PgConnection, ended: impl Iterator<Item = &'a String>) -> QueryResult<Vec<String>> {
    let (mut townships, above): (Vec<String>, Vec<String>) = ended.cloned().partition(|code| is_unit(code));
    if !above.is_empty() {
        use crate::db::schema::regions;
        let below = regions::table.filter(regions::parent_code.eq_any(above)).select(regions::code);
        townships.extend(below.load::<String>(conn)?.into_iter().filter(|code| is_unit(code)));
    }
    townships.sort_unstable();
    townships.dedup();
    Ok(townships)
}

#[derive(QueryableByName)]
struct UnitRow {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    name: String,
}

/// The regions of some levels in a region, by code: those in force on the day, and those that ended in the period without a
/// successor. `roots` are the codes of the subtrees that the region consists of.
///
/// # Errors
/// Where the database fails.
pub fn of_level(
    conn: &mut PgConnection,
    (region, roots): (&Code, &[String]),
    levels: &[Level],
    (units, day, period): (&Units, NaiveDate, &Period),
) -> QueryResult<Vec<RegionName>> {
    let rows: Vec<UnitRow> = diesel::sql_query(
        "SELECT code, name FROM regions
        WHERE level = ANY ($1) AND code LIKE ANY ($2) AND (valid_from IS NULL OR valid_from <= $3)
          AND (valid_to IS NULL OR valid_to >= $3 OR successor_code IS NULL AND valid_to >= $4)
        ORDER BY code",
    )
    .bind::<Array<Text>, _>(levels.iter().map(|level| level.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(patterns(roots))
    .bind::<Date, _>(day)
    .bind::<Date, _>(period.from)
    .load(conn)?;
    let is_inside = |row: &UnitRow| units.region_of(&row.code, region.level()) == region.as_str();
    let rows = rows.into_iter().filter(is_inside);
    Ok(rows.map(|UnitRow { code, name }| RegionName { code, name }).collect())
}

fn patterns(roots: &[String]) -> Vec<String> {
    let below = |code: &String| {
        if code == "CN" { "%".to_owned() } else { format!("{code}%") }
    };
    roots.iter().map(below).collect()
}

/// Whether a region is in force on the day, or ended in the period without a successor.
///
/// # Errors
/// Where the database fails.
pub fn is_in_force(
    conn: &mut PgConnection,
    region: &Code,
    day: NaiveDate,
    period: &Period,
) -> QueryResult<bool> {
    use crate::db::schema::regions::dsl::{regions, successor_code, valid_from, valid_to};
    let began = valid_from.is_null().or(valid_from.le(day));
    let lasts =
        valid_to.is_null().or(valid_to.ge(day)).or(successor_code.is_null().and(valid_to.ge(period.from)));
    let row = regions.find(region.as_str()).filter(began.assume_not_null().and(lasts.assume_not_null()));
    diesel::select(diesel::dsl::exists(row)).get_result(conn)
}

/// The name of a region.
///
/// # Errors
/// Where the database fails.
pub fn name(conn: &mut PgConnection, code: &Code) -> QueryResult<RegionName> {
    use crate::db::schema::regions;
    let name = regions::table.find(code.as_str()).select(regions::name).first(conn)?;
    Ok(RegionName { code: code.to_string(), name })
}
