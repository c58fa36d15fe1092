//! Signs of life for the operator's tools: not part of the API.

mod nodes;

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use actix_web::http::header::CACHE_CONTROL;
use actix_web::rt::time::timeout;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, Responder};
use tokio::sync::watch;

use self::nodes::Nodes;
use crate::db::{Db, DedicatedConnection, SILENCE};
use crate::http::edge::Edge;
use crate::keys::{Key, Keys};
use crate::problems::{ApiError, ApiResult, Fault};
use crate::session::trail;

/// How often the database is tried.
const EVERY: Duration = Duration::from_secs(1);

/// Whether the database can be used, and with the secret at hand, as a thread with a connection of its own finds out again and again. Asking for it
/// costs nothing, however often that is, and does not wait while all other connections are in use.
pub struct Readiness {
    last: watch::Receiver<Option<Tried>>,
    nodes: Nodes,
    db: Db,
    /// The thread ends when this is dropped.
    _end: Sender<()>,
}

/// What was found when the database was tried.
#[derive(Clone, Copy)]
struct Tried {
    at: Instant,
    is_usable: bool,
}

impl Readiness {
    /// Begins to try this database, whose trail goes on under these keys.
    ///
    /// # Panics
    /// Where the system grants no thread.
    #[must_use]
    pub fn watch(db: &Db, keys: &Keys) -> Self {
        let ((tell, last), (end, ended)) = (watch::channel(None), mpsc::channel());
        let (own, answering, key) = (db.own(), db.clone(), keys.trail.clone());
        let (nodes, watcher) = Nodes::of(db);
        let thread = std::thread::Builder::new().name("readiness".to_owned());
        #[expect(clippy::expect_used, reason = "at start, where nothing is served yet")]
        thread
            .spawn(move || try_again_and_again((own, &answering), &key, watcher, &tell, &ended))
            .expect("a thread for the readiness");
        Self { last, nodes, db: db.clone(), _end: end }
    }

    /// What the last try found.
    async fn is_usable(&self) -> bool {
        let mut last = self.last.clone();
        // The first one may still be under way.
        let tried = timeout(SILENCE, last.wait_for(Option::is_some)).await;
        let tried = tried.ok().and_then(Result::ok).and_then(|tried| *tried);
        tried.is_some_and(|tried| tried.is_usable && tried.at.elapsed() < SILENCE)
    }
}

fn try_again_and_again(
    (mut own, db): (DedicatedConnection, &Db),
    key: &Key,
    watcher: nodes::Watcher,
    tell: &watch::Sender<Option<Tried>>,
    ended: &mpsc::Receiver<()>,
) {
    let mut watcher = Some(watcher);
    loop {
        let tried = own.query(|conn| trail::must_be_kept_by(conn, key));
        let is_usable = is_usable(&tried);
        if is_usable {
            db.note_answer();
        }
        tell.send_replace(Some(Tried { at: Instant::now(), is_usable }));
        watcher = watcher.and_then(|watcher| watcher.begin_where_distributed(&mut own));
        if ended.recv_timeout(EVERY) != Err(RecvTimeoutError::Timeout) {
            return;
        }
    }
}

/// What `/readyz` says where the database turned out to be behind a pooler for which the settings are not made.
const WITHOUT_STATEMENT_CACHE: &str = "\
    the statement cache is turned off: a pooler in transaction mode was noticed; set FAZHI_STATEMENT_CACHE=off\n";

/// A database of which a node is down can be used for what is on the others. That its secret was rotated meanwhile is not to be
/// feared: this takes all nodes.
fn is_usable(tried: &ApiResult<()>) -> bool {
    tried.as_ref().err().is_none_or(|error| error.fault() == Some(Fault::Node))
}

/// `/healthz`: the process answers.
pub async fn live() -> impl Responder {
    said("ok\n".to_owned())
}

/// `/readyz`: requests can be served now. Of a distributed database, the nodes that cannot be reached are named and the
/// counties on them, which are answered 503.
///
/// # Errors
/// 503 while draining, or where the database could not be used a moment ago, or its secret was rotated.
pub async fn ready(readiness: Data<Readiness>, edge: Data<Edge>) -> ApiResult<HttpResponse> {
    if edge.is_draining() {
        return Err(ApiError::unavailable("draining"));
    }
    if !readiness.is_usable().await {
        return Err(ApiError::unavailable("the database cannot be used"));
    }
    let adapted = if readiness.db.is_adapted_to_pooler() { WITHOUT_STATEMENT_CACHE } else { "" };
    Ok(said(format!("ready\n{adapted}{}", readiness.nodes.described())))
}

fn said(what: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("text/plain; charset=utf-8")
        .body(what)
}

/// Mounts both.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/healthz").get(live)).service(web::resource("/readyz").get(ready));
}
