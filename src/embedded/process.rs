//! One running server process: spawned so that it dies with us, signalled, awaited.

use std::{
    io,
    process::{Child, Command, ExitStatus},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use nix::{
    errno::Errno,
    sys::{
        signal::{Signal, kill},
        wait::{Id, WaitPidFlag, waitid},
    },
    unistd::Pid,
};

use super::process_table::wait_until;

/// How long a fast shutdown (SIGINT) may take: it ends connections and writes a checkpoint.
pub const FAST: Duration = Duration::from_secs(10);
/// How long an immediate shutdown (SIGQUIT) may take.
pub const IMMEDIATE: Duration = Duration::from_secs(5);

/// A child process. Cheap to clone; all clones are the same process.
#[derive(Debug, Clone)]
pub struct Process {
    child: Arc<Mutex<Child>>,
    pid: i32,
    /// Whether its end is wanted, and so nothing to complain about.
    stopping: Arc<AtomicBool>,
}

impl Process {
    /// Spawns the command in a thread that lives for as long as the process.
    ///
    /// The kernel's parent-death signal means the spawning *thread*: without one of its own, the
    /// server would stop when a caller's thread ends.
    pub fn spawn(command: Command) -> io::Result<Self> {
        let (sender, receiver) = mpsc::channel();
        let thread = thread::Builder::new().name("postgres".to_owned());
        thread.spawn(move || match Self::spawn_here(command) {
            Ok(process) => {
                // Without a receiver, the caller is gone, and the process goes with this thread.
                if sender.send(Ok(process.clone())).is_ok() {
                    process.watch();
                }
            }
            Err(error) => drop(sender.send(Err(error))),
        })?;
        receiver.recv().map_err(io::Error::other)?
    }

    fn spawn_here(mut command: Command) -> io::Result<Self> {
        let child = command.spawn()?;
        let pid = i32::try_from(child.id()).map_err(io::Error::other)?;
        Ok(Self { child: Arc::new(Mutex::new(child)), pid, stopping: Arc::default() })
    }

    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// The exit status, once it has ended.
    pub fn ended(&self) -> io::Result<Option<ExitStatus>> {
        self.child().try_wait()
    }

    /// Fast shutdown, then immediate shutdown; false when it lives on after both.
    pub fn stop(&self, fast: Duration, immediate: Duration) -> bool {
        self.stopping.store(true, Ordering::Relaxed);
        self.signal(Signal::SIGINT);
        if wait_until(fast, || self.is_gone()) {
            return true;
        }
        log::warn!("PostgreSQL (process {}) still runs after {fast:?}: sending SIGQUIT", self.pid);
        self.signal(Signal::SIGQUIT);
        wait_until(immediate, || self.is_gone())
    }

    /// Blocks until the process ends. It is left unreaped, so that its id is not given away
    /// while somebody may still send a signal to it.
    fn watch(&self) {
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
        while waitid(Id::Pid(Pid::from_raw(self.pid)), flags) == Err(Errno::EINTR) {}
        if !self.stopping.load(Ordering::Relaxed) {
            log::error!("PostgreSQL (process {}) has ended by itself", self.pid);
        }
    }

    fn signal(&self, signal: Signal) {
        let mut child = self.child();
        // Held until after the signal: nobody else reaps the child in between.
        if matches!(child.try_wait(), Ok(None)) {
            let _ = kill(Pid::from_raw(self.pid), signal);
        }
    }

    fn is_gone(&self) -> bool {
        matches!(self.ended(), Ok(Some(_)))
    }

    fn child(&self) -> MutexGuard<'_, Child> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::{os::unix::process::ExitStatusExt, path::Path};

    use super::{super::command, *};

    const SHORT: Duration = Duration::from_millis(200);

    /// Prints nothing and needs no rights; `exec` keeps it one process.
    fn shell(script: &str) -> Process {
        let mut command = command::new(Path::new("/bin/sh"), None, Path::new("/"), Signal::SIGINT);
        command.args(["-c", script]);
        let process = Process::spawn(command).unwrap();
        // Until the shell has become `sleep`, its trap may not be set.
        assert!(wait_until(FAST, || comm(&process) == "sleep" || process.is_gone()));
        process
    }

    fn comm(process: &Process) -> String {
        let path = format!("/proc/{}/comm", process.pid());
        std::fs::read_to_string(path).unwrap_or_default().trim().to_owned()
    }

    #[test]
    fn sigint_is_enough_for_a_good_process() {
        let process = shell("exec /bin/sleep 60");
        assert!(process.stop(FAST, SHORT));
        assert_eq!(process.ended().unwrap().unwrap().signal(), Some(Signal::SIGINT as i32));
    }

    #[test]
    fn sigquit_follows_when_sigint_is_ignored() {
        let process = shell("trap '' INT; exec /bin/sleep 60");
        assert!(process.stop(SHORT, FAST));
        assert_eq!(process.ended().unwrap().unwrap().signal(), Some(Signal::SIGQUIT as i32));
    }

    #[test]
    fn a_process_that_ignores_both_is_reported() {
        let process = shell("trap '' INT QUIT; exec /bin/sleep 60");
        assert!(!process.stop(SHORT, SHORT));
        process.signal(Signal::SIGKILL);
        assert!(wait_until(FAST, || process.is_gone()));
    }

    #[test]
    fn it_outlives_the_thread_that_asked_for_it() {
        let process = thread::spawn(|| shell("exec /bin/sleep 60")).join().unwrap();
        thread::sleep(SHORT);
        assert!(!process.is_gone());
        assert!(process.stop(FAST, SHORT));
    }
}
