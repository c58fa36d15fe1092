//! Requests that two readers may take for different ones (RFC 9112 §11.2): each is refused, or read as the standard says.

use std::time::Duration;

use crate::support::database::clerk_token;
use crate::support::deployment::Deployment;
use crate::support::pulse::Pulse;
use crate::support::wire::Wire;

/// What is to be smuggled; the log would know it by its id.
const SMUGGLED: &str =
    "GET /healthz HTTP/1.1\r\nhost: x\r\nx-request-id: 66666666-6666-4666-8666-666666666666\r\n\r\n";
/// What may be asked.
const HONEST: &str = "GET /healthz HTTP/1.1\r\nhost: x\r\nx-request-id: 11111111-1111-4111-8111-111111111111\r\n\
    connection: close\r\n\r\n";
/// The head of a request with a body, up to what says where the body ends. It is answered 401, without reading that.
const POST: &str = "POST /api/v1/activities HTTP/1.1\r\nhost: x\r\n";

/// Headers that do not say for sure where a body ends, before one that would end there or go on.
const AMBIGUOUS: [&str; 27] = [
    "content-length: 5\r\ntransfer-encoding: chunked",
    "transfer-encoding: chunked\r\ncontent-length: 5",
    "content-length: 5\r\ncontent-length: 6",
    "content-length: 5\r\ncontent-length: 5",
    "content-length: 5, 5",
    "content-length: 5, 6",
    "content-length: +5",
    "content-length: -5",
    "content-length: 0x5",
    "content-length: 5 5",
    "content-length: 5;",
    "content-length:",
    "content-length: 99999999999999999999999999",
    "content-length : 5",
    "content-length\t: 5",
    "content-length:\r\n 5",
    "transfer-encoding: xchunked",
    "transfer-encoding: chunked, identity",
    "transfer-encoding: chunked, chunked",
    "transfer-encoding: identity",
    "transfer-encoding: gzip",
    "transfer-encoding: chunked\r\ntransfer-encoding: identity",
    "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
    "transfer-encoding : chunked",
    "transfer-encoding:\r\n chunked",
    "transfer-encoding: \x0bchunked",
    "transfer-encoding: \"chunked\"",
];

/// Chunks that are none. Who is refused before they are read is told so; else the connection may just end.
const CHUNKS: [&str; 13] = [
    "0\n\n",
    "5\nhello\r\n0\r\n\r\n",
    "5;\nhello\r\n0\r\n\r\n",
    "5\r\nhello0\r\n\r\n",
    "5\r\nhello\n0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "-1\r\n\r\n",
    "\r\n5\r\nhello\r\n0\r\n\r\n",
    "5,5\r\nhello\r\n0\r\n\r\n",
    "10000000000000000005\r\nhello\r\n0\r\n\r\n",
    "G\r\n\r\n",
    ";a=b\r\n\r\n",
];

/// Heads that are none.
const HEADS: [&str; 12] = [
    "GET /healthz HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nhost: x\r\nx: a\r\n b\r\n\r\n",
    "GET /healthz HTTP/1.1\r\n host: x\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nhost: x\r\nx: a\rb\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nhost: x\r\nx y: a\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nhost: x\r\nno colon\r\n\r\n",
    "GET /healthz HTTP/1.1\r\nhost: x\r\n: no name\r\n\r\n",
    "GET  /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    "GET /healthz HTTP/1.1 HTTP/1.1\r\nhost: x\r\n\r\n",
    "GET /healthz http/1.1\r\nhost: x\r\n\r\n",
    "GET /healthz\r\nhost: x\r\n\r\n",
    "POST /api/v1/activities HTTP/1.0\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
];

