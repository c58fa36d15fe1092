//! `fazhi secret rotate`: the ledger under another secret, in one transaction.

use std::fmt;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use serde_json::json;

use super::offline;
use crate::auth::{Actor, Permission, Role, tokens};
use crate::db::privileges;
use crate::http::RequestContext;
use crate::keys::Keys;
use crate::ledger::cases::parties;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::session::Writing;
use crate::session::audit::Event;
use crate::session::secrets::{self, SecretError};
use crate::session::trail::verify::{Marks, verify};
use crate::session::trail::{Action, rekey};
use crate::session::weakness::weakness;
use crate::text::Text;

/// The secrets at hand.
pub struct Given<'a> {
    /// The one to use from now on.
    pub new: Option<&'a str>,
    /// The one in use; not needed where the database holds it.
    pub old: Option<&'a str>,
}

/// What was done.
pub enum Rotated {
    /// Nothing: the ledger is used with the new secret already.
    Already,
    /// All of it.
    Done(Counts),
}

/// What is under the new secret now.
#[derive(Debug)]
pub struct Counts {
    tokens: u64,
    parties: u64,
    entries: u64,
}

impl fmt::Display for Rotated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Done(Counts { tokens, parties, entries }) = self else {
            return write!(
                f,
                "台账已在使用 FAZHI_SECRET，无需更换。\nThe ledger is used with FAZHI_SECRET already: there is nothing to do"
            );
        };
        write!(
            f,
            "已更换密钥：令牌 {tokens} 个、当事人 {parties} 名、变更痕迹 {entries} 条；原有令牌照常有效。请以新密钥重启各实例（此前它们一律回答 503），\
             随后去掉 FAZHI_SECRET_OLD，重新备份，并重新执行 fazhi verify --save；此前的备份仍须用旧密钥恢复，请妥善保管旧密钥。\n\
             rotated: {tokens} tokens, {parties} parties, {entries} entries of the trail; tokens stay valid. Start all instances \
             again with the new secret (until then they answer 503), then unset FAZHI_SECRET_OLD, make a backup, and write new \
             marks with `fazhi verify --save`. Keep the old secret: backups made before are restored with it"
        )
    }
}

/// Why the secret was not rotated. The ledger is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No other secret is given.
    #[error(
        "请把 FAZHI_SECRET 设为新密钥，把 FAZHI_SECRET_OLD 设为正在使用的密钥。\n\
         Set FAZHI_SECRET to the new secret, such as `fazhi secret new` prints, and FAZHI_SECRET_OLD to the one in use"
    )]
    NoOther,
    /// The new one could be guessed.
    #[error(
        "FAZHI_SECRET 容易被猜出：{}。fazhi secret new 可打印一个猜不出的。\n\
         FAZHI_SECRET could be guessed: {}. `fazhi secret new` prints one that cannot", .0.zh, .0.en
    )]
    Weak(Text),
    /// The old one is missing, or is not the one in use.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// What the old one keys was altered: under the new one nobody could tell.
    #[error(
        "变更痕迹核验未通过，没有作任何改动；请运行 fazhi verify 查看：{}\n\
         The trail is not sound, and nothing was changed; see `fazhi verify`: {}", .0.zh, .0.en
    )]
    Unsound(Text),
}

impl From<diesel::result::Error> for Refused {
    fn from(error: diesel::result::Error) -> Self {
        SecretError::from(error).into()
    }
}

impl From<crate::problems::ApiError> for Refused {
    fn from(error: crate::problems::ApiError) -> Self {
        SecretError::from(error).into()
    }
}

/// Keeps writers out until the transaction ends; readers go on. In the order in which writers lock, and of the ends of chains
/// even what locks rows, so that whoever waits for one sees the new one.
const LOCK: &str =
    "LOCK TABLE tokens, case_parties, trail_heads, trail, trail_chains, secrets IN EXCLUSIVE MODE";

/// Puts everything under the new secret that is under the old one. The caller's transaction holds the lock of migrations.
///
/// # Errors
/// [`Refused`], where the transaction is to be rolled back.
pub fn rotate(conn: &mut PgConnection, given: &Given<'_>) -> Result<Rotated, Refused> {
    let held = secrets::held(conn)?;
    if given.new.is_some() && secrets::keys(conn, given.new).is_ok() && held.as_deref() != given.new {
        return if given.old.is_some() { Ok(Rotated::Already) } else { Err(Refused::NoOther) };
    }
    let new = successor(given, held.as_deref())?;
    let old = secrets::keys(conn, given.old.or(held.as_deref()))?;
    let keys = Keys::from_secret(&new).succeeding(&old);
    conn.batch_execute(LOCK)?;
    must_be_sound(conn, &old)?;
    let counts = Counts {
        tokens: tokens::store::hash_again(conn, &keys.tokens)?,
        parties: parties::queries::seal_anew(conn, (&old.parties, &keys.parties))?,
        entries: privileges::as_owner(conn, |conn| rekey::rekey(conn, &keys.trail))?,
    };
    secrets::replace(conn, &keys, given.new.is_none().then_some(&new))?;
    note(conn, (&old, &keys))?;
    Ok(Rotated::Done(counts))
}

/// The new secret: where none is given, the database holds it as it held the old one.
fn successor(given: &Given<'_>, held: Option<&str>) -> Result<String, Refused> {
    let Some(new) = given.new else {
        held.filter(|_| given.old.is_none()).ok_or(Refused::NoOther)?;
        return Ok(secrets::generate()?);
    };
    if given.old.or(held) == Some(new) {
        return Err(Refused::NoOther);
    }
    weakness(new).map_or_else(|| Ok(new.to_owned()), |why| Err(Refused::Weak(why)))
}

fn must_be_sound(conn: &mut PgConnection, keys: &Keys) -> Result<(), Refused> {
    let verified = verify(conn, &keys.trail, &Marks::new())?;
    let first = verified.texts().next();
    first.map_or(Ok(()), |fault| Err(Refused::Unsound(fault)))
}

/// Adds to the chain of the nation that the secret was rotated.
fn note(conn: &mut PgConnection, (old, new): (&Keys, &Keys)) -> ApiResult<()> {
    let context = RequestContext::offline(offline::COMMAND_LINE);
    let nation = Code::nation();
    let actor = Actor::offline(conn, ("-", offline::COMMAND_LINE), Role::Admin, &nation)?;
    let mut writing = Writing::begin(conn, actor, (&context, Permission::ManageAccess), new)?;
    let under = |keys: &Keys| Event::new("secrets", nation.as_str(), json!({"key": keys.backups.id()}));
    writing.audit(Action::SecretRotated, Some(&under(old)), &under(new))
}
