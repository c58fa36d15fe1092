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
use crate::auth::requirements::{Requirement, Requirements, Security};
use crate::auth::{Actor, Credential, Permission};
use crate::db::Lane;
use crate::http::parameterless::Parameterless;
use crate::http::{Answer, RequestContext};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};

/// A request with its credentials. The [`Actor`] behind them is always read from the database.
#[derive(Clone)]
pub struct Caller {
    pub(super) state: web::Data<State>,
    pub(super) context: Arc<RequestContext>,
    presented: Credentials,
    pub(super) needs: Permission,
    /// The parameters in the query that the operation does not know.
    unknown: Vec<Violation>,
    /// The lane in which a writer waits for the database.
    pub(super) lane: Lane,
    /// Whether what is written is validated only, and rolled back.
    pub(super) validates_only: bool,
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Either<Ready<ApiResult<Self>>, LocalBoxFuture<'static, ApiResult<Self>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        match Self::of(request) {
            Ok((caller, Some((verifier, jwt)))) => {
                Either::Right(Box::pin(async move { caller.verified(&verifier, &jwt).await }))
            }
            Ok((caller, None)) => Either::Left(ready(Ok(caller))),
            Err(refused) => Either::Left(ready(Err(refused))),
        }
    }
}

impl Caller {
    /// Reads the credentials of a request, and the token that has to be verified by an identity provider, if there is one.
    fn of(request: &HttpRequest) -> ApiResult<(Self, Option<(Verifier, String)>)> {
        let state = request.app_data::<web::Data<State>>().cloned();
        let state = state.ok_or_else(|| ApiError::internal("the application has no state"))?;
        let context = RequestContext::of(request);
        let route = context.route(request).unwrap_or_default();
        let requirements = request.app_data::<web::Data<Requirements>>();
        let required = requirements.and_then(|those| those.find(request.method().as_str(), route));
        let Some(Security { requirement: Requirement::Permission(needs), takes_basic }) = required else {
            return Err(ApiError::internal("the operation requires no permission"));
        };
        let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = authorization.filter(|_| takes_basic).and_then(Credential::from_basic);
        let credential = authorization.and_then(Credential::from_authorization).or(basic);
        let foreign = if credential.is_some() { None } else { state.foreign(authorization) };
        if credential.is_none() && foreign.is_none() {
            // What does not have the form of a token cannot be looked up.
            return Err(ApiError::of(Problem::Unauthenticated));
        }
        let parameterless = request.app_data::<web::Data<Parameterless>>();
        let unknown = parameterless.map(|those| those.unknown(request, route)).unwrap_or_default();
        let presented = Credentials { credential, bearer: None, address: context.address() };
        let (lane, validates_only) = (Lane::default(), false);
        Ok((Self { state, context, presented, needs, unknown, lane, validates_only }, foreign))
    }

    /// Verifies the token of an identity provider, which the database does not contain.
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

    /// Authenticates a writer in the transaction that writes, and checks what it is permitted.
    pub(super) fn prove(&self, conn: &mut PgConnection) -> ApiResult<Actor> {
        let Self { state, presented, .. } = self;
        let actor = state.authenticator.authenticate(conn, presented).inspect_err(|error| {
            if error.code() == Problem::Unauthenticated {
                state.proven.forget(presented);
            }
        })?;
        state.proven.note(presented);
        self.must_be_allowed(&actor)?;
        Ok(actor)
    }

    /// Notes the token for the log, then checks what its actor is permitted, then what the operation takes.
    fn must_be_allowed(&self, actor: &Actor) -> ApiResult<()> {
        self.context.prove(&actor.token_id);
        actor.must(self.needs)?;
        if self.unknown.is_empty() {
            return Ok(());
        }
        Err(ApiError::invalid_parameters(self.unknown.clone()))
    }

    /// The same caller, whose work is done in this lane.
    #[must_use]
    pub fn in_lane(self, lane: Lane) -> Self {
        Self { lane, ..self }
    }

    /// The same caller; with `true`, what it writes is validated and then rolled back.
    #[must_use]
    pub fn validating(self, only: Option<bool>) -> Self {
        Self { validates_only: only == Some(true), ..self }
    }

    /// Admits a reader; `scope` says which part of the ledger the request is about.
    ///
    /// # Errors
    /// 401 without a valid token; what `scope` answers; 503 where the database cannot be used.
    pub async fn admit<F>(self, scope: F) -> ApiResult<Admitted>
    where
        F: FnOnce(&mut PgConnection, &Actor) -> ApiResult<Scope> + Send + 'static,
    {
        let (state, context, presented) =
            (self.state.clone(), Arc::clone(&self.context), self.presented.clone());
        let scope = move |conn: &mut PgConnection, actor: &Actor| {
            self.must_be_allowed(actor)?;
            scope(conn, actor)
        };
        let admission = state.authentication.admit(presented, scope).await?;
        Ok(Admitted { state, context, admission, lane: Lane::default() })
    }

    /// Admits a reader to all that the actor reaches.
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
        let (authentication, presented) = (self.state.authentication.clone(), self.presented.clone());
        let work = move |conn: &mut PgConnection, actor: Actor| {
            self.must_be_allowed(&actor)?;
            let admission = Admission { reach: actor.reach(), actor, counted: None };
            let Self { state, context, .. } = self;
            let admitted = Admitted { state, context, admission, lane: Lane::default() };
            work(&mut admitted.reading(conn))
        };
        authentication.look_up(presented, work).await
    }

    /// Authenticates a writer before its body is read or a connection is taken; returns the token's id.
    pub(super) async fn prove_beforehand(&self) -> ApiResult<String> {
        let Self { state, context, presented, .. } = self;
        let token_id = presented.token_id().ok_or_else(|| ApiError::of(Problem::Unauthenticated))?;
        if presented.bearer.is_some() || state.proven.knows(presented) {
            context.prove(&token_id);
        } else {
            self.clone().admit_to_own_reach().await?;
            state.proven.note(presented);
        }
        context.acquire()?;
        Ok(token_id)
    }
}