/// What is sent, what it is answered with, and that the connection ends after it.
fn proper() -> Vec<(String, &'static [u16])> {
    let authorised = format!("authorization: Bearer {}\r\ncontent-type: application/json", clerk_token());
    let with = |headers: &str, body: &str| format!("{POST}{authorised}\r\n{headers}\r\n\r\n{body}{HONEST}");
    let without = |headers: &str, body: &str| format!("{POST}{headers}\r\n\r\n{body}{SMUGGLED}");
    let too_long = format!("200000\r\n{}\r\n0\r\n\r\n", " ".repeat(0x20_0000));
    vec![
        // Where a body ends without doubt, the next request is read from there on.
        (with("content-length: 5", "hello"), &[400, 200]),
        (with("content-length:  5 ", "hello"), &[400, 200]),
        (with("content-length: 0", ""), &[400, 200]),
        (with("Transfer-Encoding: Chunked", "5\r\nhello\r\n0\r\n\r\n"), &[400, 200]),
        (with("transfer-encoding: chunked", "5;a=b;c=\"d\"\r\nhello\r\n0\r\n\r\n"), &[400, 200]),
        (with("transfer-encoding: chunked", "00005\r\nhello\r\n0\r\ntrailer: x\r\n\r\n"), &[400, 200]),
        (with("content-length: 5\r\nexpect: 100-continue", "hello"), &[100, 400, 200]),
        // A body that was not read is the last thing on its connection.
        (without("content-length: 5", "hello"), &[401]),
        (without("content-length: 5\r\nexpect: 100-continue", "hello"), &[401]),
        (without("transfer-encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"), &[401]),
        (format!("\r\n{HONEST}"), &[200]),
        ("GET /healthz HTTP/1.1\nhost: x\nconnection: close\n\n".to_owned(), &[200]),
        ("GET http://y/healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(), &[200]),
        ("GET /healthz HTTP/1.0\r\n\r\n".to_owned(), &[200]),
        // What stands in a body is no request, wanted or not.
        (format!("{POST}content-length: {}\r\nconnection: close\r\n\r\n{SMUGGLED}", SMUGGLED.len()), &[401]),
        (
            format!(
                "GET /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n\r\n{SMUGGLED}",
                SMUGGLED.len() + 1
            ),
            &[200],
        ),
        // Nor what comes after the last one.
        (format!("{HONEST}{SMUGGLED}"), &[200]),
        (format!("GET /healthz HTTP/1.0\r\n\r\n{SMUGGLED}"), &[200]),
        // More than is read, said beforehand or not.
        (format!("{POST}{authorised}\r\ncontent-length: 1099511627776\r\n\r\n{{"), &[413]),
        (with("transfer-encoding: chunked", &too_long), &[413, 200]),
        (format!("GET /healthz HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "a".repeat(200_000)), &[431]),
    ]
}

fn refused() -> impl Iterator<Item = (String, &'static [u16])> {
    let ambiguous = AMBIGUOUS.iter().flat_map(|headers| {
        ["hello", "0\r\n\r\n"].map(|body| format!("{POST}{headers}\r\n\r\n{body}{SMUGGLED}"))
    });
    let heads = HEADS.iter().map(|head| format!("{head}{SMUGGLED}"));
    ambiguous.chain(heads).map(|bytes| (bytes, [400].as_slice()))
}

/// The statuses that bytes are answered with, and whether the connection ends then.
fn exchange(address: &str, bytes: &str) -> (Vec<u16>, bool) {
    let mut wire = Wire::open(address);
    wire.send(bytes.as_bytes());
    let has_ended = wire.wait(Duration::from_secs(5), Wire::has_ended);
    (wire.statuses(), has_ended)
}

#[test]
fn nothing_is_smuggled_in() {
    let at = Deployment::open(&[], &[]);
    let pulse = Pulse::start(&at.clerk);
    let mut wrong = Vec::new();
    for (bytes, expected) in refused().chain(proper()) {
        let (statuses, has_ended) = exchange(&at.service.address, &bytes);
        if statuses != expected || !has_ended {
            wrong.push(format!("{statuses:?}, not {expected:?}, ended: {has_ended}, for {bytes:.250?}"));
        }
    }
    let authorised = format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", clerk_token());
    for (chunks, who) in CHUNKS.iter().flat_map(|chunks| [(chunks, ""), (chunks, &authorised)]) {
        let bytes = format!("{POST}{who}transfer-encoding: chunked\r\n\r\n{chunks}{SMUGGLED}");
        let (statuses, has_ended) = exchange(&at.service.address, &bytes);
        if !has_ended || !matches!(statuses[..], [] | [400 | 401]) {
            wrong.push(format!("{statuses:?}, ended: {has_ended}, for {bytes:.250?}"));
        }
    }
    pulse.must_be_healthy();
    let log = at.service.log();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(!log.contains("request_id=6666") && log.contains("request_id=1111"));
    at.close();
}
