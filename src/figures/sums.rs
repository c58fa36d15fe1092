//! The quantities of townships, added up.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::db::Whole;
use crate::indicators::{self, Formula, Indicator, Source};

/// All quantities of some townships. Of most columns nothing is stated, and a sum of 0 says no more than that: only the others are
/// held, since there may be thousands of sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many of the townships have records that can count in the period, or have declared that they have none.
    pub reporting: i32,
    /// When the newest of these records was changed.
    pub as_of: Option<DateTime<Utc>>,
    /// What was declared of indicators, by their place in the catalogue.
    pub declared: BTreeMap<usize, Declared>,
    /// The columns that are not 0, by their places in [`indicators::columns`], ascending.
    columns: Vec<u16>,
    /// Their values.
    values: Vec<Whole>,
}

/// How many townships have declared something of an indicator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// That there was none (零报告).
    pub none: i32,
    /// That there was some, of which no number was kept.
    pub without_figure: i32,
    /// That there was none, beside records that count.
    pub contradicted: i32,
}

impl Declared {
    fn add(&mut self, other: Self) {
        self.none = self.none.saturating_add(other.none);
        self.without_figure = self.without_figure.saturating_add(other.without_figure);
        self.contradicted = self.contradicted.saturating_add(other.contradicted);
    }
}

impl Sums {
    /// Stored sums: `values` are in the order of [`indicators::columns`], `None` or 0 where no record states the quantity.
    #[must_use]
    pub fn from_stored(
        reporting: i32,
        as_of: Option<DateTime<Utc>>,
        declared: BTreeMap<usize, Declared>,
        values: &[Option<Whole>],
    ) -> Self {
        let mut sums = Self { reporting, as_of, declared, ..Self::default() };
        for (column, value) in (0..).zip(values) {
            sums.add_to(column, value.unwrap_or_default());
        }
        sums
    }

    /// The values in the order of [`indicators::columns`].
    pub fn values(&self) -> impl Iterator<Item = Option<Whole>> {
        (0..indicators::columns().len()).map(|column| self.value(column))
    }

    /// The value of a column; `None` where it is 0 or no record states it.
    #[must_use]
    pub fn value(&self, column: usize) -> Option<Whole> {
        let column = u16::try_from(column).ok()?;
        self.values.get(self.columns.binary_search(&column).ok()?).copied()
    }

    /// A column that counts records.
    #[must_use]
    pub fn count(&self, column: usize) -> i128 {
        self.value(column).and_then(Whole::known).unwrap_or(0)
    }

    /// Adds the sums of other townships. Maxima are added too: the persons of two townships are different persons.
    pub fn add(&mut self, other: &Self) {
        self.reporting = self.reporting.saturating_add(other.reporting);
        self.as_of = self.as_of.max(other.as_of);
        for (indicator, declared) in &other.declared {
            self.declared.entry(*indicator).or_default().add(*declared);
        }
        for (column, value) in other.columns.iter().zip(&other.values) {
            self.add_to(*column, *value);
        }
    }

    /// Notes what a township has declared of an indicator. A declaration of none beside records that count is contradicted by
    /// them.
    pub(super) fn declare(&mut self, position: usize, without_figure: bool, as_of: Option<DateTime<Utc>>) {
        let counted = indicators::all().get(position).is_some_and(|indicator| self.has_value(indicator));
        let one = i32::from;
        let declared = Declared {
            none: one(!without_figure),
            without_figure: one(without_figure),
            contradicted: one(!without_figure && counted),
        };
        self.as_of = self.as_of.max(as_of);
        self.declared.insert(position, declared);
    }

    fn has_value(&self, indicator: &Indicator) -> bool {
        let Formula::Quantity(quantity) = indicator.formula else {
            return false;
        };
        let value = indicators::columns_of(quantity).and_then(|columns| self.value(columns.value));
        value.is_some_and(|value| value != Whole::default())
    }

    /// Takes in what the records of a source add up to: `sums` are in the order of its columns.
    pub(super) fn take_in(&mut self, source: Source, as_of: Option<DateTime<Utc>>, sums: &[Option<Whole>]) {
        self.as_of = self.as_of.max(as_of);
        let columns = (0..).zip(indicators::columns()).filter(|(_, column)| column.source == source);
        for ((column, _), value) in columns.zip(sums) {
            self.add_to(column, value.unwrap_or_default());
        }
    }

    fn add_to(&mut self, column: u16, value: Whole) {
        if value == Whole::default() {
            return;
        }
        match self.columns.binary_search(&column) {
            Ok(place) => {
                if let Some(sum) = self.values.get_mut(place) {
                    *sum = sum.plus(value);
                }
            }
            Err(place) => {
                self.columns.insert(place, column);
                self.values.insert(place, value);
            }
        }
    }
}

/// The sums of a period in a region.
#[derive(Clone, Debug, Default)]
pub struct RegionSums {
    /// Sums of what each township recorded, by township (of whole counties, by county, where stored sums are used). A record
    /// is in one of them only, so they may be added up. New ones are shared with those to be stored.
    pub own: HashMap<String, Arc<Sums>>,
    /// Sums of the joint activities that each row of a matrix took part in and another one recorded, by row. They count for
    /// the row, but not a second time for the regions above it.
    pub joint_of_rows: HashMap<String, Sums>,
    /// Sums of the joint activities that the region took part in and another region recorded.
    pub joint_of_region: Sums,
}

impl RegionSums {
    /// The sums of the whole region.
    #[must_use]
    pub fn total(&self) -> Sums {
        let mut total = self.joint_of_region.clone();
        self.own.values().for_each(|sums| total.add(sums));
        total
    }

    /// The sums of each row of a matrix, by code; `row_of` tells the row of a township or county.
    #[must_use]
    pub fn rows(self, row_of: impl Fn(&str) -> String) -> HashMap<String, Arc<Sums>> {
        let joint = self.joint_of_rows.into_iter().map(|(code, sums)| (code, Arc::new(sums)));
        let mut rows: HashMap<String, Arc<Sums>> = joint.collect();
        for (code, sums) in self.own {
            match rows.entry(row_of(&code)) {
                // Not copied: there may be thousands.
                Entry::Vacant(place) => drop(place.insert(sums)),
                Entry::Occupied(mut row) => Arc::make_mut(row.get_mut()).add(&sums),
            }
        }
        rows
    }
}
