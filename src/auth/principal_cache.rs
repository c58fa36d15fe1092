//! Cached principals: who an account is, and in which roles. One is valid as long as its account and the region tree stay as
//! they are, which every request asks about and which seldom changes.

use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use uuid::Uuid;

use super::Grant;
use super::accounts::{AccountRole, store};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Code, Places, Reach};

/// The state of an account and of the region tree. Whatever changes an account's roles or name changes this, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The account's version.
    pub version: i32,
    /// When it became that: another one has the same version after an older ledger was restored.
    pub updated_at: DateTime<Utc>,
    /// The state of the region tree.
    pub directory: Uuid,
}

/// Who an account is, in which roles, in one state.
pub struct Principal {
    state: State,
    /// Its id, as the trail says it.
    pub account: Arc<str>,
    /// Its name.
    pub name: Arc<str>,
    /// Its roles, one at least.
    pub grants: Arc<[Grant]>,
    /// All that it reaches in any role.
    pub reach: Arc<Reach>,
}

/// The principals asked about so far; cheap to clone, shared by all threads. There are no more of them than accounts.
#[derive(Clone, Default)]
pub struct PrincipalCache(Arc<RwLock<HashMap<Uuid, Arc<Principal>>>>);

impl PrincipalCache {
    /// What an account holds in this state, which `conn` has read just now; or in a newer one.
    ///
    /// # Errors
    /// 500 where it has no role; 503 where the database fails.
    pub fn of(
        &self,
        conn: &mut PgConnection,
        places: &Places,
        account: Uuid,
        state: State,
    ) -> ApiResult<Arc<Principal>> {
        if let Some(principal) = self.cached(account, state) {
            return Ok(principal);
        }
        let principal = Arc::new(read(conn, places, account, state.directory)?);
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(account, Arc::clone(&principal));
        Ok(principal)
    }

    fn cached(&self, account: Uuid, state: State) -> Option<Arc<Principal>> {
        let cached = self.0.read().unwrap_or_else(PoisonError::into_inner);
        cached.get(&account).filter(|principal| principal.state == state).cloned()
    }
}

impl Debug for PrincipalCache {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrincipalCache").finish_non_exhaustive()
    }
}

/// An account is read before its roles, so these are of the state that is noted, or newer: then the next look at the
/// account finds it in another state.
fn read(conn: &mut PgConnection, places: &Places, id: Uuid, directory: Uuid) -> ApiResult<Principal> {
    let account = store::find(conn, id)?.ok_or_else(nowhere)?;
    let grants = account.roles.iter().map(|role| grant(conn, places, directory, role));
    let grants: Vec<Grant> = grants.collect::<ApiResult<_>>()?;
    Ok(Principal {
        state: State { version: account.version, updated_at: account.updated_at, directory },
        account: id.to_string().into(),
        name: account.name.into(),
        reach: reach_of(conn, places, directory, &grants)?,
        grants: grants.into(),
    })
}

fn grant(conn: &mut PgConnection, places: &Places, directory: Uuid, held: &AccountRole) -> ApiResult<Grant> {
    let region = Code::parse(&held.region).ok_or_else(nowhere)?;
    let place = places.find(conn, directory, &region)?.ok_or_else(nowhere)?;
    Ok(Grant { role: held.role, region, place })
}

/// What all grants reach together.
///
/// # Errors
/// 500 where there are none; 503 where the region tree cannot be read.
pub fn reach_of(
    conn: &mut PgConnection,
    places: &Places,
    directory: Uuid,
    grants: &[Grant],
) -> ApiResult<Arc<Reach>> {
    let codes: Vec<&Code> = grants.iter().map(|grant| &grant.region).collect();
    places.reach(conn, directory, &codes)?.ok_or_else(nowhere)
}

fn nowhere() -> ApiError {
    ApiError::internal("an account without a role at a region")
}
