//! Transactions that cannot be put into any order: serialisation failures.

use diesel::PgConnection;
use diesel::connection::SimpleConnection;

use crate::support::database::number;
use crate::support::deployment::{Deployment, told_to_come_again};

fn retries(at: &Deployment) -> f64 {
    at.look().sum("fazhi_db_retries_total", &[])
}

/// Lets the first changes fail as PostgreSQL fails them that cannot be put into any order. A number drawn from a
/// sequence stays drawn.
const UNORDERED: &str = "
    CREATE SEQUENCE attempt;
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
