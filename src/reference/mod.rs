//! Reference data as clients read it: regions, vocabularies and indicators. They are defined in [`crate::regions`],
//! [`crate::vocabularies`] and [`crate::indicators`], which the ledger uses too.

pub mod indicators;
pub mod regions;
pub mod vocabularies;
