//! Requests byte by byte, for what a well-behaved client refuses to send.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use super::App;
use super::client::Answer;

/// Sends bytes and reads until the server closes; the answer is held against the contract as one to this request.
/// `None` where the server closes without an answer.
#[track_caller]
pub fn exchange(app: &App, method: &str, target: &str, bytes: &[u8]) -> Option<Answer> {
    let (status, headers, body) = parse(&send(app, bytes))?;
    Some(Answer::judged(method, target, status, headers, body))
}

/// Sends bytes and reads whatever comes until the server closes.
pub fn send(app: &App, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(app.address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // A server that has seen enough may close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut received = Vec::new();
    let _ = stream.read_to_end(&mut received);
    received
}

/// Status, headers with names in lower case, body.
pub type Parsed = (u16, Vec<(String, String)>, Vec<u8>);

/// Takes an HTTP/1.1 answer apart.
pub fn parse(bytes: &[u8]) -> Option<Parsed> {
    let split = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..split]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let chunked = headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked");
    let body = &bytes[split + 4..];
    let body = if chunked { dechunked(body) } else { body.to_vec() };
    Some((status, headers, body))
}

fn dechunked(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|window| window == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..end]).ok().and_then(|text| usize::from_str_radix(text, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else {
            break;
        };
        body.extend_from_slice(&rest[end + 2..end + 2 + size]);
        rest = &rest[end + 4 + size..];
    }
    body
}
