//! Making the cluster once, and refusing one that the programs cannot read.

use std::{
    fs::{self, DirBuilder, File},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
    process::{Command, Stdio},
};

use nix::sys::signal::Signal;

use super::{
    Attempt, Binaries, DATABASE, Error, ROLE, SERVICE_ROLE,
    account::{self, Account},
    command,
    folder::Folder,
    log_file,
    server::{self, Setup},
};

/// The major version that made the cluster, or `None` when there is no cluster yet.
pub fn version(folder: &Folder) -> Result<Option<String>, Error> {
    let cluster = folder.cluster();
    if !cluster.exists() {
        return Ok(None);
    }
    let path = cluster.join("PG_VERSION");
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text.trim().to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::NotACluster { cluster }),
        Err(error) => Err(Error::io(Attempt::Read, &path)(error)),
    }
}

/// Refuses programs of another major version than the cluster's.
pub fn check_version(folder: &Folder, made_by: Option<&str>, binaries: &Binaries) -> Result<(), Error> {
    match made_by {
        Some(made_by) if made_by != binaries.major.to_string() => Err(Error::OtherMajorVersion {
            cluster: folder.cluster(),
            made_by: made_by.to_owned(),
            bin_dir: binaries.dir.clone(),
            found: binaries.major,
        }),
        _ => Ok(()),
    }
}

/// Makes the cluster with its database. It gets its name only when it is complete: being killed
/// on the way leaves nothing that looks like a cluster.
pub fn create(setup: &Setup) -> Result<(), Error> {
    let unfinished = setup.folder.unfinished_cluster();
    let cluster = setup.folder.cluster();
    log::info!("making a PostgreSQL {} cluster in {}", setup.binaries.major, cluster.display());
    let made = fill(setup, &unfinished);
    if made.is_err() {
        // The reason is what the caller needs; a remainder is removed at the next start.
        let _ = fs::remove_dir_all(&unfinished);
    }
    made?;
    fs::rename(&unfinished, &cluster).map_err(Error::io(Attempt::Rename, &unfinished))?;
    let root = setup.folder.root();
    File::open(root).and_then(|dir| dir.sync_all()).map_err(Error::io(Attempt::Write, root))
}

fn fill(setup: &Setup, dir: &Path) -> Result<(), Error> {
    DirBuilder::new().mode(0o700).create(dir).map_err(Error::io(Attempt::Create, dir))?;
    if let Some(account) = &setup.account {
        account.own(dir)?;
    }
    run(setup, initdb(setup, dir), "")?;
    run(setup, single_user(setup, dir), &format!("CREATE DATABASE {DATABASE};\n"))
}

/// Says who may connect, at each start: an earlier release let in everybody who reached the socket. The kernel tells
/// PostgreSQL which user of the system is there (peer): the one that it runs as, or root, who could become that user.
pub fn let_in(setup: &Setup) -> Result<(), Error> {
    let own = account::name(setup.account.as_ref()).replace('"', "\"\"");
    let users = [own.as_str(), "root"].into_iter().flat_map(|user| [(user, ROLE), (user, SERVICE_ROLE)]);
    let lines: Vec<String> = users.map(|(user, role)| format!("fazhi \"{user}\" {role}\n")).collect();
    let map = lines.concat();
    write(setup, "pg_ident.conf", &format!("# Written by fazhi at each start.\n{map}"))?;
    write(setup, "pg_hba.conf", "# Written by fazhi at each start.\nlocal all all peer map=fazhi\n")
}

/// Under another name first: a start that is cut off leaves no half of it.
fn write(setup: &Setup, name: &str, text: &str) -> Result<(), Error> {
    let (path, new) = (setup.folder.cluster().join(name), setup.folder.cluster().join(format!("{name}.new")));
    fs::write(&new, text).map_err(Error::io(Attempt::Write, &new))?;
    fs::set_permissions(&new, fs::Permissions::from_mode(0o600))
        .map_err(Error::io(Attempt::SetMode, &new))?;
    if let Some(account) = &setup.account {
        account.own(&new)?;
    }
    fs::rename(&new, &path).map_err(Error::io(Attempt::Rename, &new))
}

fn initdb(setup: &Setup, dir: &Path) -> Command {
    let mut command = child(setup, &setup.binaries.initdb());
    command.arg("-D").arg(dir).args(["--username", ROLE, "--encoding=UTF8", "--locale=C.UTF-8"]);
    command.args(["--auth=peer", "--no-instructions"]);
    if setup.options.iter().any(|(name, value)| name == "fsync" && value == "off") {
        command.arg("--no-sync");
    }
    command
}

/// A server for this one statement, without a socket: `createdb` would need a running one.
fn single_user(setup: &Setup, dir: &Path) -> Command {
    let mut command = child(setup, &setup.binaries.postgres());
    command.arg("--single").arg("-D").arg(dir);
    command.args(server::settings(setup.options)).args(["-c", "exit_on_error=true", "postgres"]);
    command
}

/// Killed with the service: what it was making will not be used anyway.
fn child(setup: &Setup, program: &Path) -> Command {
    command::new(program, setup.account.as_ref().map(Account::ids), setup.folder.root(), Signal::SIGKILL)
}

fn run(setup: &Setup, mut command: Command, input: &str) -> Result<(), Error> {
    let program = Path::new(command.get_program()).to_owned();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().map_err(Error::io(Attempt::Run, &program))?;
    if let Some(mut stdin) = process.stdin.take() {
        // A program that ended early says why in its output.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = process.wait_with_output().map_err(Error::io(Attempt::Run, &program))?;
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(Error::ClusterNotMade {
        program,
        cluster: setup.folder.cluster(),
        output: log_file::last_lines(&String::from_utf8_lossy(&text)),
    })
}
