//! The terms counties have added.

use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::Vocabulary;
use crate::db::schema::vocabulary_terms;

/// The codes a county has added to a vocabulary.
///
/// # Errors
/// Where the database fails.
pub fn codes(conn: &mut PgConnection, county_code: &str, vocabulary: Vocabulary) -> QueryResult<Vec<String>> {
    vocabulary_terms::table
        .filter(vocabulary_terms::county_code.eq(county_code))
        .filter(vocabulary_terms::vocabulary.eq(vocabulary.as_str()))
        .order(vocabulary_terms::code)
        .select(vocabulary_terms::code)
        .load(conn)
}
