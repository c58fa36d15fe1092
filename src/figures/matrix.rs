//! The figures of a year with one row per region below. A row is made when it is read: there are 3,000 counties, and each
//! may have a figure for every indicator.

use std::collections::HashMap;
use std::sync::Arc;

use super::evaluate::{RegionPeriod, figures};
use super::model::{FigureRow, RegionFigures};
use super::period::Period;
use super::sums::Sums;
use crate::indicators::Indicator;
use crate::regions::{Code, RegionName};

/// A matrix.
pub struct Matrix {
    /// The figures of the whole region, computed from the records and not from the rows.
    pub whole: RegionFigures,
    /// The columns.
    pub indicators: Vec<&'static Indicator>,
    /// The query of the addresses of sources.
    pub query: String,
    /// The period.
    pub period: Period,
    /// The regions of the rows, by code.
    pub regions: Vec<RegionName>,
    /// The sums of those that have records, by code.
    pub sums: HashMap<String, Arc<Sums>>,
    /// The same of the year before, where it is compared.
    pub previous: Option<HashMap<String, Arc<Sums>>>,
}

impl Matrix {
    /// The rows of the regions whose codes come after `code`: of all where it is empty.
    pub fn rows_after(&self, code: &str) -> impl Iterator<Item = FigureRow> {
        let none = Sums::default();
        let following = self.regions.iter().filter(move |region| region.code.as_str() > code);
        following.filter_map(move |region| self.row(region, &none))
    }

    fn row(&self, region: &RegionName, none: &Sums) -> Option<FigureRow> {
        let code = Code::parse(&region.code)?;
        let sums = self.sums.get(&region.code).map_or(none, Arc::as_ref);
        let before = self.previous.as_ref();
        let before = before.map(|previous| previous.get(&region.code).map_or(none, Arc::as_ref));
        let of = RegionPeriod { region: &code, is_in_force: true, period: &self.period, query: &self.query };
        let items = figures(&self.indicators, sums, before, &of);
        Some(FigureRow { region: region.clone(), items })
    }
}
