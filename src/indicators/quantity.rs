//! Quantities: sums over the records of a township and year, computed in SQL.

use std::collections::HashMap;

use super::{Indicator, Source};
use crate::key_dates;

/// The records that a quantity is about: those of a source that are of the same kind. Whether a township has any of the
/// year decides whether a count is 0 or missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Population {
    /// The source of the records.
    pub source: Source,
    /// The condition on the kind of record, in SQL.
    pub predicate: &'static str,
    /// The indicator by whose declaration (零报告) a township says that there was none of them in the year; `None` where no
    /// indicator is about all of them.
    pub declared_by: Option<&'static str>,
}

/// A number computed from the records of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quantity {
    /// The records it is about.
    pub population: &'static Population,
    /// The condition on those of them that count, in SQL. `:on_a_key_date` and `:on_its_key_date` are conditions on the day of
    /// an activity, see [`key_dates`]. `:from` and `:to` are the first and last day of the period, `:day`
    /// is the last day of it that has come, `:ended` are the codes of townships that ended before that day.
    pub predicate: &'static str,
    /// What each of them adds to it.
    pub measure: Measure,
}

/// What a record adds to a quantity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// One for each record.
    Count,
    /// The sessions (场次) of the record.
    Sessions,
    /// One for each record of which an optional statement, such as `repeated`, is true; those that do not state it are left
    /// out.
    Flag(&'static str),
    /// One for each person of the leading group, or of a committee where nobody serves in a leading group: a person with several
    /// terms in a township counts once.
    Persons,
    /// The number in an optional column.
    Sum(&'static str),
    /// The largest number in an optional column of what is one township: the number of different persons is at least this.
    Max(&'static str),
    /// The amount of money in an optional column, in 分. It is 0 where no record counts.
    Money(&'static str),
}

impl Measure {
    /// The expression that a record has to state in order to count, where it may be null.
    #[must_use]
    pub const fn optional(self) -> Option<&'static str> {
        match self {
            Self::Count | Self::Sessions | Self::Persons => None,
            Self::Flag(expression) => Some(expression),
            Self::Sum(column) | Self::Max(column) | Self::Money(column) => Some(column),
        }
    }

    /// Whether a joint activity adds to it for the partners that confirmed it, too. Numbers of persons and things are those
    /// of the township that recorded the activity.
    #[must_use]
    pub const fn counts_for_partners(self) -> bool {
        matches!(self, Self::Count | Self::Sessions)
    }

    /// Whether the parts of a value add up to it: maxima and different persons do not.
    #[must_use]
    pub const fn adds_up(self) -> bool {
        !matches!(self, Self::Max(_) | Self::Persons)
    }

    /// What a record adds, as an SQL expression.
    #[must_use]
    pub fn per_record(self) -> String {
        match self {
            Self::Count | Self::Persons => "1".to_owned(),
            Self::Sessions => "sessions".to_owned(),
            Self::Flag(expression) => format!("({expression})::int"),
            Self::Sum(column) | Self::Max(column) => column.to_owned(),
            Self::Money(column) => format!("({column} * 100)"),
        }
    }
}

impl Quantity {
    /// The source of its records.
    #[must_use]
    pub const fn source(&self) -> Source {
        self.population.source
    }

    /// The condition on the records that count, in SQL, whether or not they state what is measured.
    #[must_use]
    pub fn condition(&self) -> String {
        let predicate = self.predicate.replace(":on_a_key_date", key_dates::is_a_key_date_sql());
        let predicate = predicate.replace(":on_its_key_date", key_dates::key_date_fits_sql());
        match (self.population.predicate, &*predicate) {
            (all, "TRUE") | ("TRUE", all) => all.to_owned(),
            (kind, predicate) => format!("{kind} AND {predicate}"),
        }
    }

    /// The condition on the records that count and state what is measured, in SQL.
    #[must_use]
    pub fn stated(&self) -> String {
        let condition = self.condition();
        self.measure
            .optional()
            .map_or_else(|| condition.clone(), |stated| format!("{condition} AND ({stated}) IS NOT NULL"))
    }

    /// The condition on the records that add to it, in SQL.
    #[must_use]
    pub fn counted(&self) -> String {
        match self.measure {
            Measure::Flag(expression) => format!("{} AND {expression}", self.condition()),
            _ => self.stated(),
        }
    }

    /// The SQL aggregate over the rows of a group. Sums of `bigint` are `numeric` in PostgreSQL and do not overflow; those of
    /// `integer` would be `bigint`.
    #[must_use]
    pub fn aggregate(&self) -> String {
        let filter = format!("FILTER (WHERE {})", self.condition());
        match self.measure {
            Measure::Count => format!("count(*) {filter}"),
            Measure::Sessions => format!("coalesce(sum(sessions::bigint) {filter}, 0)"),
            Measure::Flag(_) => format!("count(*) FILTER (WHERE {})", self.counted()),
            // A committee counts where nobody serves in a leading group.
            Measure::Persons => {
                let of = |body| {
                    let filter = format!("FILTER (WHERE {} AND body = '{body}')", self.condition());
                    format!("count(DISTINCT person_name) {filter}")
                };
                let (group, committee) = (of("leading_group"), of("committee"));
                format!("coalesce(nullif({group}, 0), {committee})")
            }
            Measure::Sum(column) => format!("sum({column}::bigint) {filter}"),
            Measure::Max(column) => format!("max({column}) {filter}"),
            Measure::Money(column) => format!("sum({column}) {filter} * 100"),
        }
    }
}

/// An aggregate that is computed for every township: a quantity, or a number of records that tells whether it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// The source of the records.
    pub source: Source,
    /// The aggregate, in SQL.
    pub sql: String,
    /// Whether a joint activity adds to it for its partners.
    pub counts_for_partners: bool,
}

/// Where the parts of a quantity stand among the [`Column`]s.
#[derive(Clone, Copy, Debug)]
pub struct QuantityColumns {
    /// The value.
    pub value: usize,
    /// How many records of the population there are.
    pub presence: usize,
    /// How many records count, and how many of these state what is measured, where they need not.
    pub completeness: Option<CompletenessColumns>,
}

/// The positions of the numbers of records that say how complete a value is.
#[derive(Clone, Copy, Debug)]
pub struct CompletenessColumns {
    /// Those that count.
    pub asked: usize,
    /// Those of them that state what is measured.
    pub stated: usize,
}

/// The columns of all quantities, each once, and where those of each quantity stand.
#[derive(Debug, Default)]
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
    pub(super) of_quantities: HashMap<Quantity, QuantityColumns>,
}

