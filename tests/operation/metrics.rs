//! What Prometheus reads of a service that did a known number of things.

use nix::sys::signal::Signal;

use crate::support::clerk::Clerk;
use crate::support::metrics::Look;
use crate::support::{Service, client, fazhi, folder, token};

const REQUESTS: &str = "fazhi_http_requests_total";

#[test]
fn every_request_is_counted_once_and_where_it_belongs() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    let clerk = Clerk::new(&service.address, &token(folder.path(), "clerk", "540526201"));
    let get = |path: &str| clerk.get(&format!("/api/v1{path}")).send().unwrap();
    let before = Look::at(&service);
    assert!((before.sum("fazhi_db_connections_max", &[]) - 8.0).abs() < 0.1);

    for key in ["a", "a", "b"] {
        assert_eq!(clerk.enter(key).send().unwrap().status(), 201);
    }
    let figures = "/regions/540526201/figures?year=2024";
    let etag = get(figures).headers()["etag"].clone();
    let known = clerk.get(&format!("/api/v1{figures}")).header("if-none-match", etag);
    assert_eq!(known.send().unwrap().status(), 304);
    assert_eq!(get(figures).status(), 200);
    assert_eq!(get("/me").status(), 200);
    for made_up in ["/nothing/1", "/nothing/2"] {
        assert_eq!(get(made_up).status(), 404);
    }

    let after = Look::at(&service);
    let figures = "/api/v1/regions/{code}/figures";
    for (metric, labels, expected) in [
        (REQUESTS, &[("route", "/api/v1/activities"), ("method", "POST"), ("status", "201")][..], 3.0),
        (REQUESTS, &[("route", figures), ("status", "200")], 2.0),
        (REQUESTS, &[("route", figures), ("status", "304")], 1.0),
        (REQUESTS, &[("route", "/api/v1/me"), ("status", "200")], 1.0),
        (REQUESTS, &[("route", "-"), ("status", "404")], 2.0),
        ("fazhi_http_request_duration_seconds_count", &[("route", figures), ("method", "GET")], 3.0),
        ("fazhi_http_request_duration_seconds_bucket", &[("route", figures), ("le", "+Inf")], 3.0),
        ("fazhi_idempotent_replays_total", &[], 1.0),
        ("fazhi_figures_total", &[("from", "computed")], 1.0),
        ("fazhi_figures_total", &[("from", "remembered")], 1.0),
        ("fazhi_figures_total", &[("from", "kept")], 0.0),
        ("fazhi_http_requests_in_flight", &[], 0.0),
        ("fazhi_requests_limited_total", &[], 0.0),
        ("fazhi_db_requests_waiting", &[], 0.0),
        ("fazhi_db_connections", &[("state", "in_use")], 0.0),
        ("fazhi_db_errors_total", &[], 0.0),
        ("fazhi_db_retries_total", &[], 0.0),
        ("fazhi_db_wait_timeouts_total", &[], 0.0),
        ("fazhi_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1.0),
    ] {
        let value = after.sum(metric, labels);
        assert!((value - expected).abs() < 0.1, "{metric} {labels:?}: {value}, not {expected}");
    }
    assert!(after.sum("process_resident_memory_bytes", &[]) > 1e6);
    assert!(after.sum("process_open_fds", &[]) > 5.0);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}

#[test]
fn the_port_of_the_api_has_no_metrics_and_the_other_way_round() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!(service.status("/metrics", ""), 404);
    let elsewhere = service.metrics_address().replace("/metrics", "/api/v1/me");
    assert_eq!(client().get(elsewhere).send().unwrap().status(), 404);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}
