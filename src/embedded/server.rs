//! The running private server.

use std::{
    ffi::OsString,
    path::Path,
    process::{Command, ExitStatus},
    thread::sleep,
    time::{Duration, Instant},
};

use nix::sys::signal::Signal;

use super::{
    Attempt, Binaries, Error,
    account::Account,
    command,
    folder::{Folder, Lock},
    log_file::LogFile,
    pid_file,
    process::{FAST, IMMEDIATE, Process},
    socket::{self, SocketDir},
};

/// What a server is made from.
#[derive(Debug)]
pub(super) struct Setup<'a> {
    pub folder: Folder,
    pub lock: Lock,
    pub binaries: Binaries,
    pub account: Option<Account>,
    pub options: &'a [(String, String)],
}

/// A private PostgreSQL that this process runs. Dropping it stops it.
#[derive(Debug)]
#[must_use = "dropping the server stops it"]
pub struct Server {
    url: String,
    folder: Folder,
    socket: SocketDir,
    pid: i32,
    /// `None` once it was stopped.
    process: Option<Process>,
    /// Last, so that it is released last.
    _lock: Lock,
}

impl Server {
    pub(super) fn launch(setup: Setup) -> Result<Self, Error> {
        let begin = Instant::now();
        let socket = SocketDir::prepare(&setup.folder, setup.account.as_ref())?;
        let log = LogFile::open(&setup.folder)?;
        if let Some(account) = &setup.account {
            account.own(&log.path)?;
        }
        let process = Process::spawn(postgres(&setup, &socket, &log)?)
            .map_err(Error::io(Attempt::Run, &setup.binaries.postgres()))?;
        let server = Self {
            url: socket::url(&socket.path),
            socket,
            pid: process.pid(),
            process: Some(process.clone()),
            folder: setup.folder,
            _lock: setup.lock,
        };
        // From here on, an error drops the server and so stops the process.
        server.wait_until_ready(&process, &log)?;
        log::info!("PostgreSQL (process {}) is ready after {:?}", server.pid, begin.elapsed());
        Ok(server)
    }

    /// The connection URL for libpq: role and database `fazhi`, over the Unix socket.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The data folder, by its canonical path.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.folder.root()
    }

    /// The process id of the server (the postmaster).
    #[must_use]
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Ends all connections and shuts down: fast (SIGINT), and after ten seconds immediately
    /// (SIGQUIT, which makes the next start recover). Call it after the last request is answered.
    ///
    /// # Errors
    ///
    /// [`Error::WontStop`] when the process survives both; it is then left alone.
    pub fn stop(mut self) -> Result<(), Error> {
        self.shut_down()
    }

    fn shut_down(&mut self) -> Result<(), Error> {
        let Some(process) = self.process.take() else {
            return Ok(());
        };
        if !process.stop(FAST, IMMEDIATE) {
            return Err(Error::WontStop { pid: self.pid, folder: self.folder.cluster() });
        }
        self.socket.remove();
        Ok(())
    }

    /// Without a limit: after a crash, recovery takes what it takes, and stopping it does not help.
    fn wait_until_ready(&self, process: &Process, log: &LogFile) -> Result<(), Error> {
        const REPORT_EVERY: Duration = Duration::from_secs(10);
        let mut reported = Instant::now();
        while !self.is_ready() {
            if let Some(status) = process.ended().map_err(Error::io(Attempt::WaitFor, &log.path))? {
                return Err(start_failed(status, log));
            }
            if reported.elapsed() > REPORT_EVERY {
                reported = Instant::now();
                log::warn!("PostgreSQL is still starting; {} says:\n{}", log.path.display(), log.tail());
            }
            sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    fn is_ready(&self) -> bool {
        pid_file::read(&self.folder.cluster()).is_some_and(|file| file.pid == self.pid && file.ready)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.shut_down() {
            log::error!("{error}");
        }
    }
}

fn start_failed(status: ExitStatus, log: &LogFile) -> Error {
    Error::StartFailed { status: status.to_string(), log: log.path.clone(), tail: log.tail() }
}

fn postgres(setup: &Setup, socket: &SocketDir, log: &LogFile) -> Result<Command, Error> {
    let stream = || log.file.try_clone().map_err(Error::io(Attempt::Open, &log.path));
    let program = setup.binaries.postgres();
    let root = setup.folder.root();
    let mut command = command::new(&program, setup.account.as_ref().map(Account::ids), root, Signal::SIGINT);
    command.arg("-D").arg(setup.folder.cluster()).args(settings(setup.options));
    let mut directories = OsString::from("unix_socket_directories=");
    directories.push(socket.setting());
    command.arg("-c").arg(directories);
    command.stdout(stream()?).stderr(stream()?);
    Ok(command)
}

/// The caller's settings and, since the last one counts, then those that keep the server private
/// and its log where we look for it.
pub(super) fn settings(options: &[(String, String)]) -> Vec<String> {
    let own = [
        ("listen_addresses", ""),
        ("port", socket::PORT),
        ("unix_socket_permissions", "0700"),
        ("logging_collector", "off"),
        ("log_destination", "stderr"),
    ];
    let given = options.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    given.chain(own).flat_map(|(name, value)| ["-c".to_owned(), format!("{name}={value}")]).collect()
}
