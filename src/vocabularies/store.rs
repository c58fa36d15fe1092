//! The terms counties have added. A county that got another code keeps the terms it had under the code before.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Vocabulary;
use super::model::{Term, TermInput};
use crate::db::schema::vocabulary_terms;
use crate::db::{All, Batches};
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

/// What the trail says of a term.
#[must_use]
pub fn stated(county_code: &str, vocabulary: &str, code: &str, (zh, en): (&str, Option<&str>)) -> Value {
    json!({"county_code": county_code, "vocabulary": vocabulary, "code": code, "name_zh": zh, "name_en": en})
}

/// What the trail calls a term, its county, and the term as the trail says it.
pub type StatedTerm = (Uuid, String, Value);

/// All terms that counties have added, in the order of county and what the trail calls them, part by part. In a transaction
/// with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<StatedTerm>> {
    use vocabulary_terms::columns;
    let rows = vocabulary_terms::table.order((columns::county_code, columns::id)).select((
        columns::id,
        columns::county_code,
        columns::vocabulary,
        columns::code,
        columns::name_zh,
        columns::name_en,
    ));
    let batches = Batches::open(conn, "all_terms", &rows)?;
    let term = |(id, county, vocabulary, code, zh, en): Columns| {
        let state = stated(&county, &vocabulary, &code, (&zh, en.as_deref()));
        (id, county, state)
    };
    Ok(Box::new(move |conn| Ok(batches.next(conn)?.into_iter().map(term).collect())))
}

/// Id, county, vocabulary, code, name in Chinese, name in English.
type Columns = (Uuid, String, String, String, String, Option<String>);
