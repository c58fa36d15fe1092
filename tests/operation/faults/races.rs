//! Transactions that lose against another: deadlocks and serialisation failures.

use diesel::PgConnection;
use diesel::connection::SimpleConnection;
use reqwest::blocking::Response;

use crate::support::clerk::TOWNSHIP;
use crate::support::database::{number, wait_for_waiting};
use crate::support::deployment::{Deployment, told_to_come_again};

/// PostgreSQL looks for a deadlock once, when a session has waited for so long: long enough for the test to complete
/// it meanwhile. The test's own session does not look: so it is always the service that loses.
const LATE: [(&str, &str); 1] = [("deadlock_timeout", "2s")];
const NEVER: &str = "SET deadlock_timeout = '10min'";

/// Locks the counter of a township, as a change of one of its records does.
fn lock(township: &str) -> String {
    format!("SELECT FROM township_years WHERE township_code = '{township}' FOR UPDATE")
}

/// Locks the end of a township's chain, as a change of one of its records does.
const LOCK_CHAIN: &str = "SELECT FROM trail_heads WHERE township_code = '540526201' FOR UPDATE";

/// Enters an activity, which locks the end of its township's chain and then a counter, while another session takes them in
/// the other order: so many times, then it lets go.
fn enter_against_deadlocks(at: &Deployment, deadlocks: u32, title: &str) -> Response {
    let mut observer = at.session();
    let mut rival = at.session();
    rival.batch_execute(&format!("{NEVER}; BEGIN; {}", lock(TOWNSHIP))).unwrap();
    let request = at.clerk.enter(title);
    let entered = std::thread::spawn(move || request.send().unwrap());
    for _ in 0..deadlocks {
        wait_for_waiting(&mut observer, 1);
        // It gets the lock when the service, which has it, loses; then it gives it back.
        rival.batch_execute(&format!("SAVEPOINT one; {LOCK_CHAIN}; ROLLBACK TO one")).unwrap();
    }
    if !entered.is_finished() && deadlocks < 4 {
        wait_for_waiting(&mut observer, 1);
    }
    rival.batch_execute("ROLLBACK").unwrap();
    entered.join().unwrap()
}

fn retries(at: &Deployment) -> f64 {
    at.look().sum("fazhi_db_retries_total", &[])
}

#[test]
fn a_change_that_loses_deadlocks_is_tried_three_times_again_and_no_more() {
    let at = Deployment::open(&[], &LATE);
    let record = at.clerk.record("before");
    assert_eq!(enter_against_deadlocks(&at, 1, "in the end").status(), 201);
    assert!((retries(&at) - 1.0).abs() < 0.1 && at.look().failures("lost_race").abs() < 0.1);
    let refused = enter_against_deadlocks(&at, 4, "refused");
    assert_eq!(told_to_come_again("the fourth", refused), "unavailable");
    assert!((retries(&at) - 4.0).abs() < 0.1 && (at.look().failures("lost_race") - 1.0).abs() < 0.1);
    assert_eq!(number(&mut at.session(), "SELECT count(*) FROM activities"), 2);
    at.recovers(&record, 1, "after");
    at.close();
}

/// Lets the first changes fail as PostgreSQL fails them that cannot be put into any order. A number drawn from a
/// sequence stays drawn.
const UNORDERED: &str = "
    CREATE SEQUENCE attempt;
    GRANT ALL ON SEQUENCE attempt TO PUBLIC;
    CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('attempt') <= TG_ARGV[0]::int THEN
            RAISE 'could not serialize access' USING ERRCODE = 'serialization_failure';
        END IF;
        RETURN NEW;
    END $$";

fn lose(session: &mut PgConnection, times: u32) {
    let trigger = format!(
        "DROP TRIGGER IF EXISTS lose ON trail; ALTER SEQUENCE attempt RESTART;
        CREATE TRIGGER lose BEFORE INSERT ON trail FOR EACH ROW EXECUTE FUNCTION lose({times})"
    );
    session.batch_execute(&trigger).unwrap();
}

#[test]
fn a_change_that_cannot_be_serialised_is_tried_three_times_again_and_no_more() {
    let at = Deployment::open(&[], &[]);
    let session = &mut at.session();
    session.batch_execute(UNORDERED).unwrap();
    lose(session, 3);
    let record = at.clerk.record("in the end");
    lose(session, 4);
    let refused = at.clerk.enter("refused").send().unwrap();
    assert_eq!(told_to_come_again("the fourth", refused), "unavailable");
    assert_eq!(number(session, "SELECT last_value FROM attempt"), 4);
    assert!((retries(&at) - 6.0).abs() < 0.1 && (at.look().failures("lost_race") - 1.0).abs() < 0.1);
    at.recovers(&record, 1, "after");
    at.close();
}
