//! When a client's connection ends, where the HTTP library would let it go on.
//!
//! The library gives up on a first request that does not come, and on an idle connection. It has no limit for the head
//! of a later request that never ends, an answer that nobody reads, and the rest of a body that nobody wants: all of
//! these are a connection without a request at work, which is closed after a while. And it takes what follows a request
//! that was to be the last one (`Connection: close`) for another, which it must not (RFC 9112 §9.6).

use std::any::Any;
use std::cell::Cell;
use std::net::Shutdown;
use std::rc::Rc;
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use actix_web::http::{ConnectionType, StatusCode, Version};
use actix_web::middleware::Next;
use actix_web::rt;
use actix_web::rt::net::TcpStream;
use actix_web::rt::task::JoinHandle;
use actix_web::rt::time::sleep;
use socket2::{SockRef, Socket};

use crate::problems::ApiError;

/// How long an answer has to leave before its connection is cut.
const LINGER: Duration = Duration::from_secs(1);

/// A client's connection. It is known to its requests, and watched until it ends.
#[derive(Debug)]
pub struct Connection {
    line: Rc<Line>,
    watcher: JoinHandle<()>,
}

#[derive(Debug)]
struct Line {
    socket: Socket,
    requests: Cell<usize>,
    quiet_since: Cell<Instant>,
    /// Whether it has had its last request.
    is_over: Cell<bool>,
}

/// Watches a connection (see `HttpServer::on_connect`): it may be without a request for as long as `patience`.
pub fn watch(patience: Duration) -> impl Fn(&dyn Any, &mut Extensions) + Send + Sync + 'static {
    move |io, data| {
        let Some(stream) = io.downcast_ref::<TcpStream>() else { return };
        match SockRef::from(stream).try_clone() {
            Ok(socket) => _ = data.insert(Connection::new(socket, patience)),
            Err(error) => log::warn!("a connection is not watched: {error}"),
        }
    }
}

/// The outermost middleware: tells the connection of its requests.
///
/// # Errors
/// Those of the services behind it.
pub async fn follow<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let Some(line) = request.conn_data::<Connection>().map(|connection| Rc::clone(&connection.line)) else {
        return next.call(request).await;
    };
    if line.is_over.get() {
        line.cut_after_answers().await;
        return Err(ApiError::unavailable("nobody hears this").into());
    }
    let (has_body, is_chunked) = body_of(&request);
    let at_work = AtWork::begin(line);
    at_work.note(request.head().connection_type());
    let mut response = next.call(request).await?;
    let head = response.response_mut().head_mut();
    // The library uses heads again, with the version of the answer before; the right one is written as it leaves.
    head.version = Version::HTTP_11;
    at_work.note(head.connection_type());
    if has_body && is_cut_short(head.status) {
        at_work.note(ConnectionType::Close);
        if is_chunked {
            // The library would read the rest of it to its end, whenever that comes.
            let line = Rc::clone(&at_work.0);
            rt::spawn(async move { line.cut_after_answers().await });
        }
    }
    if at_work.0.is_over.get() {
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

/// Whether a request has a body, and whether it comes in chunks.
fn body_of(request: &ServiceRequest) -> (bool, bool) {
    let is_chunked = request.headers().contains_key(TRANSFER_ENCODING);
    let has_length = request.headers().get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    (is_chunked || has_length, is_chunked)
}

/// Whether an answer may have been given without the whole body: to who has not proven who he is, asks too much or takes
/// too long (RFC 9110 §15.5.9), or where there is no room.
fn is_cut_short(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::SERVICE_UNAVAILABLE
    )
}

impl Connection {
    fn new(socket: Socket, patience: Duration) -> Self {
        let (requests, quiet_since) = (Cell::new(0), Cell::new(Instant::now()));
        let line = Rc::new(Line { socket, requests, quiet_since, is_over: Cell::new(false) });
        let watcher = rt::spawn(close_when_quiet(Rc::clone(&line), patience));
        Self { line, watcher }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

async fn close_when_quiet(line: Rc<Line>, patience: Duration) {
    while let Some(rest) = line.rest(patience) {
        sleep(rest).await;
    }
    log::debug!("a connection without requests is closed");
    line.cut();
}

impl Line {
    /// For how long it may go on as it is.
    fn rest(&self, patience: Duration) -> Option<Duration> {
        if self.requests.get() > 0 {
            return Some(patience);
        }
        let rest = patience.checked_sub(self.quiet_since.get().elapsed());
        rest.filter(|rest| !rest.is_zero())
    }

    async fn cut_after_answers(&self) {
        sleep(LINGER).await;
        self.cut();
    }

    /// In both directions: what was not read of an answer must not hold it open.
    fn cut(&self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }
}

/// A request of a connection, at work until this is dropped.
#[derive(Debug)]
struct AtWork(Rc<Line>);

impl AtWork {
    fn begin(line: Rc<Line>) -> Self {
        line.requests.update(|requests| requests + 1);
        Self(line)
    }

    /// What it says of the connection.
    fn note(&self, kind: ConnectionType) {
        if kind == ConnectionType::Close {
            self.0.is_over.set(true);
        }
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        self.0.requests.update(|requests| requests.saturating_sub(1));
        self.0.quiet_since.set(Instant::now());
    }
}
