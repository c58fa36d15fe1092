//! The search for programs, with made-up ones.

use std::process::Command;

use super::*;

/// Written by another process: were the file open for writing here while another test forks, it
/// could not be executed ("Text file busy").
fn program(path: &Path, script: &str) {
    let line = "mkdir -p \"${1%/*}\" && printf '#!/bin/sh\\n%s\\n' \"$2\" >\"$1\" && chmod 755 \"$1\"";
    let mut shell = Command::new("/bin/sh");
    let status = shell.args(["-c", line, "sh"]).arg(path).arg(script).status().unwrap();
    assert!(status.success());
}

fn server(dir: &Path, version: &str) {
    program(&dir.join("postgres"), &format!("echo 'postgres (PostgreSQL) {version}'"));
    program(&dir.join("initdb"), "");
}

fn versions(dir: &Path, all: &[&str]) {
    for version in all {
        server(&dir.join(version).join("bin"), version);
    }
}

#[test]
fn versions_are_parsed() {
    let debian = "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n";
    assert_eq!(parse_major(debian), Some(15));
    assert_eq!(parse_major("postgres (PostgreSQL) 18beta1\n"), Some(18));
    assert_eq!(parse_major("psql 15.1\n"), None);
    assert_eq!(parse_major("postgres (PostgreSQL) next\n"), None);
}

#[test]
fn the_highest_supported_version_wins() {
    let dir = tempfile::tempdir().unwrap();
    versions(dir.path(), &["9.6", "14", "15", "17", "19"]);
    let found = search(dir.path(), None, None).unwrap();
    assert_eq!(found, Binaries { dir: dir.path().join("17/bin"), major: 17 });
}

#[test]
fn the_version_that_made_the_cluster_comes_first() {
    let dir = tempfile::tempdir().unwrap();
    versions(dir.path(), &["15", "17"]);
    assert_eq!(search(dir.path(), None, Some("15")).unwrap().major, 15);
    assert_eq!(search(dir.path(), None, Some("16")).unwrap().major, 17);
}

#[test]
fn a_link_in_the_path_is_followed() {
    let dir = tempfile::tempdir().unwrap();
    let (real, links) = (dir.path().join("real"), dir.path().join("links"));
    server(&real, "16.2");
    fs::create_dir(&links).unwrap();
    std::os::unix::fs::symlink(real.join("postgres"), links.join("postgres")).unwrap();
    let found = search(Path::new("/nonexistent"), Some(links.as_os_str()), None).unwrap();
    assert_eq!(found.dir, real.canonicalize().unwrap());
}

#[test]
fn pg_config_is_asked_last() {
    let dir = tempfile::tempdir().unwrap();
    let (real, path) = (dir.path().join("real"), dir.path().join("path"));
    server(&real, "18.0");
    program(&path.join("pg_config"), &format!("test \"$1\" = --bindir && echo '{}'", real.display()));
    let found = search(Path::new("/nonexistent"), Some(path.as_os_str()), None).unwrap();
    assert_eq!(found, Binaries { dir: real, major: 18 });
}

#[test]
fn a_client_alone_is_not_found() {
    let dir = tempfile::tempdir().unwrap();
    program(&dir.path().join("psql"), "echo 'psql (PostgreSQL) 15.1'");
    program(&dir.path().join("pg_config"), &format!("echo '{}'", dir.path().display()));
    let error = search(Path::new("/nonexistent"), Some(dir.path().as_os_str()), None).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("apt-get install postgresql-15") && text.contains("make install"), "{text}");
}

#[test]
fn an_explicit_folder_is_the_only_one_tried() {
    let dir = tempfile::tempdir().unwrap();
    server(dir.path(), "14.3");
    let text = find_binaries(Some(dir.path())).unwrap_err().to_string();
    assert!(text.contains("version 14 is not supported") && text.contains("FAZHI_PG_BIN"), "{text}");
}
