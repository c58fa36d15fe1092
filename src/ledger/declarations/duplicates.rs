//! An indicator stands in one declaration only of a township and year that is not voided: two could contradict each other.
//!
//! No unique key can say so of the elements of an array. A transaction that stores a declaration therefore locks the head of the
//! township's chain first, as every change of the township's records does before it commits, and holds the lock until it ends. The
//! look-up that follows is a statement of its own (READ COMMITTED): it finds all declarations stored before, and no other
//! transaction stores one in between.

use std::collections::{BTreeSet, HashMap};

use uuid::Uuid;

use super::model::{Declaration, DeclarationInput};
use super::queries;
use crate::ledger::Resource;
use crate::problems::{ApiError, ApiResult, Code as Problem, Conflicting, Violation};
use crate::session::Writing;
use crate::text;

/// Township, year and indicator.
type Place = (String, i16, String);

/// Who declares an indicator already.
#[derive(Clone, Copy)]
enum Holder {
    /// A stored declaration.
    Stored(Uuid),
    /// One that is about to be stored in the same request and has no address yet.
    Earlier,
}

/// The refusals of those of these declarations that name an indicator which another one declares already, by id. One that is
/// refused declares nothing.
///
/// # Errors
/// 503 where the database fails.
pub fn refusals(writing: &mut Writing<'_>, records: &[Declaration]) -> ApiResult<HashMap<Uuid, ApiError>> {
    let townships: BTreeSet<&str> =
        records.iter().map(|record| record.fields.township_code.as_str()).collect();
    writing.lock_chains(&townships)?;
    let mut held: HashMap<Place, Holder> = HashMap::new();
    for (id, township, year, indicators) in queries::of_same_years(writing.conn, records)? {
        if !records.iter().any(|record| record.metadata.id == id) {
            let place = |indicator| (township.clone(), year, indicator);
            held.extend(indicators.into_iter().map(|one| (place(one), Holder::Stored(id))));
        }
    }
    let mut refused = HashMap::new();
    for record in records {
        if let Some(refusal) = refusal(record, &held) {
            refused.insert(record.metadata.id, refusal);
        } else {
            held.extend(places(&record.fields).map(|place| (place, Holder::Earlier)));
        }
    }
    Ok(refused)
}

fn places(fields: &DeclarationInput) -> impl Iterator<Item = Place> {
    fields.indicators.iter().map(|one| (fields.township_code.clone(), fields.year, one.clone()))
}

/// The refusal of a declaration, naming each indicator that is held, and the stored declaration that holds the first of them.
fn refusal(record: &Declaration, held: &HashMap<Place, Holder>) -> Option<ApiError> {
    let holders = places(&record.fields).map(|place| held.get(&place).copied()).enumerate();
    let holders: Vec<(usize, Holder)> = holders.filter_map(|(at, holder)| Some((at, holder?))).collect();
    let violations: Vec<Violation> = holders.iter().map(|(at, holder)| violation(*at, *holder)).collect();
    let detail = violations.first()?.detail.clone();
    let stored = holders.iter().find_map(|(_, holder)| match holder {
        Holder::Stored(id) => Some(*id),
        Holder::Earlier => None,
    });
    let refusal = ApiError::new(Problem::Conflict, detail).with_violations(violations);
    Some(match stored {
        Some(id) => refusal.with_conflict(conflicting(id)),
        None => refusal,
    })
}

fn violation(at: usize, holder: Holder) -> Violation {
    let detail = match holder {
        Holder::Stored(id) => {
            let address = conflicting(id).address;
            text!(
                "该乡镇该年度已有说明列有这个指标：{address}；请修改或作废它",
                "Another declaration of this township and year has this indicator: {address}; change or void that one"
            )
        }
        Holder::Earlier => text!(
            "同一批中前面已有说明列有该乡镇该年度的这个指标",
            "An earlier declaration of this batch has this indicator of the township and year"
        ),
    };
    Violation::at(format!("/indicators/{at}"), "taken", detail)
}

fn conflicting(id: Uuid) -> Conflicting {
    let resource = DeclarationInput::PATH.to_owned();
    Conflicting { address: format!("/api/v1/{resource}/{id}"), resource, id: id.to_string() }
}
