//! What requests about one record have in common: its id in the path, and the body that enters or changes it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use diesel::pg::PgConnection;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::resource::Lock;
use super::{Record, Statements};
use crate::auth::Actor;
use crate::http::query::Query;
use crate::http::{Body, Input, Received, formats};
use crate::problems::{ApiError, ApiResult};
use crate::session::Caller;

/// The record that a path names.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RecordId {
    /// The record's id.
    #[param(value_type = Uuid)]
    id: String,
}

impl RecordId {
    /// The record with this id, as it stands in a path beside other parameters.
    #[must_use]
    pub fn of(id: String) -> Self {
        Self { id }
    }

    /// The id.
    ///
    /// # Errors
    /// As [`id_in`].
    pub fn uuid(&self) -> ApiResult<Uuid> {
        id_in(&self.id)
    }

    /// The record, where it is in the actor's reach.
    ///
    /// # Errors
    /// 404 where it is not; 503 where the database fails.
    pub fn find<T: Statements>(
        &self,
        conn: &mut PgConnection,
        actor: &Actor,
        lock: Lock,
    ) -> ApiResult<Record<T>> {
        T::find(conn, &actor.reach(), self.uuid()?, lock)?.ok_or_else(ApiError::not_found)
    }
}

/// The id in a path; what is no UUID is simply not found. Of the ways to write one there is just that of the contract,
/// so that a record has one address.
///
/// # Errors
/// 404 for what is none.
pub fn id_in(path: &str) -> ApiResult<Uuid> {
    formats::uuid(path).ok_or_else(ApiError::not_found)
}

/// How a record is entered or changed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WriteQuery {
    /// With `true` nothing is stored: the answer is 200 with the record and the warnings as they would be, or else the refusal. The
    /// record's `id` and times are made up, and an `Idempotency-Key` is not used.
    pub validate_only: Option<bool>,
}

/// A body that enters or changes a record, and the [`WriteQuery`] beside it.
pub struct RecordBody<T> {
    query: Query<WriteQuery>,
    body: Body<T>,
}

impl<T> FromRequest for RecordBody<T> {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let query = Query::from_request(request, payload).into_inner();
        let body = Body::from_request(request, payload).into_inner();
        ready(query.and_then(|query| Ok(Self { query, body: body? })))
    }
}

impl<T: Input> RecordBody<T> {
    /// Reads the body of a caller who may write; he only validates it where the query says so.
    ///
    /// # Errors
    /// Those of [`Caller::receive`]; 400 for parameters.
    pub async fn receive(self, caller: Caller) -> ApiResult<(Caller, Received<T>)> {
        let body = caller.receive(self.body).await?;
        Ok((caller.validating(self.query.parse()?.validate_only), body))
    }
}
