//! How much one caller may take, as the operator set it.

use nix::sys::signal::Signal;
use reqwest::blocking::Response;

use crate::support::metrics::Look;
use crate::support::{Service, client, fazhi, folder, token};

/// Reads who one is, as a proxy hands the request on that came from an address.
fn read(service: &Service, token: &str, address: &str) -> Response {
    let request = client().get(format!("{}/api/v1/me", service.address)).bearer_auth(token);
    request.header("x-forwarded-for", address).send().unwrap()
}

fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().unwrap())
}

#[test]
fn the_settings_are_kept() {
    let folder = folder();
    let mut command = fazhi(folder.path());
    command.env("FAZHI_RATE_LIMIT", "5").env("FAZHI_RATE_BURST", "2").env("FAZHI_AUTH_FAILURES", "3");
    let service = Service::start(folder.path(), command.env("FAZHI_TRUSTED_PROXIES", "127.0.0.0/8"));
    let clerk = token(folder.path(), "clerk", "540526201");
    let answers = [(); 3].map(|()| read(&service, &clerk, "203.0.113.9"));
    assert_eq!(answers.each_ref().map(|answer| answer.status().as_u16()), [200, 200, 429]);
    assert_eq!(header(&answers[0], "ratelimit-policy"), Some("\"token\";q=5;w=60"));
    assert_eq!(header(&answers[0], "ratelimit"), Some("\"token\";r=1;t=12"));

    let failures = [(); 4].map(|()| read(&service, "x", "203.0.113.9").status().as_u16());
    assert_eq!(failures, [401, 401, 401, 429]);
    assert_eq!(read(&service, "x", "203.0.113.10").status(), 401);
    let look = Look::at(&service);
    for limit in ["token", "address"] {
        let refused = look.sum("fazhi_requests_limited_total", &[("limit", limit)]);
        assert!((refused - 1.0).abs() < 0.1, "{limit}: {refused}");
    }
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}

#[test]
fn much_is_allowed_where_nothing_is_set() {
    let folder = folder();
    let mut command = fazhi(folder.path());
    command.env_remove("FAZHI_RATE_LIMIT").env_remove("FAZHI_AUTH_FAILURES");
    let service = Service::start(folder.path(), &mut command);
    let clerk = token(folder.path(), "clerk", "540526201");
    let answer = read(&service, &clerk, "203.0.113.9");
    assert_eq!(header(&answer, "ratelimit-policy"), Some("\"token\";q=6000;w=60"));
    assert_eq!(header(&answer, "ratelimit"), Some("\"token\";r=999;t=1"));
    // No proxy is believed, so that all of these come from one address.
    let failures = (0..250).map(|n| read(&service, "x", &format!("203.0.113.{n}")).status());
    let failures = failures.take_while(|status| *status == 401).count();
    assert!((60..250).contains(&failures), "{failures}");
    assert_eq!(read(&service, &clerk, "198.51.100.1").status(), 200);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}
