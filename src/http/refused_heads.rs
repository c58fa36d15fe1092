//! What the HTTP library refuses before there is a request: a head that is not of HTTP's grammar, is too long, or does not
//! come. The library answers with a bare status and closes the connection; here that answer leaves as a problem document.
//!
//! Bytes beyond ASCII in the request line are refused: what stands before the service may have read them otherwise (RFC 9112 §3).

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use uuid::Uuid;

use super::middleware::code_for;
use super::protection::protect;
use crate::problems::{ApiError, Code};
use crate::text;
use crate::text::Language;

/// The longest bare answer, in bytes: a status line and three headers.
const LONGEST_BARE: usize = 200;

/// The longest request line whose address the library can read, in bytes.
const LONGEST_ADDRESS: usize = 65_534;

/// A client's connection.
#[derive(Debug)]
pub struct Stream {
    io: TcpStream,
    line: RequestLine,
    problem: Option<Unsent>,
}

/// What was read of a request line; it begins anew with every answer.
#[derive(Debug, Default)]
struct RequestLine {
    length: usize,
    is_whole: bool,
    /// Whether there are bytes beyond ASCII in it.
    has_raw_bytes: bool,
}

/// A problem that is being sent.
#[derive(Debug)]
struct Unsent {
    bytes: Vec<u8>,
    sent: usize,
}

impl Stream {
    /// The connection over this socket.
    #[must_use]
    pub fn new(io: TcpStream) -> Self {
        Self { io, line: RequestLine::default(), problem: None }
    }

    /// The socket.
    #[must_use]
    pub fn io(&self) -> &TcpStream {
        &self.io
    }

