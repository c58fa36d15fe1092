//! Adding a term. The vocabulary has to be open, the county in the caller's reach, and the code new in the shared terms and in
//! those of the county.

use diesel::pg::PgConnection;
use uuid::Uuid;

use super::{closed, listing};
use crate::http::{Answer, Received};
use crate::problems::{ApiError, ApiResult, Code as Problem, Conflicting, Violation};
use crate::regions::{Code, Level};
use crate::session::Writing;
use crate::session::trail::Action;
use crate::text;
use crate::text::Text;
use crate::vocabularies::Vocabulary;
use crate::vocabularies::model::TermInput;
use crate::vocabularies::store::{self, AddedTerm};

/// `POST /vocabularies/{name}/terms`.
///
/// # Errors
/// 403 for clerks; 404 for an unknown vocabulary or a county out of reach; 409 for a closed vocabulary and a code that
/// is taken; 422 for the body.
pub fn add(writing: &mut Writing<'_>, name: &str, body: &Received<TermInput>) -> ApiResult<Answer> {
    let vocabulary = open_vocabulary(name)?;
    let input = body.input()?;
    must_reach(writing, &input.county_code)?;
    must_be_new(writing.conn, vocabulary, &input)?;
    let TermInput { county_code, code, name_zh, name_en } = input;
    let vocabulary_name = vocabulary.as_str().to_owned();
    let added =
        AddedTerm { id: Uuid::now_v7(), county_code, vocabulary: vocabulary_name, code, name_zh, name_en };
    let term = store::insert(writing.conn, &added, writing.now, &writing.actor.name)?;
    writing.audit(Action::Created, None, &added)?;
    let etag = listing::tag_of(writing.conn, &writing.actor, vocabulary, &term)?;
    Ok(Answer::created(&term, &format!("/api/v1/vocabularies/{name}"))?.tagged(&etag))
}

fn open_vocabulary(name: &str) -> ApiResult<Vocabulary> {
    let is_closed = closed::ALL.iter().any(|closed| closed.name == name);
    Vocabulary::parse(name).ok_or_else(|| {
        if !is_closed {
            return ApiError::not_found();
        }
        ApiError::new(
            Problem::Conflict,
            text!(
                "{name} 是固定的代码表，不能增加词条",
                "The vocabulary {name} is closed: its terms are fixed and none can be added"
            ),
        )
    })
}

fn must_reach(writing: &mut Writing<'_>, county_code: &str) -> ApiResult<()> {
    let county = Code::parse(county_code).filter(|code| code.level() == Level::County);
    if let Some(county) = county
        && writing.actor.place_within(writing.conn, &county)?.is_some()
    {
        return writing.must_at(&county, "/county_code");
    }
    let detail =
        text!("没有这个县，或者它不在您的权限范围内", "There is no such county, or it is out of your reach");
    Err(ApiError::not_found().with_violations(vec![Violation::at("/county_code", "out_of_reach", detail)]))
}

fn must_be_new(conn: &mut PgConnection, vocabulary: Vocabulary, input: &TermInput) -> ApiResult<()> {
    let code = &input.code;
    if let Some(shared) = vocabulary.shared_terms().iter().find(|shared| shared.code == code) {
        let name = shared.zh;
        let en = shared.en;
        return Err(taken(
            vocabulary,
            code,
            Text {
                zh: format!("{code}（{name}）是各县通用的词条，无需再加"),
                en: format!("{code} ({en}) is a term all counties share; there is no need to add it"),
            },
        ));
    }
    let codes = store::codes(conn, &input.county_code, vocabulary)?;
    if codes.contains(code) {
        return Err(taken(
            vocabulary,
            code,
            text!("该县已有词条 {code}", "This county already has the term {code}"),
        ));
    }
    if codes.len() >= store::MOST_OF_A_COUNTY {
        let most = store::MOST_OF_A_COUNTY;
        let detail = text!(
            "该县在此代码表中已有 {most} 个词条，不能再加",
            "This county has added {most} terms to the vocabulary and cannot add more"
        );
        return Err(ApiError::new(Problem::Conflict, detail));
    }
    Ok(())
}

fn taken(vocabulary: Vocabulary, code: &str, detail: Text) -> ApiError {
    let address = format!("/api/v1/vocabularies/{}", vocabulary.as_str());
    let term = Conflicting { resource: "terms".to_owned(), id: code.to_owned(), address };
    ApiError::new(Problem::Conflict, detail.clone())
        .with_violations(vec![Violation::at("/code", "taken", detail)])
        .with_conflict(term)
}
