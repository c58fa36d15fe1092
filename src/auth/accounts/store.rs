//! Accounts in the database.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::expression::BoxableExpression;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use uuid::Uuid;

use super::{Account, AccountRole};
use crate::auth::Role;
use crate::db::schema::{account_roles, accounts};
use crate::db::{All, Batches};

/// The row of an account.
#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = accounts)]
struct AccountRow {
    id: Uuid,
    name: String,
    version: i32,
    created_at: DateTime<Utc>,
    created_by: String,
    updated_at: DateTime<Utc>,
    updated_by: String,
    disabled_at: Option<DateTime<Utc>>,
    region_code: String,
}

impl AccountRow {
    fn with(self, roles: Vec<AccountRole>) -> Account {
        Account {
            id: self.id,
            version: self.version,
            name: self.name,
            roles,
            created_at: self.created_at,
            created_by: self.created_by,
            updated_at: self.updated_at,
            updated_by: self.updated_by,
            disabled_at: self.disabled_at,
            home: self.region_code,
        }
    }
}

/// The accounts all of whose roles stand in these subtrees.
pub(in crate::auth) type Administered<T> = Box<dyn BoxableExpression<T, Pg, SqlType = Bool>>;

/// The condition that all roles of the account, whose id is in `column`, stand in these subtrees.
pub(in crate::auth) fn administered<T: 'static>(column: &str, roots: &[String]) -> Administered<T> {
    if roots.iter().any(|root| root == "CN") {
        return Box::new(sql::<Bool>("true"));
    }
    let patterns: Vec<String> = roots.iter().map(|root| format!("{root}%")).collect();
    let outside = format!(
        "NOT EXISTS (SELECT FROM account_roles r WHERE r.account_id = {column} AND NOT r.region_code LIKE ANY ("
    );
    Box::new(sql::<Bool>(&outside).bind::<Array<Text>, _>(patterns).sql("))"))
}

/// Stores a new account.
///
/// # Errors
/// Where the database fails.
pub fn insert(conn: &mut PgConnection, account: &Account) -> QueryResult<()> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(account.id),
            accounts::name.eq(&account.name),
            accounts::version.eq(account.version),
            accounts::created_at.eq(account.created_at),
            accounts::created_by.eq(&account.created_by),
            accounts::updated_at.eq(account.updated_at),
            accounts::updated_by.eq(&account.updated_by),
            accounts::disabled_at.eq(account.disabled_at),
            accounts::region_code.eq(&account.home),
        ))
        .execute(conn)?;
    insert_roles(conn, account)
}

/// Stores the new state of an account; its roles are replaced as a whole.
///
/// # Errors
/// Where the database fails.
pub fn update(conn: &mut PgConnection, account: &Account) -> QueryResult<()> {
    diesel::update(accounts::table.find(account.id))
        .set((
            accounts::name.eq(&account.name),
            accounts::version.eq(account.version),
            accounts::updated_at.eq(account.updated_at),
            accounts::updated_by.eq(&account.updated_by),
            accounts::disabled_at.eq(account.disabled_at),
        ))
        .execute(conn)?;
    diesel::delete(account_roles::table.filter(account_roles::account_id.eq(account.id))).execute(conn)?;
    insert_roles(conn, account)
}

fn insert_roles(conn: &mut PgConnection, account: &Account) -> QueryResult<()> {
    let row = |role: &AccountRole| {
        (
            account_roles::account_id.eq(account.id),
            account_roles::role.eq(role.role),
            account_roles::region_code.eq(role.region.clone()),
        )
    };
    let rows: Vec<_> = account.roles.iter().map(row).collect();
    diesel::insert_into(account_roles::table).values(rows).execute(conn)?;
    Ok(())
}

/// One account.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, id: Uuid) -> QueryResult<Option<Account>> {
    let row = accounts::table.find(id).select(AccountRow::as_select()).first(conn).optional()?;
    Ok(with_roles(conn, row.into_iter().collect())?.pop())
}

