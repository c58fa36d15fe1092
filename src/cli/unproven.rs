//! What cannot be proven of a backup, and what is done before such a one is used.

use std::fmt;

use diesel::dsl::exists;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::offline;
use crate::auth::accounts::operations;
use crate::auth::{Actor, Permission, Role, tokens};
use crate::backup::{Checked, End, Error, Header};
use crate::db::schema::tokens as table;
use crate::digest;
use crate::http::Facts;
use crate::integrity;
use crate::keys::Keys;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::session::Writing;
use crate::session::secrets::{self, SecretError};
use crate::session::trail::verify::{Marks, Verified, verify};
use crate::session::trail::{Action, Change};

/// Why nobody can say that a backup is what it was when it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// Older releases knew no keyed digest.
    #[error("it was made by an older release, which did not write a digest under the ledger's secret")]
    OldFormat,
    /// Whoever made it had not set the secret.
    #[error("it was made without FAZHI_SECRET, so it has no digest under the ledger's secret")]
    NotSigned,
    /// The ledger kept its secret in its own database.
    #[error(
        "it holds the secret of its ledger, with which whoever reads it could make its digest anew; set FAZHI_SECRET to \
         that secret if you vouch for it"
    )]
    HoldsSecret,
    /// Nothing to check the digest with.
    #[error("FAZHI_SECRET is not set, and without the ledger's secret its digest cannot be checked")]
    NoSecret,
    /// Another ledger's, or of before the secret was rotated.
    #[error(
        "it was made with another secret than FAZHI_SECRET; where that was rotated since, set FAZHI_SECRET_OLD to the one before"
    )]
    OtherSecret,
    /// Somebody altered it who does not have the secret.
    #[error(
        "it was altered after it was made: its digest under the ledger's secret is not that of its content"
    )]
    Altered,
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
    faults: Vec<String>,
    unproven: Option<String>,
    tokens: usize,
}

impl fmt::Display for Settled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.trail, self.faults.as_slice()) {
            (None, _) => {}
            (Some(Verified { chains, entries, .. }), []) => {
                writeln!(f, "trail verified: {entries} entries in {chains} chains")?;
            }
            (_, faults) => writeln!(f, "trail NOT verified: {}", listed(faults))?,
        }
        let Some(why) = &self.unproven else { return Ok(()) };
        writeln!(f, "NOT PROVEN: {why}")?;
        writeln!(
            f,
            "{} tokens revoked; issue new ones: fazhi token create --role admin --region CN",
            self.tokens
        )
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
            return Err(refused(
                "the backup is of a ledger with another secret than FAZHI_SECRET: neither its trail can be verified nor names \
                 of parties be read without it; set FAZHI_SECRET, or FAZHI_SECRET_OLD, to the secret of the ledger that it was made of",
            ));
        }
        keys => keys.map_err(refused)?,
    };
    let (trail, faults) = looked_through(conn, &keys)?;
    let mut why: Vec<String> = unproven.iter().map(ToString::to_string).collect();
    if !faults.is_empty() {
        why.push(format!("its trail is not sound: {}", listed(&faults)));
    }
    if why.is_empty() {
        return Ok(Settled { trail: Some(trail), faults, ..Settled::default() });
    }
    let why = why.join("; ");
    if !may_be_unproven {
        return Err(Error::Unproven(why));
    }
    let about = json!({
        "made_at": header.made_at, "release": header.release, "sha256": digest::hexadecimal(checked.end.digest()),
        "not_proven": why,
    });
    let tokens = distrust(conn, &keys, about).map_err(refused)?;
    Ok(Settled { trail: Some(trail), faults, unproven: Some(why), tokens })
}

/// Walks the chains, and holds every row against its last entry.
fn looked_through(conn: &mut PgConnection, keys: &Keys) -> Result<(Verified, Vec<String>), Error> {
    let trail = verify(conn, &keys.trail, &Marks::new())?;
    let rows = integrity::compare_rows(conn).map_err(refused)?;
    let mut faults: Vec<String> = trail.of_all.iter().map(ToString::to_string).collect();
    faults.extend(trail.faults.iter().map(ToString::to_string));
    faults.extend(rows.faults.iter().map(ToString::to_string));
    Ok((trail, faults))
}

/// A ledger that was never used with a secret has no tokens and no trail. One that has, and is told to have no secret, was
/// tampered with.
fn unused(conn: &mut PgConnection, unproven: Option<Unproven>) -> Result<Settled, Error> {
    let has_tokens = diesel::select(exists(table::table.select(table::id)));
    if unproven.is_some() && has_tokens.get_result(conn)? {
        return Err(refused(
            "it has tokens, but the row secret_check of the table secrets was taken out of it",
        ));
    }
    let unproven = unproven.map(|why| why.to_string());
    Ok(Settled { unproven, ..Settled::default() })
}

fn refused(error: impl fmt::Display) -> Error {
    Error::Refused(error.to_string())
}

fn listed(faults: &[String]) -> String {
    const NAMED: usize = 10;
    let mut named = faults.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if faults.len() > NAMED {
        named.push_str(" …");
    }
    named
}

/// Revokes all tokens, which leaves entries in the trails of their accounts; drops the key of cursors; and adds to the
/// chain of the nation what was restored. Says how many tokens.
fn distrust(conn: &mut PgConnection, keys: &Keys, mut about: serde_json::Value) -> ApiResult<usize> {
    let facts = Facts::offline(offline::COMMAND_LINE);
    let nation = Code::nation();
    let actor = Actor::offline(conn, ("-", offline::COMMAND_LINE), Role::Admin, &nation)?;
    let mut writing = Writing::begin(conn, actor, (&facts, Permission::ManageAccess), keys)?;
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
    let change = Change {
        resource: "backups",
        record_id: Uuid::now_v7(),
        township_code: nation.as_str(),
        version: 1,
        action: Action::RestoredUnproven,
        before: Some(json!({})),
        after: about,
    };
    writing.record_change(&change, Vec::new())?;
    Ok(valid.len())
}
