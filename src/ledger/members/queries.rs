//! The SQL of members.

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::filter::MemberFilter;
use super::model::{Member, MemberInput};
use crate::db::schema::members;
use crate::db::{Batches, Prepared, RowCount};
use crate::ledger::lists::ListRequest;
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

impl Statements for MemberInput {
    type Filter = MemberFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Member>> {
        let row = crate::record_columns!(members, MemberInput);
        let found: Option<Member> = match lock {
            Lock::None => crate::find_row!(conn, members, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, members, row, reach, id)?,
        };
        Ok(found.filter(|member| reach.covers(&member.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Member]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, members, records, |member| &member.fields)
    }

    fn update(conn: &mut PgConnection, member: &Member) -> QueryResult<()> {
        diesel::update(members::table.find((member.county_code(), member.metadata.id)))
            .set((crate::metadata_changes!(members, member), &member.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<MemberInput>> {
        let rows = members::table
            .order((members::county_code, members::id))
            .select((members::county_code, crate::record_columns!(members, MemberInput)));
        let batches = Batches::open(conn, "all_members", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<MemberFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((crate::rendered!(crate::record_columns!(members, MemberInput)), keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<MemberFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(members::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<MemberFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, members, members::serves_from, request)
    }
}

fn matching(request: &ListRequest<MemberFilter>) -> members::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', person_name, office, duties, note)");
    let mut query = crate::matching_records!(members, members::serves_from, texts, request);
    let filter = &request.own;
    if let Some(day) = filter.on {
        let not_over = members::serves_to.is_null().or(members::serves_to.ge(day).assume_not_null());
        query = query.filter(members::serves_from.le(day)).filter(not_over);
    }
    if let Some(roles) = &filter.group_role {
        query = query.filter(members::group_role.eq_any(roles));
    }
    if let Some(body) = filter.body {
        query = query.filter(members::body.eq(body));
    }
    query
}
