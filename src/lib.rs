//! fazhi (法治): the ledger of law-based-government work, from township to county and up.
//!
//! `ARCHITECTURE.md` says what each module is for and how a request passes through them.

pub mod access;
pub mod app;
pub mod attempt;
pub mod auth;
pub mod backup;
pub mod calendar;
pub mod checks;
pub mod cli;
pub mod clock;
pub mod coded;
pub mod config;
pub mod county;
pub mod db;
pub mod deadlines;
pub mod demo;
pub mod desk;
pub mod digest;
pub mod embedded;
pub mod feed;
pub mod figures;
pub mod health;
pub mod http;
pub mod indicators;
pub mod integrity;
pub mod key_dates;
pub mod keys;
pub mod ledger;
pub mod logging;
pub mod metrics;
pub mod openapi;
pub mod oversight;
pub mod problems;
pub mod reference;
pub mod regions;
pub mod render;
pub mod reports;
pub mod routes;
pub mod screening;
pub mod server;
pub mod session;
pub mod suggest;
pub mod tables;
pub mod text;
pub mod upgrade;
pub mod vocabularies;

#[cfg(test)]
mod bounds_tests;
