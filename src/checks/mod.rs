//! Checks of data: what in the records of a year had better be looked at before it is reported.
//!
//! [`catalogue`] says what is checked and how grave each finding is. [`rules`] finds records, in SQL; [`figures`] judges the
//! figures of each township. A township explains a finding by a record of its own ([`crate::ledger::explanations`]), which
//! names the finding by its key: where the records behind it change, the key is another one, and the explanation no longer
//! fits.

pub mod catalogue;
mod figures;
mod findings;
mod model;
mod request;
pub mod routes;
mod rules;

pub use catalogue::{CheckCode, Severity};
