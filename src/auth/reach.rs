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

/// The condition that a row lies in the counties of a [`Reach`], for statements that cannot be boxed as a whole. No limit
/// is a bound value: plain SQL would keep the statement from being prepared.
#[macro_export]
macro_rules! in_counties {
    ($table:ident, $reach:expr) => {{
        type Condition = Box<
            dyn diesel::expression::BoxableExpression<
                    $table::table,
                    diesel::pg::Pg,
                    SqlType = diesel::sql_types::Bool,
                >,
        >;
        let condition: Condition = match $reach.county_codes() {
            Some([county]) => Box::new($table::county_code.eq(county.clone())),
            Some(counties) => Box::new($table::county_code.eq_any(counties.to_vec())),
            None => Box::new(diesel::IntoSql::into_sql::<diesel::sql_types::Bool>(true)),
        };
        condition
    }};
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
