//! Undoing a reorganisation: the code that ended is in force again, and a successor that was added for it is deleted; of a county,
//! the own units with it.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Text;

use super::reorganise::{find, must_not_be_own_unit, refused};
use super::{Code, state};
use crate::db::schema::regions;
use crate::problems::{ApiError, ApiResult};
use crate::text;

/// A reorganisation that was undone.
pub struct Undone {
    /// The code that succeeded.
    pub to: Code,
    /// The first day on which it did.
    pub on: NaiveDate,
    /// Whether it was deleted from the directory, because it had been added for this reorganisation alone.
    pub removed: bool,
}

/// Undoes the succession of a code, in the transaction of the caller.
///
/// # Errors
/// 409 where there is none, where the successor has ended itself, or where it would have to be deleted and has records; for the
/// own unit of a county. 503 where the database fails.
pub fn undo(conn: &mut PgConnection, from: &Code) -> ApiResult<Undone> {
    state::renew(conn)?;
    must_not_be_own_unit(from)?;
    let row = find(conn, from)?;
    let ended = row.and_then(|row| row.successor_code.and_then(|to| Code::parse(&to)).zip(row.valid_to));
    let Some((to, last_day)) = ended else {
        return Err(refused(text!("{from} 没有被接续", "{from} is not succeeded by another region")));
    };
    let on = last_day.succ_opt().ok_or_else(|| ApiError::internal("no day after"))?;
    must_go_on(conn, &to)?;
    diesel::update(regions::table.filter(regions::code.eq_any(with_own_unit(from))))
        .set((regions::valid_to.eq(None::<NaiveDate>), regions::successor_code.eq(None::<String>)))
        .execute(conn)?;
    let removed = was_added_for_it(conn, &to, on)?;
    if removed {
        remove(conn, &to)?;
    }
    Ok(Undone { to, on, removed })
}

/// The code and, of a county, that of its own unit.
fn with_own_unit(code: &Code) -> Vec<String> {
    std::iter::once(code.clone()).chain(code.own_unit()).map(|code| code.to_string()).collect()
}

fn must_go_on(conn: &mut PgConnection, to: &Code) -> ApiResult<()> {
    match find(conn, to)?.and_then(|row| row.successor_code) {
        None => Ok(()),
        Some(next) => Err(refused(text!(
            "{to} 已由 {next} 接续，请先撤销那一次",
            "{to} is succeeded by {next} in turn: take that back first"
        ))),
    }
}

/// Whether the code is in force from that day, and succeeds no other one.
fn was_added_for_it(conn: &mut PgConnection, to: &Code, on: NaiveDate) -> QueryResult<bool> {
    let others = regions::table.filter(regions::successor_code.eq(to.as_str())).select(regions::code);
    let has_others: bool = diesel::select(diesel::dsl::exists(others)).get_result(conn)?;
    let began = find(conn, to)?.and_then(|row| row.valid_from);
    Ok(!has_others && began == Some(on))
}

/// Deletes a code from the directory, unless there are or were records under it.
fn remove(conn: &mut PgConnection, to: &Code) -> ApiResult<()> {
    if let Some(kind) = used_by(conn, to)? {
        return Err(in_use(to, &kind));
    }
    match diesel::delete(regions::table.filter(regions::code.eq_any(with_own_unit(to)))).execute(conn) {
        Ok(_) => Ok(()),
        Err(Error::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, said)) => {
            Err(in_use(to, said.table_name().unwrap_or("regions")))
        }
        Err(error) => Err(error.into()),
    }
}

fn in_use(to: &Code, kind: &str) -> ApiError {
    refused(text!(
        "{to} 名下已有登记（{kind}），撤销后将没有归属",
        "{to} is in use already ({kind}): what stands under it would be of a region that never was"
    ))
}

/// The kind of record that is or was entered under the code, by the trail, or of joint activities that name it. No foreign
/// key would find these.
fn used_by(conn: &mut PgConnection, to: &Code) -> QueryResult<Option<String>> {
    #[derive(QueryableByName)]
    struct Use {
        #[diesel(sql_type = Text)]
        kind: String,
    }
    let found: Option<Use> = diesel::sql_query(
        "(SELECT resource AS kind FROM trail
            WHERE county_code = $1 AND ($1 = $2 OR township_code = $2) AND resource <> 'regions' LIMIT 1)
        UNION ALL
        (SELECT 'activities' FROM activities WHERE county_code = $1 AND $2 = ANY (joint_townships) LIMIT 1)
        LIMIT 1",
    )
    .bind::<Text, _>(Code::county_of(to.as_str()))
    .bind::<Text, _>(to.as_str())
    .get_result(conn)
    .optional()?;
    Ok(found.map(|found| found.kind))
}
