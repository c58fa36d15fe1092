//! The server: connections that speak HTTP/1.1 to the application, and the answer to `Expect: 100-continue`.
//!
//! A client may wait with a body until it is wanted (`Expect: 100-continue`, RFC 9110 §10.1.1). The library's own server
//! answers 100 (Continue) to everybody, so this one is put together here: it does so after authentication, and answers all
//! others finally at once.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol, Request, Response};
use actix_server::{Server, ServerBuilder};
use actix_service::{Service, ServiceFactory, ServiceFactoryExt, fn_factory, fn_service, map_config};
use actix_web::HttpResponse;
use actix_web::body::BoxBody;
use actix_web::dev::{AppConfig, ServiceResponse};
use actix_web::rt::net::TcpStream;

use crate::app::{Shared, app};
use crate::http::connection;
use crate::http::refused_heads::Stream;

/// How long a connection may be idle. Longer than a reverse proxy keeps one (nginx: 60 s), which would otherwise now and
/// then send a request on a connection that is being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// How long a connection may be without a request at work, whatever its client sends or leaves unread meanwhile.
const QUIET: Duration = KEEP_ALIVE.saturating_add(Duration::from_secs(15));

/// How long the head of a connection's first request may take.
const HEAD: Duration = Duration::from_secs(5);

/// How long a connection that is closed is still read, so that its client gets to know the last answer.
const LINGER: Duration = Duration::from_secs(1);

/// A server of the application on this socket, to be run.
///
/// # Errors
/// Where the socket cannot be used.
pub fn listen(listener: TcpListener, shared: Shared) -> io::Result<ServerBuilder> {
    let builder = Server::build();
    let stopping = builder.graceful_shutdown_signal();
    builder.listen("api", listener, move || {
        let (stopping, watch) = (stopping.clone(), connection::watch(QUIET));
        let service = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .keep_alive(KEEP_ALIVE)
            .client_request_timeout(HEAD)
            .client_disconnect_timeout(LINGER)
            .on_connect_ext(move |stream: &Stream, data| watch(stream.io(), data))
            .expect(expectations(shared.clone()))
            .finish(answers(&shared));
        fn_service(accept).and_then(service)
    })
}

/// Takes a connection.
async fn accept(io: TcpStream) -> Result<(Stream, Protocol, Option<SocketAddr>), DispatchError> {
    // A compressed answer is two writes: the second would wait for the client's delayed acknowledgement.
    if let Err(error) = io.set_nodelay(true) {
        log::debug!("a connection delays small writes: {error}");
    }
    let peer = io.peer_addr().ok();
    Ok((Stream::new(io), Protocol::Http1, peer))
}

/// The application of one worker, as the library's service.
fn answers(
    shared: &Shared,
) -> impl ServiceFactory<
    Request,
    Config = (),
    Response = ServiceResponse<BoxBody>,
    Error = HttpResponse,
    InitError = (),
> + use<> {
    map_config(app(shared), |()| AppConfig::default())
        .map_err(|error: actix_web::Error| error.error_response())
}

/// Answers a request with `Expect: 100-continue`: by 100 (Continue), or finally.
fn expectations(
    shared: Shared,
) -> impl ServiceFactory<Request, Config = (), Response = Request, Error = Response<BoxBody>, InitError = ()>
{
    fn_factory(move || {
        let shared = shared.clone();
        async move {
            let answers = Rc::new(answers(&shared).new_service(()).await?);
            Ok(fn_service(move |request: Request| {
                let (shared, answers) = (shared.clone(), Rc::clone(&answers));
                async move {
                    if shared.prove(request.head()).await {
                        return Ok(request);
                    }
                    Err(answers.call(request).await.map_or_else(Response::from, Response::from))
                }
            }))
        }
    })
}
