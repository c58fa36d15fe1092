//! One request's dealings with the ledger: who calls is proven first. A reader is proven at the [`checkpoint`], a writer there
//! before the body is read, and once more in the transaction that writes.
//!
//! [`Caller`] is the only way from a handler to the database, so no operation can forget to ask who is calling.

mod admitted;
pub mod authenticator;
pub mod checkpoint;
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
pub use reading::Reading;
pub use writing::{Quota, Writing};

use std::future::{Ready, ready};
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use diesel::pg::PgConnection;
use futures_util::future::{Either, LocalBoxFuture};

use self::authenticator::{Authenticator, Credentials};
use self::checkpoint::{Checkpoint, Pass, Scope};
use self::{proven::Proven, secrets::Secrets};
use crate::auth::oidc::Verifier;
use crate::auth::requirements::{Requirement, Requirements};
use crate::auth::{Actor, Credential, Holdings, LastUsed, Permission, tokens};
use crate::db::{Db, Lane};
use crate::http::body_memory::BodyMemory;
use crate::http::cursor::Signer;
use crate::http::parameterless::Parameterless;
use crate::http::{Answer, Facts};
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::Places;

/// What the handlers share.
#[derive(Clone)]
pub struct State {
    /// The database.
    pub db: Db,
    /// Signs cursors.
    pub signer: Signer,
    authenticator: Authenticator,
    checkpoint: Checkpoint,
    proven: Proven,
    bodies: Arc<BodyMemory>,
    quota: Quota,
    verifier: Option<Verifier>,
}

impl State {
    /// Opens the checkpoint on this database, with so many guards.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets, guards: usize) -> Self {
        let Secrets { signer, keys } = secrets;
        let (places, holdings, last_used) = (Places::default(), Holdings::default(), LastUsed::default());
        let authenticator = Authenticator { places, keys, holdings, last_used };
        let checkpoint = Checkpoint::open(&db, &authenticator, guards);
        let (proven, bodies) = (Proven::default(), Arc::default());
        Self {
            db,
            signer,
            authenticator,
            checkpoint,
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

    /// With an identity provider whose tokens prove somebody, too.
    #[must_use]
    pub fn trusting(self, verifier: Option<Verifier>) -> Self {
        Self { verifier, ..self }
    }

    /// What may be a token of the identity provider, and who can tell.
    fn foreign(&self, authorization: Option<&str>) -> Option<(Verifier, String)> {
        let (scheme, token) = authorization?.split_once(' ')?;
        let verifier = self.verifier.as_ref()?;
        scheme.eq_ignore_ascii_case("bearer").then(|| (verifier.clone(), token.trim().to_owned()))
    }

    /// Whether what is presented proves somebody who may have a body read.
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
        let is_proven = self.checkpoint.pass(presented.clone(), own).await.is_ok();
        if is_proven {
            self.proven.note(&presented);
        }
        is_proven
    }

    /// Writes down when tokens were used since the last time.
    ///
    /// # Errors
    /// 503 where the database cannot be used; what was not written down is forgotten then.
    pub async fn write_down_uses(&self) -> ApiResult<()> {
        let uses = self.authenticator.last_used.take();
        if uses.is_empty() {
            return Ok(());
        }
        self.db.write(move |conn| Ok(tokens::store::note_uses(conn, &uses)?)).await
    }
}

/// The caller as the request presents it. It becomes an [`Actor`] only by what the database says of its token now.
#[derive(Clone)]
pub struct Caller {
    state: web::Data<State>,
    claim: Arc<Claim>,
    /// Whether what is written is taken back.
    validates_only: bool,
}

struct Claim {
    presented: Credentials,
    needs: Permission,
    /// What its query asks that the operation does not know.
    unknown: Vec<Violation>,
    facts: Facts,
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Either<Ready<Result<Self, ApiError>>, LocalBoxFuture<'static, Result<Self, ApiError>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(state) = request.app_data::<web::Data<State>>().cloned() else {
            return Either::Left(ready(Err(ApiError::internal("the application has no state"))));
        };
        let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let facts = Facts::of(request);
        let credential = authorization.and_then(Credential::from_authorization);
        let foreign = if credential.is_some() { None } else { state.foreign(authorization) };
        let presented = Credentials { credential, bearer: None, address: facts.address };
        let route = facts.who.route(request).unwrap_or_default();
        let requirements = request.app_data::<web::Data<Requirements>>();
        let required = requirements.and_then(|those| those.find(request.method().as_str(), route));
        let Some(Requirement::Permission(needs)) = required else {
            return Either::Left(ready(Err(ApiError::internal("the operation requires no permission"))));
        };
        let parameterless = request.app_data::<web::Data<Parameterless>>();
        let unknown = parameterless.map(|those| those.unknown(request, route)).unwrap_or_default();
        let claim = Claim { presented, needs, unknown, facts };
        match foreign {
            // What has no token's form is nobody's: there is nothing to look up.
            None if claim.presented.credential.is_none() => {
                Either::Left(ready(Err(ApiError::of(Problem::Unauthenticated))))
            }
            None => Either::Left(ready(Ok(Self { state, claim: Arc::new(claim), validates_only: false }))),
            Some((verifier, jwt)) => Either::Right(Box::pin(async move {
                let claim = Arc::new(claim.verified(&verifier, &jwt).await?);
                Ok(Self { state, claim, validates_only: false })
            })),
        }
    }
}

