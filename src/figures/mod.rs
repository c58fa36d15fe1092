//! Figures: indicators evaluated for a region and a year. They are computed from records, never typed in.
//!
//! [`sums`] adds up quantities in SQL, one statement per kind of record; [`evaluate`] makes indicators of the sums;
//! [`matrix`] lays them out by township, county …; [`sources`] lists the very records behind one figure; [`counties`]
//! gives those of the whole ledger.

pub mod answer_cache;
mod answers;
mod breakdown;
pub mod counties;
mod evaluate;
mod matrix;
mod model;
mod request;
pub mod routes;
mod sources;
pub mod stored;
mod sums;
mod units;

pub use evaluate::percent;
pub use model::{Figure, FigureReason, FigureStatus};
pub use sums::{Sums, YearSums};
