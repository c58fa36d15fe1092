//! What is wrong below HTTP's grammar, and a handler that panics.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};
use fazhi::http::edge::{Edge, Settings};
use fazhi::http::middleware::outermost;
use fazhi::metrics::Metrics;
use serde_json::{Value, json};

use super::problem;
use crate::support::{GUDUI, raw, spawn_app};

/// A request's head, for a connection that ends with it.
fn head(request_line: &str, headers: &str) -> String {
    format!("{request_line}\r\nhost: x\r\n{headers}connection: close\r\n\r\n")
}

/// What is no HTTP never reaches the application: the library refuses it. What is wrong is said all the same.
#[test]
fn what_is_no_http_is_refused_with_a_problem() {
    let app = spawn_app();
    let long = |n: usize| "a".repeat(n);
    let post = "POST /api/v1/activities HTTP/1.1";
    for (bytes, status, code) in [
        ("GARBAGE\r\n\r\n".to_owned(), 400, "malformed_request"),
        ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(), 400, "malformed_request"),
        (head("GET / HTTP/2.0", ""), 400, "malformed_request"),
        (head("GET /法治 HTTP/1.1", ""), 400, "malformed_request"),
        (head("GET /<x> HTTP/1.1", ""), 400, "malformed_request"),
        (head("GET / HTTP/1.1", "x: a\0b\r\n"), 400, "malformed_request"),
        (head(post, "content-length: x\r\n"), 400, "malformed_request"),
        (head(post, "content-length: -1\r\n"), 400, "malformed_request"),
        (head(post, "content-length: 3\r\ntransfer-encoding: chunked\r\n"), 400, "malformed_request"),
        (head(&format!("GET /{} HTTP/1.1", long(70_000)), ""), 414, "uri_too_long"),
        (head(&format!("GET /{} HTTP/1.1", long(200_000)), ""), 414, "uri_too_long"),
        (head("GET / HTTP/1.1", &format!("x: {}\r\n", long(200_000))), 431, "headers_too_large"),
        (head("GET / HTTP/1.1", &"x: y\r\n".repeat(200)), 431, "headers_too_large"),
    ] {
        let (got, headers, body) = raw::parse(&raw::send(&app, bytes.as_bytes())).expect("an answer");
        assert_eq!(got, status, "{bytes:.80}");
        let header =
            |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        assert_eq!(header("connection"), Some("close"));
        assert_eq!(header("content-type"), Some("application/problem+json"));
        assert_eq!(header("content-length"), Some(body.len().to_string().as_str()));
        assert_eq!(header("x-content-type-options"), Some("nosniff"));
        assert!(header("date").is_some());
        let problem: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&problem["code"], &problem["status"]), (&json!(code), &json!(status)), "{bytes:.80}");
        assert_eq!(problem["request_id"].as_str(), header("x-request-id"));
        let is_raw = bytes.contains("法治");
        assert_eq!(problem["detail"].as_str().unwrap().contains("未编码"), is_raw, "{problem}");
    }
    app.get(&app.clerk(GUDUI), "/api/v1/activities").send().expect(200);
}

