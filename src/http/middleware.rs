//! The outermost middleware, which every request and every answer pass.
//!
//! It makes the context of the request and serves HEAD as GET. It writes refusals and panics as problem documents (RFC 9457)
//! in the client's language, and logs one line, without secrets or bodies.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_cors::CorsError;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, HeaderMap, HeaderValue, WWW_AUTHENTICATE,
};
use actix_web::http::{ConnectionType, Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpResponse};
use futures_util::FutureExt;

use super::compression::hide_identity;
use super::context::{IDEMPOTENT_REPLAYED, REQUEST_ID, RequestContext};
use super::cors;
use super::edge::Edge;
use super::protection::protect;
use super::public_url::relocate;
use super::target::settle;
use crate::metrics::{Answered, InFlight, Limit};
use crate::problems::{ApiError, Code};

/// A request, until its answer is sent.
#[derive(Debug)]
struct Exchange {
    edge: Data<Edge>,
    /// Dropped with the exchange: then the request is answered.
    _in_flight: InFlight,
    context: Arc<RequestContext>,
    /// The path below which the client knows the service.
    prefix: Option<String>,
    started: Instant,
}

/// The outermost middleware.
///
/// # Errors
/// A panic, and errors of the framework, which are answered by a problem document, too.
pub async fn outermost(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let edge = request.app_data::<Data<Edge>>().cloned();
    let edge = edge.ok_or_else(|| ApiError::internal("the application has no edge"))?;
    let settled = settle(&mut request, edge.takes_override);
    let exchange = Exchange::begin(&mut request, edge);
    if let Err(refusal) = settled {
        return Ok(exchange.end(request.error_response(refusal)));
    }
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(Ok(response)) => Ok(exchange.end(response.map_into_boxed_body())),
        Ok(Err(error)) => Err(exchange.fail(ApiError::of(code_for(error.as_response_error().status_code())))),
        Err(_) => Err(exchange.fail(ApiError::internal("a handler panicked"))),
    }
}

/// The problem that answers a request which was lost in a panic.
#[derive(Debug)]
struct Lost {
    error: ApiError,
    exchange: Exchange,
}

impl std::fmt::Display for Lost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl actix_web::ResponseError for Lost {
    fn status_code(&self) -> StatusCode {
        self.error.code().status()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.exchange.problem_response(&self.error);
        self.exchange.mark(response.headers_mut());
        response
    }
}

impl Exchange {
    fn begin(request: &mut ServiceRequest, edge: Data<Edge>) -> Self {
        let peer = request.peer_addr();
        let address = peer.map(|peer| edge.trusted_proxies.client(peer.ip(), request.headers()));
        let limits = Some(Arc::clone(&edge.limits));
        let context = Arc::new(RequestContext::read(request.request(), address, limits));
        request.extensions_mut().insert(Arc::clone(&context));
        if request.method() == Method::HEAD {
            // The HTTP library sends no body, since it has stored the original method.
            request.head_mut().method = Method::GET;
        }
        Self {
            _in_flight: edge.metrics.begin(),
            prefix: edge.prefix(peer, request.headers()),
            edge,
            context,
            started: Instant::now(),
        }
    }

    fn end(self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let mut response = match refusal_in(&response) {
            Some(refusal) => self.as_problem(response, &refusal),
            None => response,
        };
        self.mark(response.headers_mut());
        if self.edge.is_draining() {
            response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
        }
        let route = self.context.route(response.request());
        let is_replay = response.headers().contains_key(IDEMPOTENT_REPLAYED);
        self.note(route, response.status(), is_replay);
        response
    }

    /// Ends a request that is lost; the problem is written from its context.
    fn fail(self, error: ApiError) -> actix_web::Error {
        self.log_cause(&error);
        self.note(None, error.code().status(), false);
        Lost { error, exchange: self }.into()
    }

    /// Sets the headers that every answer has.
    fn mark(&self, headers: &mut HeaderMap) {
        if let Ok(id) = HeaderValue::from_str(&self.context.request_id) {
            headers.insert(REQUEST_ID, id);
        }
        hide_identity(headers);
        protect(headers);
        if let Some(prefix) = &self.prefix {
            relocate(headers, prefix);
        }
        self.context.write_rate_limit(headers);
    }

