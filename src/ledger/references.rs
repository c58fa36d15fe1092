//! What a record refers to must exist, and what it is must stay.

use std::collections::{BTreeSet, HashMap};

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use uuid::Uuid;

use super::resource::{MEMBERS, Referred};
use super::{Record, Resource, ended};
use crate::db::{Prepared, constraints};
use crate::http::body;
use crate::problems::{ApiError, ApiResult, Code as Problem, Conflicting, Violation};
use crate::regions::Code;
use crate::session::Writing;
use crate::text;

/// A record stays with its township: entered for the wrong one, it is voided and entered anew.
///
/// # Errors
/// 422 where the township would change.
pub fn must_stay<T: Resource>(current: &T, next: &T) -> ApiResult<()> {
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

/// All that the fields refer to must be there. A record that was referred to `before` may have been voided since.
///
/// # Errors
/// 422 naming every reference that leads nowhere; 503 where the database fails.
pub fn must_exist<T: Resource>(writing: &mut Writing<'_>, before: Option<&T>, fields: &T) -> ApiResult<()> {
    let mut found = unusable_records(writing.conn, before, fields)?;
    match fields.check_references(writing) {
        Err(error) if error.code() == Problem::InvalidBody => found.extend_from_slice(error.violations()),
        other => other?,
    }
    body::refuse(found)
}

fn unusable_records<T: Resource>(
    conn: &mut PgConnection,
    before: Option<&T>,
    fields: &T,
) -> QueryResult<Vec<Violation>> {
    let mut referred = fields.referred();
    let known = before.map(T::referred).unwrap_or_default();
    referred.retain(|one| !known.iter().any(|known| (known.table, known.id) == (one.table, one.id)));
    let tables: BTreeSet<&'static str> = referred.iter().map(|one| one.table).collect();
    let mut found = Vec::new();
    for table in tables {
        let of_table: Vec<&Referred> = referred.iter().filter(|one| one.table == table).collect();
        let counting = counting(conn, (table, fields.township_code()), &of_table)?;
        found.extend(of_table.into_iter().filter_map(|one| unusable(one, counting.get(&one.id).copied())));
    }
    Ok(found)
}

/// Why a record cannot be referred to: it is voided (`false`), or there is none.
fn unusable(referred: &Referred, counts: Option<bool>) -> Option<Violation> {
    let (code, detail) = match (referred.table, counts) {
        (_, Some(true)) => return None,
        (MEMBERS, Some(false)) => {
            ("voided_member", text!("该成员记录已作废", "this member's record is voided"))
        }
        (MEMBERS, None) => {
            ("unknown_member", text!("该乡镇没有这个成员", "this township has no such member"))
        }
        (_, Some(false)) => ("voided_record", text!("该记录已作废", "this record is voided")),
        (_, None) => ("unknown_record", text!("该乡镇没有这条记录", "this township has no such record")),
    };
    Some(Violation::at(referred.pointer.clone(), code, detail))
}

/// A record, and whether it counts or is voided.
#[derive(QueryableByName)]
struct Counting {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Bool)]
    counts: bool,
}

/// Those of the records that are the township's, and whether each of them counts or is voided.
fn counting(
    conn: &mut PgConnection,
    (table, township_code): (&'static str, &str),
    referred: &[&Referred],
) -> QueryResult<HashMap<Uuid, bool>> {
    let ids: Vec<Uuid> = referred.iter().map(|one| one.id).collect();
    let statement = diesel::sql_query(format!(
        "SELECT id, voided_at IS NULL AS counts FROM {table} \
         WHERE county_code = $1 AND township_code = $2 AND id = ANY ($3)"
    ));
    let statement = statement
        .bind::<Text, _>(Code::county_of(township_code))
        .bind::<Text, _>(township_code)
        .bind::<Array<SqlUuid>, _>(ids);
    let rows: Vec<Counting> = Prepared::new(statement).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row.counts)).collect())
}

/// The check that what a record becomes fits what it was, and everything else in the ledger.
///
/// # Errors
/// Those of [`must_stay`], [`ended::must_be_correctable`] and [`must_exist`].
pub fn must_fit<T: Resource>(writing: &mut Writing<'_>, current: &T, next: &T) -> ApiResult<()> {
    must_stay(current, next)?;
    ended::must_be_correctable(writing, next)?;
    must_exist(writing, Some(current), next)
}