/// The accounts that are disabled: none of their tokens is let in.
///
/// # Errors
/// Where the database fails.
pub fn disabled(conn: &mut PgConnection) -> QueryResult<HashSet<Uuid>> {
    let ids: Vec<Uuid> =
        accounts::table.filter(accounts::disabled_at.is_not_null()).select(accounts::id).load(conn)?;
    Ok(ids.into_iter().collect())
}

/// One account, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database fails.
pub fn lock(conn: &mut PgConnection, id: Uuid) -> QueryResult<Option<Account>> {
    let row = accounts::table.find(id).select(AccountRow::as_select()).for_update().first(conn).optional()?;
    Ok(with_roles(conn, row.into_iter().collect())?.pop())
}

/// The accounts administered from these subtrees, in the order of their ids, after `after`.
///
/// # Errors
/// Where the database fails.
pub fn list(
    conn: &mut PgConnection,
    roots: &[String],
    after: Option<Uuid>,
    limit: i64,
) -> QueryResult<Vec<Account>> {
    let rows = accounts::table
        .filter(administered::<accounts::table>("accounts.id", roots))
        .filter(accounts::id.gt(after.unwrap_or_default()))
        .order(accounts::id)
        .limit(limit)
        .select(AccountRow::as_select())
        .load(conn)?;
    with_roles(conn, rows)
}

/// All accounts, each with the county in whose trail it is, in the order of that and of their ids, part by part. In a
/// transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<(String, Account)>> {
    let county = || sql::<Text>("left(accounts.region_code, 6)");
    let rows = accounts::table.order((county(), accounts::id)).select((county(), AccountRow::as_select()));
    let batches = Batches::open(conn, "all_accounts", &rows)?;
    Ok(Box::new(move |conn| {
        let (counties, rows): (Vec<String>, Vec<_>) = batches.next(conn)?.into_iter().unzip();
        Ok(counties.into_iter().zip(with_roles(conn, rows)?).collect())
    }))
}

/// How many accounts are administered from these subtrees.
///
/// # Errors
/// Where the database fails.
pub fn count(conn: &mut PgConnection, roots: &[String]) -> QueryResult<i64> {
    accounts::table.filter(administered::<accounts::table>("accounts.id", roots)).count().get_result(conn)
}

/// The accounts that administer and hold a role besides that does not go with it, as could be made once: id and name.
///
/// # Errors
/// Where the database fails.
pub fn not_separate(conn: &mut PgConnection) -> QueryResult<Vec<(Uuid, String)>> {
    let held = account_roles::table.filter(account_roles::account_id.eq(accounts::id));
    let other = Role::all().filter(|role| !role.goes_with_administration());
    accounts::table
        .filter(accounts::disabled_at.is_null())
        .filter(exists(held.filter(account_roles::role.eq(Role::Admin))))
        .filter(exists(held.filter(account_roles::role.eq_any(other.collect::<Vec<_>>()))))
        .order(accounts::id)
        .select((accounts::id, accounts::name))
        .load(conn)
}

fn with_roles(conn: &mut PgConnection, rows: Vec<AccountRow>) -> QueryResult<Vec<Account>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut roles = roles_of(conn, &ids)?;
    let mut own = |id: Uuid| roles.remove(&id).unwrap_or_default();
    Ok(rows.into_iter().map(|row| (own(row.id), row)).map(|(roles, row)| row.with(roles)).collect())
}

/// The roles of these accounts; of one account in the order of region and role.
///
/// # Errors
/// Where the database fails.
pub fn roles_of(conn: &mut PgConnection, accounts: &[Uuid]) -> QueryResult<HashMap<Uuid, Vec<AccountRole>>> {
    let rows: Vec<(Uuid, Role, String)> = account_roles::table
        .filter(account_roles::account_id.eq_any(accounts))
        .order((account_roles::account_id, account_roles::region_code, account_roles::role))
        .select((account_roles::account_id, account_roles::role, account_roles::region_code))
        .load(conn)?;
    let mut roles: HashMap<Uuid, Vec<_>> = HashMap::new();
    for (account, role, region) in rows {
        roles.entry(account).or_default().push(AccountRole { role, region });
    }
    Ok(roles)
}
