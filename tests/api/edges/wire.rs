//! What is wrong below HTTP's grammar, and a handler that panics.

use std::io::Write;
use std::net::TcpStream;

use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};
use fazhi::http::boundary::boundary;
use fazhi::http::edge::{Edge, Settings};
use fazhi::metrics::Metrics;
use serde_json::Value;

use super::problem;
use crate::support::{GUDUI, raw, spawn_app};

/// A request's head, for a connection that ends with it.
fn head(request_line: &str, headers: &str) -> String {
    format!("{request_line}\r\nhost: x\r\n{headers}connection: close\r\n\r\n")
}

/// What is no HTTP never reaches the service: the library refuses it with a bare status, and says no more.
#[test]
fn what_is_no_http_is_refused_by_the_library() {
    let app = spawn_app();
    let long = |n: usize| "a".repeat(n);
    let post = "POST /api/v1/activities HTTP/1.1";
    for (bytes, status) in [
        ("GARBAGE\r\n\r\n".to_owned(), 400),
        ("GET / HTTP/1.1\r\nconnection: close\r\n\r\n".to_owned(), 400),
        (head("GET / HTTP/2.0", ""), 400),
        (head("GET /法治 HTTP/1.1", ""), 400),
        (head("GET /<x> HTTP/1.1", ""), 400),
        (head("GET / HTTP/1.1", "x: a\0b\r\n"), 400),
        (head(post, "content-length: x\r\n"), 400),
        (head(post, "content-length: -1\r\n"), 400),
        (head(post, "content-length: 3\r\ntransfer-encoding: chunked\r\n"), 400),
        (head(&format!("GET /{} HTTP/1.1", long(70_000)), ""), 400),
        (head(&format!("GET /{} HTTP/1.1", long(200_000)), ""), 431),
        (head("GET / HTTP/1.1", &format!("x: {}\r\n", long(200_000))), 431),
        (head("GET / HTTP/1.1", &"x: y\r\n".repeat(200)), 431),
    ] {
        let (got, headers, body) = raw::parse(&raw::send(&app, bytes.as_bytes())).expect("an answer");
        assert_eq!(got, status, "{bytes:.80}");
        assert!(headers.contains(&("connection".to_owned(), "close".to_owned())));
        assert!(body.is_empty());
    }
    app.get(&app.clerk(GUDUI), "/api/v1/activities").send().expect(200);
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
    std::thread::sleep(std::time::Duration::from_millis(200));
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
                    .wrap(from_fn(boundary))
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
