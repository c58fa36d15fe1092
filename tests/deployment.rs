//! What operators go by says what the code does: the table of settings in `docs/deployment.md`, the names in the files
//! of the deployment, the metrics on the dashboard and in the alerts.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use clap::{Arg, Args, Command};
use fazhi::config::arguments::{arguments, variable};
use fazhi::config::{SECRETS, Settings};

/// Settings whose default depends on the machine, and what the page says of it.
const MACHINES: &[(&str, &str)] = &[
    ("data_dir", "root：`/var/lib/fazhi`；其他用户 / others：`~/.local/share/fazhi`"),
    ("workers", "每核一个 / one per core"),
];
/// In the place of a default where there is none.
const NONE: &str = "–";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A row of the table of settings, its cells without the marks of Markdown.
#[derive(Debug)]
struct Row {
    flag: String,
    variable: String,
    default: String,
    range: String,
    example: String,
}

fn rows() -> Vec<Row> {
    let page = text("docs/deployment.md");
    let lines = page.lines().filter(|line| line.starts_with("| `--") || line.starts_with("| – | `FAZHI_"));
    lines.map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [flag, variable, default, range, example, _] = cells[..] else { panic!("six cells: {line}") };
    let plain = |cell: &str| cell.trim_matches('`').to_owned();
    Row {
        flag: plain(flag),
        variable: plain(variable),
        default: plain(default),
        range: range.to_owned(),
        example: plain(example),
    }
}

/// The setting's flag; secrets have none.
fn flag(arg: &Arg) -> String {
    if arg.is_hide_set() { NONE.to_owned() } else { format!("--{}", arg.get_long().unwrap()) }
}

/// What the page has to say of the setting's default.
fn default(arg: &Arg) -> String {
    let machines = MACHINES.iter().find(|(id, _)| arg.get_id() == id).map(|(_, text)| plain_edges(text));
    let own = arg.get_default_values().first().map(|value| value.to_string_lossy().into_owned());
    machines.or(own).unwrap_or_else(|| NONE.to_owned())
}

fn plain_edges(text: &str) -> String {
    text.trim_matches('`').to_owned()
}

/// The bounds that the help of a setting names, as the page writes them.
fn bounds(arg: &Arg) -> Option<String> {
    let help = arg.get_help().unwrap().to_string();
    let range = regex::Regex::new(r"(\d+) to (\d+)\.?$").unwrap();
    range.captures(help.trim_end()).map(|found| format!("{}–{}", &found[1], &found[2]))
}

#[test]
fn the_table_has_every_setting_with_its_names_and_its_default() {
    let expected: BTreeSet<_> =
        arguments().iter().map(|arg| (flag(arg), variable(arg), default(arg))).collect();
    let found: BTreeSet<_> = rows().into_iter().map(|row| (row.flag, row.variable, row.default)).collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let invented: Vec<_> = found.difference(&expected).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "the code has {missing:#?}, the page has {invented:#?}"
    );
    assert_eq!(rows().len(), expected.len(), "a setting stands there twice");
}

#[test]
fn the_table_names_the_bounds_that_are_kept() {
    let mut compared = 0;
    for arg in arguments() {
        let rows = rows();
        let row = rows.iter().find(|row| row.variable == variable(&arg)).unwrap();
        if let Some(bounds) = bounds(&arg) {
            assert_eq!(row.range, bounds, "{}", row.flag);
            let (_, most) = bounds.split_once('–').unwrap();
            let beyond = most.parse::<u64>().unwrap() + 1;
            assert!(accepts(&arg, most) && !accepts(&arg, &beyond.to_string()), "{}", row.flag);
            compared += 1;
        }
    }
    assert!(compared >= 6, "bounds are written differently now: only {compared} were compared");
}

/// Whether the setting can have this value.
fn accepts(arg: &Arg, value: &str) -> bool {
    let command = Settings::augment_args(Command::new("settings").no_binary_name(true));
    command.try_get_matches_from([format!("--{}={value}", arg.get_long().unwrap())]).is_ok()
}

#[test]
fn the_examples_in_the_table_are_accepted() {
    let settings = arguments();
    for row in rows() {
        let arg = settings.iter().find(|arg| variable(arg) == row.variable).unwrap();
        assert!(accepts(arg, &row.example), "{row:?}");
    }
}

/// The files that a deployment is made of or described by.
fn deployed() -> Vec<String> {
    let docker = fs::read_dir(root().join("docker")).unwrap().map(|entry| entry.unwrap());
    let docker = docker.filter(|entry| entry.file_type().unwrap().is_file());
    let docker = docker.map(|entry| Path::new("docker").join(entry.file_name()).display().to_string());
    let texts = ["Dockerfile", "README.md", "docs/deployment.md", "docs/reference.md"].map(str::to_owned);
    texts.into_iter().chain(docker).collect()
}

/// The words in a text that match.
fn words(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = regex::Regex::new(pattern).unwrap();
    pattern.find_iter(text).map(|found| found.as_str().to_owned()).collect()
}

