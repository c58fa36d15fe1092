//! Quantities: sums over the records of a township and year, computed in SQL.

use super::{Indicator, Source};

/// A number computed from the records of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The kind of record.
    pub source: Source,
    /// The condition on the records that count, in SQL; `:from` and `:to` are the first and last day of the year.
    pub predicate: &'static str,
    /// What each of them adds to it.
    pub measure: Measure,
}

/// What a record adds to a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// One for each record. 0 where a township has records, but none that counts.
    Count,
    /// The sessions (场次) of the record. 0 under the same condition as [`Measure::Count`].
    Sessions,
    /// The number in an optional column; missing where no record states it.
    Sum(&'static str),
    /// The largest number in an optional column: the number of different persons is at least this. Missing where no record
    /// states it.
    Max(&'static str),
    /// The amount of money in an optional column, in 分; missing where no record states it.
    Money(&'static str),
}

impl Measure {
    /// Whether the value is 0, rather than missing, where no record counts.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Count | Self::Sessions)
    }

    /// What a record adds, as an SQL expression.
    #[must_use]
    pub const fn per_record(self) -> &'static str {
        match self {
            Self::Count => "1",
            Self::Sessions => "sessions",
            Self::Sum(column) | Self::Max(column) | Self::Money(column) => column,
        }
    }
}

impl Quantity {
    /// The SQL aggregate over the rows of a group. Sums of `bigint` are `numeric` in PostgreSQL and do not overflow; those of
    /// `integer` would be `bigint`.
    #[must_use]
    pub fn aggregate(&self) -> String {
        let filter = format!("FILTER (WHERE {})", self.predicate);
        match self.measure {
            Measure::Count => format!("count(*) {filter}"),
            Measure::Sessions => format!("coalesce(sum(sessions::bigint) {filter}, 0)"),
            Measure::Sum(column) => format!("sum({column}::bigint) {filter}"),
            Measure::Max(column) => format!("max({column}) {filter}"),
            Measure::Money(column) => format!("sum({column}) {filter} * 100"),
        }
    }

    /// The condition on the source records, in SQL: the predicate holds, and the measure is stated.
    #[must_use]
    pub fn stated(&self) -> String {
        match self.measure {
            Measure::Count | Measure::Sessions => format!("({})", self.predicate),
            Measure::Sum(column) | Measure::Max(column) | Measure::Money(column) => {
                format!("({} AND {column} IS NOT NULL)", self.predicate)
            }
        }
    }
}

/// The quantities of these indicators, each once.
pub(super) fn of(indicators: &[&'static Indicator]) -> Vec<&'static Quantity> {
    let mut found: Vec<&'static Quantity> = Vec::new();
    for quantity in indicators.iter().flat_map(|indicator| indicator.quantities()) {
        if !found.contains(&quantity) {
            found.push(quantity);
        }
    }
    found
}
