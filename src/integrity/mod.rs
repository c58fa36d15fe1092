//! Whether what the ledger holds is what its trail says: every row that has entries is held against the last one, and every publication of
//! a report against the step by which it was published.

mod compare;
mod editions;
mod fault;
mod tables;

use std::cmp::Ordering;
use std::sync::mpsc::SyncSender;

use diesel::pg::PgConnection;
use uuid::Uuid;

pub use fault::{Fault, FaultKind};

use self::tables::Tables;
use crate::problems::ApiResult;
use crate::session::audit::AuditedRow;
use crate::session::trail::{LastState, LastStates};
use crate::text::Text;

/// Faults that are named one by one; there may be one for each row.
const TOLD: usize = 1000;

/// What was found.
#[derive(Debug, Default)]
pub struct Compared {
    /// How many rows are what their last entries say.
    pub sound: u64,
    /// The first faults.
    pub faults: Vec<Fault>,
    /// How many more there are.
    pub more: u64,
}

impl Compared {
    /// What is wrong, fault by fault.
    pub fn texts(&self) -> impl Iterator<Item = Text> {
        self.faults.iter().map(Fault::text)
    }

    fn add(&mut self, fault: Fault) {
        if self.faults.len() < TOLD {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }
}

/// Holds every row that has entries against its last entry, and every publication of a report against the report's course. Rows and entries
/// are read in the same order, part by part, so any number
/// takes the same memory. The connection has to be in a transaction with one snapshot.
///
/// # Errors
/// 503 where the database fails.
pub fn compare_rows(conn: &mut PgConnection) -> ApiResult<Compared> {
    let mut tables = Tables::open(conn)?;
    compare(conn, |conn| tables.next(conn))
}

/// Sends all rows that have entries, in the order in which [`compare`] takes them, until nobody receives them any more. It
/// takes as long to read the rows as to compare them, so that two connections do it in half the time.
///
/// # Errors
/// 503 where the database fails.
pub fn send_rows(conn: &mut PgConnection, receiver: &SyncSender<AuditedRow>) -> ApiResult<()> {
    let mut tables = Tables::open(conn)?;
    while let Some(row) = tables.next(conn)? {
        if receiver.send(row).is_err() {
            break;
        }
    }
    Ok(())
}

/// As [`compare_rows`], with rows that `next_row` gives one after the other.
///
/// # Errors
/// 503 where the database fails.
pub fn compare(
    conn: &mut PgConnection,
    mut next_row: impl FnMut(&mut PgConnection) -> ApiResult<Option<AuditedRow>>,
) -> ApiResult<Compared> {
    let mut states = LastStates::open(conn)?;
    let mut compared = Compared::default();
    editions::faults(conn)?.into_iter().for_each(|fault| compared.add(fault));
    let mut state = next_state(&mut states, conn)?;
    let mut row = next_row(conn)?;
    loop {
        let order = match (&row, &state) {
            (None, None) => return Ok(compared),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(row), Some(state)) => place_of_row(row).cmp(&place_of_state(state)),
        };
        match (order, &row, &state) {
            (Ordering::Less, Some(row), _) => compared.add(Fault::of_row(row, FaultKind::Unexplained)),
            (Ordering::Greater, _, Some(state)) => compared.add(Fault::of_state(state, FaultKind::Missing)),
            (_, Some(row), Some(state)) => match compare::fault(row, state) {
                None => compared.sound += 1,
                Some(kind) => compared.add(Fault::of_row(row, kind)),
            },
            _ => {}
        }
        if order != Ordering::Greater {
            row = next_row(conn)?;
        }
        if order != Ordering::Less {
            state = next_state(&mut states, conn)?;
        }
    }
}

fn place_of_row(row: &AuditedRow) -> (&str, Uuid, &str) {
    (&row.county_code, row.id, row.resource)
}

fn place_of_state(state: &LastState) -> (&str, Uuid, &str) {
    (&state.county_code, state.record_id, &state.resource)
}

/// The next state of what has a row at all: a disclosure has none.
fn next_state(states: &mut LastStates, conn: &mut PgConnection) -> ApiResult<Option<LastState>> {
    loop {
        match states.next(conn)? {
            Some(state) if !tables::have(&state.resource) => {}
            state => return Ok(state),
        }
    }
}
