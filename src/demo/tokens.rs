//! Tokens to try the demo county with: the same ones at every load, until they expire.

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use super::first_entry::ACCOUNT;
use crate::access::accounts::operations;
use crate::access::tokens::issue::{self, Terms};
use crate::auth::tokens::{NewToken, store};
use crate::auth::{Actor, Permission, Role};
use crate::db::Db;
use crate::db::schema::{accounts, tokens};
use crate::http::RequestContext;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;

/// Marks the demo's accounts.
const BY: &str = "演示数据";

const HOLDERS: [(Role, &str, &str); 9] = [
    (Role::Clerk, "540526201", "古堆乡经办人（演示）"),
    (Role::Clerk, "540526100", "措美镇经办人（演示）"),
    (Role::Clerk, "540526101", "哲古镇经办人（演示）"),
    (Role::Clerk, "540526200", "乃西乡经办人（演示）"),
    (Role::Head, "540526201", "古堆乡负责人（演示）"),
    (Role::Viewer, "540526", "措美县看板（演示）"),
    (Role::Officer, "540526", "措美县司法局（演示）"),
    (Role::Auditor, "540526", "措美县审计（演示）"),
    (Role::Admin, "540526", "措美县管理员（演示）"),
];

/// For how long a token is good.
const VALID_FOR: TimeDelta = TimeDelta::days(30);

/// The tokens of the holders, one line each: role, region, token, name. Their secrets are made from the ledger's, so that
/// each start prints the same ones until they expire.
pub fn issue(db: &Db, keys: &Keys) -> ApiResult<String> {
    let context = RequestContext::offline("demo");
    db.write_now(|conn| {
        let admin = Actor::offline(conn, (ACCOUNT, BY), Role::Admin, &Code::nation())?;
        let mut writing = Writing::begin(conn, admin, (&context, Permission::ManageAccess), keys)?;
        let known = known(&mut writing)?;
        let mut tokens = Vec::new();
        for holder in &HOLDERS {
            let kept = known.iter().find(|known| known.name == holder.2);
            tokens.push(kept.map_or_else(|| new(&mut writing, holder), |known| Ok(known.clone()))?);
        }
        disable_others(&mut writing, &tokens)?;
        Ok(printed(&tokens))
    })
}

/// A token that can be printed.
#[derive(Clone)]
struct Known {
    name: String,
    account: Uuid,
    token: String,
}

/// The demo's tokens that are valid and whose secrets can be made again.
fn known(writing: &mut Writing<'_>) -> ApiResult<Vec<Known>> {
    let valid: Vec<(String, Vec<u8>, String, Uuid)> = tokens::table
        .inner_join(accounts::table.on(accounts::id.eq(tokens::account_id)))
        .filter(accounts::created_by.eq(BY).and(accounts::disabled_at.is_null()))
        .filter(tokens::revoked_at.is_null().and(tokens::expires_at.gt(writing.now)))
        .order(tokens::expires_at.desc())
        .select((tokens::id, tokens::secret_hash, accounts::name, accounts::id))
        .load(writing.conn)?;
    let again = |(id, hash, name, account): (String, Vec<u8>, String, Uuid)| {
        let made = NewToken::derived(&id, &writing.keys.first_token, &writing.keys.tokens);
        (made.secret_hash.as_slice() == hash).then_some(Known { name, account, token: made.token })
    };
    Ok(valid.into_iter().filter_map(again).collect())
}

fn new(writing: &mut Writing<'_>, (role, region, name): &(Role, &str, &str)) -> ApiResult<Known> {
    let code = Code::parse(region).ok_or_else(|| ApiError::internal("a demo region of odd form"))?;
    let terms = Terms { name, networks: &[], valid_for: VALID_FOR };
    let (_, issued) = issue::for_new_account(writing, *role, &code, &terms)?;
    let made = NewToken::derived(&issued.id, &writing.keys.first_token, &writing.keys.tokens);
    store::set_hash(writing.conn, &issued.id, &made.secret_hash)?;
    Ok(Known { name: (*name).to_owned(), account: issued.account.id, token: made.token })
}

fn printed(tokens: &[Known]) -> String {
    let lines = HOLDERS.iter().zip(tokens).map(|((role, region, name), Known { token, .. })| {
        format!("  {:<8} {region:<10} {token}  {name}\n", role.as_str())
    });
    format!("演示令牌 / demo tokens (Authorization: Bearer …)\n{}", lines.collect::<String>())
}

/// Disables the demo's accounts whose tokens have expired or cannot be printed again.
fn disable_others(writing: &mut Writing<'_>, tokens: &[Known]) -> ApiResult<()> {
    let in_use: Vec<Uuid> = tokens.iter().map(|known| known.account).collect();
    let others: Vec<Uuid> = accounts::table
        .filter(accounts::created_by.eq(BY).and(accounts::disabled_at.is_null()))
        .filter(accounts::id.ne_all(in_use))
        .select(accounts::id)
        .load(writing.conn)?;
    others.into_iter().try_for_each(|id| operations::disable(writing, id))
}
