//! The disk of the database is full: what has to be stored is refused, what is stored is still read.

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use tempfile::TempDir;

use crate::support::database::{Database, number};
use crate::support::deployment::{Deployment, told_to_come_again};
use crate::support::folder;

const BOUND: Duration = Duration::from_secs(4);

/// A small file system of its own, gone when it is dropped.
struct SmallDisk(TempDir);

impl SmallDisk {
    /// `None` where this user may not mount.
    fn mount() -> Option<Self> {
        let at = folder();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=192m,mode=755", "fazhi-test"])
            .arg(at.path())
            .output();
        mounted.is_ok_and(|done| done.status.success()).then_some(Self(at))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Takes all that is left of it.
    fn fill(&self) {
        let mut ballast = File::create(self.path("ballast")).unwrap();
        for size in [1 << 20, 1 << 12] {
            while ballast.write_all(&vec![1; size]).is_ok() {}
        }
    }

    fn free(&self) {
        fs::remove_file(self.path("ballast")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").args(["-l"]).arg(self.0.path()).output();
    }
}

#[test]
fn a_full_disk_refuses_changes_and_loses_nothing() {
    let Some(disk) = SmallDisk::mount() else {
        println!("skipped: only root may mount a small disk, and not in every container");
        return;
    };
    let database = Database::start(&disk.path("database"), &[("max_wal_size", "64MB")]);
    let mut at = Deployment::of(database, folder(), &[("FAZHI_POOL_TIMEOUT_MS", "1000")]);
    let record = at.clerk.record("before");

    disk.fill();
    let (stored, code) = enter_until_refused(&at, || ());
    assert_eq!(code, "unavailable");
    assert_eq!(at.clerk.get(&record).send().unwrap().status(), 200);
    assert!(at.look().failures("resources") >= 1.0);
    disk.free();
    at.recovers(&record, 1, "after");
    let count = number(&mut at.session(), "SELECT count(*) FROM activities");
    assert_eq!(usize::try_from(count).unwrap(), stored + 2);

    // Without room for the log of what is committed, PostgreSQL goes down, and comes back when there is some.
    disk.fill();
    let mut session = at.session();
    let (_, code) = enter_until_refused(&at, || _ = session.batch_execute("SELECT pg_switch_wal()"));
    assert!(code == "unavailable" || code == "outcome_unknown", "{code}");
    disk.free();
    at.database.make_sure_it_runs();
    at.recovers(&record, 2, "in the end");
    at.close();
}

/// Enters records until the first that is refused: how many were stored, and the code of the refusal.
fn enter_until_refused(at: &Deployment, mut before_each: impl FnMut()) -> (usize, String) {
    let refused = (0..2000).find_map(|stored| {
        before_each();
        let asked = Instant::now();
        let answer = at.clerk.enter(&format!("a title that takes some room {asked:?}")).send().unwrap();
        assert!(asked.elapsed() < BOUND);
        (answer.status() != 201).then(|| (stored, told_to_come_again("create", answer)))
    });
    refused.expect("the disk was not full")
}
