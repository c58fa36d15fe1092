//! What cannot be proven of a backup, and what is done before such a one is used.

use std::fmt;

use diesel::dsl::exists;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::offline;
use crate::access::accounts::operations;
use crate::auth::{Actor, Permission, Role, tokens};
use crate::backup::{Checked, End, Error, Header};
use crate::db::schema::tokens as table;
use crate::digest;
use crate::http::RequestContext;
use crate::integrity;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;
use crate::session::audit::Event;
use crate::session::secrets::{self, SecretError};
use crate::session::trail::Action;
use crate::session::trail::verify::{Marks, Verified, verify};
use crate::text;
use crate::text::Text;

/// Why nobody can say that a backup is what it was when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// Older releases knew no keyed digest.
    OldFormat,
    /// It was made without the secret.
    NotSigned,
    /// The ledger kept its secret in its own database.
    HoldsSecret,
    /// Nothing to check the digest with.
    NoSecret,
    /// Another ledger's, or of before the secret was rotated.
    OtherSecret,
    /// Somebody altered it who does not have the secret.
    Altered,
}

impl Unproven {
    /// The reason, to be put into a sentence.
    #[must_use]
    pub fn text(self) -> Text {
        match self {
            Self::OldFormat => text!(
                "备份由旧版本制成，没有用台账密钥算出的摘要",
                "it was made by an older release, which did not write a digest under the ledger's secret"
            ),
            Self::NotSigned => text!(
                "备份时没有设 FAZHI_SECRET，所以没有用台账密钥算出的摘要",
                "it was made without FAZHI_SECRET, so it has no digest under the ledger's secret"
            ),
            Self::HoldsSecret => text!(
                "备份中含有台账的密钥，读到它的人都能重算摘要；如果确信备份可靠，请把 FAZHI_SECRET 设为该密钥",
                "it holds the secret of its ledger, with which whoever reads it could make its digest anew; set FAZHI_SECRET to \
                 that secret if you vouch for it"
            ),
            Self::NoSecret => text!(
                "没有设 FAZHI_SECRET，缺少台账的密钥就不能核对摘要",
                "FAZHI_SECRET is not set, and without the ledger's secret its digest cannot be checked"
            ),
            Self::OtherSecret => text!(
                "备份所用的密钥不是 FAZHI_SECRET；如果备份之后更换过密钥，请把 FAZHI_SECRET_OLD 设为原来的密钥",
                "it was made with another secret than FAZHI_SECRET; where that was rotated since, set FAZHI_SECRET_OLD to the one before"
            ),
            Self::Altered => text!(
                "备份制成后被改动过：用台账密钥算出的摘要与内容不符",
                "it was altered after it was made: its digest under the ledger's secret is not that of its content"
            ),
        }
    }
}

/// Why a backup is not proven by the secret that is set; nothing where it is.
#[must_use]
pub fn of(header: &Header, end: &End, keys: Option<&Keys>) -> Option<Unproven> {
    if !end.has_key() {
        return Some(Unproven::OldFormat);
    }
    let Some(made_with) = &header.key else { return Some(Unproven::NotSigned) };
    let Some(keys) = keys else {
        return Some(if header.holds_secret { Unproven::HoldsSecret } else { Unproven::NoSecret });
    };
    if *made_with != keys.backups.id() {
        return Some(Unproven::OtherSecret);
    }
    if end.is_by(&keys.backups) { None } else { Some(Unproven::Altered) }
}

/// What was found and done before a restoration was kept.
#[derive(Debug, Default)]
pub struct Settled {
    trail: Option<Verified>,
    faults: Vec<Text>,
    unproven: Option<Text>,
    tokens: usize,
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(of_trail) = self.of_trail() {
            writeln!(f, "{}", of_trail.in_lines())?;
        }
        let Some(Text { zh, en }) = &self.unproven else { return Ok(()) };
        writeln!(f, "{}", text!("未经证明：{zh}", "NOT PROVEN: {en}").in_lines())?;
        let tokens = self.tokens;
        let revoked = text!(
            "已撤销令牌 {tokens} 个；请发放新的：fazhi token create --role admin --region CN",
            "{tokens} tokens revoked; issue new ones: fazhi token create --role admin --region CN"
        );
        writeln!(f, "{}", revoked.in_lines())
    }
}

impl Settled {
    /// What was found of the trail; nothing where there is none.
    fn of_trail(&self) -> Option<Text> {
        let Verified { chains, entries, .. } = self.trail.as_ref()?;
        if self.faults.is_empty() {
            return Some(text!(
                "变更痕迹核验通过：{chains} 条链，{entries} 条痕迹",
                "trail verified: {entries} entries in {chains} chains"
            ));
        }
        let Text { zh, en } = listed(&self.faults);
        Some(text!("变更痕迹核验未通过：{zh}", "trail NOT verified: {en}"))
    }
}

