//! What a record refers to must exist, and what it is must stay.

use std::collections::HashMap;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::Fields;
use crate::db::schema::members;
use crate::http::body;
use crate::problems::{ApiResult, Code as Problem, Violation};
use crate::regions::Code;
use crate::session::Writing;
use crate::text;

/// A record stays with its township: entered for the wrong one, it is voided and entered anew.
///
/// # Errors
/// 422 where the township would change.
pub fn must_stay<T: Fields>(current: &T, next: &T) -> ApiResult<()> {
    if current.township_code() == next.township_code() {
        return Ok(());
    }
    let code = current.township_code();
    let detail = text!(
        "记录属于 {code}，不能改到别的乡镇；请作废后在正确的乡镇重新登记",
        "the record belongs to {code} and stays there; void it and enter it anew for the right township"
    );
    body::refuse(vec![Violation::at("/township_code", "immutable", detail)])
}

/// All that the fields refer to must be there. A member the record referred to `before` may have been voided since.
///
/// # Errors
/// 422 naming every reference that leads nowhere; 503 where the database fails.
pub fn must_exist<T: Fields>(writing: &mut Writing<'_>, before: Option<&T>, fields: &T) -> ApiResult<()> {
    let mut found = unusable_members(writing.conn, before, fields)?;
    match fields.check_references(writing) {
        Err(error) if error.code() == Problem::InvalidBody => found.extend_from_slice(error.violations()),
        other => other?,
    }
    body::refuse(found)
}

fn unusable_members<T: Fields>(
    conn: &mut PgConnection,
    before: Option<&T>,
    fields: &T,
) -> QueryResult<Vec<Violation>> {
    let mut referred = fields.members();
    let known = before.map(T::members).unwrap_or_default();
    referred.retain(|(_, id)| !known.iter().any(|(_, known)| known == id));
    if referred.is_empty() {
        return Ok(Vec::new());
    }
    let counting = members_counting(conn, fields.township_code(), &referred)?;
    let judge = |(pointer, id): (String, Uuid)| match counting.get(&id) {
        Some(true) => None,
        Some(false) => Some(Violation::at(
            pointer,
            "voided_member",
            text!("该成员记录已作废", "this member's record is voided"),
        )),
        None => {
            let detail = text!("该乡镇没有这个成员", "this township has no such member");
            Some(Violation::at(pointer, "unknown_member", detail))
        }
    };
    Ok(referred.into_iter().filter_map(judge).collect())
}

/// Those of the members that are the township's, and whether each of them counts or is voided.
fn members_counting(
    conn: &mut PgConnection,
    township_code: &str,
    referred: &[(String, Uuid)],
) -> QueryResult<HashMap<Uuid, bool>> {
    let rows: Vec<(Uuid, bool)> = members::table
        .filter(members::county_code.eq(Code::county_of(township_code)))
        .filter(members::township_code.eq(township_code))
        .filter(members::id.eq_any(referred.iter().map(|(_, id)| *id)))
        .select((members::id, members::voided_at.is_null()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
