//! Who may do what: every operation of the contract, tried by everybody, also those operations that nobody thought of
//! here.

mod accounts;
mod callers;
mod instances;
mod matrix;
mod oidc;
mod parameters;
mod requests;
mod scope;
mod strangers;
