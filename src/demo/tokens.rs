//! Tokens to try the demo county with: fresh ones at every load, the earlier ones are revoked.

use std::fmt::Write;

use chrono::TimeDelta;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use crate::auth::Role;
use crate::auth::issue::{self, Grant};
use crate::clock;
use crate::db::Db;
use crate::db::schema::tokens;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;

/// Marks the demo's tokens.
const BY: &str = "demo";

const HOLDERS: [(Role, &str, &str); 6] = [
    (Role::Clerk, "540526201", "古堆乡经办人（演示）"),
    (Role::Clerk, "540526100", "措美镇经办人（演示）"),
    (Role::Clerk, "540526101", "哲古镇经办人（演示）"),
    (Role::Clerk, "540526200", "乃西乡经办人（演示）"),
    (Role::Officer, "540526", "措美县司法局（演示）"),
    (Role::Admin, "540526", "措美县管理员（演示）"),
];

/// Issues a token for each holder; one line each: role, region, token, name.
pub fn issue(db: &Db) -> ApiResult<String> {
    db.write_now(|conn| {
        revoke_earlier(conn)?;
        let mut lines = "演示令牌 / demo tokens (Authorization: Bearer …)\n".to_owned();
        for (role, region, name) in HOLDERS {
            let code = Code::parse(region).ok_or_else(|| ApiError::internal("a demo region of odd form"))?;
            let grant = Grant { role, region: &code, name, valid_for: TimeDelta::days(30), by: BY };
            let (token, _) = issue::issue(conn, &grant)?;
            writeln!(lines, "  {:<8} {region:<10} {token}  {name}", role.as_str())
                .map_err(ApiError::internal)?;
        }
        Ok(lines)
    })
}

fn revoke_earlier(conn: &mut PgConnection) -> QueryResult<usize> {
    diesel::update(tokens::table.filter(tokens::created_by.eq(BY)).filter(tokens::revoked_at.is_null()))
        .set(tokens::revoked_at.eq(clock::now()))
        .execute(conn)
}
