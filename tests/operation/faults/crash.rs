//! Processes are killed at random moments while clerks work. Whatever a clerk was told is stored, once.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::support::clerk::Clerk;
use crate::support::database::{Database, clerk_token, prepared};
use crate::support::deployment::{Deployment, on};
use crate::support::random::Random;
use crate::support::workload::{Told, Workload};
use crate::support::{Service, fazhi, folder, is_long};

const CLERKS: usize = 6;
/// Between two crashes, after clerks got answers again.
const LONGEST_PEACE: Duration = Duration::from_millis(500);

/// An address that stays the same from one process to the next.
fn address() -> String {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

/// Lets clerks work while `crash` happens again and again.
fn through_crashes(rounds: usize, clerk: &Clerk, mut crash: impl FnMut(&mut Random)) -> Told {
    let mut random = Random::seeded();
    let workload = Workload::start(CLERKS, clerk);
    for _ in 0..rounds {
        workload.wait_for(10);
        std::thread::sleep(random.moment(LONGEST_PEACE));
        crash(&mut random);
    }
    workload.wait_for(10);
    let told = workload.end();
    println!("{rounds} crashes, {} setbacks", told.setbacks);
    assert!(told.setbacks > 0, "nobody noticed any of the crashes");
    told
}

/// Kills the service, and starts it again, so many times.
fn kill_the_service(rounds: usize, folder: &Path, database: Option<&Database>) -> Told {
    let address = address();
    let start = || {
        let mut command = fazhi(folder);
        command.env("FAZHI_LISTEN", &address);
        if let Some(database) = database {
            on(&mut command, database);
        }
        Service::start(folder, &mut command)
    };
    let mut service = Some(start());
    let clerk = Clerk::new(&format!("http://{address}"), clerk_token());
    let told = through_crashes(rounds, &clerk, |_| {
        let killed = service.take().unwrap();
        assert!(!killed.log().contains("panicked"), "{}", killed.log());
        assert_eq!(killed.end(Signal::SIGKILL), None);
        service = Some(start());
    });
    assert_eq!(service.unwrap().end(Signal::SIGTERM), Some(0));
    told
}

#[test]
fn what_clerks_were_told_outlives_kill_9_of_the_service() {
    let folder = folder();
    let database = Database::start(&folder.path().join("database"), &[]);
    let told = kill_the_service(if is_long() { 30 } else { 5 }, folder.path(), Some(&database));
    told.agrees_with(&mut database.connect());
}

/// Its own PostgreSQL goes down with the service each time, and recovers with it.
#[test]
fn what_clerks_were_told_outlives_kill_9_of_the_service_and_its_private_database() {
    let folder = folder();
    let data = folder.path().join("data");
    prepared(&data);
    let told = kill_the_service(if is_long() { 30 } else { 2 }, folder.path(), None);
    told.agrees_with(&mut Database::of(&data, &[]).connect());
}

#[test]
fn what_clerks_were_told_outlives_crashes_of_the_database() {
    let mut at = Deployment::open(&[("FAZHI_POOL_TIMEOUT_MS", "1000")], &[]);
    let (clerk, database) = (at.clerk.clone(), &mut at.database);
    let told = through_crashes(if is_long() { 30 } else { 5 }, &clerk, |random| {
        let immediate = random.moment(Duration::from_secs(3)) < Duration::from_secs(2);
        database.end(if immediate { Signal::SIGQUIT } else { Signal::SIGKILL });
        database.start_again();
    });
    told.agrees_with(&mut at.session());
    at.close();
}
