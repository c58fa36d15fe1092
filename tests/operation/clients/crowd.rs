//! More connections than anybody needs.

use std::time::Duration;

use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::support::deployment::Deployment;
use crate::support::pulse::Pulse;
use crate::support::wire::Wire;

const CONNECTIONS: usize = 2000;
const OPENERS: usize = 8;
const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";

/// A connection that was used once.
fn used(address: &str) -> Wire {
    let mut wire = Wire::open(address);
    ask(&mut wire, 1);
    wire
}

fn ask(wire: &mut Wire, answers: usize) {
    wire.send(REQUEST);
    assert!(wire.wait(Duration::from_secs(10), |wire| wire.statuses() == vec![200; answers]));
}

#[test]
fn two_thousand_idle_connections_are_kept_and_hold_nobody_up() {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard).unwrap();
    let at = Deployment::open(&[], &[]);
    let descriptors = || at.look().sum("process_open_fds", &[]);
    let before = descriptors();
    let pulse = Pulse::start(&at.clerk);
    let some = || -> Vec<Wire> { (0..CONNECTIONS / OPENERS).map(|_| used(&at.service.address)).collect() };
    let mut idle: Vec<Wire> = std::thread::scope(|scope| {
        let openers: Vec<_> = (0..OPENERS).map(|_| scope.spawn(some)).collect();
        openers.into_iter().flat_map(|opener| opener.join().unwrap()).collect()
    });
    assert!(descriptors() > before + 1999.0, "they are not open");
    pulse.must_be_healthy();
    idle.iter_mut().step_by(100).for_each(|wire| ask(wire, 2));
    drop(idle);
    std::thread::sleep(Duration::from_secs(1));
    assert!(descriptors() < before + 50.0, "what was closed is still open: {} of {before}", descriptors());
    at.close();
}
