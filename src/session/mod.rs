//! One request's dealings with the ledger: who calls is proven first, in the same transaction as the work.
//!
//! [`Caller`] is the only way from a handler to the database, so no operation can forget to ask who is calling.

pub mod counters;
pub mod idempotency;
mod reading;
pub mod secrets;
pub mod trail;
mod writing;

pub use reading::Reading;
pub use writing::Writing;

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, web};
use diesel::pg::PgConnection;

use crate::auth::{Actor, Credential, store};
use crate::db::Db;
use crate::http::cursor::Signer;
use crate::http::{Answer, Facts};
use crate::problems::{ApiError, ApiResult};

/// What the handlers share.
#[derive(Clone)]
pub struct State {
    /// The database.
    pub db: Db,
    /// Signs cursors.
    pub signer: Signer,
}

/// The caller as the request presents it. It becomes an [`Actor`] only inside [`Caller::read`], [`Caller::write`]
/// and [`Caller::post`], by what the database says of its token at that moment.
pub struct Caller {
    state: State,
    claim: Arc<Claim>,
}

struct Claim {
    credential: Option<Credential>,
    facts: Facts,
}

impl FromRequest for Caller {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let state = request.app_data::<web::Data<State>>();
        let authorization = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let credential = authorization.and_then(Credential::from_authorization);
        let claim = Arc::new(Claim { credential, facts: Facts::of(request) });
        ready(match state {
            Some(state) => Ok(Self { state: state.get_ref().clone(), claim }),
            None => Err(ApiError::internal("the application has no state")),
        })
    }
}

impl Claim {
    fn prove(&self, conn: &mut PgConnection) -> ApiResult<Actor> {
        let actor = store::authenticate(conn, self.credential.as_ref())?;
        let _ = self.facts.who.0.set(actor.token_id.clone());
        Ok(actor)
    }
}

impl Caller {
    /// Answers from one snapshot, which cannot be written to.
    ///
    /// # Errors
    /// 401 without a valid token; what `work` answers; 503 where the database cannot be used.
    pub async fn read<F>(self, work: F) -> ApiResult<Answer>
    where
        F: FnOnce(&mut Reading<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        self.look(work).await
    }

    /// Answers as [`Caller::read`] does, then keeps what the reading found worth it for the next one. The answer does
    /// not depend on the keeping: where that fails, the next reader computes again.
    ///
    /// # Errors
    /// As [`Caller::read`].
    pub async fn read_and_keep<F, T, K>(self, work: F, keep: K) -> ApiResult<Answer>
    where
        T: Send + Sync + 'static,
        F: FnOnce(&mut Reading<'_>) -> ApiResult<(Answer, Vec<T>)> + Send + 'static,
        K: Fn(&mut PgConnection, &[T]) -> ApiResult<()> + Send + 'static,
    {
        let db = self.state.db.clone();
        let (answer, found) = self.look(work).await?;
        if !found.is_empty()
            && let Err(error) = db.write(move |conn| keep(conn, &found)).await
        {
            log::warn!("figures not kept: {error}");
        }
        Ok(answer)
    }

    async fn look<T, F>(self, work: F) -> ApiResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Reading<'_>) -> ApiResult<T> + Send + 'static,
    {
        let Self { state: State { db, signer }, claim } = self;
        db.read(move |conn| {
            let actor = claim.prove(conn)?;
            work(&mut Reading { conn, actor, facts: &claim.facts, signer: &signer })
        })
        .await
    }

    /// Changes something that exists, in one transaction.
    ///
    /// # Errors
    /// As [`Caller::read`]; where `work` refuses, nothing is changed.
    pub async fn write<F>(self, work: F) -> ApiResult<Answer>
    where
        F: Fn(&mut Writing<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        let Self { state, claim } = self;
        state
            .db
            .write(move |conn| {
                let actor = claim.prove(conn)?;
                work(&mut Writing::begin(conn, actor, &claim.facts)?)
            })
            .await
    }

    /// Makes something new, in one transaction with its `Idempotency-Key`: the same request again gets the same
    /// answer and makes nothing.
    ///
    /// # Errors
    /// As [`Caller::write`]; 422 where the key was used with another request, 409 while that one is in flight.
    pub async fn post<F>(self, body: &[u8], work: F) -> ApiResult<Answer>
    where
        F: Fn(&mut Writing<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        let fingerprint = idempotency::fingerprint(&self.claim.facts.operation, body);
        self.write(move |writing| idempotency::once(writing, &fingerprint, &work)).await
    }
}
