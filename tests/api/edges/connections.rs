//! Connections on which nothing is asked any more, and what comes after the last request.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, rt, web};
use fazhi::http::connection::{follow, watch};

/// How long a connection may be without a request.
const QUIET: Duration = Duration::from_secs(1);
/// How much later it may be noticed on a busy machine.
const NOISE: Duration = Duration::from_secs(3);
/// More than the buffers of two sockets hold.
const LONG: usize = 64 << 20;

const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\n";

/// A server that is less patient than the service, on a thread of its own for as long as the test program runs.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let app = || {
        let slow = || async {
            rt::time::sleep(3 * QUIET).await;
            "slow"
        };
        App::new()
            .wrap(from_fn(follow))
            .route("/", web::get().to(|| async { "ok" }))
            .route("/slow", web::get().to(slow))
            .route("/long", web::get().to(|| async { vec![b'x'; LONG] }))
    };
    std::thread::spawn(move || {
        let server = HttpServer::new(app).workers(1).disable_signals().on_connect(watch(QUIET));
        rt::System::new().block_on(server.listen(listener).unwrap().run()).unwrap();
    });
    address
}

/// Sends one thing, then another one again and again; what comes until the connection ends, and when that is.
fn talk(address: SocketAddr, opening: &str, trickle: &str) -> (String, Duration) {
    let mut stream = TcpStream::connect(address).unwrap();
    let begun = Instant::now();
    stream.write_all(opening.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let (mut received, mut buffer) = (Vec::new(), [0; 1024]);
    while begun.elapsed() < 5 * QUIET + NOISE {
        let _ = stream.write_all(trickle.as_bytes());
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
    }
    (String::from_utf8_lossy(&received).into_owned(), begun.elapsed())
}

#[test]
fn a_connection_without_a_request_is_closed_whatever_its_client_sends() {
    let address = server();
    for (what, opening, trickle) in [
        ("nothing", format!("{GET}\r\n"), ""),
        ("half a head", format!("{GET}\r\nGET / HTTP/1.1\r\nx: "), "x"),
        ("chunks that nobody wants", format!("{GET}transfer-encoding: chunked\r\n\r\n"), "1\r\nx\r\n"),
    ] {
        let (received, after) = talk(address, &opening, trickle);
        assert!(received.ends_with("ok") && received.matches("HTTP/1.1 200").count() == 1, "{received}");
        assert!(after >= QUIET && after < QUIET + NOISE, "{what}: after {after:?}");
    }
}

#[test]
fn a_request_at_work_keeps_its_connection_and_the_next_one_too() {
    let (received, after) = talk(server(), &format!("GET /slow HTTP/1.1\r\nhost: x\r\n\r\n{GET}\r\n"), "");
    assert!(received.contains("slow") && received.ends_with("ok"), "{received}");
    assert!(after >= 4 * QUIET, "after {after:?}");
}

#[test]
fn an_answer_that_nobody_reads_is_given_up() {
    let mut stream = TcpStream::connect(server()).unwrap();
    stream.write_all(b"GET /long HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    std::thread::sleep(QUIET + NOISE);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    assert!(received.starts_with(b"HTTP/1.1 200") && received.len() < LONG, "all of it came");
}

#[test]
fn nothing_is_worked_on_after_the_last_request() {
    let address = server();
    for last in ["GET / HTTP/1.0\r\n\r\n", &format!("{GET}connection: close\r\n\r\n")] {
        let (received, after) = talk(address, &format!("{last}{GET}\r\n"), "");
        assert!(received.ends_with("ok") && received.matches("HTTP/1.").count() == 1, "{received}");
        assert!(after < QUIET + NOISE, "after {after:?}");
    }
    // Others go on, although the library uses their heads again.
    let (received, _) = talk(address, &format!("{GET}\r\n").repeat(5), "");
    assert_eq!(received.matches("HTTP/1.1 200").count(), 5, "{received}");
}
