//! The token of the first start: without any, nobody could issue one over HTTP.

use chrono::TimeDelta;

use super::database::Ledger;
use super::offline;
use crate::auth::accounts::FIRST_START;
use crate::auth::tokens::issue::{self, Terms};
use crate::auth::tokens::store;
use crate::auth::{Permission, Role};
use crate::db::migrations;
use crate::problems::ApiResult;
use crate::regions::Code;

/// How long it is good: long enough to issue others with it.
const VALID_FOR: TimeDelta = TimeDelta::days(1);

/// Issues an administrator's token where there has been no token yet, and says what to print of it. Of several services
/// that start together, one does.
///
/// # Errors
/// 503 where the database fails.
pub fn first_token(ledger: &Ledger) -> ApiResult<String> {
    let token = offline::write_as(ledger, FIRST_START, Permission::ManageAccess, |writing| {
        migrations::lock(writing.conn)?;
        if store::any(writing.conn)? {
            return Ok(None);
        }
        let terms = Terms { name: "首次启动的管理员", networks: &[], valid_for: VALID_FOR };
        issue::for_new_account(writing, Role::Admin, &Code::nation(), &terms).map(|(token, _)| Some(token))
    })?;
    Ok(token.map_or_else(String::new, |token| {
        format!(
            "首个管理员令牌，只显示这一次，一天内有效；请用它发放其他令牌\n\
             the first administrator's token, shown this once, valid for a day; issue others with it\n  {token}\n"
        )
    }))
}
