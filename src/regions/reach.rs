//! The part of the region tree to which a query is limited, as lists of codes.
//!
//! A statement names its counties where it can: PostgreSQL then finds their rows by the index, and a distributed database
//! reads their shards alone. A condition on a prefix of codes would do neither.

use crate::regions::Code;

/// Counties, or single townships of them. `None` means no limit.
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

    /// Single townships; nothing else of their counties.
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

    /// The townships; `None` for all townships of the counties.
    #[must_use]
    pub fn township_codes(&self) -> Option<&[String]> {
        self.townships.as_deref()
    }

    /// Whether a township is in it.
    #[must_use]
    pub fn covers(&self, township_code: &str) -> bool {
        match (&self.townships, &self.counties) {
            (Some(townships), _) => townships.iter().any(|code| code == township_code),
            (None, Some(counties)) => counties.iter().any(|code| code == Code::county_of(township_code)),
            (None, None) => true,
        }
    }
}

/// Finds a record's row by its id within a [`Reach`]. For a single county, and for all of them, the text of the statement is
/// fixed at compile time, so that it is not built for each request.
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

/// Limits a query over a table with `county_code` and `township_code` to a [`Reach`]. One code is compared by `=`, so that
/// the rows come in the order of the next columns of the index; several by `= ANY`.
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
/// county, because one statement cannot lock rows of several nodes. Where the reach is more than one county, the county is
/// read from the row first.
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
