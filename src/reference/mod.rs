//! Reference data as clients read it: regions, vocabularies, indicators, clocks and the calendar. They are defined in
//! [`crate::regions`], [`crate::vocabularies`], [`crate::indicators`], [`crate::deadlines`] and [`crate::calendar`], which the ledger uses
//! too.

pub mod calendar;
pub mod clocks;
pub mod indicators;
pub mod regions;
pub mod vocabularies;
