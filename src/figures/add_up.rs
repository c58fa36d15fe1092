//! Adds up the records of a period.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Numeric, Text, Timestamptz};

use super::statement::{Grouping, Scope};
use super::sums::{RegionSums, Sums};
use crate::db::{Prepared, Whole};
use crate::indicators::{self, Source};
use crate::regions::{Code, Level};

/// From so many on, a second processor saves more than it costs to start.
const MANY_COUNTIES: usize = 50;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    as_of: Option<DateTime<Utc>>,
    #[diesel(sql_type = Array<Nullable<Numeric>>)]
    sums: Vec<Option<Whole>>,
}

/// Adds up what each township of the scope has recorded and declared, by township.
///
/// # Errors
/// Where the database fails.
pub fn own(conn: &mut PgConnection, scope: &Scope<'_>) -> QueryResult<HashMap<String, Sums>> {
    let mut sums = HashMap::new();
    for source in Source::ALL {
        let statement = scope.own_records(source, Grouping::Level(Level::Township));
        gather(conn, scope, &mut sums, source, statement)?;
    }
    declared(conn, scope, &mut sums)?;
    for (code, sums) in &mut sums {
        // The own unit of a county is no township.
        let is_township = Code::parse(code).is_some_and(|code| code.level() == Level::Township);
        sums.reporting = i32::from(is_township);
    }
    Ok(sums)
}

/// Lets statements use a second processor until the transaction ends, where they add up many counties. Otherwise each keeps to one: those
/// of others are for others. But the sums of many counties are computed once and stored for all, and who waits for them waits less.
///
/// # Errors
/// Where the database fails.
pub fn use_processors_for(conn: &mut PgConnection, counties: usize) -> QueryResult<()> {
    if counties < MANY_COUNTIES {
        return Ok(());
    }
    conn.batch_execute("SET LOCAL max_parallel_workers_per_gather = 1")
}

/// Adds up the joint activities that regions of a level took part in and others recorded, by region.
///
/// # Errors
/// Where the database fails.
pub fn joint(conn: &mut PgConnection, scope: &Scope<'_>, level: Level) -> QueryResult<HashMap<String, Sums>> {
    let mut sums = HashMap::new();
    if takes_part_elsewhere(scope, level) {
        let statement = scope.joint_activities(level, Grouping::Level(level));
        gather(conn, scope, &mut sums, Source::Activities, statement)?;
    }
    Ok(sums)
}

/// Whether regions of a level can have taken part in what another region recorded: townships hold activities jointly with those of
/// their county; above them, only through a township that has moved to another county; the nation never.
fn takes_part_elsewhere(scope: &Scope<'_>, level: Level) -> bool {
    level.has_records() || (level != Level::Nation && !scope.units.is_plain())
}

/// Adds up a region of a level by the terms of a dimension.
///
/// # Errors
/// Where the database fails.
pub fn by_term(
    conn: &mut PgConnection,
    scope: &Scope<'_>,
    level: Level,
    dimension: &'static str,
) -> QueryResult<HashMap<String, Sums>> {
    let grouping = Grouping::Dimension(dimension);
    let mut sums = HashMap::new();
    for source in Source::ALL {
        gather(conn, scope, &mut sums, source, scope.own_records(source, grouping))?;
    }
    if takes_part_elsewhere(scope, level) {
        let statement = scope.joint_activities(level, grouping);
        gather(conn, scope, &mut sums, Source::Activities, statement)?;
    }
    Ok(sums)
}

/// Adds up a region of a level from records, with rows of another where a matrix is asked for.
///
/// # Errors
/// Where the database fails.
pub fn region(
    conn: &mut PgConnection,
    scope: &Scope<'_>,
    level: Level,
    rows: Option<Level>,
) -> QueryResult<RegionSums> {
    let own = own(conn, scope)?.into_iter().map(|(code, sums)| (code, Arc::new(sums))).collect();
    let (joint_of_region, joint_of_rows) = joint_sums(conn, scope, level, rows)?;
    Ok(RegionSums { own, joint_of_rows, joint_of_region })
}

/// The sums of joint activities that others recorded: of the region, and of its rows.
///
/// # Errors
/// Where the database fails.
pub fn joint_sums(
    conn: &mut PgConnection,
    scope: &Scope<'_>,
    level: Level,
    rows: Option<Level>,
) -> QueryResult<(Sums, HashMap<String, Sums>)> {
    let mut of_region = Sums::default();
    joint(conn, scope, level)?.values().for_each(|sums| of_region.add(sums));
    let of_rows = rows.map(|rows| joint(conn, scope, rows)).transpose()?.unwrap_or_default();
    Ok((of_region, of_rows))
}

fn gather(
    conn: &mut PgConnection,
    scope: &Scope<'_>,
    sums: &mut HashMap<String, Sums>,
    source: Source,
    statement: Option<String>,
) -> QueryResult<()> {
    let Some(sql) = statement else {
        return Ok(());
    };
    // For one county, an index finds the rows of any year, so the plan is reused. For more, PostgreSQL plans each query by the
    // number of rows.
    let rows: Vec<Row> = Prepared::if_common(scope.is_one_county(), scope.bind(&sql)).load(conn)?;
    for Row { key, as_of, sums: values } in rows {
        sums.entry(key).or_default().take_in(source, as_of, &values);
    }
    Ok(())
}

#[derive(QueryableByName)]
struct DeclaredRow {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Text)]
    indicator: String,
    #[diesel(sql_type = Bool)]
    without_figure: bool,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    as_of: Option<DateTime<Utc>>,
}

/// Adds what townships have declared.
fn declared(conn: &mut PgConnection, scope: &Scope<'_>, sums: &mut HashMap<String, Sums>) -> QueryResult<()> {
    let statement = scope.declarations();
    let rows: Vec<DeclaredRow> =
        Prepared::if_common(scope.is_one_county(), scope.bind(&statement)).load(conn)?;
    for DeclaredRow { key, indicator, without_figure, as_of } in rows {
        // An indicator that the catalogue no longer has is left out.
        if let Some(position) = indicators::position(&indicator) {
            sums.entry(key).or_default().declare(position, without_figure, as_of);
        }
    }
    Ok(())
}
