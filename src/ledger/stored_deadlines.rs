//! The SQL of stored deadlines.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use crate::db::schema::deadlines;
use crate::deadlines::OpenDeadline;
use crate::ledger::Resource;
use crate::regions::{Code, Reach};

/// Rows that one statement stores at most: it may have 65,535 values, and a row has ten.
const ROWS: usize = 6000;

/// A deadline as it is stored.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Queryable, QueryableByName, Selectable, Insertable,
)]
#[diesel(table_name = deadlines)]
pub struct StoredDeadline {
    /// The county.
    pub county_code: String,
    /// The record's id.
    pub record_id: Uuid,
    /// The clock, by its code.
    pub clock: String,
    /// The township, or the county's own unit, whose record it is.
    pub township_code: String,
    /// The record's resource, as in its path.
    pub resource: String,
    /// What the record is: a code of [`Matter`](crate::deadlines::codes::Matter).
    pub matter: String,
    /// The day after which the clock runs.
    pub started_on: NaiveDate,
    /// The day due.
    pub due_on: Option<NaiveDate>,
    /// The last working day that is still in time.
    pub act_by: Option<NaiveDate>,
    /// What orders deadlines.
    pub runs_out_on: NaiveDate,
}

impl StoredDeadline {
    /// The deadline of a record of a township.
    #[must_use]
    pub fn new<T: Resource>((township, id): (&str, Uuid), matter: &str, open: &OpenDeadline) -> Self {
        let OpenDeadline { clock, started_on, due_on, act_by, runs_out_on } = *open;
        Self {
            county_code: Code::county_of(township).to_owned(),
            record_id: id,
            clock: clock.to_owned(),
            township_code: township.to_owned(),
            resource: T::PATH.to_owned(),
            matter: matter.to_owned(),
            started_on,
            due_on,
            act_by,
            runs_out_on,
        }
    }
}

/// Removes the deadlines of records, each with its county, and stores others.
///
/// # Errors
/// Where the database fails.
pub fn replace(
    conn: &mut PgConnection,
    records: &[(&str, Uuid)],
    open: &[StoredDeadline],
) -> QueryResult<()> {
    if !records.is_empty() {
        let (counties, ids): (Vec<&str>, Vec<Uuid>) = records.iter().copied().unzip();
        let of_records = deadlines::county_code.eq_any(counties).and(deadlines::record_id.eq_any(ids));
        diesel::delete(deadlines::table.filter(of_records)).execute(conn)?;
    }
    for some in open.chunks(ROWS) {
        diesel::insert_into(deadlines::table).values(some).execute(conn)?;
    }
    Ok(())
}

/// The deadlines that are stored of these records, each with its county.
///
/// # Errors
/// Where the database fails.
pub fn of_records(conn: &mut PgConnection, records: &[(String, Uuid)]) -> QueryResult<Vec<StoredDeadline>> {
    let (counties, ids): (Vec<&str>, Vec<Uuid>) =
        records.iter().map(|(county, id)| (county.as_str(), *id)).unzip();
    deadlines::table
        .filter(deadlines::county_code.eq_any(counties))
        .filter(deadlines::record_id.eq_any(ids))
        .select(StoredDeadline::as_select())
        .load(conn)
}

/// The records of a resource that have deadlines within a reach, each with its county.
///
/// # Errors
/// Where the database fails.
pub fn running(conn: &mut PgConnection, resource: &str, reach: &Reach) -> QueryResult<Vec<(String, Uuid)>> {
    let all = deadlines::table.into_boxed();
    crate::within!(all, deadlines, reach)
        .filter(deadlines::resource.eq(resource))
        .select((deadlines::county_code, deadlines::record_id))
        .distinct()
        .order((deadlines::county_code, deadlines::record_id))
        .load(conn)
}
