//! What Prometheus reads of a service that did a known number of things.

use nix::sys::signal::Signal;
use reqwest::blocking::{Client, Response};
use serde_json::json;

use crate::support::{Service, fazhi, folder, token};

/// One look at the metrics: their samples as lines. That the whole is well-formed is checked with Prometheus' own tool
/// (`tests/metrics/run`).
struct Look(String);

impl Look {
    fn at(service: &Service) -> Self {
        let answer = client().get(service.metrics_address()).send().unwrap();
        assert_eq!(answer.headers()["content-type"], "text/plain; version=0.0.4");
        Self(answer.text().unwrap())
    }

    /// The sum of all samples of a metric with these labels.
    fn sum(&self, metric: &str, labels: &[(&str, &str)]) -> f64 {
        let labels: Vec<String> = labels.iter().map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        let samples = self.0.lines().filter_map(|line| line.rsplit_once(' ')).filter(|(series, _)| {
            series.split('{').next() == Some(metric) && labels.iter().all(|label| series.contains(label))
        });
        let values: Vec<f64> = samples.map(|(_, value)| value.parse().unwrap()).collect();
        assert!(!values.is_empty(), "no {metric} with {labels:?} in {}", self.0);
        values.iter().sum()
    }
}

fn client() -> Client {
    Client::builder().no_proxy().build().unwrap()
}

const REQUESTS: &str = "fazhi_http_requests_total";

struct Asker<'a> {
    client: Client,
    service: &'a Service,
    token: String,
}

impl Asker<'_> {
    fn get(&self, path: &str, known: Option<&str>) -> Response {
        let request =
            self.client.get(format!("{}/api/v1{path}", self.service.address)).bearer_auth(&self.token);
        let request = known.into_iter().fold(request, |request, etag| request.header("if-none-match", etag));
        request.send().unwrap()
    }

    fn enter(&self, key: &str) -> u16 {
        let body = json!({
            "township_code": "540526201", "kind": "training", "title": "法治培训", "held_on": "2024-05-01"
        });
        let request = self.client.post(format!("{}/api/v1/activities", self.service.address));
        let request = request.bearer_auth(&self.token).header("idempotency-key", key).json(&body);
        request.send().unwrap().status().as_u16()
    }
}

#[test]
fn every_request_is_counted_once_and_where_it_belongs() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    let asker =
        Asker { client: client(), service: &service, token: token(folder.path(), "clerk", "540526201") };
    let before = Look::at(&service);
    assert!((before.sum("fazhi_db_connections_max", &[]) - 8.0).abs() < 0.1);

    assert_eq!((asker.enter("a"), asker.enter("a"), asker.enter("b")), (201, 201, 201));
    let figures = "/regions/540526201/figures?year=2024";
    let etag = asker.get(figures, None).headers()["etag"].to_str().unwrap().to_owned();
    assert_eq!(asker.get(figures, Some(&etag)).status(), 304);
    assert_eq!(asker.get(figures, None).status(), 200);
    assert_eq!(asker.get("/me", None).status(), 200);
    for made_up in ["/nothing/1", "/nothing/2"] {
        assert_eq!(asker.get(made_up, None).status(), 404);
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
