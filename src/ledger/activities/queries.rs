//! The SQL of activities.

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::filter::ActivityFilter;
use super::model::{Activity, ActivityInput};
use crate::auth::Reach;
use crate::db::schema::activities;
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::changes::Lock;
use crate::ledger::lists::ListRequest;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed};

/// One activity within a reach, or one that names a township within it as its partner.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Activity>> {
    let row = crate::record_columns!(activities, ActivityInput);
    let found: Option<Activity> = match lock {
        Lock::None => crate::find_row!(conn, activities, row, reach, id)?,
        Lock::Update => crate::lock_row!(conn, activities, row, reach, id)?,
    };
    // Partners read what may count for them, and change nothing in it.
    let is_partners = |activity: &Activity| {
        lock == Lock::None && activity.fields.joint_townships.iter().any(|code| reach.covers(code))
    };
    Ok(found.filter(|activity| reach.covers(&activity.fields.township_code) || is_partners(activity)))
}

/// Stores new activities; the ids of those stored: see [`Insert`](crate::ledger::entry::Insert).
///
/// # Errors
/// Where a constraint is broken or the database fails.
pub fn insert(conn: &mut PgConnection, records: &[Activity]) -> QueryResult<Vec<Uuid>> {
    crate::insert_records!(conn, activities, records, |activity| &activity.fields)
}

/// Stores the new state of an activity.
///
/// # Errors
/// As [`insert`].
pub fn update(conn: &mut PgConnection, activity: &Activity) -> QueryResult<()> {
    diesel::update(activities::table.find((activity.county_code(), activity.stamp.id)))
        .set((crate::stamp_changes!(activities, activity), &activity.fields))
        .execute(conn)?;
    Ok(())
}

/// All activities with their counties, in the order of county and id, part by part. In a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<ActivityInput>> {
    let rows = activities::table
        .order((activities::county_code, activities::id))
        .select((activities::county_code, crate::record_columns!(activities, ActivityInput)));
    let batches = Batches::open(conn, "all_activities", &rows)?;
    Ok(Box::new(move |conn| batches.next(conn)))
}

/// One page of a list.
///
/// # Errors
/// Where the database fails.
pub fn page(conn: &mut PgConnection, request: &ListRequest<ActivityFilter>) -> QueryResult<Listed> {
    let keyset = &request.keyset;
    let page = matching(request)
        .filter(keyset.after())
        .order(keyset.order())
        .limit(keyset.limit())
        .select((crate::rendered!(crate::record_columns!(activities, ActivityInput)), keyset.key()));
    Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
}

/// How many activities the list has, as far as they are counted.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, request: &ListRequest<ActivityFilter>) -> QueryResult<i64> {
    RowCount(matching(request).limit(MOST_COUNTED + 1).select(activities::id)).get_result(conn)
}

/// The last activity that a search may look at; `None` where it may go on to the end.
///
/// # Errors
/// Where the database fails.
pub fn boundary(
    conn: &mut PgConnection,
    request: &ListRequest<ActivityFilter>,
) -> QueryResult<Option<(String, Uuid)>> {
    crate::boundary!(conn, activities, activities::held_on, request)
}

fn matching(request: &ListRequest<ActivityFilter>) -> activities::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', title, place, note)");
    let mut query = crate::matching_records!(activities, activities::held_on, texts, request);
    let filter = &request.own;
    if let Some(kinds) = &filter.kind {
        query = query.filter(activities::kind.eq_any(kinds));
    }
    if let Some(body) = &filter.organising_body {
        query = query.filter(activities::organising_body.eq(body));
    }
    if let Some(form) = &filter.form {
        query = query.filter(activities::form.eq(form));
    }
    if let Some(class) = &filter.venue_class {
        query = query.filter(activities::venue_class.eq(class));
    }
    if let Some(key_date) = &filter.key_date {
        query = query.filter(activities::key_date.eq(key_date));
    }
    query
}
