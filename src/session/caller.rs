//! The caller of an operation: what its request presents, and how it is authenticated.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use diesel::pg::PgConnection;
use futures_util::future::{Either, LocalBoxFuture};

use super::authentication::{Admission, Scope};
use super::authenticator::Credentials;
use super::{Admitted, Reading, State};
use crate::auth::oidc::Verifier;
use crate::auth::requirements::{Requirement, Requirements};
use crate::auth::{Actor, Credential, Permission};
use crate::db::Lane;
use crate::http::parameterless::Parameterless;
use crate::http::{Answer, RequestContext};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};

/// The caller as the request presents it. It becomes an [`Actor`] only by what the database says of its token now.
#[derive(Clone)]
pub struct Caller {
    pub(super) state: web::Data<State>,
    pub(super) pending: Arc<PendingRequest>,
    /// Whether what is written is validated only, and rolled back.
    pub(super) validates_only: bool,
}

/// A request whose caller is not authenticated yet.
pub(super) struct PendingRequest {
    presented: Credentials,
    pub(super) needs: Permission,
    /// What its query asks that the operation does not know.
    unknown: Vec<Violation>,
    pub(super) context: RequestContext,
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Either<Ready<Result<Self, ApiError>>, LocalBoxFuture<'static, Result<Self, ApiError>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(state) = request.app_data::<web::Data<State>>().cloned() else {
            return Either::Left(ready(Err(ApiError::internal("the application has no state"))));
        };
        let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let context = RequestContext::of(request);
        let credential = authorization.and_then(Credential::from_authorization);
        let foreign = if credential.is_some() { None } else { state.foreign(authorization) };
        let presented = Credentials { credential, bearer: None, address: context.requester.address() };
        let route = context.requester.route(request).unwrap_or_default();
        let requirements = request.app_data::<web::Data<Requirements>>();
        let required = requirements.and_then(|those| those.find(request.method().as_str(), route));
        let Some(Requirement::Permission(needs)) = required else {
            return Either::Left(ready(Err(ApiError::internal("the operation requires no permission"))));
        };
        let parameterless = request.app_data::<web::Data<Parameterless>>();
        let unknown = parameterless.map(|those| those.unknown(request, route)).unwrap_or_default();
        let pending = PendingRequest { presented, needs, unknown, context };
        match foreign {
            // What has no token's form is nobody's: there is nothing to look up.
            None if pending.presented.credential.is_none() => {
                Either::Left(ready(Err(ApiError::of(Problem::Unauthenticated))))
            }
            None => {
                Either::Left(ready(Ok(Self { state, pending: Arc::new(pending), validates_only: false })))
            }
            Some((verifier, jwt)) => Either::Right(Box::pin(async move {
                let pending = Arc::new(pending.verified(&verifier, &jwt).await?);
                Ok(Self { state, pending, validates_only: false })
            })),
        }
    }
}

impl PendingRequest {
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

    pub(super) fn prove(&self, conn: &mut PgConnection, state: &State) -> ApiResult<Actor> {
        let actor = state.authenticator.authenticate(conn, &self.presented).inspect_err(|error| {
            if error.code() == Problem::Unauthenticated {
                state.proven.forget(&self.presented);
            }
        })?;
        state.proven.note(&self.presented);
        self.note_token(&actor);
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

    /// Notes the token for the log.
    fn note_token(&self, actor: &Actor) {
        self.context.requester.prove(&actor.token_id);
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
        let Self { state, pending, .. } = self;
        let admitted = Arc::clone(&pending);
        let scope = move |conn: &mut PgConnection, actor: &Actor| {
            admitted.note_token(actor);
            admitted.must_be_allowed(actor)?;
            scope(conn, actor)
        };
        let admission = state.authentication.admit(pending.presented.clone(), scope).await?;
        Ok(Admitted { state, pending, admission, lane: Lane::default() })
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

    /// Answers from a single statement that finds a row by its key: on the connection that authenticates, without waiting for one of
    /// the pool.
    ///
    /// # Errors
    /// As [`Caller::read`].
    pub async fn look_up<F>(self, work: F) -> ApiResult<Answer>
    where
        F: FnOnce(&mut Reading<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        let Self { state, pending, .. } = self;
        let (authentication, presented) = (state.authentication.clone(), pending.presented.clone());
        let work = move |conn: &mut PgConnection, actor: Actor| {
            pending.note_token(&actor);
            pending.must_be_allowed(&actor)?;
            let admission = Admission { reach: actor.reach(), actor, counted: None };
            Admitted { state, pending, admission, lane: Lane::default() }.look_up(conn, work)
        };
        authentication.look_up(presented, work).await
    }

    /// Proves a writer before anything is held for him: neither a body nor a connection. The token's id.
    pub(super) async fn prove_beforehand(&self) -> ApiResult<String> {
        let Self { state, pending, .. } = self;
        let (presented, requester) = (&pending.presented, &pending.context.requester);
        let token_id = presented.token_id().ok_or_else(|| ApiError::of(Problem::Unauthenticated))?;
        if presented.bearer.is_some() || state.proven.knows(presented) {
            requester.prove(&token_id);
        } else {
            self.clone().admit_to_own_reach().await?;
            state.proven.note(presented);
        }
        requester.acquire()?;
        Ok(token_id)
    }
}
