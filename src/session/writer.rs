//! What a writer is let in to: his body is read, then his work done, in one transaction.

use diesel::Connection;
use diesel::pg::PgConnection;
use diesel::result::{Error, QueryResult};

use super::{Caller, Writing, idempotency};
use crate::db::{Asker, Lane};
use crate::http::body_memory::{OF_MANY, OF_ONE, Room};
use crate::http::many::Many;
use crate::http::{Answer, Body, Received};
use crate::problems::{ApiError, ApiResult};

impl Caller {
    /// Reads the body, once it is proven who sends it.
    ///
    /// # Errors
    /// 401 without a valid token, 403 where it may not do this, 429 where it has made as many requests as it may; those of
    /// [`Body::read`].
    pub async fn receive<T>(&self, body: Body<T>) -> ApiResult<Received<T>> {
        self.receive_in(body, OF_ONE).await
    }

    /// The same of a body of many values, which may be longer.
    ///
    /// # Errors
    /// As [`Caller::receive`].
    pub async fn receive_many<T>(&self, body: Body<Many<T>>) -> ApiResult<Received<Many<T>>> {
        self.receive_in(body, OF_MANY).await
    }

    async fn receive_in<T>(&self, body: Body<T>, room: Room) -> ApiResult<Received<T>> {
        let token_id = self.prove_beforehand().await?;
        body.read(&self.state.bodies, &token_id, room).await
    }

    /// Makes or changes something, in one transaction with its `Idempotency-Key`: the same request again gets the same
    /// answer and changes nothing. `body` is what tells it from other requests to the same address.
    ///
    /// # Errors
    /// As [`Caller::read`]; where `work` refuses, nothing is changed; 422 where the key was used with another request, 409
    /// while that one is in flight.
    pub async fn write<F>(self, body: &[u8], work: F) -> ApiResult<Answer>
    where
        F: Fn(&mut Writing<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        self.write_in(Lane::Small, body, work).await
    }

    /// The same of many things: such work has fewer places at the database.
    ///
    /// # Errors
    /// As [`Caller::write`].
    pub async fn write_many<F>(self, body: &[u8], work: F) -> ApiResult<Answer>
    where
        F: Fn(&mut Writing<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        self.write_in(Lane::Large, body, work).await
    }

    async fn write_in<F>(self, lane: Lane, body: &[u8], work: F) -> ApiResult<Answer>
    where
        F: Fn(&mut Writing<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        let fingerprint = idempotency::fingerprint(&self.context, body, self.state.keys());
        let name = self.prove_beforehand().await?;
        let db = self.database().asked_by(Asker { name: name.into(), lane });
        db.write(move |conn| {
            let actor = self.prove(conn)?;
            let Self { state, context, needs, validates_only, .. } = &self;
            let (about, keys) = ((&**context, *needs), &state.authenticator.keys);
            if *validates_only {
                // The key is not used, but has to be well-formed.
                context.idempotency_key()?;
                let work = |conn: &mut PgConnection| {
                    work(&mut Writing::begin(conn, actor, about, keys)?.within(state.quota))
                };
                return Ok(rolled_back(conn, work)?.validated());
            }
            let mut writing = Writing::begin(conn, actor, about, keys)?.within(state.quota);
            idempotency::once(&mut writing, &fingerprint, &work)
        })
        .await
    }

    /// The same caller; with `true`, what it writes is validated and then rolled back.
    #[must_use]
    pub fn validating(self, only: Option<bool>) -> Self {
        Self { validates_only: only == Some(true), ..self }
    }
}

/// Does work in a savepoint and rolls it back, whatever came of it.
fn rolled_back<T>(
    conn: &mut PgConnection,
    work: impl FnOnce(&mut PgConnection) -> ApiResult<T>,
) -> ApiResult<T> {
    let mut done = Err(ApiError::internal("nothing was done"));
    let ended: QueryResult<()> = conn.transaction(|conn| {
        done = work(conn);
        Err(Error::RollbackTransaction)
    });
    match ended {
        Ok(()) | Err(Error::RollbackTransaction) => done,
        Err(error) => Err(error.into()),
    }
}
