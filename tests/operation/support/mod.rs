//! The program as an operator runs it, as a process of its own.

pub mod clerk;
pub mod database;
pub mod deployment;
pub mod ledger;
pub mod metrics;
pub mod pulse;
pub mod random;
pub mod wire;
pub mod workload;

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::blocking::{Client, ClientBuilder};
use tempfile::TempDir;

/// A data folder that PostgreSQL's user may enter.
pub fn folder() -> TempDir {
    let folder = tempfile::Builder::new().prefix("fazhi-cli-").tempdir_in("/tmp").unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    folder
}

/// The program under test: the one that was built with the tests, or the one in `FAZHI_PROGRAM`.
pub fn program() -> String {
    std::env::var("FAZHI_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_fazhi").to_owned())
}

/// The program, with nothing of the machine's own settings.
pub fn fazhi(folder: &Path) -> Command {
    let mut command = Command::new(program());
    settings(&mut command, folder);
    command
}

/// Settings for a test: free ports, and its own folder.
pub fn settings(command: &mut Command, folder: &Path) {
    for (name, _) in std::env::vars_os() {
        if name == "DATABASE_URL" || name.to_string_lossy().starts_with("FAZHI_") {
            command.env_remove(name);
        }
    }
    command.env("FAZHI_DEMO", "false").env("FAZHI_LOG", "info");
    // One token does the work of thousands.
    command.env("FAZHI_RATE_LIMIT", "off").env("FAZHI_AUTH_FAILURES", "off");
    command.env("FAZHI_TOWNSHIP_BYTES_PER_DAY", "0");
    command.env("FAZHI_DATA_DIR", folder.join("data")).stdin(Stdio::null());
    command.env("FAZHI_LISTEN", "127.0.0.1:0").env("FAZHI_METRICS_LISTEN", "127.0.0.1:0");
}

pub fn output(command: &mut Command) -> Output {
    command.output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether tests take the time that they would need to be sure: more rounds, and bounds that only hold on a machine
/// that does nothing else.
pub fn is_long() -> bool {
    std::env::var_os("FAZHI_LONG_TESTS").is_some()
}

/// A client that goes straight to the service.
pub fn client() -> Client {
    client_with(|builder| builder)
}

/// Such a client, made to measure.
pub fn client_with(settings: impl FnOnce(ClientBuilder) -> ClientBuilder) -> Client {
    settings(Client::builder().no_proxy()).build().unwrap()
}

/// A token made on the command line.
pub fn token(folder: &Path, role: &str, region: &str) -> String {
    let made =
        output(fazhi(folder).args(["token", "create", "--role", role, "--region", region, "--name", role]));
    assert!(made.status.success(), "{}", text(&made.stderr));
    text(&made.stdout).trim_end().to_owned()
}

/// A running service, with what it prints in files of its folder.
pub struct Service {
    child: Child,
    /// Where it listens, with `http://` before.
    pub address: String,
    folder: PathBuf,
}

impl Service {
    pub fn start(folder: &Path, command: &mut Command) -> Self {
        let (out, log) = (folder.join("stdout"), folder.join("stderr"));
        let child =
            command.stdout(File::create(&out).unwrap()).stderr(File::create(&log).unwrap()).spawn().unwrap();
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

    pub fn printed(&self) -> String {
        fs::read_to_string(self.folder.join("stdout")).unwrap()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.join("stderr")).unwrap()
    }

    /// The address of the metrics.
    pub fn metrics_address(&self) -> String {
        let printed = self.printed();
        printed.split("Metrics").nth(1).unwrap().trim_start().lines().next().unwrap().to_owned()
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// A line of `/proc/PID/status` about memory, in bytes.
    pub fn memory(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    pub fn status(&self, path: &str, token: &str) -> u16 {
        let request = client().get(format!("{}{path}", self.address)).bearer_auth(token);
        request.send().unwrap().status().as_u16()
    }

    /// Begins to measure how much memory it takes at its highest; what it takes now, in bytes.
    pub fn begin_peak(&self) -> u64 {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
        self.peak()
    }

    /// How much memory it took at its highest since then.
    pub fn peak(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() << 10
    }

    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), signal).unwrap();
    }

    /// Waits for its end and gives its exit code.
    pub fn wait(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Ends it by a signal and gives its exit code.
    pub fn end(self, signal: Signal) -> Option<i32> {
        self.signal(signal);
        self.wait()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
