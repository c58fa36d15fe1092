//! `/changes`.

use std::time::{Duration, Instant};

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use utoipa_actix_web::service_config::ServiceConfig;

use super::answers;
use super::horizon::Horizon;
use super::model::{
    BriefChange, BriefChangePage, BriefFilter, ChangeFilter, ChangePage, FeedQuery, RecordChange,
    StreamQuery, View,
};
use super::stream::Listener;
use crate::http::Answer;
use crate::http::edge::Edge;
use crate::http::query::{Pairs, Query};
use crate::problems::ApiResult;
use crate::session::Caller;

/// Mounts and documents them.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_changes).service(stream_changes);
    cfg.service(list_brief_changes).service(stream_brief_changes);
}

/// Follow changes
///
/// Every change of every record within the caller's reach: who did what, when, from where and why, and the record as it
/// is then. It is complete and in one order for all readers: the changes of a township in the order they were
/// made, and none appears before another that was there already. Keep `cursor` and send it as `after`: nothing is missed and nothing
/// comes twice, however long ago that was. `wait` holds the answer back until there is a change; where the
/// service stops meanwhile, it answers at once with no change and the same place. A voided record is a
/// `tombstone`. For an audit, narrow it by region, record, account and period. Changes of accounts are shown to auditors.
#[utoipa::path(tag = "changes", security(("bearer" = ["read_trail"])),
    params(FeedQuery, ChangeFilter),
    responses((status = 200, description = "What follows, oldest first.", body = ChangePage)))]
#[get("/changes")]
async fn list_changes(
    caller: Caller,
    query: Query<(FeedQuery, ChangeFilter)>,
    horizon: Data<Horizon>,
    edge: Data<Edge>,
) -> ApiResult<Answer> {
    answers::answer(caller, query.into_pairs(), View::Full, (&horizon, &edge)).await
}

/// Stream changes
///
/// The same feed as Server-Sent Events: one event `change` per change, with the change as JSON in `data` and its cursor as
/// `id`. The stream ends after a minute at most, when the token is revoked, and when the service stops; a client
/// that comes again with `Last-Event-ID` misses nothing. Comments keep the connection open. A browser's `EventSource` sends no token:
/// read the stream with `fetch`, or serve the page and the API from one origin behind a proxy that adds the token.
#[utoipa::path(tag = "changes", security(("bearer" = ["read_trail"])),
    params(StreamQuery, ChangeFilter,
    ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that the client has.", max_length = 200)),
    responses((status = 200, description = "Events, oldest first.", content_type = "text/event-stream", body = RecordChange)))]
#[get("/changes/stream")]
async fn stream_changes(
    caller: Caller,
    query: Query<(StreamQuery, ChangeFilter)>,
    request: HttpRequest,
    horizon: Data<Horizon>,
    edge: Data<Edge>,
) -> ApiResult<HttpResponse> {
    stream(caller, (query.pairs(), View::Full), &request, horizon, edge).await
}

/// Follow changes in brief
///
/// The same feed for all who read records, such as dashboards: which record was changed, how and when, and whose figures of
/// which years may differ since, but neither who did it nor why. It tells of records, of parts in joint activities and of
/// reorganised regions. Its cursors are those of `/changes`.
#[utoipa::path(tag = "changes", security(("bearer" = ["read_records"])),
    params(FeedQuery, BriefFilter),
    responses((status = 200, description = "What follows, oldest first.", body = BriefChangePage)))]
#[get("/changes/brief")]
async fn list_brief_changes(
    caller: Caller,
    query: Query<(FeedQuery, BriefFilter)>,
    horizon: Data<Horizon>,
    edge: Data<Edge>,
) -> ApiResult<Answer> {
    answers::answer(caller, query.into_pairs(), View::Brief, (&horizon, &edge)).await
}

/// Stream changes in brief
///
/// The brief feed as Server-Sent Events, in all else as `/changes/stream`.
#[utoipa::path(tag = "changes", security(("bearer" = ["read_records"])),
    params(StreamQuery, BriefFilter,
    ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that the client has.", max_length = 200)),
    responses((status = 200, description = "Events, oldest first.", content_type = "text/event-stream", body = BriefChange)))]
#[get("/changes/brief/stream")]
async fn stream_brief_changes(
    caller: Caller,
    query: Query<(StreamQuery, BriefFilter)>,
    request: HttpRequest,
    horizon: Data<Horizon>,
    edge: Data<Edge>,
) -> ApiResult<HttpResponse> {
    stream(caller, (query.pairs(), View::Brief), &request, horizon, edge).await
}

async fn stream(
    caller: Caller,
    (pairs, view): (&Pairs, View),
    request: &HttpRequest,
    horizon: Data<Horizon>,
    edge: Data<Edge>,
) -> ApiResult<HttpResponse> {
    let last = request.headers().get("last-event-id").and_then(|value| value.to_str().ok());
    let last = last.filter(|last| !last.is_empty()).map(str::to_owned);
    let (asked, filter) = match answers::parsed::<StreamQuery>(pairs, view) {
        Ok(parsed) => parsed,
        // A caller without the permission gets 403 before anything else.
        Err(error) => return answers::admit(caller, view, None).await.and(Err(error)),
    };
    let seconds = Duration::from_secs(u64::from(asked.seconds.unwrap_or(55)));
    let listener = Listener {
        caller,
        view,
        filter,
        after: last.or(asked.after),
        deadline: Instant::now() + seconds,
        horizon,
        edge,
    };
    listener.answer().await
}
