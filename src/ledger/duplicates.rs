//! What only one record of a township may state that is not voided: two could contradict each other.
//!
//! No unique key can say so of the elements of an array, nor refuse one record of a batch and name the other. A transaction that stores
//! such a record therefore locks the head of the township's chain first, as every change of the township's records does before it commits,
//! and holds the lock until it ends. The look-up that follows is a statement of its own (READ COMMITTED): it finds all records
//! stored before, and no other transaction stores one in between.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use uuid::Uuid;

use super::{Record, Resource};
use crate::problems::{ApiError, ApiResult, Code as Problem, Conflicting, Violation};
use crate::session::Writing;
use crate::text::Text;

/// A resource of which no two records may state the same.
pub trait Exclusive: Resource {
    /// What only one record may state, with its township.
    type Statement: Eq + Hash;

    /// What the record states, each with its place in the body.
    fn states(&self) -> Vec<(String, Self::Statement)>;

    /// What stored records that are not voided state, with their ids: of all that may state the same as these.
    ///
    /// # Errors
    /// Where the database fails.
    fn stated(conn: &mut PgConnection, records: &[Record<Self>])
    -> QueryResult<Vec<(Uuid, Self::Statement)>>;

    /// The message where the record at an address states it already; without an address, an earlier one of the batch.
    fn taken(address: Option<&str>) -> Text;
}

/// Which record states it already.
#[derive(Clone, Copy)]
enum Holder {
    /// A stored one.
    Stored(Uuid),
    /// One that is about to be stored in the same request and has no address yet.
    Earlier,
}

/// The refusals of those of these records that state what another one states already, by id. One that is refused states nothing.
///
/// # Errors
/// 503 where the database fails.
pub fn refusals<T: Exclusive>(
    writing: &mut Writing<'_>,
    records: &[Record<T>],
) -> ApiResult<HashMap<Uuid, ApiError>> {
    let townships: BTreeSet<&str> = records.iter().map(|record| record.fields.township_code()).collect();
    writing.lock_chains(&townships)?;
    let stored = T::stated(writing.conn, records)?.into_iter();
    let of_others = stored.filter(|(id, _)| !records.iter().any(|record| record.metadata.id == *id));
    let mut held: HashMap<T::Statement, Holder> =
        of_others.map(|(id, statement)| (statement, Holder::Stored(id))).collect();
    let mut refused = HashMap::new();
    for record in records {
        if let Some(refusal) = refusal(&record.fields, &held) {
            refused.insert(record.metadata.id, refusal);
        } else {
            let statements = record.fields.states().into_iter();
            held.extend(statements.map(|(_, statement)| (statement, Holder::Earlier)));
        }
    }
    Ok(refused)
}

/// The refusal of a record, naming each statement that another one has, and the stored record that has the first of them.
fn refusal<T: Exclusive>(fields: &T, held: &HashMap<T::Statement, Holder>) -> Option<ApiError> {
    let statements = fields.states().into_iter();
    let taken: Vec<(String, Holder)> = statements
        .filter_map(|(pointer, statement)| Some((pointer, held.get(&statement).copied()?)))
        .collect();
    let violation = |(pointer, holder): &(String, Holder)| {
        let address = holder.stored().map(|id| conflicting::<T>(id).address);
        Violation::at(pointer.clone(), "taken", T::taken(address.as_deref()))
    };
    let violations: Vec<Violation> = taken.iter().map(violation).collect();
    let detail = violations.first()?.detail.clone();
    let refusal = ApiError::new(Problem::Conflict, detail).with_violations(violations);
    let stored = taken.iter().find_map(|(_, holder)| holder.stored());
    Some(match stored {
        Some(id) => refusal.with_conflict(conflicting::<T>(id)),
        None => refusal,
    })
}

impl Holder {
    fn stored(self) -> Option<Uuid> {
        match self {
            Self::Stored(id) => Some(id),
            Self::Earlier => None,
        }
    }
}

fn conflicting<T: Resource>(id: Uuid) -> Conflicting {
    let resource = T::PATH.to_owned();
    Conflicting { address: format!("/api/v1/{resource}/{id}"), resource, id: id.to_string() }
}
