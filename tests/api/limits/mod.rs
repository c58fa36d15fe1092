//! How much one caller may take.

mod addresses;
mod tokens;

use std::num::NonZeroU32;

use fazhi::http::edge;
use fazhi::http::limits;

use crate::support::{Answer, App, spawn_app_with};

const ME: &str = "/api/v1/me";

fn number(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// A service with these limits that believes these proxies.
fn with(limits: limits::Settings, proxies: &str) -> App {
    spawn_app_with(edge::Settings {
        trusted_proxies: proxies.parse().unwrap(),
        limits,
        ..edge::Settings::default()
    })
}

/// For how many seconds a refused caller has to wait.
#[track_caller]
fn retry_after(answer: &Answer) -> u64 {
    let seconds = answer.header("retry-after").expect("Retry-After").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    seconds
}

/// How many requests the metrics say were refused.
fn refused(app: &App, limit: &str) -> u32 {
    let (text, name) =
        (app.metrics.text().unwrap(), format!("fazhi_requests_limited_total{{limit=\"{limit}\"}} "));
    let found = text.lines().find_map(|line| line.strip_prefix(&name));
    found.expect("the metric").parse().unwrap()
}
