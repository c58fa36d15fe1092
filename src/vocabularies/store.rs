//! The terms counties have added. A county that got another code keeps the terms it had under the code before.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::Serialize;
use uuid::Uuid;

use super::Vocabulary;
use super::model::Term;
use crate::db::schema::vocabulary_terms;
use crate::db::{All, Batches};
use crate::regions::{Code, tree};
use crate::session::audit::{Audited, Subject};

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

/// A term that a county has added, as the trail stores it.
#[derive(Serialize, Queryable)]
pub struct AddedTerm {
    /// Its id in entries.
    #[serde(skip)]
    pub id: Uuid,
    /// The county.
    pub county_code: String,
    /// The vocabulary.
    pub vocabulary: String,
    /// The code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: Option<String>,
}

impl Audited for AddedTerm {
    fn subject(&self) -> Subject<'_> {
        Subject { resource: "terms", record_id: self.id, region_code: &self.county_code, version: 1 }
    }
}

/// Adds a term.
///
/// # Errors
/// 409 where the county has it already; 503 where the database fails.
pub fn insert(conn: &mut PgConnection, term: &AddedTerm, at: DateTime<Utc>, by: &str) -> QueryResult<Term> {
    diesel::insert_into(vocabulary_terms::table)
        .values((
            vocabulary_terms::id.eq(term.id),
            vocabulary_terms::county_code.eq(&term.county_code),
            vocabulary_terms::vocabulary.eq(&term.vocabulary),
            vocabulary_terms::code.eq(&term.code),
            vocabulary_terms::name_zh.eq(&term.name_zh),
            vocabulary_terms::name_en.eq(&term.name_en),
            vocabulary_terms::created_at.eq(at),
            vocabulary_terms::created_by.eq(by),
        ))
        .returning(Term::as_returning())
        .get_result(conn)
}

/// All terms that counties have added, in the order of county and id, part by part. In a transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<AddedTerm>> {
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
    Ok(Box::new(move |conn| batches.next(conn)))
}