/// Verifies the trail of what was restored. Where the backup is not proven, or its trail is not sound, takes back what
/// could have been planted: tokens, and the key of cursors; and says so in the trail.
///
/// # Errors
/// Where the trail is not sound, and nobody said that it may be so; where the secret is not the ledger's; where the
/// database fails.
pub fn settle(
    conn: &mut PgConnection,
    secret: Option<&str>,
    (header, checked): (&Header, &Checked),
    may_be_unproven: bool,
    unproven: Option<Unproven>,
) -> Result<Settled, Error> {
    let keys = match secrets::keys(conn, secret) {
        Err(SecretError::Unused) => return unused(conn, unproven),
        Err(SecretError::Other) => {
            return Err(Error::Refused(text!(
                "备份所属台账的密钥不是 FAZHI_SECRET：没有该密钥，既不能核验变更痕迹，也读不出当事人姓名；请把 FAZHI_SECRET 或 \
                 FAZHI_SECRET_OLD 设为该台账的密钥",
                "the backup is of a ledger with another secret than FAZHI_SECRET: neither its trail can be verified nor names \
                 of parties be read without it; set FAZHI_SECRET, or FAZHI_SECRET_OLD, to the secret of the ledger that it was made of"
            )));
        }
        keys => keys.map_err(|error| Error::Refused(error.text()))?,
    };
    let (trail, faults) = looked_through(conn, &keys)?;
    let mut why: Vec<Text> = unproven.into_iter().map(Unproven::text).collect();
    if !faults.is_empty() {
        let Text { zh, en } = listed(&faults);
        why.push(text!("变更痕迹有问题：{zh}", "its trail is not sound: {en}"));
    }
    if why.is_empty() {
        return Ok(Settled { trail: Some(trail), faults, ..Settled::default() });
    }
    let why = Text::joined(&why, ("；", "; "));
    if !may_be_unproven {
        return Err(Error::Unproven(why));
    }
    let about = json!({
        "made_at": header.made_at, "release": header.release, "sha256": digest::hexadecimal(checked.end.digest()),
        "not_proven": why.en,
    });
    let tokens = distrust(conn, &keys, about).map_err(|error| refused(&error))?;
    Ok(Settled { trail: Some(trail), faults, unproven: Some(why), tokens })
}

/// Walks the chains, and holds every row against its last entry.
fn looked_through(conn: &mut PgConnection, keys: &Keys) -> Result<(Verified, Vec<Text>), Error> {
    let trail = verify(conn, &keys.trail, &Marks::new())?;
    let rows = integrity::compare_rows(conn).map_err(|error| refused(&error))?;
    let faults = trail.texts().chain(rows.texts()).collect();
    Ok((trail, faults))
}

/// A ledger that was never used with a secret has no tokens and no trail. One that has, and is said to have no secret, was
/// tampered with.
fn unused(conn: &mut PgConnection, unproven: Option<Unproven>) -> Result<Settled, Error> {
    let has_tokens = diesel::select(exists(table::table.select(table::id)));
    if unproven.is_some() && has_tokens.get_result(conn)? {
        return Err(Error::Refused(text!(
            "备份中有令牌，但表 secrets 的 secret_check 行已被去掉",
            "it has tokens, but the row secret_check of the table secrets was taken out of it"
        )));
    }
    let unproven = unproven.map(Unproven::text);
    Ok(Settled { unproven, ..Settled::default() })
}

fn refused(error: &ApiError) -> Error {
    Error::Refused(error.text())
}

fn listed(faults: &[Text]) -> Text {
    const NAMED: usize = 10;
    let named = Text::joined(faults.get(..NAMED).unwrap_or(faults), ("；", ", "));
    let more = if faults.len() > NAMED { " …" } else { "" };
    Text { zh: named.zh + more, en: named.en + more }
}

/// Revokes all tokens, which leaves entries in the trails of their accounts; drops the key of cursors; and adds to the
/// chain of the nation what was restored. Says how many tokens.
fn distrust(conn: &mut PgConnection, keys: &Keys, mut about: serde_json::Value) -> ApiResult<usize> {
    let context = RequestContext::offline(offline::COMMAND_LINE);
    let nation = Code::nation();
    let actor = Actor::offline(conn, ("-", offline::COMMAND_LINE), Role::Admin, &nation)?;
    let mut writing = Writing::begin(conn, actor, (&context, Permission::ManageAccess), keys)?;
    let valid: Vec<(Uuid, String)> = table::table
        .filter(table::revoked_at.is_null())
        .order((table::account_id, table::id))
        .select((table::account_id, table::id))
        .load(writing.conn)?;
    for of_account in valid.chunk_by(|(one, _), (other, _)| one == other) {
        let Some((account, _)) = of_account.first() else { continue };
        operations::with_account(&mut writing, *account, Action::TokenRevoked, |writing, _| {
            for (_, id) in of_account {
                tokens::store::revoke(writing.conn, id, writing.now)?;
            }
            Ok(())
        })?;
    }
    secrets::renew_signer(writing.conn)?;
    if let Some(about) = about.as_object_mut() {
        about.insert("tokens_revoked".to_owned(), json!(valid.len()));
    }
    let event = |state| Event::new("backups", nation.as_str(), state);
    writing.audit(Action::RestoredUnproven, Some(&event(json!({}))), &event(about))?;
    Ok(valid.len())
}
