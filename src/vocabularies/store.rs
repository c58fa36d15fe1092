//! The terms counties have added. A county that got another code keeps the terms it had under the code before.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use uuid::Uuid;

use super::Vocabulary;
use super::model::{Term, TermInput};
use crate::db::schema::vocabulary_terms;
use crate::regions::{Code, tree};

/// Terms that one answer tells at most: of more than a hundred counties that add a hundred each.
pub const MOST_TERMS: i64 = 15_000;
/// Terms that a county may add to a vocabulary.
pub const MOST_OF_A_COUNTY: usize = 500;

/// The codes a county has added to a vocabulary.
///
/// # Errors
/// Where the database fails.
pub fn codes(conn: &mut PgConnection, county_code: &str, vocabulary: Vocabulary) -> QueryResult<Vec<String>> {
    let counties = Code::parse(county_code).map(|county| tree::lineage(conn, &county)).transpose()?;
    vocabulary_terms::table
        .filter(vocabulary_terms::county_code.eq_any(counties.unwrap_or_default()))
        .filter(vocabulary_terms::vocabulary.eq(vocabulary))
        .order(vocabulary_terms::code)
        .select(vocabulary_terms::code)
        .load(conn)
}

/// The terms these counties (`None` for all) have added to one vocabulary or to all, each with its vocabulary; [`MOST_TERMS`]
/// at most, and one more where there are more.
///
/// # Errors
/// Where the database fails.
pub fn terms(
    conn: &mut PgConnection,
    counties: Option<&[String]>,
    vocabulary: Option<Vocabulary>,
) -> QueryResult<Vec<(Vocabulary, Term)>> {
    use vocabulary_terms::columns;
    let mut query = vocabulary_terms::table.into_boxed();
    if let Some(counties) = counties {
        query = query.filter(columns::county_code.eq_any(counties));
    }
    if let Some(vocabulary) = vocabulary {
        query = query.filter(columns::vocabulary.eq(vocabulary));
    }
    query
        .limit(MOST_TERMS + 1)
        .order((columns::vocabulary, columns::county_code, columns::code))
        .select((columns::vocabulary, Term::as_select()))
        .load(conn)
}

/// Adds a term; the trail calls it `id`.
///
/// # Errors
/// 409 where the county has it already; 503 where the database fails.
pub fn insert(
    conn: &mut PgConnection,
    vocabulary: Vocabulary,
    (id, term): (Uuid, &TermInput),
    (at, by): (DateTime<Utc>, &str),
) -> QueryResult<Term> {
    diesel::insert_into(vocabulary_terms::table)
        .values((
            vocabulary_terms::id.eq(id),
            vocabulary_terms::county_code.eq(&term.county_code),
            vocabulary_terms::vocabulary.eq(vocabulary),
            vocabulary_terms::code.eq(&term.code),
            vocabulary_terms::name_zh.eq(&term.name_zh),
            vocabulary_terms::name_en.eq(&term.name_en),
            vocabulary_terms::created_at.eq(at),
            vocabulary_terms::created_by.eq(by),
        ))
        .returning(Term::as_returning())
        .get_result(conn)
}
