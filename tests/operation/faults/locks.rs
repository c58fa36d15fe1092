//! Others hold what a statement needs: it is cancelled in time.

use std::time::Duration;

use diesel::connection::SimpleConnection;

use crate::support::database::number;
use crate::support::deployment::{Deployment, refused};

/// Cancelled after half a second, whatever else the machine does.
const BOUND: Duration = Duration::from_secs(3);
const SHORT: [(&str, &str); 2] = [("FAZHI_STATEMENT_TIMEOUT_MS", "500"), ("FAZHI_POOL_TIMEOUT_MS", "2000")];

#[test]
fn a_statement_that_waits_for_a_lock_is_cancelled_and_the_rest_goes_on() {
    let at = Deployment::open(&SHORT, &[]);
    let record = at.clerk.record("before");
    let holder = at.database.holding("LOCK TABLE activities IN ACCESS EXCLUSIVE MODE");
    for what in [&record, "/api/v1/activities", "/api/v1/regions/540526201/figures?year=2024"] {
        refused(what, at.clerk.get(what), BOUND);
    }
    refused("create", at.clerk.enter("refused"), BOUND);
    refused("change", at.clerk.move_to(&record, 1, "refused"), BOUND);
    for what in ["/api/v1/me", "/api/v1/members", "/readyz"] {
        assert_eq!(at.clerk.get(what).send().unwrap().status(), 200, "{what}");
    }
    assert!((at.look().failures("timeout") - 5.0).abs() < 0.1);
    drop(holder);
    at.recovers(&record, 1, "after");
    at.close();
}

/// Nobody can prove who he is while the tokens cannot be read.
#[test]
fn locked_tokens_let_nobody_in_and_hold_nobody_up() {
    let at = Deployment::open(&SHORT, &[]);
    let record = at.clerk.record("before");
    let holder = at.database.holding("LOCK TABLE tokens IN ACCESS EXCLUSIVE MODE");
    for what in [&record, "/api/v1/activities", "/api/v1/me"] {
        refused(what, at.clerk.get(what), BOUND);
    }
    refused("create", at.clerk.enter("refused"), BOUND);
    assert_eq!(at.clerk.get("/readyz").send().unwrap().status(), 200);
    assert!(at.look().failures("timeout") >= 2.0);
    drop(holder);
    at.recovers(&record, 1, "after");
    at.close();
}

/// A change that waits for a row of another transaction: nothing of it is stored when it is cancelled at its last step.
#[test]
fn a_change_cancelled_at_its_last_step_leaves_nothing() {
    let at = Deployment::open(&SHORT, &[]);
    let record = at.clerk.record("before");
    let mut holder = at.database.holding("UPDATE township_years SET version = version");
    refused("create", at.clerk.enter("refused"), BOUND);
    refused("change", at.clerk.move_to(&record, 1, "refused"), BOUND);
    holder.batch_execute("ROLLBACK").unwrap();
    assert_eq!(number(&mut holder, "SELECT count(*) FROM activities"), 1);
    assert_eq!(number(&mut holder, "SELECT count(*) FROM idempotency_keys"), 1);
    at.recovers(&record, 1, "after");
    at.close();
}
