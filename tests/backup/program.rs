//! The program as an operator of a ledger with a secret runs it.

use std::process::Command;

#[path = "../api/support/program.rs"]
mod plain;

pub use plain::{refuses, succeeds};

/// The secret of the ledgers that are backed up here.
pub const SECRET: &str = "5b0e6f0f8a6c4d55b7a1c3e2d4f60718293a4b5c6d7e8f90";

/// The program with these arguments, on this database.
pub fn fazhi(url: &str, args: &[&str]) -> Command {
    let mut command = without_secret(url, args);
    command.env("FAZHI_SECRET", SECRET);
    command
}

/// The same, without a secret.
pub fn without_secret(url: &str, args: &[&str]) -> Command {
    let mut command = plain::fazhi(url, args);
    command.env_remove("FAZHI_SECRET").env_remove("FAZHI_SECRET_FILE");
    command
}

/// What it says on standard error where it did what was asked for, and somebody has to look at it.
#[track_caller]
pub fn needs_attention(mut command: Command) -> String {
    let output = command.output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(3), "{said}");
    said
}
