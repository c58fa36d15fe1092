//! The HTTP server for Prometheus.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};

use super::Metrics;

/// Updates the gauges that are only measured when the metrics are read.
pub type Refresh = dyn Fn() + Send + Sync;

/// Serves `/metrics`, and nothing else, until the returned server is stopped.
///
/// # Errors
/// Where the listener cannot be used.
pub fn serve(listener: TcpListener, metrics: Metrics, refresh: Box<Refresh>) -> std::io::Result<Server> {
    let (metrics, refresh) = (Data::new(metrics), Data::new(refresh));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(metrics.clone())
            .app_data(refresh.clone())
            .service(web::resource("/metrics").get(read_metrics))
    });
    Ok(server.workers(1).disable_signals().shutdown_timeout(1).listen(listener)?.run())
}

async fn read_metrics(metrics: Data<Metrics>, refresh: Data<Box<Refresh>>) -> HttpResponse {
    refresh();
    match metrics.text() {
        Ok(text) => HttpResponse::Ok().insert_header((CONTENT_TYPE, prometheus::TEXT_FORMAT)).body(text),
        Err(error) => HttpResponse::InternalServerError().body(format!("{error}\n")),
    }
}
