//! Tokens to try the demo county with: fresh ones at every load, the earlier accounts are disabled.

use std::fmt::Write;

use chrono::TimeDelta;
use diesel::prelude::*;
use uuid::Uuid;

use crate::auth::accounts::operations;
use crate::auth::tokens::issue::{self, Terms};
use crate::auth::{Actor, Permission, Role};
use crate::db::Db;
use crate::db::schema::accounts;
use crate::http::Facts;
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

/// Issues a token for each holder; one line each: role, region, token, name.
pub fn issue(db: &Db, keys: &Keys) -> ApiResult<String> {
    let facts = Facts::offline("demo");
    db.write_now(|conn| {
        let admin = Actor::offline(conn, ("demo", BY), Role::Admin, &Code::nation())?;
        let mut writing = Writing::begin(conn, admin, (&facts, Permission::ManageAccess), keys)?;
        disable_earlier(&mut writing)?;
        let mut lines = "演示令牌 / demo tokens (Authorization: Bearer …)\n".to_owned();
        for (role, region, name) in HOLDERS {
            let code = Code::parse(region).ok_or_else(|| ApiError::internal("a demo region of odd form"))?;
            let terms = Terms { name, networks: &[], valid_for: TimeDelta::days(30) };
            let (token, _) = issue::for_new_account(&mut writing, role, &code, &terms)?;
            writeln!(lines, "  {:<8} {region:<10} {token}  {name}", role.as_str())
                .map_err(ApiError::internal)?;
        }
        Ok(lines)
    })
}

fn disable_earlier(writing: &mut Writing<'_>) -> ApiResult<()> {
    let earlier: Vec<Uuid> = accounts::table
        .filter(accounts::created_by.eq(BY).and(accounts::disabled_at.is_null()))
        .select(accounts::id)
        .load(writing.conn)?;
    earlier.into_iter().try_for_each(|id| operations::disable(writing, id))
}