/// The check that no other record of the township that counts has the `external_ref` which a change brings in. What comes in
/// between is refused by the table's key.
///
/// # Errors
/// 409 naming the record that has it; 503 where the database fails.
pub fn must_be_free<T: Resource>(
    writing: &mut Writing<'_>,
    before: &Record<T>,
    after: &Record<T>,
) -> ApiResult<()> {
    let holds = |record: &Record<T>| {
        record.fields.external_ref().filter(|_| record.metadata.voided_at.is_none()).map(str::to_owned)
    };
    let wanted = holds(after).filter(|wanted| holds(before).as_ref() != Some(wanted));
    let holder = wanted.map(|_| holders(writing.conn, std::slice::from_ref(after))).transpose()?;
    holder.and_then(|holders| holders.into_iter().next()).map_or(Ok(()), |holder| Err(holder.refusal::<T>()))
}

/// The check that a record, unless it is voided, states nothing that only one record may state and another one states already.
///
/// # Errors
/// 409 naming the record that states it; 503 where the database fails.
pub fn must_not_duplicate<T: Resource>(writing: &mut Writing<'_>, record: &Record<T>) -> ApiResult<()> {
    if record.metadata.voided_at.is_some() {
        return Ok(());
    }
    let refusal = T::duplicates(writing, std::slice::from_ref(record))?.into_values().next();
    refusal.map_or(Ok(()), Err)
}

/// The refusal of a new record whose `external_ref` another one has.
///
/// # Errors
/// 503 where the database fails.
pub fn taken<T: Resource>(writing: &mut Writing<'_>, record: &Record<T>) -> ApiResult<ApiError> {
    let holder = holders(writing.conn, std::slice::from_ref(record))?.pop();
    let gone = || constraints::refusal(&format!("{}_external_ref_key", T::NAMES.many), "taken a moment ago");
    Ok(holder.map_or_else(gone, |holder| holder.refusal::<T>()))
}

/// The refusal of a new record whose `external_ref` another one has that is to be entered with it.
#[must_use]
pub fn repeated() -> ApiError {
    let detail = text!(
        "同一批中前面已有记录使用这个 external_ref",
        "An earlier record of this batch has this external_ref"
    );
    ApiError::new(Problem::Conflict, detail.clone()).with_violations(vec![Violation::at(
        "/external_ref",
        "taken",
        detail,
    )])
}

/// A record that counts, and the `external_ref` it has in its township.
#[derive(Clone, Debug, QueryableByName)]
pub struct Holder {
    /// The record.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Its township.
    #[diesel(sql_type = Text)]
    pub township_code: String,
    /// What it has.
    #[diesel(sql_type = Text)]
    pub external_ref: String,
}

impl Holder {
    /// Whether it has what this record was to have.
    pub fn stands_in_the_way_of<T: Resource>(&self, record: &Record<T>) -> bool {
        record.fields.external_ref() == Some(&self.external_ref)
            && record.fields.township_code() == self.township_code
            && record.metadata.id != self.id
    }

    /// The refusal of a record that was to have it, too. Who may enter that one reads all records of the township.
    #[must_use]
    pub fn refusal<T: Resource>(&self) -> ApiError {
        let (id, resource) = (self.id.to_string(), T::PATH.to_owned());
        let address = format!("/api/v1/{resource}/{id}");
        let detail = text!(
            "该乡镇已有记录使用这个 external_ref：{address}",
            "Another record of this township has this external_ref: {address}"
        );
        ApiError::new(Problem::Conflict, detail.clone())
            .with_violations(vec![Violation::at("/external_ref", "taken", detail)])
            .with_conflict(Conflicting { resource, id, address })
    }
}

/// The records that have what these were to have.
///
/// # Errors
/// Where the database fails.
pub fn holders<T: Resource>(conn: &mut PgConnection, wanting: &[Record<T>]) -> QueryResult<Vec<Holder>> {
    let columns = |column: fn(&Record<T>) -> Option<&str>| -> Vec<&str> {
        wanting.iter().filter(|record| record.fields.external_ref().is_some()).filter_map(column).collect()
    };
    let statement = diesel::sql_query(format!(
        "SELECT id, township_code, external_ref FROM {}
        WHERE county_code = ANY ($1) AND township_code = ANY ($2) AND external_ref = ANY ($3) AND voided_at IS NULL",
        T::NAMES.many
    ))
    .bind::<Array<Text>, _>(columns(|record| Some(record.county_code())))
    .bind::<Array<Text>, _>(columns(|record| Some(record.fields.township_code())))
    .bind::<Array<Text>, _>(columns(|record| record.fields.external_ref()));
    let found: Vec<Holder> = Prepared::new(statement).load(conn)?;
    let matches = |holder: &Holder| wanting.iter().any(|record| holder.stands_in_the_way_of(record));
    Ok(found.into_iter().filter(matches).collect())
}