/// What was answered before on the same connection is not touched.
#[test]
fn a_refusal_follows_the_answers_before_it() {
    let app = spawn_app();
    let good = "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n";
    let received = raw::send(&app, format!("{good}{good}GET /民 HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes());
    let text = String::from_utf8_lossy(&received);
    assert_eq!(text.matches("HTTP/1.1 200 OK").count(), 2, "{text}");
    assert_eq!(text.matches("HTTP/1.1 400 Bad Request").count(), 1, "{text}");
    assert!(text.ends_with('}') && text.contains("malformed_request"), "{text}");
}

/// A compressed answer is two writes. The second must not wait for the client's delayed acknowledgement of the first,
/// which takes 40 ms.
#[test]
fn compressed_answers_on_a_kept_connection_do_not_wait() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for _ in 0..20 {
        app.post(&clerk, "/api/v1/activities", &crate::support::bodies::activity()).send().expect(201);
    }
    let request = format!(
        "GET /api/v1/activities HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\naccept-encoding: gzip\r\n\r\n",
        clerk.text.as_ref().unwrap()
    );
    let mut stream = TcpStream::connect(app.address).unwrap();
    let mut times: Vec<Duration> = (0..30)
        .map(|_| {
            let begun = Instant::now();
            stream.write_all(request.as_bytes()).unwrap();
            let mut received = Vec::new();
            while !received.ends_with(b"\r\n0\r\n\r\n") {
                let mut part = [0; 16_384];
                let length = stream.read(&mut part).unwrap();
                assert!(length > 0, "{}", String::from_utf8_lossy(&received));
                received.extend_from_slice(&part[..length]);
            }
            assert!(String::from_utf8_lossy(&received).contains("content-encoding: gzip"));
            begun.elapsed()
        })
        .collect();
    times.sort();
    println!("median {:?}, most {:?}", times[15], times[29]);
    assert!(times[15] < Duration::from_millis(35), "{times:?}");
}

#[test]
fn odd_but_proper_http_is_answered() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let authorization = format!("authorization: Bearer {}\r\n", clerk.text.as_ref().unwrap());
    let list = "/api/v1/activities";
    let exchange = |target: &str, bytes: &str| {
        let method = bytes.split(' ').next().unwrap();
        raw::exchange(&app, method, target, bytes.as_bytes()).expect("an answer")
    };
    exchange(list, &format!("GET {list} HTTP/1.0\r\n{authorization}\r\n")).expect(200);
    exchange(list, &head(&format!("GET http://x{list} HTTP/1.1"), &authorization)).expect(200);
    exchange(list, &head(&format!("GET {list} HTTP/1.1"), &authorization.replace("Bearer", "bearer")))
        .expect(200);
    problem(&exchange("/x", &head("OPTIONS * HTTP/1.1", "")).expect(404));
    problem(&exchange("/x", &head("CONNECT x:80 HTTP/1.1", "")).expect(404));
    problem(&exchange("/x", &head(&format!("GET /{} HTTP/1.1", "a".repeat(60_000)), "")).expect(404));
    let upgrade =
        format!("GET {list} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
    problem(&exchange(list, &upgrade).expect(401));
    // Several of one header, which is no list.
    let twice = exchange(list, &head(&format!("GET {list} HTTP/1.1"), &authorization.repeat(2)));
    assert!([200, 401].contains(&twice.status));
}

/// The client's connection breaks in the middle of a body: nothing of it is stored.
#[test]
fn half_a_body_stores_nothing() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let body = crate::support::bodies::activity().to_string();
    let length = format!(
        "authorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
        clerk.text.as_ref().unwrap(),
        body.len() + 1
    );
    for _ in 0..3 {
        let mut stream = TcpStream::connect(app.address).unwrap();
        stream
            .write_all(format!("{}{body}", head("POST /api/v1/activities HTTP/1.1", &length)).as_bytes())
            .unwrap();
        stream.shutdown(std::net::Shutdown::Both).unwrap();
    }
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(app.number("SELECT count(*) FROM activities"), 0);
}

/// An id of the client's own.
const MINE: &str = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b";

async fn panics() -> &'static str {
    panic!("as it must")
}

/// A panic takes its own request and nothing else.
#[test]
fn a_panic_in_a_handler_becomes_a_problem() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = std::sync::mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let edge = web::Data::new(Edge::new(Metrics::default().http, Settings::default()));
            let app = move || {
                let app = Actix::new()
                    .app_data(edge.clone())
                    .wrap(from_fn(outermost))
                    .route("/panic", web::get().to(panics));
                app.route("/ok", web::get().to(|| async { "ok" }))
            };
            let server = HttpServer::new(app).workers(1).disable_signals().listen(listener).unwrap().run();
            sender.send(server.handle()).unwrap();
            server.await.unwrap();
        });
    });
    let handle = receiver.recv().unwrap();
    let client = reqwest::blocking::Client::new();
    for (language, title) in [("zh", "服务内部错误"), ("en", "Internal error")] {
        let request = client.get(format!("http://{address}/panic")).header("accept-language", language);
        let answer = request.header("x-request-id", MINE).send().unwrap();
        assert_eq!(answer.status(), 500);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert_eq!(answer.headers()["x-request-id"], MINE);
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
        let problem: Value = answer.json().unwrap();
        assert_eq!((problem["code"].as_str(), problem["title"].as_str()), (Some("internal"), Some(title)));
        assert!(!problem.to_string().contains("as it must"), "5xx tell nothing of the inside");
        assert_eq!(client.get(format!("http://{address}/ok")).send().unwrap().status(), 200);
    }
    drop(handle.stop(false));
    thread.join().unwrap();
}
