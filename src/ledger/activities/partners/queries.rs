//! The SQL of partners.

use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::super::model::{Activity, ActivityInput};
use super::model::{PartnerRow, PartnerStatus};
use crate::db::schema::{activities, activity_partners};
use crate::db::{All, Batches};
use crate::regions::Reach;

/// All partners that an activity has or had, by their codes.
///
/// # Errors
/// Where the database fails.
pub fn of_activity(conn: &mut PgConnection, county_code: &str, id: Uuid) -> QueryResult<Vec<PartnerRow>> {
    activity_partners::table
        .filter(activity_partners::county_code.eq(county_code))
        .filter(activity_partners::activity_id.eq(id))
        .order(activity_partners::township_code)
        .select(PartnerRow::as_select())
        .load(conn)
}

/// An activity of a county, locked until the transaction ends, whichever township recorded it.
///
/// # Errors
/// Where the database fails.
pub fn lock_activity(conn: &mut PgConnection, county_code: &str, id: Uuid) -> QueryResult<Option<Activity>> {
    activities::table
        .find((county_code, id))
        .select(crate::record_columns!(activities, ActivityInput))
        .for_update()
        .first(conn)
        .optional()
}

/// Adds partners.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &mut PgConnection, rows: &[PartnerRow]) -> QueryResult<()> {
    if !rows.is_empty() {
        diesel::insert_into(activity_partners::table).values(rows).execute(conn)?;
    }
    Ok(())
}

/// Stores the new state of a partner's part.
///
/// # Errors
/// Where the database fails.
pub fn update(conn: &mut PgConnection, row: &PartnerRow) -> QueryResult<()> {
    let key = (&row.county_code, row.activity_id, &row.township_code);
    diesel::update(activity_partners::table.find(key)).set(row).execute(conn)?;
    Ok(())
}

/// Takes out what was never decided on.
///
/// # Errors
/// Where the database fails.
pub fn delete(conn: &mut PgConnection, row: &PartnerRow) -> QueryResult<()> {
    let key = (&row.county_code, row.activity_id, &row.township_code);
    diesel::delete(activity_partners::table.find(key)).execute(conn)?;
    Ok(())
}

/// Which joint activities are wanted.
pub struct Wanted<'a> {
    /// Where their partners lie.
    pub reach: &'a Reach,
    /// What was decided.
    pub status: Option<PartnerStatus>,
}

/// The joint activities that count or could: none that is voided or that names its partner no longer.
macro_rules! wanted {
    ($wanted:expr) => {{
        let of_partner = activity_partners::county_code
            .eq(activities::county_code)
            .and(activity_partners::activity_id.eq(activities::id));
        let joined = activity_partners::table.inner_join(activities::table.on(of_partner)).into_boxed();
        let mut query = crate::within!(joined, activity_partners, $wanted.reach)
            .filter(activities::voided_at.is_null())
            .filter(activity_partners::status.ne(PartnerStatus::Withdrawn));
        if let Some(status) = $wanted.status {
            query = query.filter(activity_partners::status.eq(status));
        }
        query
    }};
}

/// Some of them, from the first after `after` on.
///
/// # Errors
/// Where the database fails.
pub fn page(
    conn: &mut PgConnection,
    wanted: &Wanted<'_>,
    after: Option<(Uuid, String)>,
    limit: i64,
) -> QueryResult<Vec<(PartnerRow, Activity)>> {
    let mut query = wanted!(wanted);
    if let Some((id, township)) = after {
        let later = activity_partners::activity_id.gt(id);
        let same = activity_partners::activity_id.eq(id).and(activity_partners::township_code.gt(township));
        query = query.filter(activity_partners::activity_id.ge(id)).filter(later.or(same));
    }
    query
        .order((activity_partners::activity_id, activity_partners::township_code))
        .limit(limit)
        .select((PartnerRow::as_select(), crate::record_columns!(activities, ActivityInput)))
        .load(conn)
}

/// How many there are.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, wanted: &Wanted<'_>) -> QueryResult<i64> {
    wanted!(wanted).count().get_result(conn)
}

/// All parts that the trail has to know, in the order of county and what it calls them, part by part: all but those that
/// wait for a first decision. In a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<PartnerRow>> {
    let rows = activity_partners::table
        .filter(sql::<Bool>("(activity_partners.version <> 0 OR activity_partners.status <> 'pending')"))
        .order((activity_partners::county_code, activity_partners::id))
        .select(PartnerRow::as_select());
    let batches = Batches::open(conn, "all_partners", &rows)?;
    Ok(Box::new(move |conn| batches.next(conn)))
}

/// Parts that count without a decision, at most `limit`: they counted before there were any.
///
/// # Errors
/// Where the database fails.
pub fn undecided(conn: &mut PgConnection, limit: i64) -> QueryResult<Vec<PartnerRow>> {
    activity_partners::table
        .filter(activity_partners::version.eq(0).and(activity_partners::status.eq(PartnerStatus::Confirmed)))
        .order((activity_partners::county_code, activity_partners::id))
        .limit(limit)
        .select(PartnerRow::as_select())
        .load(conn)
}
