//! PostgreSQL goes away, stands still or takes no more connections.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::support::database::{Database, SERVICE, number, wait_for_sessions, wait_for_waiting};
use crate::support::deployment::{Deployment, refused, told_to_come_again};

/// Waits for its turn, for a connection, and then for another one: each ends after the pool's time.
const BOUND: Duration = Duration::from_secs(4);
const IMPATIENT: [(&str, &str); 2] =
    [("FAZHI_POOL_TIMEOUT_MS", "1000"), ("FAZHI_STATEMENT_TIMEOUT_MS", "1000")];

/// What stops the database; it starts again afterwards.
type Stop = fn(&mut Database);

#[test]
fn a_database_that_was_stopped_or_killed_is_used_again_when_it_is_back() {
    let mut at = Deployment::open(&IMPATIENT, &[]);
    let record = at.clerk.record("before");
    let ways: [(&str, Stop); 3] = [
        ("stop", Database::stop),
        ("kill", |database| database.end(Signal::SIGKILL)),
        ("immediate", |database| database.end(Signal::SIGQUIT)),
    ];
    for (version, (way, stop)) in (1..).zip(ways) {
        let failures = at.look().failures("connection");
        stop(&mut at.database);
        at.refuses_everything(&record, BOUND);
        at.database.start_again();
        at.recovers(&record, version, way);
        assert!(at.look().failures("connection") > failures, "{way}");
    }
    let session = &mut at.session();
    assert_eq!(number(session, "SELECT count(*) FROM activities WHERE title = 'refused'"), 0);
    assert_eq!(number(session, "SELECT count(*) FROM activities"), 4);
    at.close();
}

/// A restart between two requests is no outage: the connections of the pool are all dead, and nobody notices.
#[test]
fn a_restart_that_nobody_was_there_to_see_is_not_noticed() {
    let mut at = Deployment::open(&IMPATIENT, &[]);
    let record = at.clerk.record("before");
    std::thread::scope(|scope| {
        let ask = |i| at.clerk.enter(&format!("to fill the pool {i}")).send();
        let asked: Vec<_> = (0..16).map(|i| scope.spawn(move || ask(i))).collect();
        for one in asked {
            assert_eq!(one.join().unwrap().unwrap().status(), 201);
        }
    });
    at.database.stop();
    at.database.start_again();
    assert_eq!(at.clerk.enter("first").send().unwrap().status(), 201);
    assert_eq!(at.clerk.get(&record).send().unwrap().status(), 200);
    at.close();
}

/// A session that crashes takes all others with it: PostgreSQL cannot trust the memory they share.
#[test]
fn a_crash_inside_the_database_is_told_to_those_it_cut_off_and_forgotten() {
    let at = Deployment::open(&IMPATIENT, &[]);
    let record = at.clerk.record("before");
    let mut observer = at.session();
    let holder = at.database.holding("LOCK TABLE trail IN EXCLUSIVE MODE");
    std::thread::scope(|scope| {
        let cut_off = at.clerk.enter("cut off");
        let cut_off = scope.spawn(move || refused("cut off", cut_off, BOUND));
        wait_for_waiting(&mut observer, 1);
        let waiting = format!("SELECT min(pid)::bigint {SERVICE} AND wait_event_type = 'Lock'");
        let victim = i32::try_from(number(&mut observer, &waiting)).unwrap();
        kill(Pid::from_raw(victim), Signal::SIGKILL).unwrap();
        cut_off.join().unwrap();
    });
    drop((holder, observer));
    at.recovers(&record, 1, "after");
    assert_eq!(at.clerk.enter("cut off").send().unwrap().headers().get("idempotent-replayed"), None);
    at.close();
}

/// Nothing comes from the server, not even an error: its processes stand still, or the network is gone.
#[test]
fn a_database_that_stands_still_holds_nobody_up() {
    let at = Deployment::open(&IMPATIENT, &[]);
    let record = at.clerk.record("before");
    at.database.signal_all(Signal::SIGSTOP);
    let refused = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        at.refuses_everything(&record, Duration::from_secs(8));
        at.refuses_everything(&record, Duration::from_secs(8));
    }));
    at.database.signal_all(Signal::SIGCONT);
    refused.unwrap();
    at.recovers(&record, 1, "after");
    // What was refused is not done later either.
    assert_eq!(number(&mut at.session(), "SELECT count(*) FROM activities WHERE title = 'refused'"), 0);
    at.close();
}

/// All the sessions that the server will have: one less each time that one is dropped.
fn occupy(at: &Deployment) -> Vec<PgConnection> {
    let mut others = vec![at.session()];
    let (first, url) = (others.first_mut().unwrap(), at.database.url());
    first.batch_execute(&format!("SELECT pg_terminate_backend(pid) {SERVICE}")).unwrap();
    while let Ok(another) = PgConnection::establish(url) {
        others.push(another);
    }
    others
}

#[test]
fn a_database_without_a_free_connection_is_used_again_when_it_has_one() {
    let at = Deployment::open(&IMPATIENT, &[("max_connections", "12")]);
    let record = at.clerk.record("before");
    let others = occupy(&at);
    at.refuses_everything(&record, BOUND);
    drop(others);
    at.recovers(&record, 1, "after");
    assert!(at.look().failures("resources") >= 1.0);
    at.close();
}

/// The session ends while its commit waits for a standby: it is committed, and the client cannot know.
#[test]
fn a_change_whose_commit_was_cut_off_is_not_said_to_be_undone() {
    let at = Deployment::open(&[], &[]);
    let record = at.clerk.record("before");
    let mut observer = at.session();
    let standby = |name: &str| {
        let mut session = at.session();
        session.batch_execute(&format!("ALTER SYSTEM SET synchronous_standby_names = '{name}'")).unwrap();
        session.batch_execute("SELECT pg_reload_conf()").unwrap();
    };
    standby("nobody");
    let waiting = format!("{SERVICE} AND wait_event = 'SyncRep'");
    std::thread::scope(|scope| {
        let entered = scope.spawn(|| at.clerk.enter("cut off").send().unwrap());
        wait_for_sessions(&mut observer, &waiting, 1);
        observer.batch_execute(&format!("SELECT pg_terminate_backend(pid) {waiting}")).unwrap();
        assert_eq!(told_to_come_again("create", entered.join().unwrap()), "outcome_unknown");
    });
    standby("");
    let again = at.clerk.enter("cut off").send().unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    at.recovers(&record, 1, "after");
    at.close();
}
