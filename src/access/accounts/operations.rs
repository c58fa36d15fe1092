//! Accounts over HTTP: an admin makes, sees and changes those whose roles all stand in its own subtree.

use diesel::pg::PgConnection;
use uuid::Uuid;

use super::audited::AuditedAccount;
use crate::auth::accounts::model::{Account, AccountInput, AccountPage, AccountRole};
use crate::auth::accounts::store;
use crate::auth::{Actor, Permission};
use crate::clock;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::Query;
use crate::http::{Answer, ETag, Received, formats};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::{Code, tree};
use crate::session::trail::{self, Action};
use crate::session::{Reading, Writing};
use crate::text;

/// Where the list is.
const PATH: &str = "/api/v1/accounts";

/// `GET /accounts`.
///
/// # Errors
/// 400 for parameters; 503 where the database fails.
pub fn list(reading: &mut Reading<'_>, query: &Query<PageQuery>) -> ApiResult<Answer> {
    let page_query = query.parse()?;
    let page =
        KeyedPage::open((PATH, query.pairs()), &page_query, reading.signer, &reading.actor.standing())?;
    let roots = roots(reading.actor);
    let total = page_query.count.map(|_| store::count(reading.conn, &roots)).transpose()?;
    let rows = store::list(reading.conn, &roots, formats::uuid(&page.after), page.rows())?;
    let tags: Vec<_> = rows.iter().map(|account| (account.id, account.version)).collect();
    let etag = ETag::digest(format!("{:?} {total:?} {tags:?}", query.pairs()).as_bytes());
    reading.tagged(&etag, |_| {
        page.answer(rows, total, |account| account.id.to_string(), |items, page| AccountPage { items, page })
    })
}

/// `GET /accounts/{id}`.
///
/// # Errors
/// 404 for an account unknown or out of reach; 503 where the database fails.
pub fn read(reading: &mut Reading<'_>, id: &str) -> ApiResult<Answer> {
    let account = found(reading, id)?;
    reading.tagged(&account.etag(), |_| Answer::ok(&account))
}

/// The account, where the actor manages it.
fn found(reading: &mut Reading<'_>, id: &str) -> ApiResult<Account> {
    let id = formats::uuid(id).ok_or_else(ApiError::not_found)?;
    let account = store::find(reading.conn, id)?.filter(|account| manages(reading.actor, &account.roles));
    account.ok_or_else(ApiError::not_found)
}

/// `GET /accounts/{id}/history`.
///
/// # Errors
/// As [`read`].
pub fn history(reading: &mut Reading<'_>, id: &str, query: &Query<PageQuery>) -> ApiResult<Answer> {
    let account = found(reading, id)?;
    reading.tagged(&account.etag(), |reading| {
        let record = (Code::county_of(&account.home), account.id);
        trail::history::answer(reading, record, &account.address(), query)
    })
}

/// `POST /accounts`.
///
/// # Errors
/// 404 for a region unknown or out of reach; 422 for the body.
pub fn create(writing: &mut Writing<'_>, body: &Received<AccountInput>) -> ApiResult<Answer> {
    let account = make(writing, body.input()?)?;
    Ok(Answer::created(&account, &account.address())?.tagged(&account.etag()))
}

/// Makes an account.
///
/// # Errors
/// As [`create`].
pub fn make(writing: &mut Writing<'_>, input: AccountInput) -> ApiResult<Account> {
    must_manage(writing.conn, &writing.actor, &input.roles, &[])?;
    let (now, by) = (writing.now, writing.actor.name.to_string());
    let home = common_region(&input.roles).to_string();
    let account = Account {
        home,
        id: Uuid::now_v7(),
        version: 1,
        name: input.name,
        roles: input.roles,
        created_at: now,
        created_by: by.clone(),
        updated_at: now,
        updated_by: by,
        disabled_at: input.disabled.then_some(now),
    };
    store::insert(writing.conn, &account)?;
    audit(writing, Action::Created, None, account)
}

/// `PUT /accounts/{id}`.
///
/// # Errors
/// 403 for the caller's own; 428 and 412 for `If-Match`; those of [`create`] and [`read`].
pub fn replace(writing: &mut Writing<'_>, id: &str, body: &Received<AccountInput>) -> ApiResult<Answer> {
    let id = formats::uuid(id).ok_or_else(ApiError::not_found)?;
    let current = lock(writing, id)?;
    writing.actor.must_not_be(id)?;
    writing.context.must_match(&current.etag())?;
    let input = body.input_for(&serde_json::to_value(&current).map_err(ApiError::internal)?)?;
    must_manage(writing.conn, &writing.actor, &input.roles, &current.roles)?;
    if is_same(&current, &input) {
        writing.is_about(&current.roles);
        return Ok(Answer::ok(&current)?.tagged(&current.etag()));
    }
    let disabled_at = input.disabled.then(|| current.disabled_at.unwrap_or(writing.now));
    let next = Account { name: input.name, roles: input.roles, disabled_at, ..current.clone() };
    let before = AuditedAccount::of(writing.conn, current)?;
    let next = save(writing, Action::Replaced, &before, next)?;
    Ok(Answer::ok(&next)?.tagged(&next.etag()))
}

/// Whether an account is what is asked for already; roles are in no order.
fn is_same(account: &Account, input: &AccountInput) -> bool {
    account.name == input.name
        && account.disabled_at.is_some() == input.disabled
        && account.roles.len() == input.roles.len()
        && account.roles.iter().all(|role| input.roles.contains(role))
}

