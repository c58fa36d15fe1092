//! Reorganisations: 撤乡设镇, 撤乡并镇, 撤县设区 and changes of code. One code ends, and a successor continues it. Records keep the
//! code under which they were entered, and are found under the successor too. The own unit of a county begins, ends and is
//! succeeded with its county, never by itself: wherever one of them is in force, the other is.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::{Code, Level, directory, state, tree};
use crate::db::schema::{account_roles, regions, tokens};
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::text;
use crate::text::Text;

/// A succession: `from` ends on the day before `on`, and `to` continues it.
pub struct Succession {
    /// The code that ends.
    pub from: Code,
    /// The code that continues it, of the same level.
    pub to: Code,
    /// The first day of the successor.
    pub on: NaiveDate,
    /// The name of `to`, where the directory does not have it yet.
    pub name: Option<String>,
}

/// The result of a succession.
pub struct Outcome {
    /// Whether `to` was added to the directory.
    pub added: bool,
    /// The number of regions below `from` that are still in force.
    pub below: i64,
    /// The number of valid tokens with a role at `from`, or at the own unit of `from`: they reach the records of `from`, not those
    /// of `to`.
    pub tokens: i64,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = regions)]
pub(super) struct Row {
    name: String,
    pub(super) valid_from: Option<NaiveDate>,
    pub(super) valid_to: Option<NaiveDate>,
    pub(super) successor_code: Option<String>,
}

impl Row {
    fn is_in_force(&self, on: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= on) && self.valid_to.is_none_or(|to| on <= to)
    }
}

/// Carries out a succession, in the transaction of the caller.
///
/// # Errors
/// 409 saying why the tree does not allow it; 503 where the database fails.
pub fn succeed(conn: &mut PgConnection, change: &Succession) -> ApiResult<Outcome> {
    state::renew(conn)?;
    check_codes(change)?;
    let last_day = check_from(conn, change)?;
    let added = match find(conn, &change.to)? {
        Some(to) => check_to(conn, change, &to).map(|()| false)?,
        None => add(conn, change).map(|()| true)?,
    };
    let mut ended = vec![&change.from];
    end(conn, (&change.from, &change.to), last_day)?;
    let units = change.from.own_unit().zip(change.to.own_unit());
    if let Some((from, to)) = &units {
        end(conn, (from, to), last_day)?;
        ended.push(from);
    }
    Ok(Outcome { added, below: still_below(conn, change)?, tokens: tokens_at(conn, &ended)? })
}

fn end(conn: &mut PgConnection, (from, to): (&Code, &Code), last_day: NaiveDate) -> QueryResult<usize> {
    diesel::update(regions::table.find(from.as_str()))
        .set((regions::valid_to.eq(last_day), regions::successor_code.eq(to.as_str())))
        .execute(conn)
}

/// Whether any succession was carried out. The directory as loaded has none.
///
/// # Errors
/// Where the database fails.
pub fn has_happened(conn: &mut PgConnection) -> QueryResult<bool> {
    let bounded =
        regions::table.filter(regions::valid_from.is_not_null().or(regions::valid_to.is_not_null()));
    diesel::select(diesel::dsl::exists(bounded.select(regions::code))).get_result(conn)
}

pub(super) fn refused(why: Text) -> ApiError {
    ApiError::new(Problem::Conflict, why)
}

pub(super) fn find(conn: &mut PgConnection, code: &Code) -> QueryResult<Option<Row>> {
    regions::table.find(code.as_str()).select(Row::as_select()).first(conn).optional()
}

/// Checks that a code is not that of an own unit.
pub(super) fn must_not_be_own_unit(code: &Code) -> ApiResult<()> {
    if code.level() != Level::OwnUnit {
        return Ok(());
    }
    Err(refused(text!(
        "{code} 是县本级，随所在的县终止和接续，不单独办理",
        "{code} is the own unit of a county: it ends and is succeeded with the county, not by itself"
    )))
}

fn check_codes(change: &Succession) -> ApiResult<()> {
    let Succession { from, to, .. } = change;
    must_not_be_own_unit(from)?;
    if from == to {
        return Err(refused(text!("{from} 不能由自己接续", "{from} cannot succeed itself")));
    }
    if from.level() != to.level() {
        let (a, b) = (from.level().as_str(), to.level().as_str());
        return Err(refused(text!(
            "{from}（{a}）与 {to}（{b}）不在同一层级",
            "{from} is a {a} and {to} a {b}: a successor is of the same level"
        )));
    }
    Ok(())
}

