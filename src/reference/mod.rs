//! Reference data as clients read it: regions, vocabularies, indicators and clocks. They are defined in [`crate::regions`],
//! [`crate::vocabularies`], [`crate::indicators`] and [`crate::deadlines`], which the ledger uses too.

pub mod clocks;
pub mod indicators;
pub mod regions;
pub mod vocabularies;
