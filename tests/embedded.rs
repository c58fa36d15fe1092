//! The private PostgreSQL with real processes, each test in a fresh folder of its own.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::{
    collections::HashSet,
    fs,
    io::{BufRead, BufReader, Read, Write},
    os::unix::{
        fs::{FileExt, MetadataExt, PermissionsExt, symlink},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use fazhi::embedded::{Binaries, Error, Handle, Settings, find_binaries, start, start_or_attach};
use nix::{
    sys::signal::{Signal, kill},
    unistd::{Pid, geteuid, getpgid, getpgrp},
};
use tempfile::TempDir;

/// Tells `child_holds_server` that it is wanted, and where.
const CHILD: &str = "EMBEDDED_TEST_DATA_DIR";

/// A fresh folder that the database's user can enter.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::Builder::new().prefix("embedded-").tempdir_in("/tmp").unwrap();
        chmod(dir.path(), 0o711);
        Self { dir }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    fn cluster(&self) -> PathBuf {
        self.data().join("postgres")
    }

    fn with_cluster() -> Self {
        let place = Self::new();
        provide_cluster(&place.data());
        place
    }
}

/// Puts a cluster there that was stopped cleanly: a copy when this build of the tests has made one
/// before, since making it takes ten times as long.
fn provide_cluster(data_dir: &Path) {
    let template = template();
    if template.exists() && copy(&template, data_dir) {
        return;
    }
    start(&settings(data_dir)).unwrap().stop().unwrap();
    // Keeping it for the others is a convenience: the folder may belong to another user.
    let Ok(mine) = tempfile::tempdir_in(template.parent().unwrap()) else {
        return;
    };
    let complete = mine.path().join("data");
    if copy(data_dir, &complete) {
        remove_outdated(&template);
        let _ = fs::rename(&complete, &template);
    }
}

const TEMPLATE: &str = "embedded-cluster-";