/// A name that is no setting's stops the start.
#[test]
fn no_file_of_the_deployment_names_a_setting_that_does_not_exist() {
    let settings = arguments();
    let mut known: BTreeSet<String> = settings.iter().map(variable).collect();
    let secrets = settings.iter().filter(|arg| SECRETS.contains(&arg.get_id().as_str()));
    known.extend(secrets.map(|arg| format!("{}_FILE", variable(arg))));
    for file in deployed() {
        let named = words(r"\b(FAZHI|DATABASE)_[A-Z_]*[A-Z]", &text(&file));
        let unknown: Vec<_> = named.difference(&known).collect();
        assert!(unknown.is_empty(), "{file} names {unknown:?}");
    }
}

/// Metrics tell how the ledger is used: others than the container itself read them only where a site has said so.
#[test]
fn the_image_and_the_compose_files_serve_metrics_on_the_loopback_address() {
    let image = text("Dockerfile");
    assert!(!image.contains("FAZHI_METRICS_LISTEN") && !image.contains("9090"), "{image}");
    let instance = text("docker/common.yaml");
    assert!(instance.contains("FAZHI_METRICS_LISTEN: \"${METRICS_LISTEN:-127.0.0.1:9090}\""), "{instance}");
    for file in ["docker/compose.yaml", "docker/compose.scale.yaml"] {
        assert!(!text(file).contains("9090"), "{file} publishes the port");
    }
}

/// The texts of the licences of what is linked go along with the binary and the image (licenses/check holds them against
/// Cargo.lock).
#[test]
fn the_texts_of_licences_go_along() {
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_fazhi")).arg("licenses").output().unwrap();
    let texts = text("licenses/THIRD_PARTY.txt");
    assert_eq!(String::from_utf8(printed.stdout).unwrap(), ["LICENSE", "NOTICE"].map(text).concat() + &texts);
    for licence in ["MIT License", "Apache License", "ISC", "Redistribution and use", "UNICODE LICENSE V3"] {
        assert!(texts.contains(licence), "{licence}");
    }
    assert!(text("Dockerfile").contains("COPY LICENSE NOTICE licenses/THIRD_PARTY.txt "));
}

/// The names of the service's metrics, as their instruments are made in the code.
fn metrics() -> BTreeSet<String> {
    let files = fs::read_dir(root().join("src/metrics")).unwrap().map(|entry| entry.unwrap().path());
    let sources: String = files.map(|file| fs::read_to_string(file).unwrap()).collect();
    words("\"fazhi_[a-z_]+\"", &sources).iter().map(|name| name.trim_matches('"').to_owned()).collect()
}

/// The service's metrics that a file speaks of; a histogram is asked for its buckets.
fn watched(file: &str) -> BTreeSet<String> {
    let names = words(r"\bfazhi_[a-z_]+", &text(file));
    names.iter().map(|name| name.trim_end_matches("_bucket").to_owned()).collect()
}

#[test]
fn the_dashboard_shows_every_metric_there_is() {
    assert_eq!(watched("docker/dashboard.json"), metrics());
}

#[test]
fn the_alerts_watch_metrics_that_exist() {
    let (watched, metrics) = (watched("docker/alerts.yaml"), metrics());
    assert!(!watched.is_empty() && watched.is_subset(&metrics), "{watched:?} against {metrics:?}");
}

/// Writes a script that stands in for a program of the system.
fn stand_in(folder: &Path, name: &str, script: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Debian's server package would start a cluster `main` on port 5432: who has to install by hand is told how it does not.
#[test]
fn who_may_not_install_is_told_how_no_other_server_starts() {
    let folder = tempfile::TempDir::new().unwrap();
    let settings = folder.path().join("createcluster.d");
    let script = text(".ci/install").replace("postgres_needed=15", "postgres_needed=99");
    let script = script.replace("/etc/postgresql-common/createcluster.d", settings.to_str().unwrap());
    fs::create_dir(folder.path().join(".ci")).unwrap();
    fs::write(folder.path().join(".ci/install"), script).unwrap();
    fs::copy(root().join("Cargo.toml"), folder.path().join("Cargo.toml")).unwrap();
    for (name, script) in [("id", "echo 1000"), ("sudo", "exit 1"), ("apt-get", "exit 1")] {
        stand_in(folder.path(), name, script);
    }
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let said = || {
        let mut install = std::process::Command::new("sh");
        let install = install.arg(folder.path().join(".ci/install")).arg("build").env("PATH", &path);
        String::from_utf8(install.stdin(Stdio::null()).output().unwrap().stderr).unwrap()
    };
    let first = said();
    let line = format!("\"create_main_cluster = false\" > {}/fazhi.conf", settings.display());
    assert!(first.find(&line).unwrap() < first.find("apt-get update && ").unwrap(), "{first}");
    fs::create_dir(&settings).unwrap();
    fs::write(settings.join("fazhi.conf"), "").unwrap();
    assert!(!said().contains("create_main_cluster"), "it is there already");
}
