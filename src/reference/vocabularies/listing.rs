//! Reads of vocabularies: the compiled-in terms, and those added by the counties in the caller's reach.

use diesel::pg::PgConnection;
use serde::Serialize;

use super::closed;
use crate::auth::Actor;
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::{Code, Level, tree};
use crate::session::Reading;
use crate::text;
use crate::vocabularies::model::{CountyQuery, Term, VocabularyList, VocabularyTerms};
use crate::vocabularies::{Vocabulary, store};

/// `GET /vocabularies`.
///
/// # Errors
/// 404 for a county out of reach; 503 where the database fails.
pub fn all(reading: &mut Reading<'_>, query: &CountyQuery) -> ApiResult<Answer> {
    let counties = counties(reading.conn, reading.actor, query.county.as_ref())?;
    let mut added = added(reading.conn, counties.as_deref(), None)?;
    let open = Vocabulary::ALL.into_iter().map(|vocabulary| {
        let own = added.extract_if(.., |(of, _)| *of == vocabulary).map(|(_, term)| term).collect();
        VocabularyTerms::open(vocabulary, own)
    });
    let mut items: Vec<VocabularyTerms> = open.collect();
    items.extend(closed::ALL.iter().map(VocabularyTerms::from));
    answer(reading, &VocabularyList { items })
}

/// `GET /vocabularies/{name}`.
///
/// # Errors
/// 404 for an unknown name or a county out of reach; 503 where the database fails.
pub fn one(reading: &mut Reading<'_>, name: &str, query: &CountyQuery) -> ApiResult<Answer> {
    let counties = counties(reading.conn, reading.actor, query.county.as_ref())?;
    let found = match Vocabulary::parse(name) {
        Some(vocabulary) => open(reading.conn, counties.as_deref(), vocabulary)?,
        None => closed::ALL
            .iter()
            .find(|closed| closed.name == name)
            .map(VocabularyTerms::from)
            .ok_or_else(ApiError::not_found)?,
    };
    answer(reading, &found)
}

/// The tag of an open vocabulary as the actor reads it after `term` was added; the tag of the term alone where the vocabulary
/// has too many terms to be read at once.
///
/// # Errors
/// 503 where the database fails.
pub fn tag_of(
    conn: &mut PgConnection,
    actor: &Actor,
    vocabulary: Vocabulary,
    term: &Term,
) -> ApiResult<ETag> {
    let counties = counties(conn, actor, None)?;
    match open(conn, counties.as_deref(), vocabulary) {
        Err(error) if error.code() == Problem::QueryTooLarge => tag(term),
        read => tag(&read?),
    }
}

fn open(
    conn: &mut PgConnection,
    counties: Option<&[String]>,
    vocabulary: Vocabulary,
) -> ApiResult<VocabularyTerms> {
    let added: Vec<Term> =
        added(conn, counties, Some(vocabulary))?.into_iter().map(|(_, term)| term).collect();
    Ok(VocabularyTerms::open(vocabulary, added))
}

/// The terms that these counties have added; 422 where there are too many for one answer.
fn added(
    conn: &mut PgConnection,
    counties: Option<&[String]>,
    vocabulary: Option<Vocabulary>,
) -> ApiResult<Vec<(Vocabulary, Term)>> {
    let terms = store::terms(conn, counties, vocabulary)?;
    if i64::try_from(terms.len()).is_ok_and(|terms| terms <= store::MOST_TERMS) {
        return Ok(terms);
    }
    let detail =
        text!("词条过多；请用 county 限定一个县", "There are too many terms: choose a county by county");
    Err(ApiError::new(Problem::QueryTooLarge, detail))
}

/// The counties whose terms are read: the one requested under all its codes, or all of which the actor reaches any part;
/// `None` for every county.
fn counties(
    conn: &mut PgConnection,
    actor: &Actor,
    requested: Option<&Code>,
) -> ApiResult<Option<Vec<String>>> {
    let reach = actor.reach();
    let reached = reach.county_codes();
    let Some(county) = requested else {
        return Ok(reached.map(<[String]>::to_vec));
    };
    let lineage = if county.level() == Level::County { tree::lineage(conn, county)? } else { vec![] };
    let is_reached = reached.is_none_or(|codes| lineage.iter().any(|code| codes.contains(code)));
    if lineage.is_empty() || !is_reached { Err(ApiError::not_found()) } else { Ok(Some(lineage)) }
}

/// The tag of a vocabulary: a digest of its content, since vocabularies are small.
fn tag(content: &impl Serialize) -> ApiResult<ETag> {
    Ok(ETag::digest(&serde_json::to_vec(content).map_err(ApiError::internal)?))
}

fn answer(reading: &mut Reading<'_>, content: &impl Serialize) -> ApiResult<Answer> {
    reading.tagged(&tag(content)?, |_| Answer::ok(content))
}
