//! How far the feed can be read now, and waiting until it is further: all who wait look together.

use std::pin::pin;
use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use futures_util::future::select;
use tokio::sync::Mutex;

use super::queries;
use crate::db::Db;
use crate::http::edge::Edge;
use crate::problems::ApiResult;

/// The interval of polling: a client that waits gets a change within this time.
const BETWEEN_LOOKS: Duration = Duration::from_millis(200);

/// What the last look saw, shared by all who wait on this instance.
#[derive(Debug, Default)]
pub struct Horizon(Mutex<Option<(Instant, i64)>>);

impl Horizon {
    /// Waits until the feed can be read beyond this number, until `deadline`, or until the service is about to stop; says
    /// whether it can.
    ///
    /// # Errors
    /// 503 where the database cannot be used.
    pub async fn beyond(&self, number: i64, db: &Db, (deadline, edge): (Instant, &Edge)) -> ApiResult<bool> {
        loop {
            if self.look(db).await? > number {
                return Ok(true);
            }
            let rest = deadline.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return Ok(false);
            }
            select(pin!(sleep(rest.min(BETWEEN_LOOKS))), pin!(edge.drained())).await;
            if edge.is_draining() {
                return Ok(false);
            }
        }
    }

    /// One of the waiting requests polls, and wakes the others.
    async fn look(&self, db: &Db) -> ApiResult<i64> {
        let mut seen = self.0.lock().await;
        if let Some((at, horizon)) = *seen
            && at.elapsed() < BETWEEN_LOOKS
        {
            return Ok(horizon);
        }
        let horizon = db.query(|conn| Ok(queries::horizon(conn)?)).await?;
        *seen = Some((Instant::now(), horizon));
        Ok(horizon)
    }
}
