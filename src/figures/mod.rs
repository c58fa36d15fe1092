//! Figures: indicators evaluated for a region and a year. They are computed from records, never typed in.
//!
//! [`answers`] handles a request. [`compute`] computes the requested data, and [`layout`] writes it in a media type.
//! [`sums`] adds up quantities in SQL, one statement per kind of record; [`evaluate`] makes indicators of the sums;
//! [`matrix`] has a row per township, county …; [`sources`] lists the records behind one figure; [`counties`] computes
//! the figures of the whole ledger.

pub mod answer_cache;
mod answers;
mod breakdown;
mod compute;
pub mod counties;
mod evaluate;
mod layout;
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
