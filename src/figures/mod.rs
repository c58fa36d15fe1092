//! Figures: indicators evaluated for a region and a year. They are computed from records, never typed in.
//!
//! [`answers`] handles a request. [`compute`] computes the requested data, and [`layout`] writes it in a media type.
//! [`units`] tells which township a record counts for; [`statement`] has the SQL, one statement per kind of record, which
//! [`add_up`] runs; [`evaluate`] makes indicators of the [`sums`]; [`matrix`] has a row per township, county …; [`sources`]
//! lists the records behind one figure; [`townships`] has the figures of each township for what judges them; [`counties`] computes the figures of the whole ledger.

mod add_up;
pub mod answer_cache;
mod answers;
mod breakdown;
mod compute;
pub mod counties;
mod evaluate;
mod layout;
mod matrix;
mod model;
mod percent;
mod period;
mod remarks;
mod request;
pub mod routes;
mod rows;
mod sources;
mod statement;
mod status;
pub mod stored;
mod sums;
mod townships;
mod units;

pub use model::{Figure, FigureValue, RegionFigures};
pub use percent::percent;
pub use period::Period;
pub use sources::lane;
pub use statement::{Scope, in_counties};
pub use status::{FigureFinding, FigureReason, FigureStatus};
pub use townships::{TownshipFigures, of_region};
pub use units::{Basis, Units};
