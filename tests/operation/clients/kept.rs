//! A client that keeps its connection and is in no hurry to acknowledge what it gets.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use socket2::SockRef;

use crate::support::database::clerk_token;
use crate::support::deployment::Deployment;

/// How long such a client takes to acknowledge (`TCP_DELACK_MIN` of Linux).
const DELAY: Duration = Duration::from_millis(40);

/// A compressed answer leaves in two parts. The second must not wait until the client says that it has the first.
#[test]
fn compressed_answers_do_not_wait_for_acknowledgements() {
    let at = Deployment::open(&[], &[]);
    at.clerk.record("something to compress");
    let address: SocketAddr = at.service.address.trim_start_matches("http://").parse().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET /api/v1/activities HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\naccept-encoding: gzip\r\n\r\n",
        clerk_token()
    );
    let mut waited: Vec<Duration> = (0..41).map(|_| ask(&mut stream, request.as_bytes())).collect();
    waited.sort_unstable();
    println!("median {:?}", waited[20]);
    assert!(waited[20] < DELAY, "the median is {:?}", waited[20]);
    drop(stream);
    at.close();
}

/// Asks and reads to the end of the answer; how long that takes.
fn ask(stream: &mut TcpStream, request: &[u8]) -> Duration {
    let begun = Instant::now();
    stream.write_all(request).unwrap();
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    while !answer.ends_with(b"\r\n0\r\n\r\n") {
        // Linux forgets this each time that it acknowledges at once.
        SockRef::from(&*stream).set_tcp_quickack(false).unwrap();
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "{}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&buffer[..count]);
    }
    assert!(String::from_utf8_lossy(&answer).contains("content-encoding: gzip"));
    begun.elapsed()
}