/// Disables an account: its tokens are refused from the next request on.
///
/// # Errors
/// As [`lock`].
pub fn disable(writing: &mut Writing<'_>, id: Uuid) -> ApiResult<()> {
    let current = lock(writing, id)?;
    let next = Account { disabled_at: Some(writing.now), ..current.clone() };
    let before = AuditedAccount::of(writing.conn, current)?;
    save(writing, Action::Replaced, &before, next).map(drop)
}

/// The account, locked, if the actor manages it.
///
/// # Errors
/// 404 where it is unknown or out of reach.
pub fn lock(writing: &mut Writing<'_>, id: Uuid) -> ApiResult<Account> {
    let account = store::lock(writing.conn, id)?.filter(|account| manages(&writing.actor, &account.roles));
    account.ok_or_else(ApiError::not_found)
}

/// Does something with the tokens of an account, which is a change of the account.
///
/// # Errors
/// 404 where it is unknown or out of reach; what `work` answers.
pub fn with_account<T>(
    writing: &mut Writing<'_>,
    id: Uuid,
    action: Action,
    work: impl FnOnce(&mut Writing<'_>, &Account) -> ApiResult<T>,
) -> ApiResult<T> {
    let account = lock(writing, id)?;
    let before = AuditedAccount::of(writing.conn, account)?;
    let done = work(writing, &before.account)?;
    save(writing, action, &before, before.account.clone())?;
    Ok(done)
}

/// Stores the next version.
fn save(
    writing: &mut Writing<'_>,
    action: Action,
    before: &AuditedAccount,
    changed: Account,
) -> ApiResult<Account> {
    let next = writing.next(changed);
    store::update(writing.conn, &next)?;
    audit(writing, action, Some(before), next)
}

fn audit(
    writing: &mut Writing<'_>,
    action: Action,
    before: Option<&AuditedAccount>,
    account: Account,
) -> ApiResult<Account> {
    let after = AuditedAccount::of(writing.conn, account)?;
    writing.is_about(&after.account.roles);
    writing.audit(action, before, &after)?;
    Ok(after.account)
}

/// The smallest region that all roles stand in.
fn common_region(roles: &[AccountRole]) -> Code {
    let codes = roles.iter().filter_map(|role| Code::parse(&role.region));
    let common = codes.reduce(|common, code| {
        let above = std::iter::successors(Some(common), Code::parent);
        above.into_iter().find(|above| code.is_within(above.as_str())).unwrap_or_else(Code::nation)
    });
    common.unwrap_or_else(Code::nation)
}

/// The subtrees in which the actor manages access.
#[must_use]
pub fn roots(actor: &Actor) -> Vec<String> {
    actor.grants_for(Permission::ManageAccess).flat_map(|grant| grant.place.roots.clone()).collect()
}

/// Whether the actor manages access wherever these roles stand.
#[must_use]
pub fn manages(actor: &Actor, roles: &[AccountRole]) -> bool {
    let manages = |role: &AccountRole| {
        Code::parse(&role.region)
            .is_some_and(|region| actor.role_for(Permission::ManageAccess, &region).is_some())
    };
    roles.iter().all(manages)
}

/// Nobody gives what is not theirs to give, nor a role at a code that has ended; those that are held there stay.
fn must_manage(
    conn: &mut PgConnection,
    actor: &Actor,
    roles: &[AccountRole],
    held: &[AccountRole],
) -> ApiResult<()> {
    let mut found = Vec::new();
    for (index, role) in roles.iter().enumerate() {
        let region = Code::parse(&role.region)
            .filter(|region| actor.role_for(Permission::ManageAccess, region).is_some());
        let known = region.map(|region| actor.place_within(conn, &region)).transpose()?.flatten();
        if known.is_none() {
            let detail = text!(
                "没有这个区划，或者它不在您的管理范围内",
                "There is no such region, or you do not manage access there"
            );
            found.push(Violation::at(format!("/roles/{index}/region"), "out_of_reach", detail));
        }
    }
    if !found.is_empty() {
        return Err(ApiError::not_found().with_violations(found));
    }
    let given = roles.iter().enumerate().filter(|(_, role)| !held.contains(role));
    let given: Vec<_> =
        given.map(|(at, role)| (format!("/roles/{at}/region"), role.region.as_str())).collect();
    must_go_on(conn, &given)
}

/// No role is given at a code that has ended, of those that a body names at these places.
///
/// # Errors
/// 422 for one that has; 503 where the database fails.
pub fn must_go_on(conn: &mut PgConnection, given: &[(String, &str)]) -> ApiResult<()> {
    let codes: Vec<&str> = given.iter().map(|(_, code)| *code).collect();
    let ended = tree::ended(conn, &codes, clock::today())?;
    let violation = |(place, code): &(String, &str)| {
        let (_, next) = ended.iter().find(|(ended, _)| ended == code)?;
        let next = next.as_deref().unwrap_or("-");
        let detail = text!(
            "{code} 已终止，由 {next} 接续：请在后者给角色",
            "{code} has ended and goes on as {next}: give the role there"
        );
        Some(Violation::at(place.clone(), "ended_region", detail))
    };
    let found: Vec<Violation> = given.iter().filter_map(violation).collect();
    match found.first().map(|violation| violation.detail.clone()) {
        None => Ok(()),
        Some(detail) => Err(ApiError::new(Problem::InvalidBody, detail).with_violations(found)),
    }
}
