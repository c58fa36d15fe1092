//! Accounts with their tokens, as the trail stores them.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use serde::Serialize;
use uuid::Uuid;

use crate::auth::accounts::Account;
use crate::auth::tokens::store::{self, Summary};
use crate::session::audit::{Audited, Subject, Versioned};

/// An account with its tokens.
#[derive(Serialize)]
pub struct AuditedAccount {
    /// The account.
    #[serde(flatten)]
    pub account: Account,
    tokens: Vec<Summary>,
}

impl AuditedAccount {
    /// An account with the tokens it has now.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn of(conn: &mut PgConnection, account: Account) -> QueryResult<Self> {
        let tokens = store::summaries(conn, &[account.id])?.remove(&account.id);
        Ok(Self { account, tokens: tokens.unwrap_or_default() })
    }

    /// The same of several accounts, by one query.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn all(conn: &mut PgConnection, accounts: Vec<Account>) -> QueryResult<Vec<Self>> {
        let ids: Vec<Uuid> = accounts.iter().map(|account| account.id).collect();
        let mut tokens = store::summaries(conn, &ids)?;
        let mut tokens_of = |account: &Account| tokens.remove(&account.id).unwrap_or_default();
        Ok(accounts.into_iter().map(|account| Self { tokens: tokens_of(&account), account }).collect())
    }
}

impl Audited for AuditedAccount {
    fn subject(&self) -> Subject<'_> {
        Subject {
            resource: "accounts",
            record_id: self.account.id,
            region_code: &self.account.home,
            version: self.account.version,
        }
    }
}

impl Versioned for Account {
    fn revision(&mut self) -> (&mut i32, &mut DateTime<Utc>, &mut String) {
        (&mut self.version, &mut self.updated_at, &mut self.updated_by)
    }
}
