//! `fazhi health`: for the health check of a container, which has no shell and no curl.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::Outcome;
use crate::config::Settings;
use crate::text;

/// How long the service may take to say whether it is ready.
const PATIENCE: Duration = Duration::from_secs(4);

/// Asks `/readyz` of the service that listens where the settings say.
pub fn run(settings: &Settings) -> Outcome {
    let address = reachable(settings.listen);
    let silent =
        |error| text!("{address} 没有应答：{error}", "{address} does not answer: {error}").in_lines();
    let answer = ask(address).map_err(silent)?;
    let status = answer.split_whitespace().nth(1).unwrap_or("-");
    if status == "200" {
        println!("就绪 ready");
        return Ok(());
    }
    let text =
        text!("{address} 没有就绪：/readyz 答 {status}", "{address} is not ready: /readyz answers {status}");
    Err(text.in_lines().into())
}

/// The head of the answer.
fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(
        format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes(),
    )?;
    let mut head = Vec::new();
    stream.take(4096).read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Who listens on all addresses is reached at the loopback one.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
