//! What one request does with the ledger. The caller is authenticated first: a reader in a batch ([`authentication`]), a
//! writer in a batch before the body is read, and once more in the transaction that writes.
//!
//! [`Caller`] is the only way from a handler to the database, so no operation can omit authentication.

mod admitted;
pub mod audit;
pub mod authentication;
pub mod authenticator;
mod caller;
pub mod counters;
pub mod idempotency;
mod proven;
mod reading;
pub mod reorganisation;
mod secret_error;
pub mod secrets;
pub mod trail;
pub mod weakness;
mod writer;
mod writing;

pub use admitted::Admitted;
pub use caller::Caller;
pub use reading::Reading;
pub use writing::{Quota, Writing};

use std::net::IpAddr;
use std::sync::Arc;

use diesel::pg::PgConnection;

use self::authentication::{Authentication, Scope};
use self::authenticator::{Authenticator, Credentials};
use self::{proven::Proven, secrets::Secrets};
use crate::auth::oidc::Verifier;
use crate::auth::{Actor, Credential, LastUsed, PrincipalCache, tokens};
use crate::db::Db;
use crate::http::body_memory::BodyMemory;
use crate::http::cursor::Signer;
use crate::keys::Keys;
use crate::problems::ApiResult;
use crate::regions::Places;

/// What the handlers share.
#[derive(Clone)]
pub struct State {
    /// The database.
    pub db: Db,
    /// Signs cursors.
    pub signer: Signer,
    authenticator: Authenticator,
    authentication: Authentication,
    proven: Proven,
    bodies: Arc<BodyMemory>,
    quota: Quota,
    verifier: Option<Verifier>,
}

impl State {
    /// On this database, with this number of workers that authenticate readers and look records up.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets, workers: usize) -> Self {
        let Secrets { signer, keys } = secrets;
        let (places, principals, last_used) =
            (Places::default(), PrincipalCache::default(), LastUsed::default());
        let authenticator = Authenticator { places, keys, principals, last_used };
        let authentication = Authentication::start(&db, &authenticator, workers);
        let (proven, bodies) = (Proven::default(), Arc::default());
        Self {
            db,
            signer,
            authenticator,
            authentication,
            proven,
            bodies,
            quota: Quota::default(),
            verifier: None,
        }
    }

    /// The keys of the ledger.
    #[must_use]
    pub fn keys(&self) -> &Keys {
        &self.authenticator.keys
    }

    /// With an identity provider whose tokens are accepted besides those of the ledger.
    #[must_use]
    pub fn trusting(self, verifier: Option<Verifier>) -> Self {
        Self { verifier, ..self }
    }

    /// What may be a token of the identity provider, with the verifier for it.
    fn foreign(&self, authorization: Option<&str>) -> Option<(Verifier, String)> {
        let (scheme, token) = authorization?.split_once(' ')?;
        let verifier = self.verifier.as_ref()?;
        scheme.eq_ignore_ascii_case("bearer").then(|| (verifier.clone(), token.trim().to_owned()))
    }

    /// Whether the credentials are valid, so that the body may be read.
    pub async fn prove(&self, authorization: Option<&str>, address: Option<IpAddr>) -> bool {
        let credential = authorization.and_then(Credential::from_authorization);
        if credential.is_none() {
            let Some((verifier, jwt)) = self.foreign(authorization) else { return false };
            return verifier.verify(&jwt).await.is_ok();
        }
        let presented = Credentials { credential, bearer: None, address };
        if self.proven.knows(&presented) {
            return true;
        }
        let own = |_: &mut PgConnection, actor: &Actor| Ok(Scope { reach: actor.reach(), counted: None });
        let is_proven = self.authentication.admit(presented.clone(), own).await.is_ok();
        if is_proven {
            self.proven.note(&presented);
        }
        is_proven
    }

    /// Stores when tokens were last used.
    ///
    /// # Errors
    /// 503 where the database cannot be used; what could not be stored is discarded.
    pub async fn write_down_uses(&self) -> ApiResult<()> {
        let uses = self.authenticator.last_used.take();
        if uses.is_empty() {
            return Ok(());
        }
        self.db.write(move |conn| Ok(tokens::store::note_uses(conn, &uses)?)).await
    }
}
