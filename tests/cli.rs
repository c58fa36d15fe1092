//! The program as an operator runs it: with its own private PostgreSQL, in a fresh folder.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// A data folder that PostgreSQL's user may enter.
fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("fazhi-cli-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    folder
}

fn fazhi(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fazhi"));
    command.env_remove("DATABASE_URL").env("FAZHI_DEMO", "false").env("FAZHI_LOG", "info");
    command.env("FAZHI_DATA_DIR", folder.join("data")).env("FAZHI_LISTEN", "127.0.0.1:0");
    command
}

fn output(command: &mut Command) -> Output {
    command.stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A running service, with what it prints in files of its folder.
struct Service {
    child: Child,
    address: String,
    folder: std::path::PathBuf,
}

impl Service {
    fn start(folder: &Path, command: &mut Command) -> Self {
        let (out, log) = (folder.join("stdout"), folder.join("stderr"));
        let child = command
            .stdin(Stdio::null())
            .stdout(File::create(&out).unwrap())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut service = Self { child, address: String::new(), folder: folder.to_owned() };
        service.address = service.wait_for_address();
        service
    }

    fn wait_for_address(&mut self) -> String {
        let patience = Instant::now() + Duration::from_mins(1);
        loop {
            let printed = self.printed();
            if let Some(rest) = printed.split("Swagger UI").nth(1)
                && let Some((address, _)) = rest.trim_start().split_once("/docs/")
            {
                return address.to_owned();
            }
            assert!(self.child.try_wait().unwrap().is_none(), "it ended: {}", self.log());
            assert!(Instant::now() < patience, "no address: {printed} {}", self.log());
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn printed(&self) -> String {
        fs::read_to_string(self.folder.join("stdout")).unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("stderr")).unwrap()
    }

    fn status(&self, path: &str, token: &str) -> u16 {
        let client = reqwest::blocking::Client::builder().no_proxy().build().unwrap();
        let request = client.get(format!("{}{path}", self.address)).bearer_auth(token);
        request.send().unwrap().status().as_u16()
    }

    fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Ends it by a signal and gives its exit code.
    fn end(mut self, signal: Signal) -> Option<i32> {
        self.signal(signal);
        self.child.wait().unwrap().code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn it_starts_serves_stops_and_starts_again_even_after_kill_9() {
    let folder = folder();
    let service = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!((service.status("/healthz", ""), service.status("/readyz", "")), (200, 200));

    let args = ["token", "create", "--role", "clerk", "--region", "540526201", "--name", "古堆乡司法所"];
    let created = output(fazhi(folder.path()).args(args));
    let token = text(&created.stdout).trim_end().to_owned();
    assert!(created.status.success() && token.starts_with("fz_") && token.lines().count() == 1, "{token}");
    assert_eq!(service.status("/api/v1/me", &token), 200);
    let listed = text(&output(fazhi(folder.path()).args(["token", "list"])).stdout);
    let id = token.split('_').nth(1).unwrap();
    assert!(listed.contains(id) && listed.contains("古堆乡司法所") && !listed.contains(&token), "{listed}");

    let log = service.log();
    let line = log.lines().find(|line| line.contains("/api/v1/me")).unwrap();
    assert!(
        line.contains(id) && line.contains("GET") && line.contains("200") && line.ends_with("ms"),
        "{line}"
    );
    assert!(
        !log.contains(&token) && !log.contains(token.split('_').nth(2).unwrap()),
        "a secret is in the log"
    );
    assert_eq!(service.end(Signal::SIGTERM), Some(0));

    let again = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!(again.status("/api/v1/me", &token), 200);
    assert_eq!(again.end(Signal::SIGKILL), None);
    let recovered = Service::start(folder.path(), &mut fazhi(folder.path()));
    assert_eq!(recovered.status("/api/v1/me", &token), 200);
    let revoked = output(fazhi(folder.path()).args(["token", "revoke", id]));
    assert!(revoked.status.success());
    assert_eq!(recovered.status("/api/v1/me", &token), 401);
    assert_eq!(recovered.end(Signal::SIGINT), Some(0));
}

#[test]
fn a_taken_port_is_named_before_any_data_is_touched() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = folder();
    let refused = output(fazhi(folder.path()).env("FAZHI_LISTEN", &address));
    let said = text(&refused.stderr);
    assert!(!refused.status.success() && said.contains(&address) && said.contains("FAZHI_LISTEN="), "{said}");
    assert!(!folder.path().join("data").exists());
}

#[test]
fn a_second_service_on_one_folder_is_refused() {
    let folder = folder();
    let first = Service::start(folder.path(), &mut fazhi(folder.path()));
    let second = output(&mut fazhi(folder.path()));
    let said = text(&second.stderr);
    assert!(!second.status.success() && said.contains("in use by process"), "{said}");
    assert_eq!(first.status("/readyz", ""), 200);
    assert_eq!(first.end(Signal::SIGTERM), Some(0));
}

#[test]
fn the_demo_is_loaded_on_request_and_its_tokens_are_printed() {
    let folder = folder();
    let service = Service::start(folder.path(), fazhi(folder.path()).env("FAZHI_DEMO", "true"));
    let printed = service.printed();
    let clerk = printed.lines().find(|line| line.contains("540526201")).unwrap();
    let token = clerk.split_whitespace().nth(2).unwrap();
    assert_eq!(service.status("/api/v1/regions/540526201/figures?year=2024", token), 200);
    assert_eq!(service.end(Signal::SIGTERM), Some(0));
}

/// The way to another machine: the service need not stop for it, and its tokens go along.
#[test]
fn a_backup_is_made_while_the_service_runs_and_restored_into_another_folder() {
    let (here, there) = (folder(), folder());
    let service = Service::start(here.path(), fazhi(here.path()).env("FAZHI_DEMO", "true"));
    let printed = service.printed();
    let token = printed.lines().find(|line| line.contains("540526201")).unwrap();
    let token = token.split_whitespace().nth(2).unwrap();
    let file = here.path().join("backup");
    let saved = output(fazhi(here.path()).arg("backup").arg(&file));
    assert!(saved.status.success(), "{}", text(&saved.stderr));
    assert_eq!(service.status("/readyz", ""), 200);
    let restored = output(fazhi(there.path()).arg("restore").arg(&file).arg("--verify"));
    let said = text(&restored.stdout);
    assert!(restored.status.success() && said.contains("\nverified: "), "{said}{}", text(&restored.stderr));
    let other = Service::start(there.path(), &mut fazhi(there.path()));
    assert_eq!(other.status("/api/v1/regions/540526201/figures?year=2024", token), 200);
    assert_eq!((other.end(Signal::SIGTERM), service.end(Signal::SIGTERM)), (Some(0), Some(0)));
}

#[test]
fn a_given_database_is_used_and_none_is_started() {
    let folder = folder();
    let url = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1";
    let refused = output(fazhi(folder.path()).env("DATABASE_URL", url).env("FAZHI_POOL_TIMEOUT_MS", "500"));
    assert!(!refused.status.success(), "{}", text(&refused.stderr));
    assert!(!folder.path().join("data").exists());
}

#[test]
fn wrong_words_are_refused_with_what_is_allowed() {
    let folder = folder();
    for (args, hint) in [
        (&["token", "create", "--role", "king", "--region", "540526201"][..], "clerk, officer or admin"),
        (&["token", "create", "--role", "clerk", "--region", "54052"][..], "2, 4, 6 or 9 digits"),
        (&["serve", "--pool-size", "0"][..], "1..=1000"),
        (&["serv"][..], "serve"),
    ] {
        let refused = output(fazhi(folder.path()).args(args));
        let said = text(&refused.stderr);
        assert!(!refused.status.success() && said.contains(hint), "{args:?}: {said}");
    }
    assert!(!folder.path().join("data").exists());
}
