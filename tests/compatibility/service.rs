//! The service on a ledger, as an operator starts it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::blocking::Client;
use serde_json::Value;

use crate::program::fazhi;

/// A running service.
pub struct Service {
    process: Child,
    address: String,
    client: Client,
}

impl Service {
    pub fn start(url: &str, secret: &str) -> Self {
        let mut command = fazhi(url, &["serve"]);
        command
            .env("FAZHI_SECRET", secret)
            .env("FAZHI_LISTEN", "127.0.0.1:0")
            .env("FAZHI_METRICS_LISTEN", "off");
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let line = lines.find(|line| line.trim().starts_with("API ")).expect("an address");
        let address = line.trim().trim_start_matches("API").trim().to_owned();
        Self { process, address, client: Client::builder().no_proxy().build().unwrap() }
    }

    /// Status and body of what is answered to a token.
    pub fn get(&self, token: &str, path: &str) -> (u16, Value) {
        let answer = self.client.get(format!("{}{path}", self.address)).bearer_auth(token).send().unwrap();
        (answer.status().as_u16(), answer.json().unwrap())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = kill(Pid::from_raw(self.process.id().cast_signed()), Signal::SIGTERM);
        let _ = self.process.wait();
    }
}
