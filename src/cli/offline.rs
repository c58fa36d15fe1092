//! Changes that are made on the command line, in the role of an administrator of the nation.

use super::database::Ledger;
use crate::auth::{Actor, Permission, Role};
use crate::http::RequestContext;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;
use crate::text::Text;

/// What a change on the command line is said to be done by.
pub const COMMAND_LINE: &str = "command line";

/// Changes something in one transaction, with its trail.
pub fn write<T>(
    ledger: &Ledger,
    needs: Permission,
    work: impl Fn(&mut Writing<'_>) -> ApiResult<T>,
) -> ApiResult<T> {
    write_as(ledger, COMMAND_LINE, needs, work)
}

/// The same, as `who`.
pub fn write_as<T>(
    ledger: &Ledger,
    who: &str,
    needs: Permission,
    work: impl Fn(&mut Writing<'_>) -> ApiResult<T>,
) -> ApiResult<T> {
    let context = RequestContext::offline(who);
    ledger.db.write_now(|conn| {
        let admin = Actor::offline(conn, ("-", who), Role::Admin, &Code::nation())?;
        work(&mut Writing::begin(conn, admin, (&context, needs), &ledger.secrets.keys)?)
    })
}

/// What was done, or in both languages everything that is wrong.
pub fn told<T>(done: ApiResult<T>) -> Result<T, String> {
    done.map_err(|error: ApiError| {
        let details: Vec<Text> = error.violations().iter().map(|wrong| wrong.detail.clone()).collect();
        if details.is_empty() { error.text() } else { Text::joined(&details, ("；", "; ")) }.in_lines()
    })
}
