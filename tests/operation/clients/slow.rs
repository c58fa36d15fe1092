//! Clients that send or read a little now and then, or nothing at all.

use std::time::{Duration, Instant};

use crate::support::database::clerk_token;
use crate::support::deployment::Deployment;
use crate::support::is_long;
use crate::support::pulse::Pulse;
use crate::support::wire::Wire;

/// What the service's bounds may be missed by, on a busy machine.
const NOISE: Duration = Duration::from_secs(5);
/// The HTTP library's bound for the head of a first request.
const HEAD: Duration = Duration::from_secs(5);
/// The service's bound for a body.
const BODY: Duration = Duration::from_secs(30);
/// How long a connection may be without a request at work.
const QUIET: Duration = Duration::from_secs(90);

/// How many of each kind there are.
const OF_EACH: usize = 10;
/// How many do not read.
const DEAF: u32 = 50;

/// A way of being slow.
#[derive(Clone)]
struct Slow {
    what: &'static str,
    /// What is sent at first.
    opening: String,
    /// What is sent again and again, twice a second.
    trickle: &'static str,
    /// What is answered, and within what time.
    answers: &'static [u16],
    answered: Duration,
    /// Within what time the connection ends.
    ended: Duration,
}

fn request(line: &str, headers: &str) -> String {
    let token = clerk_token();
    format!("{line} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\n{headers}\r\n")
}

fn ways() -> Vec<Slow> {
    let (post, get) = ("POST /api/v1/activities", "GET /api/v1/me");
    let json = "content-type: application/json\r\n";
    let (long, chunked) = ("content-length: 100000\r\n", "transfer-encoding: chunked\r\n");
    let way = |what, opening, trickle, answers, answered, ended| Slow {
        what,
        opening,
        trickle,
        answers,
        answered,
        ended,
    };
    vec![
        way("says nothing", String::new(), "", &[408], HEAD, HEAD),
        way("first head", "GET / HTTP/1.1\r\nx: ".to_owned(), "x", &[408], HEAD, HEAD),
        way("body", request(post, &format!("{json}{long}")), " ", &[408], BODY, BODY),
        way("chunks", request(post, &format!("{json}{chunked}")), "1\r\n \r\n", &[408], BODY, BODY),
        way("unwanted body", request(get, long), "x", &[200], Duration::ZERO, Duration::ZERO),
        way("unwanted chunks", request(get, chunked), "1\r\nx\r\n", &[200], Duration::ZERO, QUIET),
        way("second head", request(get, "") + "GET / HTTP/1.1\r\nx: ", "x", &[200], Duration::ZERO, QUIET),
        way("no second request", request(get, ""), "", &[200], Duration::ZERO, QUIET),
    ]
}

impl Slow {
    /// Goes on until the connection ends, or this has been seen to be answered and there is no time to see its end.
    fn go_on(&self, address: &str) {
        let (mut wire, begun) = (Wire::open(address), Instant::now());
        wire.send(self.opening.as_bytes());
        let is_answered = |wire: &Wire| wire.statuses() == self.answers;
        while begun.elapsed() < self.answered + NOISE && !is_answered(&wire) && !wire.has_ended() {
            self.dribble(&mut wire);
        }
        assert!(is_answered(&wire), "{}: {:?} after {:?}", self.what, wire.statuses(), begun.elapsed());
        if self.ended > BODY && !is_long() {
            return;
        }
        while begun.elapsed() < self.ended + NOISE && !wire.has_ended() {
            self.dribble(&mut wire);
        }
        assert!(wire.has_ended(), "{}: still open after {:?}", self.what, begun.elapsed());
        assert!(is_answered(&wire), "{}: {:?}", self.what, wire.statuses());
        println!("{}: ended after {:?}", self.what, begun.elapsed());
    }

    fn dribble(&self, wire: &mut Wire) {
        wire.send(self.trickle.as_bytes());
        wire.wait(Duration::from_millis(500), Wire::has_ended);
    }
}

/// Asks for a long answer as often as it may, and reads none of it.
fn deaf(address: &str) -> Wire {
    let mut wire = Wire::open(address);
    wire.send("GET /api/v1/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(64).as_bytes());
    wire
}

#[test]
fn slow_clients_are_ended_in_time_and_hold_nobody_up() {
    let at = Deployment::open(&[], &[]);
    let address = &at.service.address;
    let (memory, descriptors) = ("process_resident_memory_bytes", "process_open_fds");
    let contract = at.clerk.get("/api/v1/openapi.json").send().unwrap().bytes().unwrap().len();
    let before = at.look();
    let pulse = Pulse::start(&at.clerk);
    let deaf: Vec<Wire> = (0..DEAF).map(|_| deaf(address)).collect();
    std::thread::scope(|scope| {
        for way in ways() {
            for _ in 0..OF_EACH {
                let way = way.clone();
                scope.spawn(move || way.go_on(address));
            }
        }
    });
    pulse.must_be_healthy();
    let after = at.look();
    // Of the sixty-four answers that each did not read, one is waiting to be sent.
    let one_each = f64::from(DEAF * u32::try_from(contract).unwrap());
    let grown = after.sum(memory, &[]) - before.sum(memory, &[]);
    assert!(
        grown < 2.0 * one_each + f64::from(32 << 20),
        "memory grew by {grown} bytes, one each is {one_each}"
    );
    if is_long() {
        std::thread::sleep(NOISE);
        // Who does not read does not hear that the connection was closed.
        let open = at.look().sum(descriptors, &[]) - before.sum(descriptors, &[]);
        assert!(open < 20.0, "{open} descriptors are held by clients that do not read");
    }
    drop(deaf);
    at.close();
}
