//! Requests that write: the body is read, then the work is done, in one transaction.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::pg::PgConnection;
use diesel::result::Error;

use super::{Caller, Writing, idempotency};
use crate::db::Asker;
use crate::http::body_memory::{BodyLimits, OF_MANY, OF_ONE};
use crate::http::many::Many;
use crate::http::{Answer, Body, Received};
use crate::problems::ApiResult;

impl Caller {
    /// Reads the body, after the token was proven.
    ///
    /// # Errors
    /// 401 without a valid token, 403 where it may not do this, 429 where it has made as many requests as it may; those of
    /// [`Body::read`].
    pub async fn receive<T>(&self, body: Body<T>) -> ApiResult<Received<T>> {
        self.receive_in(body, OF_ONE).await
    }

    /// The same for a body of many values, which may be longer.
    ///
    /// # Errors
    /// As [`Caller::receive`].
    pub async fn receive_many<T>(&self, body: Body<Many<T>>) -> ApiResult<Received<Many<T>>> {
        self.receive_in(body, OF_MANY).await
    }

    async fn receive_in<T>(&self, body: Body<T>, limits: BodyLimits) -> ApiResult<Received<T>> {
        let token_id = self.prove_beforehand().await?;
        body.read(&self.state.bodies, &token_id, limits).await
    }

    /// Runs `work` in one transaction with the `Idempotency-Key`: the same request sent again gets the same answer and changes
    /// nothing. `body` distinguishes it from other requests to the same address.
    ///
    /// # Errors
    /// As [`Caller::read`]; where `work` refuses, nothing is changed; 422 where the key was used with another request, 409
    /// while that one is in flight.
    pub async fn write<F>(self, body: &[u8], work: F) -> ApiResult<Answer>
    where
        F: Fn(&mut Writing<'_>) -> ApiResult<Answer> + Send + 'static,
    {
        let fingerprint = idempotency::fingerprint(&self.context, body, self.state.keys());
        let name = self.prove_beforehand().await?;
        let db = self.database().asked_by(Asker { name: name.into(), lane: self.lane });
        db.write(move |conn| {
            let (actor, state) = (self.prove(conn)?, &self.state);
            let about = (&*self.context, self.needs);
            let mut writing = Writing::begin(conn, actor, about, state.keys())?.within(state.quota);
            let key = self.context.idempotency_key()?;
            if self.validates_only {
                // The key is not used, but has to be well-formed.
                AnsiTransactionManager::begin_transaction(writing.conn)?;
                let answer = work(&mut writing);
                return Ok(rolled_back(writing.conn, answer)?.validated());
            }
            if let Some(key) = key
                && let Some(answer) = idempotency::answered(&mut writing, key, &fingerprint)?
            {
                return Ok(answer);
            }
            let answer = work(&mut writing)?;
            key.map_or(Ok(()), |key| idempotency::keep(&mut writing, key, &fingerprint, &answer))?;
            Ok(answer)
        })
        .await
    }
}

/// Rolls back to the savepoint that work began at, and returns what the work answered.
fn rolled_back<T>(conn: &mut PgConnection, done: ApiResult<T>) -> ApiResult<T> {
    match AnsiTransactionManager::rollback_transaction(conn) {
        Ok(()) | Err(Error::BrokenTransactionManager) => done,
        Err(error) => Err(error.into()),
    }
}
