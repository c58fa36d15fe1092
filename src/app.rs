//! What the server and the tests both build: state, middleware, routes.

use std::sync::{Arc, LazyLock};

use actix_web::body::BoxBody;
use actix_web::dev::{RequestHead, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::{self, Data};
use serde_json::Value;
use utoipa_actix_web::{AppExt, scope};

use crate::auth::requirements::{Requirements, Unstated};
use crate::desk::Desk;
use crate::feed::Horizon;
use crate::figures::answer_cache::AnswerCache;
use crate::health::Readiness;
use crate::http::compression::only_for_the_proven;
use crate::http::connection::follow;
use crate::http::edge::{self, Edge};
use crate::http::fallback::{Paths, fallback, guard};
use crate::http::middleware::outermost;
use crate::http::parameterless::Parameterless;
use crate::metrics::Metrics;
use crate::openapi::languages::Bilingual;
use crate::render::pdf::Printer;
use crate::session::State;
use crate::tables::Tables;
use crate::text::Language;
use crate::{openapi, routes};

/// The contract as it is served where no language is asked for: in Chinese.
#[must_use]
pub fn document() -> Value {
    contract().in_language(Language::default())
}

/// The contract, from what is mounted.
#[must_use]
pub fn contract() -> Bilingual {
    let (_, mounted) = actix_web::App::new()
        .into_utoipa_app()
        .openapi(openapi::base())
        .service(scope("/api/v1").configure(routes::api))
        .split_for_parts();
    openapi::complete(&mounted)
}

/// What the program mounts and what is read off its contract. It is the same for every server that a process starts, and
/// making it takes longer than starting one.
struct Mounted {
    paths: Arc<Paths>,
    requirements: Result<Arc<Requirements>, Unstated>,
    parameterless: Arc<Parameterless>,
    contract: Arc<openapi::Contract>,
    tables: Arc<Tables>,
}

static MOUNTED: LazyLock<Mounted> = LazyLock::new(|| {
    let contract = contract();
    let document = contract.in_language(Language::default());
    Mounted {
        paths: Arc::new(Paths::of(&document)),
        requirements: Requirements::of(&document).map(Arc::new),
        parameterless: Arc::new(Parameterless::of(&document)),
        tables: Arc::new(Tables::of(&document, &contract.in_language(Language::En))),
        contract: Arc::new(openapi::Contract::new(&contract)),
    }
});

/// What all workers share.
#[derive(Clone)]
pub struct Shared {
    state: Data<State>,
    paths: Data<Paths>,
    requirements: Data<Requirements>,
    parameterless: Data<Parameterless>,
    contract: Data<openapi::Contract>,
    tables: Data<Tables>,
    edge: Data<Edge>,
    figures: Data<AnswerCache>,
    horizon: Data<Horizon>,
    readiness: Data<Readiness>,
    desk: Data<Desk>,
    printer: Data<Printer>,
}

impl Shared {
    /// Puts it together once.
    ///
    /// # Errors
    /// Where an operation does not state what it requires of its callers.
    pub fn new(state: State, metrics: &Metrics, edge: edge::Settings) -> Result<Self, Unstated> {
        let Mounted { paths, requirements, parameterless, contract, tables } = &*MOUNTED;
        Ok(Self {
            desk: Data::new(Desk::default()),
            printer: Data::new(Printer::default()),
            readiness: Data::new(Readiness::watch(&state.db, state.keys())),
            state: Data::new(state),
            paths: Data::from(Arc::clone(paths)),
            requirements: Data::from(requirements.clone()?),
            parameterless: Data::from(Arc::clone(parameterless)),
            contract: Data::from(Arc::clone(contract)),
            tables: Data::from(Arc::clone(tables)),
            edge: Data::new(Edge::new(metrics.http.clone(), edge)),
            figures: Data::new(AnswerCache::new(metrics.figures.clone())),
            horizon: Data::new(Horizon::default()),
        })
    }

    /// With these settings of the page.
    #[must_use]
    pub fn with_desk(self, desk: Desk) -> Self {
        Self { desk: Data::new(desk), ..self }
    }

    /// With a printer of reports other than that of the default fonts.
    #[must_use]
    pub fn with_printer(self, printer: Printer) -> Self {
        Self { printer: Data::new(printer), ..self }
    }

    /// Forgets, now and then, what nobody needs any more.
    pub fn tidy(&self) {
        self.edge.limits.tidy();
    }

    /// Whether the head of a request proves who sends it. So it does for the next minute, in which its body is read.
    pub async fn prove(&self, head: &RequestHead) -> bool {
        let address = head.peer_addr.map(|peer| self.edge.trusted_proxies.client(peer.ip(), head.headers()));
        let authorization = head.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        self.state.prove(authorization, address).await
    }

    /// Whether a request is not answered yet.
    #[must_use]
    pub fn is_at_work(&self) -> bool {
        self.edge.metrics.in_flight() > 0
    }

    /// Sends clients elsewhere: the service is going to stop.
    pub fn drain(&self) {
        self.edge.drain();
    }
}

/// The application of one worker.
pub fn app(
    shared: &Shared,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let (app, _) = actix_web::App::new()
        .wrap(from_fn(guard))
        .wrap(from_fn(only_for_the_proven))
        .wrap(Compress::default())
        .wrap(shared.edge.origins.middleware())
        .wrap(from_fn(outermost))
        .wrap(from_fn(follow))
        .app_data(shared.state.clone())
        .app_data(shared.paths.clone())
        .app_data(shared.requirements.clone())
        .app_data(shared.parameterless.clone())
        .app_data(shared.contract.clone())
        .app_data(shared.tables.clone())
        .app_data(shared.edge.clone())
        .app_data(shared.figures.clone())
        .app_data(shared.horizon.clone())
        .app_data(shared.readiness.clone())
        .app_data(shared.desk.clone())
        .app_data(shared.printer.clone())
        .into_utoipa_app()
        .service(scope("/api/v1").configure(routes::api))
        .split_for_parts();
    app.configure(routes::outside_api).default_service(web::to(fallback))
}
