//! Quantities: what SQL adds up over the records of a township and year.

use super::{Indicator, Source};

/// A number read off the records of one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The records.
    pub source: Source,
    /// Which of them, as an SQL condition; `:from` and `:to` are the first and last day of the year.
    pub predicate: &'static str,
    /// What each of them adds.
    pub measure: Measure,
}

/// What a record adds to a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// One. Zero where a township has records, but none of these.
    Count,
    /// Its sessions (场次). Counts like [`Measure::Count`].
    Sessions,
    /// A measure that a record may leave unstated; missing where no record states it.
    Sum(&'static str),
    /// The largest such measure: at least so many different persons. Missing where no record states it.
    Max(&'static str),
    /// A sum of money in 分; as [`Measure::Sum`].
    Money(&'static str),
}

impl Measure {
    /// Whether nothing counted is zero, rather than missing.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Count | Self::Sessions)
    }

    /// What one record adds, as SQL.
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
    /// The SQL aggregate over the rows of a group. Sums are `numeric`, which has no end: PostgreSQL adds up `bigint` in 128
    /// bits, and `integer` in 64.
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

    /// The condition on a record to be a source: it is chosen, and states the measure.
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
