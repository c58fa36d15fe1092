//! Reference data as clients read it: what records refer to. What it is stands in [`crate::regions`],
//! [`crate::vocabularies`] and [`crate::indicators`], on which records are built.

pub mod indicators;
pub mod regions;
pub mod vocabularies;