    fn poll_problem(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(Unsent { bytes, sent }) = &mut self.problem {
            let rest = bytes.get(*sent..).unwrap_or_default();
            if rest.is_empty() {
                self.problem = None;
                break;
            }
            let written = ready!(Pin::new(&mut self.io).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            *sent += written;
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(cx, buf))?;
        self.line.note(buf.filled().get(before..).unwrap_or_default());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.problem.is_none() {
            let bare = Bare::at_the_end_of(buf);
            if let Some(bare) = bare.as_ref().filter(|bare| bare.begins == 0) {
                self.problem = Some(Unsent { bytes: bare.explained(&self.line), sent: 0 });
            } else {
                self.line = RequestLine::default();
                let answers = bare.and_then(|bare| buf.get(..bare.begins)).unwrap_or(buf);
                return Pin::new(&mut self.io).poll_write(cx, answers);
            }
        }
        ready!(self.poll_problem(cx))?;
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}

impl RequestLine {
    fn note(&mut self, bytes: &[u8]) {
        if self.is_whole {
            return;
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let part = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        self.length += part.len();
        self.has_raw_bytes |= !part.is_ascii();
        self.is_whole = end.is_some();
    }
}

/// An answer of the library's own: no body, and no header of this service.
#[derive(Debug)]
struct Bare<'a> {
    /// Where it begins.
    begins: usize,
    status: StatusCode,
    date: Option<&'a str>,
}

impl<'a> Bare<'a> {
    /// The bare refusal with which a buffer of answers ends. It is the last thing on its connection.
    fn at_the_end_of(buf: &'a [u8]) -> Option<Self> {
        if !buf.ends_with(b"\r\n\r\n") {
            return None;
        }
        let end = buf.get(buf.len().saturating_sub(LONGEST_BARE)..)?;
        let start = end.windows(8).rposition(|window| window == b"HTTP/1.1" || window == b"HTTP/1.0")?;
        let head = str::from_utf8(end.get(start..)?).ok()?;
        let status = head.get(9..12)?.parse().ok().and_then(|status| StatusCode::from_u16(status).ok())?;
        let mut headers = head.lines().skip(1).filter(|line| !line.is_empty());
        let date = headers.clone().find(|line| line.starts_with("date: "));
        let is_bare = headers.all(|line| Some(line) == date || OF_THE_LIBRARY.contains(&line));
        let begins = buf.len() - end.len() + start;
        (is_bare && status.is_client_error()).then_some(Self { begins, status, date })
    }

    /// The same refusal as a problem, with what is wrong.
    fn explained(&self, line: &RequestLine) -> Vec<u8> {
        let (error, request_id) = (refusal(self.status, line), Uuid::now_v7().to_string());
        let status = error.code().status();
        let body = serde_json::to_vec(&error.problem(Language::Zh, "", &request_id)).unwrap_or_default();
        let mut headers = HeaderMap::new();
        protect(&mut headers);
        let mut common = String::new();
        for (name, value) in &headers {
            common.extend([name.as_str(), ": ", value.to_str().unwrap_or_default(), "\r\n"]);
        }
        log::info!(request_id, status = status.as_u16(); "refused what is no request");
        let (length, date) = (body.len(), self.date.map(|date| format!("{date}\r\n")).unwrap_or_default());
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/problem+json\r\ncontent-length: {length}\r\n\
             content-language: {}\r\ncache-control: no-store\r\nx-request-id: {request_id}\r\n{common}{date}\
             connection: close\r\n\r\n",
            Language::Zh.tag()
        );
        [head.into_bytes(), body].concat()
    }
}

/// The headers of a bare answer besides the date.
const OF_THE_LIBRARY: [&str; 2] = ["content-length: 0", "connection: close"];

/// What is wrong, as far as the request line tells.
fn refusal(status: StatusCode, line: &RequestLine) -> ApiError {
    let is_too_long = status == StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE && !line.is_whole
        || status == StatusCode::BAD_REQUEST && line.length > LONGEST_ADDRESS;
    if is_too_long {
        return ApiError::of(Code::UriTooLong);
    }
    if status == StatusCode::BAD_REQUEST && line.has_raw_bytes {
        return ApiError::new(
            Code::MalformedRequest,
            text!(
                "地址中有未编码的汉字或其他非 ASCII 字符：须用 UTF-8 百分号编码（民 写作 %E6%B0%91；curl 用 -G --data-urlencode）",
                "The address has characters beyond ASCII in it: they are percent-encoded UTF-8 (民 is %E6%B0%91; with curl: -G --data-urlencode)"
            ),
        );
    }
    ApiError::of(code_for(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &str = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\ndate: Sat, 28 Nov 2026 12:00:00 GMT\r\n\r\n";

    #[test]
    fn a_bare_refusal_is_told_from_other_answers() {
        let found = |bytes: &str| {
            Bare::at_the_end_of(bytes.as_bytes()).map(|bare| (bare.begins, bare.status.as_u16()))
        };
        assert_eq!(found(BARE), Some((0, 400)));
        let before = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(found(&format!("{before}{BARE}")), Some((before.len(), 400)));
        for other in [
            before,
            "HTTP/1.1 304 Not Modified\r\ncontent-length: 0\r\n\r\n",
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nx-request-id: 1\r\n\r\n",
            "HTTP/1.1 100 Continue\r\n\r\n",
            "\r\n\r\n",
            "",
        ] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn a_problem_says_what_is_wrong_with_the_line() {
        let code = |status: u16, read: &[&[u8]]| {
            let mut line = RequestLine::default();
            for bytes in read {
                line.note(bytes);
            }
            refusal(StatusCode::from_u16(status).unwrap(), &line).code()
        };
        let long = vec![b'a'; 70_000];
        assert_eq!(code(400, &[b"GET /", &long, b" HTTP/1.1\r\n"]), Code::UriTooLong);
        assert_eq!(code(431, &[b"GET /", &long]), Code::UriTooLong);
        assert_eq!(code(431, &[b"GET / HTTP/1.1\r\nx: ", &long]), Code::HeadersTooLarge);
        assert_eq!(code(400, &[b"GET / HTTP/1.1\r\n", &long]), Code::MalformedRequest);
        assert_eq!(code(408, &[b"GET /"]), Code::RequestTimeout);
    }
}
