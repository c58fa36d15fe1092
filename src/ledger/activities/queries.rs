//! The SQL of activities.

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::filter::ActivityFilter;
use super::model::{Activity, ActivityInput};
use crate::db::schema::activities;
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::lists::ListRequest;
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

impl Statements for ActivityInput {
    type Filter = ActivityFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Activity>> {
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

    fn insert(conn: &mut PgConnection, records: &[Activity]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, activities, records, |activity| &activity.fields)
    }

    fn update(conn: &mut PgConnection, activity: &Activity) -> QueryResult<()> {
        diesel::update(activities::table.find((activity.county_code(), activity.metadata.id)))
            .set((crate::metadata_changes!(activities, activity), &activity.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<ActivityInput>> {
        let rows = activities::table
            .order((activities::county_code, activities::id))
            .select((activities::county_code, crate::record_columns!(activities, ActivityInput)));
        let batches = Batches::open(conn, "all_activities", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<ActivityFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(activities, ActivityInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<ActivityFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(activities::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<ActivityFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, activities, activities::held_on, request)
    }
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