/// Checks the code that ends; returns its last day.
fn check_from(conn: &mut PgConnection, change: &Succession) -> ApiResult<NaiveDate> {
    let Succession { from, on, .. } = change;
    let row = find(conn, from)?
        .ok_or_else(|| refused(text!("区划目录中没有 {from}", "the directory has no region {from}")))?;
    if let Some(successor) = row.successor_code {
        return Err(refused(text!(
            "{from} 已由 {successor} 接续",
            "{from} is already succeeded by {successor}"
        )));
    }
    let last_day = on.pred_opt().ok_or_else(|| ApiError::internal("no day before"))?;
    if let Some(ended) = row.valid_to.filter(|ended| *ended != last_day) {
        return Err(refused(text!(
            "{from} 的最后一天已是 {ended}，接续日应为其次日",
            "the last day of {from} is {ended}; its successor goes on the day after, not on {on}"
        )));
    }
    if let Some(began) = row.valid_from.filter(|began| *began > last_day) {
        return Err(refused(text!(
            "{from} 自 {began} 起才有效，接续日应更晚",
            "{from} is in force only from {began}; it cannot end on {last_day}"
        )));
    }
    Ok(last_day)
}

/// Checks a successor that is in the directory: it has the name given, is in force on that day, and is no predecessor of
/// the code that ends.
fn check_to(conn: &mut PgConnection, change: &Succession, row: &Row) -> ApiResult<()> {
    let Succession { from, to, on, name } = change;
    let known = &row.name;
    if let Some(name) = name.as_ref().filter(|name| *name != known) {
        return Err(refused(text!(
            "{to} 已在区划目录中，名称是 {known}，不是 {name}",
            "the directory has {to} already, under the name {known}, not {name}"
        )));
    }
    if tree::lineage(conn, from)?.iter().any(|code| code == to.as_str()) {
        return Err(refused(text!(
            "{to} 是 {from} 的前身，接续关系不能成环",
            "{to} is what {from} came from: a succession cannot run in a circle"
        )));
    }
    if !row.is_in_force(*on) {
        return Err(refused(text!("{to} 在 {on} 不在有效期内", "{to} is not in force on {on}")));
    }
    Ok(())
}

/// Adds the successor to the directory, below the region that its code begins with; a county with its own unit.
fn add(conn: &mut PgConnection, change: &Succession) -> ApiResult<()> {
    let Succession { to, on, name, .. } = change;
    let Some(name) = name else {
        return Err(refused(text!(
            "区划目录中没有 {to}；新代码请用 --name 给出名称",
            "the directory has no region {to}; for a new code give its name with --name"
        )));
    };
    let parent = to.parent().ok_or_else(|| refused(text!("全国没有上级", "the nation has no parent")))?;
    let above = find(conn, &parent)?.filter(|row| row.is_in_force(*on));
    if above.is_none() {
        return Err(refused(text!(
            "{to} 的上级 {parent} 在 {on} 不存在或不在有效期内；请先建立上级",
            "{to} belongs below {parent}, which is unknown or not in force on {on}; begin with that one"
        )));
    }
    insert(conn, (to, name), &parent, *on)?;
    if let Some(unit) = to.own_unit() {
        insert(conn, (&unit, &directory::own_unit_name(name)), to, *on)?;
    }
    Ok(())
}

fn insert(
    conn: &mut PgConnection,
    (code, name): (&Code, &str),
    parent: &Code,
    from: NaiveDate,
) -> QueryResult<usize> {
    diesel::insert_into(regions::table)
        .values((
            regions::code.eq(code.as_str()),
            regions::name.eq(name),
            regions::level.eq(code.level()),
            regions::parent_code.eq(parent.as_str()),
            regions::valid_from.eq(from),
        ))
        .execute(conn)
}

fn still_below(conn: &mut PgConnection, change: &Succession) -> QueryResult<i64> {
    let open = regions::valid_to.is_null().or(regions::valid_to.ge(change.on).assume_not_null());
    regions::table.filter(regions::parent_code.eq(change.from.as_str())).filter(open).count().get_result(conn)
}

fn tokens_at(conn: &mut PgConnection, codes: &[&Code]) -> QueryResult<i64> {
    let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
    let valid = tokens::revoked_at.is_null().and(tokens::expires_at.gt(crate::clock::now()));
    tokens::table
        .inner_join(account_roles::table.on(account_roles::account_id.eq(tokens::account_id)))
        .filter(account_roles::region_code.eq_any(codes).and(valid))
        .count()
        .get_result(conn)
}
