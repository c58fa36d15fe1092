//! Vocabularies: the words records are told apart by. Closed ones are enumerations ([`crate::coded`]); open ones have terms
//! that all counties share, and terms a county adds for itself (法律N进 is a county's own list).

pub mod model;
pub mod shared;
pub mod store;

pub use shared::Vocabulary;

use std::collections::hash_map::Entry;

use diesel::result::QueryResult;

use crate::http::hints;
use crate::problems::{ApiResult, Violation};
use crate::session::Writing;

/// A field that holds a term: where it is, of which vocabulary, what it says.
pub type TermField<'a> = (&'static str, Vocabulary, &'a Option<String>);

/// The fields whose term neither all counties share nor this county has added.
///
/// # Errors
/// 503 where the database fails.
pub fn unknown_terms(
    writing: &mut Writing<'_>,
    county_code: &str,
    fields: &[TermField<'_>],
) -> ApiResult<Vec<Violation>> {
    let mut found = Vec::new();
    for (pointer, vocabulary, term) in fields {
        let Some(term) = term else { continue };
        if vocabulary.shared_terms().iter().any(|shared| shared.code == term) {
            continue;
        }
        let own = own_terms(writing, county_code, *vocabulary)?;
        if !own.contains(term) {
            let shared = vocabulary.shared_terms().iter().map(|shared| shared.code);
            let allowed: Vec<&str> = shared.chain(own.iter().map(String::as_str)).collect();
            found.push(Violation::at(
                *pointer,
                "unknown_term",
                hints::of_code(term, vocabulary.shared_terms(), &allowed),
            ));
        }
    }
    Ok(found)
}

/// The terms that a county has added to a vocabulary, looked up once in the transaction.
fn own_terms<'a>(
    writing: &'a mut Writing<'_>,
    county_code: &str,
    vocabulary: Vocabulary,
) -> QueryResult<&'a Vec<String>> {
    match writing.known.terms.entry((county_code.to_owned(), vocabulary.as_str())) {
        Entry::Occupied(known) => Ok(known.into_mut()),
        Entry::Vacant(unknown) => Ok(unknown.insert(store::codes(writing.conn, county_code, vocabulary)?)),
    }
}
