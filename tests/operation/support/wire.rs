//! Connections byte by byte, for what a well-behaved client does not do.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long one look for bytes takes.
const LOOK: Duration = Duration::from_millis(250);

pub struct Wire {
    stream: TcpStream,
    received: Vec<u8>,
    has_ended: bool,
}

impl Wire {
    /// A connection to `http://…`.
    pub fn open(address: &str) -> Self {
        let address: SocketAddr = address.trim_start_matches("http://").parse().unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(LOOK)).unwrap();
        // What cannot be sent at once because the other side does not read is not sent.
        stream.set_write_timeout(Some(LOOK)).unwrap();
        Self { stream, received: Vec::new(), has_ended: false }
    }

    /// Sends bytes, if the other side still takes them.
    pub fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes);
    }

    /// Looks for bytes, or the end of them.
    pub fn look(&mut self) {
        let mut buffer = [0; 16 << 10];
        match self.stream.read(&mut buffer) {
            Ok(0) => self.has_ended = true,
            Ok(count) => self.received.extend_from_slice(&buffer[..count]),
            Err(error) => {
                self.has_ended = !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut);
            }
        }
    }

    pub fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Looks until something is the case, or for so long; whether it is.
    pub fn wait(&mut self, patience: Duration, is_enough: impl Fn(&Self) -> bool) -> bool {
        let patience = Instant::now() + patience;
        while !is_enough(self) && Instant::now() < patience {
            self.look();
        }
        is_enough(self)
    }

    /// The statuses of all answers so far.
    pub fn statuses(&self) -> Vec<u16> {
        let mut rest = self.received.as_slice();
        let mut statuses = Vec::new();
        while let Some((status, length)) = first_answer(rest) {
            statuses.push(status);
            rest = rest.get(length..).unwrap_or_default();
        }
        statuses
    }
}

/// The status of the first answer, and how many bytes it has with its body.
fn first_answer(bytes: &[u8]) -> Option<(u16, usize)> {
    let head = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&bytes[..head]).to_ascii_lowercase();
    let status = text.split(' ').nth(1)?.parse().ok()?;
    let header = |name: &str| {
        text.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
    };
    let length = header("content-length:").map_or(0, |length| length.parse().unwrap());
    assert!(header("transfer-encoding:").is_none(), "answers without compression have a length: {text}");
    Some((status, head + length))
}