impl Columns {
    /// The columns that these indicators are computed from.
    pub(super) fn of(indicators: &[Indicator]) -> Self {
        let mut columns = Self::default();
        for quantity in indicators.iter().flat_map(Indicator::quantities) {
            let positions = columns.add(quantity);
            columns.of_quantities.insert(*quantity, positions);
        }
        columns
    }

    fn add(&mut self, quantity: &Quantity) -> QuantityColumns {
        let Quantity { population, measure, .. } = quantity;
        let (kind, condition, stated) =
            (population.predicate.to_owned(), quantity.condition(), quantity.stated());
        let value = self.column(Column {
            source: population.source,
            sql: quantity.aggregate(),
            counts_for_partners: measure.counts_for_partners(),
        });
        let presence = self.count(population.source, &kind, true);
        // What partners recorded is no statement of the township's, so it is not asked of it either.
        let completeness = measure.optional().map(|_| CompletenessColumns {
            asked: self.count(population.source, &condition, false),
            stated: self.count(population.source, &stated, false),
        });
        QuantityColumns { value, presence, completeness }
    }

    fn count(&mut self, source: Source, condition: &str, counts_for_partners: bool) -> usize {
        let sql = format!("count(*) FILTER (WHERE {condition})");
        self.column(Column { source, sql, counts_for_partners })
    }

    fn column(&mut self, column: Column) -> usize {
        let known = self.all.iter().position(|other| *other == column);
        known.unwrap_or_else(|| {
            self.all.push(column);
            self.all.len() - 1
        })
    }
}