impl Claim {
    /// Proves the token of an identity provider, which the database knows nothing of.
    async fn verified(mut self, verifier: &Verifier, jwt: &str) -> ApiResult<Self> {
        let bearer = verifier.verify(jwt).await.map_err(|refusal| {
            if refusal.is_outage() {
                return ApiError::unavailable(refusal);
            }
            log::debug!("a token of the identity provider proves nothing: {refusal}");
            ApiError::of(Problem::Unauthenticated)
        })?;
        self.presented.bearer = Some(Arc::new(bearer));
        Ok(self)
    }

    fn prove(&self, conn: &mut PgConnection, state: &State) -> ApiResult<Actor> {
        let actor = state.authenticator.authenticate(conn, &self.presented).inspect_err(|error| {
            if error.code() == Problem::Unauthenticated {
                state.proven.forget(&self.presented);
            }
        })?;
        state.proven.note(&self.presented);
        self.leave_name(&actor);
        self.must_be_allowed(&actor)?;
        Ok(actor)
    }

    /// Holds the request against what its caller is permitted, then against what the operation takes.
    fn must_be_allowed(&self, actor: &Actor) -> ApiResult<()> {
        actor.must(self.needs)?;
        if self.unknown.is_empty() {
            return Ok(());
        }
        Err(ApiError::invalid_parameters(self.unknown.clone()))
    }

    /// Tells the log who it is.
    fn leave_name(&self, actor: &Actor) {
        self.facts.who.prove(&actor.token_id);
    }
}

impl Caller {
    /// Lets a reader in; `scope` says what the request is about.
    ///
    /// # Errors
    /// 401 without a valid token; what `scope` answers; 503 where the database cannot be used.
    pub async fn admit<F>(self, scope: F) -> ApiResult<Admitted>
    where
        F: FnOnce(&mut PgConnection, &Actor) -> ApiResult<Scope> + Send + 'static,
    {
        let Self { state, claim, .. } = self;
        let admitted = Arc::clone(&claim);
        let scope = move |conn: &mut PgConnection, actor: &Actor| {
            admitted.leave_name(actor);
            admitted.must_be_allowed(actor)?;
            scope(conn, actor)
        };
        let pass = state.checkpoint.pass(claim.presented.clone(), scope).await?;
        Ok(Admitted { state, claim, pass, lane: Lane::default() })
    }

    /// Lets a reader in to all that he reaches.
    pub(crate) async fn admit_to_own_reach(self) -> ApiResult<Admitted> {
        self.admit(|_, actor| Ok(Scope { reach: actor.reach(), counted: None })).await
    }

    /// Answers from one snapshot, which cannot be written to.
    ///
    /// # Errors
    /// 401 without a valid token; what `work` answers; 503 where the database cannot be used.
    pub async fn read<F>(self, work: F) -> ApiResult<Answer>
    where
        F: FnOnce(&mut Reading<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        self.admit_to_own_reach().await?.read(work).await
    }

    /// Answers from a single statement that finds a row by its key: at the checkpoint, without waiting for a connection.
    ///
    /// # Errors
    /// As [`Caller::read`].
    pub async fn look_up<F>(self, work: F) -> ApiResult<Answer>
    where
        F: FnOnce(&mut Reading<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        let Self { state, claim, .. } = self;
        let (checkpoint, presented) = (state.checkpoint.clone(), claim.presented.clone());
        let serve = move |conn: &mut PgConnection, actor: Actor| {
            claim.leave_name(&actor);
            claim.must_be_allowed(&actor)?;
            let pass = Pass { reach: actor.reach(), actor, counted: None };
            Admitted { state, claim, pass, lane: Lane::default() }.look_up(conn, work)
        };
        checkpoint.serve(presented, serve).await
    }

    /// Proves a writer before anything is held for him: neither a body nor a connection. The token's id.
    async fn prove_beforehand(&self) -> ApiResult<String> {
        let Self { state, claim, .. } = self;
        let (presented, who) = (&claim.presented, &claim.facts.who);
        let token_id = presented.token_id().ok_or_else(|| ApiError::of(Problem::Unauthenticated))?;
        if presented.bearer.is_some() || state.proven.knows(presented) {
            who.prove(&token_id);
        } else {
            self.clone().admit_to_own_reach().await?;
            state.proven.note(presented);
        }
        who.acquire()?;
        Ok(token_id)
    }
}
