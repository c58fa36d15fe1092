//! The token of the first start: without any, nobody could issue one over HTTP.

use std::io::IsTerminal;

use chrono::TimeDelta;

use super::database::Ledger;
use super::offline;
use crate::access::tokens::issue::{self, Terms};
use crate::auth::accounts::FIRST_START;
use crate::auth::tokens::{NewToken, store};
use crate::auth::{Permission, Role};
use crate::db::migrations;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::session::Writing;

/// How long it is good: long enough to issue others with it.
const VALID_FOR: TimeDelta = TimeDelta::days(1);

/// Issues an administrator's token where there has been no token yet. Of several services that start together, one does.
/// Its secret is made from the ledger's, so that it is not lost with a process that ended before it was seen: until it
/// is used or expires, each start and `fazhi token first` say it again.
///
/// # Errors
/// 503 where the database fails.
pub fn first_token(ledger: &Ledger) -> ApiResult<Option<String>> {
    offline::write_as(ledger, FIRST_START, Permission::ManageAccess, |writing| {
        migrations::lock(writing.conn)?;
        if !store::any(writing.conn)? {
            return issue(writing).map(Some);
        }
        let unused = store::unused(writing.conn, FIRST_START, writing.now)?;
        Ok(unused.and_then(|(id, hash)| {
            let token = NewToken::derived(&id, &writing.keys.first_token, &writing.keys.tokens);
            // Another secret, or a token of an earlier release, whose own secret was random.
            (token.secret_hash.as_slice() == hash).then_some(token.token)
        }))
    })
}

fn issue(writing: &mut Writing<'_>) -> ApiResult<String> {
    let terms = Terms { name: "首次启动的管理员", networks: &[], valid_for: VALID_FOR };
    let (_, issued) = issue::for_new_account(writing, Role::Admin, &Code::nation(), &terms)?;
    let token = NewToken::derived(&issued.id, &writing.keys.first_token, &writing.keys.tokens);
    store::set_hash(writing.conn, &issued.id, &token.secret_hash)?;
    Ok(token.token)
}

/// What the start of a service says of it. What is no terminal may be a log that others read and that is kept.
#[must_use]
pub fn announced(token: Option<String>) -> String {
    match token {
        None => String::new(),
        Some(token) if std::io::stdout().is_terminal() => format!(
            "首个管理员令牌，使用之前每次启动都会显示，一天内有效；请用它发放其他令牌\n\
             the first administrator's token, shown at each start until it is used, valid for a day; issue others with it\n  {token}\n"
        ),
        Some(_) => "首个管理员令牌尚未使用，由此命令打印 / the first administrator's token is not used yet; this prints it:\n  \
                    fazhi token first\n"
            .to_owned(),
    }
}
