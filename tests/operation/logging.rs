//! Log lines as programs read them.

use nix::sys::signal::Signal;
use serde_json::Value;

use crate::support::{Service, client, fazhi, folder};

/// An id of the client's own.
const MINE: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

#[test]
fn a_json_line_is_one_object_with_the_facts_apart() {
    let folder = folder();
    let service = Service::start(folder.path(), fazhi(folder.path()).env("FAZHI_LOG_FORMAT", "json"));
    let request = client().get(format!("{}/api/v1/me", service.address)).header("x-request-id", MINE);
    assert_eq!(request.send().unwrap().status(), 401);
    let log = service.log();
    assert_eq!(service.end(Signal::SIGTERM), Some(0));

    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let answered = lines.iter().find(|line| line["message"] == "answered").unwrap();
    assert_eq!(
        (&answered["request_id"], &answered["method"], &answered["route"], &answered["status"]),
        (&MINE.into(), &"GET".into(), &"/api/v1/me".into(), &401.into())
    );
    assert_eq!((&answered["level"], &answered["token"]), (&"info".into(), &"-".into()));
    assert!(answered["duration_ms"].as_f64().unwrap() > 0.0, "{answered}");
    let at = answered["at"].as_str().unwrap();
    assert!(chrono::DateTime::parse_from_rfc3339(at).is_ok() && at.ends_with('Z'), "{at}");
}
