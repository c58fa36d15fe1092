//! How PostgreSQL's programs are spawned.

use std::{
    io,
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
};

use nix::{
    sys::{
        prctl,
        signal::{SigHandler, Signal, signal},
    },
    unistd::{Gid, Pid, Uid, getpid, getppid},
};

/// A command without the caller's environment, in a process group of its own, as the database's
/// user, that gets `at_parents_death` when the thread that spawns it ends.
pub fn new(program: &Path, user: Option<(Uid, Gid)>, dir: &Path, at_parents_death: Signal) -> Command {
    let mut command = Command::new(program);
    // PGDATA, PGPORT, PGOPTIONS and the like are meant for other servers than this one.
    command.env_clear();
    // The service's own folder may be closed to the database's user.
    command.current_dir(dir);
    // Ctrl-C goes to the terminal's foreground group: the service shall finish its requests first.
    command.process_group(0);
    command.stdin(Stdio::null());
    if let Some((uid, gid)) = user {
        command.uid(uid.as_raw()).gid(gid.as_raw());
    }
    let parent = getpid();
    // SAFETY: between fork and exec, the closure makes only system calls, which are all
    // async-signal-safe, and touches only its own copies of two numbers; it allocates nothing.
    unsafe {
        command.pre_exec(move || {
            hear_signals()?;
            bind_life_to(parent, at_parents_death)
        });
    }
    command
}

/// A shell without job control has what it starts in the background ignore these, and so all that is started by that.
fn hear_signals() -> io::Result<()> {
    for one in [Signal::SIGINT, Signal::SIGQUIT] {
        // SAFETY: the default action is no function of this program.
        unsafe { signal(one, SigHandler::SigDfl)? };
    }
    Ok(())
}

/// Runs in the child, after its user was changed (which would clear the setting).
fn bind_life_to(parent: Pid, signal: Signal) -> io::Result<()> {
    prctl::set_pdeathsig(signal)?;
    // A parent that died before the line above will never be noticed.
    if getppid() == parent { Ok(()) } else { Err(io::Error::from_raw_os_error(nix::libc::ESRCH)) }
}