    fn as_problem(&self, response: ServiceResponse<BoxBody>, refusal: &Refusal) -> ServiceResponse<BoxBody> {
        let error = match refusal {
            Refusal::Ours => response.response().error().and_then(|e| e.as_error::<ApiError>()),
            Refusal::Foreign(error) => Some(error),
        };
        let Some(error) = error else { return response };
        let sooner = self.sooner(error);
        let error = sooner.as_ref().unwrap_or(error);
        let mut body = self.problem_response(error);
        cors::keep(response.headers(), body.headers_mut());
        self.count(error.code());
        self.log_cause(error);
        response.into_response(body)
    }

    /// The refusal that goes before this one: 429 where the address has had too many failed authentications, or the token too
    /// many requests.
    fn sooner(&self, refusal: &ApiError) -> Option<ApiError> {
        match refusal.code() {
            Code::Unauthenticated => self.context.fail().err(),
            code if code.status().is_client_error() => self.context.acquire().err(),
            _ => None,
        }
    }

    fn problem_response(&self, error: &ApiError) -> HttpResponse {
        let RequestContext { language, path, request_id, .. } = &*self.context;
        let problem = error.problem(*language, path, request_id);
        let mut response = HttpResponse::build(error.code().status());
        response.insert_header((CONTENT_TYPE, "application/problem+json"));
        response.insert_header((CONTENT_LANGUAGE, language.tag()));
        response.insert_header((CACHE_CONTROL, "no-store"));
        if error.code() == Code::Unauthenticated {
            response.insert_header((WWW_AUTHENTICATE, "Bearer realm=\"fazhi\""));
        }
        for (name, value) in error.headers() {
            response.insert_header((name.clone(), value.clone()));
        }
        response.body(serde_json::to_vec(&problem).unwrap_or_default())
    }

    /// Counts refusals for exceeding a limit.
    fn count(&self, refusal: Code) {
        match refusal {
            Code::RateLimited => self.edge.metrics.limited(Limit::Token),
            Code::TooManyFailures => self.edge.metrics.limited(Limit::Address),
            _ => {}
        }
    }

    fn log_cause(&self, error: &ApiError) {
        let request_id = self.context.request_id.as_str();
        match error.cause() {
            Some(cause) if error.code() == Code::Internal => log::error!(request_id; "{cause}"),
            Some(cause) => log::warn!(request_id; "{cause}"),
            None => {}
        }
    }

    /// Counts the request, and logs it.
    fn note(&self, route: Option<&str>, status: StatusCode, is_replay: bool) {
        let (route, status, elapsed) = (route.unwrap_or("-"), status.as_u16(), self.started.elapsed());
        let RequestContext { method, request_id, .. } = &*self.context;
        let method = if is_known(method) { method.as_str() } else { "-" };
        let seconds = elapsed.as_secs_f64();
        self.edge.metrics.answered(&Answered { method, route, status, seconds, is_replay });
        let (request_id, token) = (request_id.as_str(), self.context.token_id().unwrap_or("-"));
        let duration_ms = (seconds * 10_000.0).round() / 10.0;
        log::info!(request_id, token, method, route, status, duration_ms; "answered");
    }
}

/// Whether the method is one of those that become labels of metrics; clients may send any other.
fn is_known(method: &Method) -> bool {
    let known = [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    known.contains(method) || method == Method::OPTIONS
}

/// A refusal to be written as a problem: one of ours, or an error of the framework's.
enum Refusal {
    Ours,
    Foreign(ApiError),
}

fn refusal_in(response: &ServiceResponse<BoxBody>) -> Option<Refusal> {
    if !response.status().is_client_error() && !response.status().is_server_error() {
        return None;
    }
    let error = response.response().error();
    if error.is_some_and(|error| error.as_error::<ApiError>().is_some()) {
        return Some(Refusal::Ours);
    }
    if error.is_some_and(|error| error.as_error::<CorsError>().is_some()) {
        return Some(Refusal::Foreign(ApiError::of(Code::OriginNotAllowed)));
    }
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(|v| v == "application/problem+json");
    (!is_problem).then(|| Refusal::Foreign(ApiError::of(code_for(response.status()))))
}

/// The nearest code for a status the framework chose by itself.
pub(super) fn code_for(status: StatusCode) -> Code {
    let same = Code::ALL.iter().copied().find(|code| code.status() == status);
    same.unwrap_or(if status.is_client_error() { Code::InvalidHeader } else { Code::Internal })
}
