//! The program as an operator runs it on a database.

use std::process::{Command, Output, Stdio};

/// The program with these arguments, on this database.
pub fn fazhi(url: &str, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fazhi"));
    command.env_remove("FAZHI_DEMO").env("DATABASE_URL", url).env("FAZHI_LOG", "warn");
    command.args(args).stdin(Stdio::null());
    command
}

/// What it prints where it succeeds.
#[track_caller]
pub fn succeeds(mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("text")
}

/// What it says where it refuses, on standard error: a line in Chinese, then one in English.
#[track_caller]
pub fn refuses(mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("it runs");
    let said = String::from_utf8(stderr).expect("text");
    assert_eq!(status.code(), Some(1), "{said}");
    assert_eq!(String::from_utf8_lossy(&stdout), "");
    let is_chinese = |line: &str| line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    assert_eq!(said.lines().count(), 2, "a line in Chinese, one in English: {said}");
    assert!(said.lines().next().is_some_and(is_chinese), "{said}");
    said
}
