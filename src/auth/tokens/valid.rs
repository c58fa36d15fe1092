//! The tokens that are valid at this moment, with the state of their accounts: every request runs this.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use crate::auth::Issuer;
use crate::auth::principal_cache::State;
use crate::db::Prepared;

/// The valid ones among some tokens, with the state the region tree is in.
macro_rules! valid_tokens {
    ($which:literal) => {
        concat!(
            "SELECT t.id, t.secret_hash, t.networks, t.last_used_at, t.created_by, t.issuer_account,
                a.id AS account_id, a.version, a.updated_at, d.version AS directory
            FROM tokens t JOIN accounts a ON a.id = t.account_id CROSS JOIN region_directory d
            WHERE t.id ",
            $which,
            " AND t.revoked_at IS NULL AND t.expires_at > clock_timestamp()
                AND a.disabled_at IS NULL"
        )
    };
}

/// A token that is neither revoked nor expired, of an account that is not disabled.
#[derive(QueryableByName)]
pub struct ValidToken {
    /// Its public id.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The keyed hash of its secret.
    #[diesel(sql_type = Binary)]
    pub secret_hash: Vec<u8>,
    /// Where it may be used from; nothing for anywhere.
    #[diesel(sql_type = Array<Text>)]
    pub networks: Vec<String>,
    /// When it was last used, as far as that is written down.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_used_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Text)]
    created_by: String,
    #[diesel(sql_type = Nullable<Text>)]
    issuer_account: Option<String>,
    /// Its account.
    #[diesel(sql_type = SqlUuid)]
    pub account_id: Uuid,
    /// The account's version.
    #[diesel(sql_type = Integer)]
    version: i32,
    /// When it became that.
    #[diesel(sql_type = Timestamptz)]
    updated_at: DateTime<Utc>,
    /// The state of the region tree.
    #[diesel(sql_type = SqlUuid)]
    pub directory: Uuid,
}

impl ValidToken {
    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> Issuer {
        Issuer { name: self.created_by.clone(), account: self.issuer_account.clone() }
    }

    /// The state that its account is in.
    #[must_use]
    pub fn state(&self) -> State {
        State { version: self.version, updated_at: self.updated_at, directory: self.directory }
    }
}

/// The valid ones among the tokens of these ids.
///
/// # Errors
/// Where the database fails.
pub fn valid(conn: &mut PgConnection, ids: &[&str]) -> QueryResult<Vec<ValidToken>> {
    // Of one token PostgreSQL keeps the plan; of a list it makes a new one for each length it guesses.
    match ids {
        [] => Ok(Vec::new()),
        [id] => Prepared::new(diesel::sql_query(valid_tokens!("= $1")).bind::<Text, _>(*id)).load(conn),
        ids => Prepared::new(diesel::sql_query(valid_tokens!("= ANY ($1)")).bind::<Array<Text>, _>(ids))
            .load(conn),
    }
}
