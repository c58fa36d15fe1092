//! The part of the region tree a query may touch, as lists of codes.
//!
//! Every statement names its counties where it can, so that it stays within them on one node and within their
//! shards on several; a prefix never would.

use crate::regions::Code;

/// Counties, and within them perhaps single townships. `None` means no limit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reach {
    counties: Option<Vec<String>>,
    townships: Option<Vec<String>>,
}

impl Reach {
    /// The whole country.
    #[must_use]
    pub fn nation() -> Self {
        Self { counties: None, townships: None }
    }

    /// Whole counties.
    #[must_use]
    pub fn counties(codes: Vec<String>) -> Self {
        Self { counties: Some(codes), townships: None }
    }

    /// Single townships, and no more of their counties.
    #[must_use]
    pub fn townships(codes: Vec<String>) -> Self {
        let mut counties: Vec<String> = codes.iter().map(|code| Code::county_of(code).to_owned()).collect();
        counties.sort_unstable();
        counties.dedup();
        Self { counties: Some(counties), townships: Some(codes) }
    }

    /// The counties, sorted; `None` for all.
    #[must_use]
    pub fn county_codes(&self) -> Option<&[String]> {
        self.counties.as_deref()
    }

    /// The townships; `None` for all of the counties'.
    #[must_use]
    pub fn township_codes(&self) -> Option<&[String]> {
        self.townships.as_deref()
    }

    /// Whether a township lies within.
    #[must_use]
    pub fn covers(&self, township_code: &str) -> bool {
        match (&self.townships, &self.counties) {
            (Some(townships), _) => townships.iter().any(|code| code == township_code),
            (None, Some(counties)) => counties.iter().any(|code| code == Code::county_of(township_code)),
            (None, None) => true,
        }
    }
}

/// Finds a record's row by its id within a [`Reach`]. For a single county, and for all of them, the statement is known at
/// compile time, so that its text need not be put together for each reading.
#[macro_export]
macro_rules! find_row {
    ($conn:expr, $table:ident, $row:expr, $reach:expr, $id:expr) => {{
        let by_id = $table::table.filter($table::id.eq($id)).select($row);
        match $reach.county_codes() {
            Some([county]) => by_id.filter($table::county_code.eq(county)).first($conn).optional(),
            Some(counties) => by_id.filter($table::county_code.eq_any(counties)).first($conn).optional(),
            None => by_id.first($conn).optional(),
        }
    }};
}

/// Limits a query over a table with `county_code` and `township_code` to a [`Reach`]. One code is compared by `=`,
/// which keeps the order of the index that follows it; several by `= ANY`.
#[macro_export]
macro_rules! within {
    ($query:expr, $table:ident, $reach:expr) => {{
        let mut query = $query;
        match $reach.county_codes() {
            Some([county]) => query = query.filter($table::county_code.eq(county.clone())),
            Some(counties) => query = query.filter($table::county_code.eq_any(counties.to_vec())),
            None => {}
        }
        match $reach.township_codes() {
            Some([township]) => query = query.filter($table::township_code.eq(township.clone())),
            Some(townships) => query = query.filter($table::township_code.eq_any(townships.to_vec())),
            None => {}
        }
        query
    }};
}

/// Finds a record's row by its id within a [`Reach`], and locks it. A row is locked by its whole key, which begins with its
/// county: rows of several nodes cannot be locked by one statement. Where the reach is more than a county, the row says
/// which first.
#[macro_export]
macro_rules! lock_row {
    ($conn:expr, $table:ident, $row:expr, $reach:expr, $id:expr) => {{
        let county = match $reach.county_codes() {
            Some([county]) => Some(county.clone()),
            _ => $crate::find_row!($conn, $table, $table::county_code, $reach, $id)?,
        };
        match county {
            Some(county) => {
                let row = $table::table.filter($table::county_code.eq(county)).filter($table::id.eq($id));
                row.select($row).for_update().first($conn).optional()
            }
            None => Ok(None),
        }
    }};
}