/// Another build may make its clusters in another way, hence the time.
fn template() -> PathBuf {
    let built = fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let name = format!("{TEMPLATE}{}-{}-{}", binaries().major, built.mtime(), built.mtime_nsec());
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn remove_outdated(current: &Path) {
    for entry in fs::read_dir(current.parent().unwrap()).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(TEMPLATE) && entry.path() != current {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn copy(from: &Path, to: &Path) -> bool {
    let status = Command::new("cp").arg("-a").args([from, to]).stderr(Stdio::null()).status().unwrap();
    if !status.success() {
        let _ = fs::remove_dir_all(to);
    }
    status.success()
}

fn settings(data_dir: &Path) -> Settings {
    let options = [("fsync", "off"), ("full_page_writes", "off")];
    Settings {
        data_dir: data_dir.to_owned(),
        bin_dir: None,
        must_exist: false,
        server_options: options.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
    }
}

fn binaries() -> Binaries {
    find_binaries(None).unwrap()
}

fn chmod(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn psql(url: &str) -> Command {
    let mut command = Command::new(binaries().dir.join("psql"));
    command.env_clear().args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url]);
    command
}

fn sql(url: &str, statement: &str) -> String {
    let output = psql(url).args(["-c", statement]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn is_root() -> bool {
    let root = geteuid().is_root();
    if !root {
        println!("not root: nothing to see here");
    }
    root
}

fn is_alive(pid: i32) -> bool {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(15);
    while !condition() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        sleep(Duration::from_millis(5));
    }
}

fn postmaster(cluster: &Path) -> i32 {
    let text = fs::read_to_string(cluster.join("postmaster.pid")).unwrap();
    text.lines().next().unwrap().parse().unwrap()
}

/// A command as the user that owns the folder.
fn as_owner_of(folder: &Path, program: &Path) -> Command {
    let owner = fs::metadata(folder).unwrap();
    let mut command = Command::new(program);
    command.uid(owner.uid()).gid(owner.gid()).current_dir("/").stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Another process, which runs a server; see `child_holds_server`.
struct Holder {
    child: Child,
    stdout: BufReader<ChildStdout>,
}

impl Holder {
    fn spawn(data_dir: &Path, environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "child_holds_server", "--nocapture", "--test-threads=1"]);
        command.env(CHILD, data_dir).envs(environment.iter().copied());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Self { child, stdout }
    }

    fn wait_for_url(&mut self) -> String {
        let mut line = String::new();
        while self.stdout.read_line(&mut line).unwrap() > 0 {
            if let Some((_, url)) = line.split_once("url=") {
                return url.trim().to_owned();
            }
            line.clear();
        }
        panic!("the child has no server");
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // The end of its input makes the child stop its server and leave.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// No test: what `Holder` runs. It lasts until its input ends or it is killed.
#[test]
fn child_holds_server() {
    let Some(data_dir) = std::env::var_os(CHILD) else {
        return;
    };
    let server = start(&settings(Path::new(&data_dir))).unwrap();
    println!("url={}", server.url());
    std::io::stdout().flush().unwrap();
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
    server.stop().unwrap();
}

#[test]
fn a_first_start_makes_the_database_and_a_later_one_keeps_it() {
    let place = Place::new();
    let begin = Instant::now();
    let server = start(&settings(&place.data())).unwrap();
    let first = begin.elapsed();
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
    sql(server.url(), "CREATE TABLE kept AS SELECT 7 AS n");
    let about = "SELECT current_user, current_database(), pg_encoding_to_char(encoding), datcollate \
                 FROM pg_database WHERE datname = current_database()";
    assert_eq!(sql(server.url(), about), "fazhi|fazhi|UTF8|C.UTF-8");
    let (pid, begin) = (server.pid(), Instant::now());
    server.stop().unwrap();
    let stop = begin.elapsed();
    assert!(!is_alive(pid) && !place.cluster().join("postmaster.pid").exists());
    let log = fs::read_to_string(place.data().join("postgres.log")).unwrap();
    assert!(log.contains("database system is shut down"), "{log}");

    let begin = Instant::now();
    let server = start(&settings(&place.data())).unwrap();
    let later = begin.elapsed();
    assert_eq!(sql(server.url(), "SELECT n FROM kept"), "7");
    println!("first start {first:?}, later start {later:?}, stop {stop:?}");
    assert!(later < first);
}

#[test]
fn dropping_the_server_stops_it() {
    let place = Place::with_cluster();
    let server = start(&settings(&place.data())).unwrap();
    let pid = server.pid();
    assert!(is_alive(pid));
    drop(server);
    assert!(!is_alive(pid));
}

#[test]
fn root_drops_its_privileges() {
    if !is_root() {
        return;
    }
    let place = Place::with_cluster();
    let server = start(&settings(&place.data())).unwrap();
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    for name in ["Uid:", "Gid:"] {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        assert!(line.split_whitespace().skip(1).all(|id| id != "0"), "{line}");
    }
    let groups = status.lines().find(|line| line.starts_with("Groups:")).unwrap();
    assert!(!groups.split_whitespace().any(|group| group == "0"), "{groups}");
    let run = fs::metadata(place.data().join("run")).unwrap();
    assert_ne!(run.uid(), 0);
}

/// What runs as another unprivileged user of the machine is neither let in by PostgreSQL nor by the folder.
#[test]
fn the_kernel_says_who_connects() {
    let place = Place::with_cluster();
    let server = start(&settings(&place.data())).unwrap();
    let rules = "SELECT string_agg(concat_ws(' ', type, database, user_name, auth_method, options), ';') FROM pg_hba_file_rules";
    assert_eq!(sql(server.url(), rules), "local {all} {all} peer {map=fazhi}");
    if !is_root() {
        return;
    }
    let service = nix::unistd::User::from_name(fazhi::embedded::USER).unwrap().unwrap();
    let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap();
    let run = place.data().join("run");
    for (user, open_folder, lets_in) in
        [(&service, false, true), (&nobody, false, false), (&nobody, true, false)]
    {
        for path in [run.as_path(), &run.join(".s.PGSQL.5432")] {
            chmod(path, if open_folder { 0o777 } else { 0o700 });
        }
        let mut client = psql(server.url());
        client.uid(user.uid.as_raw()).gid(user.gid.as_raw()).current_dir("/");
        let said = client.args(["-c", "SELECT 1"]).output().unwrap();
        assert_eq!(said.status.success(), lets_in, "{} {said:?}", user.name);
        if open_folder {
            assert!(String::from_utf8_lossy(&said.stderr).contains("Peer authentication failed"), "{said:?}");
        }
    }
}

/// An earlier release ran PostgreSQL as `postgres` or `nobody` and let in everybody who reached the socket.
#[test]
fn a_folder_of_an_earlier_release_is_handed_over() {
    if !is_root() {
        return;
    }
    let place = Place::with_cluster();
    let nobody = nix::unistd::User::from_name("nobody").unwrap().unwrap();
    let given = Command::new("chown").args(["-R", "nobody:"]).arg(place.cluster()).status().unwrap();
    assert!(given.success());
    fs::write(place.cluster().join("pg_hba.conf"), "local all all trust\n").unwrap();
    let server = start(&settings(&place.data())).unwrap();
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
    assert_eq!(sql(server.url(), "SELECT auth_method FROM pg_hba_file_rules"), "peer");
    let left = Command::new("find").arg(place.data()).args(["-user", "nobody"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&left.stdout), "");
    let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let uid = status.lines().find(|line| line.starts_with("Uid:")).unwrap();
    assert!(!uid.contains(&nobody.uid.to_string()), "{uid}");
    server.stop().unwrap();
    // One that somebody else has made is left alone.
    let given = Command::new("chown").args(["-R", "daemon:"]).arg(place.cluster()).status().unwrap();
    assert!(given.success());
    let refused = start(&settings(&place.data())).unwrap_err();
    assert!(matches!(&refused, Error::OthersCluster { owner, .. } if owner == "daemon"), "{refused}");
}

#[test]
fn a_folder_that_the_user_cannot_enter_is_named() {
    if !is_root() {
        return;
    }
    let place = Place::new();
    let closed = place.path().join("closed");
    fs::create_dir(&closed).unwrap();
    chmod(&closed, 0o700);
    let data = closed.join("inner/data");
    let error = start(&settings(&data)).unwrap_err();
    assert!(matches!(&error, Error::NotTraversable { folder, .. } if *folder == closed), "{error}");
    assert!(!closed.join("inner").exists(), "nothing is made in vain");
    let text = error.to_string();
    assert!(text.contains(&format!("chmod o+x {}", closed.display())), "{text}");
    assert!(text.contains("FAZHI_DATA_DIR"), "{text}");
}

#[test]
fn programs_that_the_user_cannot_reach_are_named() {
    if !is_root() {
        return;
    }
    let place = Place::new();
    let closed = place.path().join("bin");
    fs::create_dir(&closed).unwrap();
    chmod(&closed, 0o700);
    for program in ["postgres", "initdb"] {
        symlink(binaries().dir.join(program), closed.join(program)).unwrap();
    }
    let settings = Settings { bin_dir: Some(closed.clone()), ..settings(&place.data()) };
    let error = start(&settings).unwrap_err();
    assert!(matches!(&error, Error::NotTraversable { folder, .. } if *folder == closed), "{error}");
}

#[test]
fn it_listens_on_a_private_socket_only() {
    let place = Place::with_cluster();
    let mut settings = settings(&place.data());
    settings.server_options.push(("listen_addresses".to_owned(), "127.0.0.1".to_owned()));
    let server = start(&settings).unwrap();
    assert_eq!(sql(server.url(), "SHOW listen_addresses"), "");
    let run = fs::metadata(place.data().join("run")).unwrap();
    assert_eq!(run.mode() & 0o777, 0o700);
    assert_eq!(run.uid(), fs::metadata(place.cluster()).unwrap().uid());
    assert!(place.data().join("run/.s.PGSQL.5432").exists());
    assert!(tcp_listeners().is_disjoint(&sockets_of(server.pid())));
}

/// Inodes of all TCP sockets that listen (state 0A).
fn tcp_listeners() -> HashSet<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| fs::read_to_string(path).unwrap_or_default());
    let rows = tables.iter().flat_map(|table| table.lines().skip(1));
    let columns = rows.map(|row| row.split_whitespace().collect::<Vec<_>>());
    columns.filter(|columns| columns[3] == "0A").map(|columns| columns[9].to_owned()).collect()
}

fn sockets_of(pid: i32) -> HashSet<String> {
    let files = fs::read_dir(format!("/proc/{pid}/fd")).unwrap().flatten();
    let targets = files.filter_map(|file| fs::read_link(file.path()).ok()?.to_str().map(str::to_owned));
    let sockets: HashSet<String> = targets
        .filter_map(|target| Some(target.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
        .collect();
    assert!(!sockets.is_empty(), "the Unix socket at least is there");
    sockets
}

#[test]
fn a_long_path_falls_back_to_a_short_folder() {
    let place = Place::with_cluster();
    let data = place.path().join("a-long-name/".repeat(12)).join("法治 data");
    fs::create_dir_all(data.parent().unwrap()).unwrap();
    fs::rename(place.data(), &data).unwrap();
    let mut holder = Holder::spawn(&data, &[]);
    let url = holder.wait_for_url();
    let target = fs::read_link(data.join("run")).unwrap();
    assert!(target.starts_with("/tmp") && target.as_os_str().len() < 30, "{}", target.display());
    assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o700);

    let handle = start_or_attach(&settings(&data)).unwrap();
    assert!(matches!(handle, Handle::Attached { .. }));
    assert_eq!(handle.url(), url);
    assert_eq!(sql(handle.url(), "SELECT 1"), "1");

    holder.kill();
    let server = start(&settings(&data)).unwrap();
    assert_eq!(server.url(), url, "the short folder is used again after a crash");
    server.stop().unwrap();
    assert!(!target.exists() && !data.join("run").is_symlink());
}

#[test]
fn a_copied_folder_with_a_long_path_gets_a_socket_of_its_own() {
    let place = Place::with_cluster();
    let (data, copied) = (place.path().join("x".repeat(100)), place.path().join("y".repeat(100)));
    fs::rename(place.data(), &data).unwrap();
    let mut holder = Holder::spawn(&data, &[]);
    holder.wait_for_url();
    kill(Pid::from_raw(postmaster(&data.join("postgres"))), Signal::SIGKILL).unwrap();
    holder.kill();
    // After the crash, both have the link to the short folder.
    assert!(copy(&data, &copied));
    let first = start(&settings(&data)).unwrap();
    let second = start(&settings(&copied)).unwrap();
    assert_ne!(first.url(), second.url());
    for server in [first, second] {
        assert_eq!(
            sql(server.url(), "SHOW data_directory"),
            server.data_dir().join("postgres").to_str().unwrap()
        );
        server.stop().unwrap();
    }

    // Moved to a short path, it is like any other.
    fs::rename(&data, place.data()).unwrap();
    symlink("/nonexistent", place.data().join("run")).unwrap();
    let server = start(&settings(&place.data())).unwrap();
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
    assert!(!place.data().join("run").is_symlink());
}

#[test]
fn odd_characters_in_the_path_are_no_trouble() {
    let place = Place::new();
    for name in ["法治 \"台账\" %41 'x'&y=z", "one,two"] {
        let server = start(&settings(&place.path().join(name))).unwrap();
        assert_eq!(sql(server.url(), "SELECT 1"), "1");
    }
    let error = start(&settings(&place.path().join("two\nlines"))).unwrap_err();
    assert!(matches!(error, Error::LineBreak { .. }), "{error}");
}

#[test]
fn ctrl_c_does_not_reach_it() {
    let place = Place::with_cluster();
    let server = start(&settings(&place.data())).unwrap();
    let group = getpgid(Some(Pid::from_raw(server.pid()))).unwrap();
    assert_ne!(group, getpgrp());
    assert_eq!(group.as_raw(), server.pid());
}

#[test]
fn it_ends_when_the_service_is_killed() {
    let place = Place::with_cluster();
    let mut holder = Holder::spawn(&place.data(), &[]);
    let url = holder.wait_for_url();
    sql(&url, "CREATE TABLE kept AS SELECT 7 AS n");
    let pid = postmaster(&place.cluster());
    holder.kill();
    wait_until("PostgreSQL ends by itself", || !is_alive(pid));
    let server = start(&settings(&place.data())).unwrap();
    assert_eq!(sql(server.url(), "SELECT n FROM kept"), "7");
}

#[test]
fn a_start_right_after_the_service_was_killed_waits_for_the_old_server() {
    let place = Place::with_cluster();
    let mut holder = Holder::spawn(&place.data(), &[]);
    holder.wait_for_url();
    let pid = postmaster(&place.cluster());
    holder.kill();
    let server = start(&settings(&place.data())).unwrap();
    assert!(!is_alive(pid));
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
}

#[test]
fn it_recovers_when_both_were_killed() {
    let place = Place::with_cluster();
    let mut holder = Holder::spawn(&place.data(), &[]);
    let url = holder.wait_for_url();
    sql(&url, "CREATE TABLE kept AS SELECT 7 AS n");
    kill(Pid::from_raw(postmaster(&place.cluster())), Signal::SIGKILL).unwrap();
    holder.kill();
    assert!(place.cluster().join("postmaster.pid").exists());
    assert!(place.data().join("run/.s.PGSQL.5432.lock").exists());
    let begin = Instant::now();
    let server = start(&settings(&place.data())).unwrap();
    println!("recovered after {:?}", begin.elapsed());
    assert_eq!(sql(server.url(), "SELECT n FROM kept"), "7");
}

#[test]
fn an_orphan_is_stopped() {
    let place = Place::with_cluster();
    let mut command = as_owner_of(&place.cluster(), &binaries().dir.join("postgres"));
    command.arg("-D").arg(place.cluster()).args(["-c", "listen_addresses=", "-c", "fsync=off", "-c"]);
    command.arg(format!("unix_socket_directories={}", place.data().join("run").display()));
    let mut orphan = command.spawn().unwrap();
    let file = place.cluster().join("postmaster.pid");
    wait_until("the orphan is ready", || fs::read_to_string(&file).is_ok_and(|text| text.contains("ready")));

    let server = start(&settings(&place.data())).unwrap();
    // It is our child and a zombie until now, which must not have been waited for.
    assert!(!is_alive(orphan.id().cast_signed()));
    assert!(orphan.wait().unwrap().success(), "it was shut down cleanly");
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
}

/// What a crash leaves when afterwards the server's process id is (still or again) in use.
fn leave_files_of(place: &Place, pid: u32) {
    let (cluster, run) = (place.cluster(), place.data().join("run"));
    let head = format!("{pid}\n{}\n1700000000\n5432\n{}\n", cluster.display(), run.display());
    for (file, text) in [
        (cluster.join("postmaster.pid"), format!("{head}\n        0         0\nready   \n")),
        (run.join(".s.PGSQL.5432.lock"), head.clone()),
    ] {
        fs::write(&file, text).unwrap();
        let owner = fs::metadata(&cluster).unwrap();
        std::os::unix::fs::chown(&file, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
}

#[test]
fn a_reused_process_id_is_ignored() {
    let place = Place::with_cluster();
    let mut other = as_owner_of(&place.cluster(), Path::new("/bin/sleep")).arg("60").spawn().unwrap();
    leave_files_of(&place, other.id());
    let server = start(&settings(&place.data())).unwrap();
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
    assert!(is_alive(other.id().cast_signed()));
    other.kill().unwrap();
    other.wait().unwrap();
}

#[test]
fn a_zombie_is_ignored() {
    let place = Place::with_cluster();
    let postgres = binaries().dir.join("postgres");
    let mut zombie = as_owner_of(&place.cluster(), &postgres).arg("--version").spawn().unwrap();
    let pid = zombie.id().cast_signed();
    wait_until("the process ends", || !is_alive(pid));
    assert!(kill(Pid::from_raw(pid), None).is_ok(), "it can still be signalled");
    leave_files_of(&place, zombie.id());
    let server = start(&settings(&place.data())).unwrap();
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
    zombie.wait().unwrap();
}

#[test]
fn a_first_start_that_was_killed_is_begun_anew() {
    let place = Place::new();
    let unfinished = place.data().join("postgres.new");
    let mut holder = Holder::spawn(&place.data(), &[]);
    wait_until("initdb is at work", || unfinished.join("base").exists());
    holder.kill();
    assert!(!place.cluster().exists());
    let server = start(&settings(&place.data())).unwrap();
    assert_eq!(sql(server.url(), "SELECT 1"), "1");
    assert!(!unfinished.exists());
}

#[test]
fn a_second_instance_is_refused() {
    let place = Place::with_cluster();
    let mut holder = Holder::spawn(&place.data(), &[]);
    let url = holder.wait_for_url();
    let error = start(&settings(&place.data())).unwrap_err();
    let holder_pid = holder.child.id();
    assert!(matches!(error, Error::AlreadyRunning { pid: Some(pid), .. } if pid == holder_pid), "{error}");
    assert!(error.to_string().contains(&format!("process {holder_pid}")), "{error}");
    assert_eq!(sql(&url, "SELECT 1"), "1", "the first is unharmed");
}

#[test]
fn a_subcommand_uses_the_running_server_or_its_own() {
    let place = Place::new();
    let mut holder = Holder::spawn(&place.data(), &[]);
    // Also while the other is still making its cluster.
    wait_until("the first start begins", || place.data().join("postgres.new").exists());
    let handle = start_or_attach(&settings(&place.data())).unwrap();
    assert!(matches!(handle, Handle::Attached { .. }));
    assert_eq!(sql(handle.url(), "SELECT 1"), "1");
    let url = holder.wait_for_url();
    assert_eq!(handle.url(), url);
    drop(handle);
    assert_eq!(sql(&url, "SELECT 1"), "1", "it was not ours to stop");

    drop(holder);
    let handle = start_or_attach(&settings(&place.data())).unwrap();
    assert!(matches!(handle, Handle::Started(_)));
    assert_eq!(sql(handle.url(), "SELECT 1"), "1");
}

#[test]
fn another_version_is_refused() {
    let place = Place::with_cluster();
    let found = binaries();
    let mut settings = settings(&place.data());
    settings.bin_dir = Some(found.dir.clone());
    let other = if found.major == 18 { 17 } else { found.major + 1 };
    let install = format!("apt-get install postgresql-{other}");
    for (made_by, advice) in [("14".to_owned(), "pg_upgrade"), (other.to_string(), install.as_str())] {
        fs::write(place.cluster().join("PG_VERSION"), format!("{made_by}\n")).unwrap();
        let text = start(&settings).unwrap_err().to_string();
        for part in [&format!("made by PostgreSQL {made_by}"), found.dir.to_str().unwrap(), advice] {
            assert!(text.contains(part), "{text}");
        }
    }
}

#[test]
fn a_foreign_folder_is_refused_and_untouched() {
    let place = Place::new();
    let data = place.data();
    fs::create_dir(&data).unwrap();
    for (name, content) in [("photo.jpg", "cheese"), ("lock", "somebody else's")] {
        let file = data.join(name);
        fs::write(&file, content).unwrap();
        let error = start(&settings(&data)).unwrap_err();
        assert!(matches!(&error, Error::ForeignFolder { entry, .. } if entry == name), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), content);
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1);
        fs::remove_file(&file).unwrap();
    }
}

#[test]
fn something_else_in_the_clusters_place_is_refused() {
    let place = Place::with_cluster();
    fs::remove_file(place.cluster().join("PG_VERSION")).unwrap();
    let error = start(&settings(&place.data())).unwrap_err();
    assert!(matches!(error, Error::NotACluster { .. }), "{error}");
    assert!(place.cluster().join("base").exists());
}

#[test]
fn the_callers_environment_stays_outside() {
    let place = Place::new();
    let environment = [
        ("PGPORT", "1"),
        ("PGHOSTADDR", "192.0.2.1"),
        ("PGDATA", "/nonexistent"),
        ("PGCLIENTENCODING", "LATIN1"),
        ("PGTZ", "Asia/Shanghai"),
    ];
    let mut holder = Holder::spawn(&place.data(), &environment);
    let url = holder.wait_for_url();
    let seen = fs::read_to_string(format!("/proc/{}/environ", postmaster(&place.cluster()))).unwrap();
    for (name, _) in environment {
        assert!(!seen.contains(name), "{seen}");
    }
    assert_eq!(sql(&url, "SHOW client_encoding"), "UTF8");

    // The client's side: the URL leaves no gap for these to fill.
    let mut client = psql(&url);
    client.env("PGPORT", "1").env("PGHOSTADDR", "192.0.2.1").env("PGUSER", "x").env("PGDATABASE", "x");
    // Onto a terminal, psql would show it page by page and wait for a key.
    let answer = client.args(["-c", "SELECT 1"]).output().unwrap();
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
}

#[test]
fn psql_alone_is_no_server() {
    let place = Place::new();
    let bin = place.path().join("bin");
    fs::create_dir(&bin).unwrap();
    symlink(binaries().dir.join("psql"), bin.join("psql")).unwrap();
    let error = find_binaries(Some(&bin)).unwrap_err();
    assert!(matches!(&error, Error::BinDir { bin_dir, .. } if *bin_dir == bin), "{error}");
    let text = error.to_string();
    assert!(text.contains("no executable `postgres`"), "{text}");
    assert!(text.contains("apt-get install postgresql-15") && text.contains("make install"), "{text}");
}

#[test]
fn a_failed_start_quotes_the_log_and_leaves_nothing() {
    let place = Place::new();
    let mut bad = settings(&place.data());
    bad.server_options.push(("shared_buffers".to_owned(), "lots".to_owned()));
    let error = start(&bad).unwrap_err();
    assert!(matches!(error, Error::ClusterNotMade { .. }), "{error}");
    assert!(error.to_string().contains("shared_buffers"), "{error}");
    assert!(!place.data().join("postgres.new").exists() && !place.cluster().exists());

    start(&settings(&place.data())).unwrap().stop().unwrap();
    let error = start(&bad).unwrap_err();
    assert!(matches!(error, Error::StartFailed { .. }), "{error}");
    assert!(error.to_string().contains("shared_buffers"), "{error}");
}

#[test]
fn an_unmarked_lock_file_is_a_first_start_that_was_killed() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    chmod(&place.data(), 0o711);
    fs::create_dir(place.data().join("lost+found")).unwrap();
    let lock = fs::File::create(place.data().join("lock")).unwrap();
    let server = start(&settings(&place.data())).unwrap();
    let mut begin = [0; 5];
    fs::File::open(place.data().join("lock")).unwrap().read_exact_at(&mut begin, 0).unwrap();
    assert_eq!(&begin, b"fazhi");
    drop((server, lock));
}
