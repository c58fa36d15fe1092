//! All resources of records, for what treats them alike: the feed, the integrity check, the contract.

use std::sync::LazyLock;

use diesel::pg::PgConnection;

use super::resource::Names;
use super::{Record, Statements, visit};
use crate::problems::ApiResult;
use crate::session::audit::AuditedRow;

/// What is done with each resource, by the type of what a client enters of it.
pub trait Visitor {
    /// Does it with one of them.
    fn visit<T: Statements>(&mut self);
}

/// Every resource of records, whatever a client enters of it.
pub static RESOURCES: LazyLock<Vec<Registered>> = LazyLock::new(|| {
    let mut all = Vec::new();
    visit(&mut all);
    all
});

impl Visitor for Vec<Registered> {
    fn visit<T: Statements>(&mut self) {
        self.push(Registered { names: T::NAMES, path: T::PATH, all: all::<T> });
    }
}

/// A resource, whatever a client enters of it.
#[derive(Clone, Copy)]
pub struct Registered {
    /// How it is called.
    pub names: Names,
    /// As in its path, and in entries of the trail.
    pub path: &'static str,
    /// Begins to read all its records, in the order of county and id.
    pub all: fn(&mut PgConnection) -> ApiResult<StoredRecords>,
}

/// The next records; none at the end.
pub type StoredRecords = Box<dyn FnMut(&mut PgConnection) -> ApiResult<Vec<AuditedRow>>>;

fn all<T: Statements>(conn: &mut PgConnection) -> ApiResult<StoredRecords> {
    let mut all = T::all(conn)?;
    let stored = |(county_code, record): &(String, Record<T>)| AuditedRow::of(county_code, record);
    Ok(Box::new(move |conn| all(conn)?.iter().map(stored).collect()))
}
