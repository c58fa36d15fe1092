//! The feed as Server-Sent Events (WHATWG HTML, section 9.2): one event per change, whose id is its cursor.

use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING};
use actix_web::web::{Bytes, Data};
use futures_util::Stream;
use futures_util::stream::unfold;

use super::answers::{Most, Part, admit, read};
use super::horizon::Horizon;
use super::model::{Change, ChangeFilter, View};
use crate::http::edge::Edge;
use crate::problems::{ApiError, ApiResult};
use crate::session::{Admitted, Caller};

/// What is read at a time: less than a page, since streams are many.
const AT_ONCE: Most = Most { changes: 200, bytes: 1 << 20 };
/// For so long a stream says nothing at most. It also proves the token anew that often.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// A reader of the stream.
pub struct Listener {
    /// Who it is; asked again before each part.
    pub caller: Caller,
    /// Which parts of changes it answers.
    pub view: View,
    /// What it wants.
    pub filter: ChangeFilter,
    /// The cursor of the last event it has.
    pub after: Option<String>,
    /// When it has to come again.
    pub deadline: Instant,
    /// How far the feed can be read.
    pub horizon: Data<Horizon>,
    /// Knows when the service is stopping.
    pub edge: Data<Edge>,
}

impl Listener {
    /// The answer: a first part, which may be refused, and then whatever follows it.
    ///
    /// # Errors
    /// As [`super::answers::answer`].
    pub async fn answer(mut self) -> ApiResult<HttpResponse> {
        let (_, first) = self.next_part().await?;
        let first = self.written(first)?;
        let mut response = HttpResponse::Ok();
        response.content_type("text/event-stream").insert_header((CACHE_CONTROL, "no-store"));
        // Compressed, events would wait for each other.
        response.insert_header((CONTENT_ENCODING, "identity"));
        Ok(response.streaming(self.stream(first)))
    }

    fn stream(self, first: String) -> impl Stream<Item = Result<Bytes, ApiError>> {
        unfold(Some((self, Some(first))), |state| async {
            let (mut listener, first) = state?;
            let text = match first {
                Some(text) => Some(Ok(text)),
                None => listener.later().await.transpose(),
            };
            match text? {
                Ok(text) => Some((Ok(Bytes::from(text)), Some((listener, None)))),
                // Every event that was sent is complete; the client reconnects and gets the problem.
                Err(error) => {
                    log::debug!("a stream of changes ends: {error}");
                    None
                }
            }
        })
    }

    async fn next_part(&self) -> ApiResult<(Admitted, Part)> {
        let admitted = admit(self.caller.clone(), self.view, self.filter.region.clone()).await?;
        let part = read(&admitted, self.after.as_deref(), AT_ONCE, (self.view, &self.filter)).await?;
        Ok((admitted, part))
    }

    /// The next part of the stream, or a sign of life; `None` at its end.
    async fn later(&mut self) -> ApiResult<Option<String>> {
        let (admitted, mut part) = self.next_part().await?;
        if part.page.items.is_empty() {
            let until = self.deadline.min(Instant::now() + HEARTBEAT);
            if self.horizon.beyond(part.seen, admitted.database(), (until, &self.edge)).await? {
                (_, part) = self.next_part().await?;
            }
        }
        let is_over = Instant::now() >= self.deadline || self.edge.is_draining();
        if part.page.items.is_empty() && is_over { Ok(None) } else { self.written(part).map(Some) }
    }

    fn written(&mut self, part: Part) -> ApiResult<String> {
        let cursor = self.after.insert(part.page.cursor);
        if part.page.items.is_empty() {
            // No event, but the place to resume from.
            return Ok(format!(":\nid: {cursor}\n\n"));
        }
        part.page.items.iter().map(event).collect()
    }
}

fn event(change: &Change) -> ApiResult<String> {
    let data = serde_json::to_string(change).map_err(ApiError::internal)?;
    Ok(format!("id: {}\nevent: change\ndata: {data}\n\n", change.cursor()))
}
