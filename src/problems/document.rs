//! A refusal as a client reads it (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Place, Violation};
use crate::text::Language;

/// Why a request was refused (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Address of the entry that explains this `code`.
    #[schema(example = "/api/v1/problems/not_found")]
    pub r#type: String,
    /// The kind of problem in a few words, the same for every problem of this `code`.
    #[schema(example = "找不到")]
    pub title: String,
    /// The HTTP status, repeated.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What is the matter this time, and what is allowed.
    #[schema(example = "没有这个资源，或者它不在您的权限范围内")]
    pub detail: String,
    /// The path that was asked for.
    #[schema(example = "/api/v1/activities/0193a2b4-0000-7000-8000-000000000000")]
    pub instance: String,
    /// A stable word for the kind of problem: what a program should look at.
    #[schema(example = "not_found")]
    pub code: String,
    /// The id under which the service logged this request.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub request_id: String,
    /// Every single thing that is wrong with the request; empty where the request as a whole is refused.
    #[schema(max_items = 1000)]
    pub errors: Vec<ProblemError>,
    /// What the request conflicts with, where that is one thing; else null.
    #[schema(required)]
    pub conflicts_with: Option<Conflicting>,
    /// Of a request about several records: why each of those that are refused is; else empty.
    #[schema(max_items = 1000)]
    pub items: Vec<ItemProblem>,
}

/// Something stored that a request conflicts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conflicting {
    /// The kind of thing, as in its path.
    #[schema(max_length = 40, example = "activities")]
    pub resource: String,
    /// Its id.
    #[schema(max_length = 40, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub id: String,
    /// Where it is read.
    #[schema(max_length = 200, example = "/api/v1/activities/0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub address: String,
}

/// Why one of several records is refused: what a problem of this record alone would say.
#[derive(Debug, Serialize, ToSchema)]
pub struct ItemProblem {
    /// Which of the records it is: 0 is the first.
    #[schema(minimum = 0, maximum = 999, example = 0)]
    pub index: usize,
    /// Address of the entry that explains this `code`.
    #[schema(example = "/api/v1/problems/not_found")]
    pub r#type: String,
    /// The kind of problem in a few words.
    #[schema(example = "找不到")]
    pub title: String,
    /// The status that a request with this record alone would have got.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What is the matter this time, and what is allowed.
    #[schema(example = "没有这个资源，或者它不在您的权限范围内")]
    pub detail: String,
    /// A stable word for the kind of problem.
    #[schema(example = "not_found")]
    pub code: String,
    /// Every single thing that is wrong with the record, with its place in the whole body.
    #[schema(max_items = 1000)]
    pub errors: Vec<ProblemError>,
    /// What it conflicts with, where that is one thing; else null.
    #[schema(required)]
    pub conflicts_with: Option<Conflicting>,
}

/// One thing wrong with the request. Just one of `pointer`, `parameter` and `header` is set.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemError {
    /// JSON pointer (RFC 6901) to the place in the body.
    #[schema(required, example = "/held_on")]
    pub pointer: Option<String>,
    /// The query parameter.
    #[schema(required)]
    pub parameter: Option<String>,
    /// The request header.
    #[schema(required)]
    pub header: Option<String>,
    /// A stable word for the rule that was broken.
    #[schema(example = "required")]
    pub code: String,
    /// What is allowed.
    #[schema(example = "必须填写")]
    pub detail: String,
}

impl ApiError {
    /// The problem document (RFC 9457) as the client reads it.
    #[must_use]
    pub fn problem(&self, language: Language, instance: &str, request_id: &str) -> Problem {
        let ItemProblem { r#type, title, status, detail, code, errors, conflicts_with, .. } =
            self.of_item(0, language);
        let (instance, request_id) = (instance.to_owned(), request_id.to_owned());
        let items = self.0.items.iter().map(|(index, error)| error.of_item(*index, language)).collect();
        Problem { r#type, title, status, detail, instance, code, request_id, errors, conflicts_with, items }
    }

    /// The same of one of several records.
    #[must_use]
    pub fn of_item(&self, index: usize, language: Language) -> ItemProblem {
        let code = self.0.code;
        ItemProblem {
            index,
            r#type: format!("/api/v1/problems/{}", code.as_str()),
            title: code.title().in_language(language).to_owned(),
            status: code.status().as_u16(),
            detail: self.0.detail.in_language(language).to_owned(),
            code: code.as_str().to_owned(),
            errors: self.0.violations.iter().map(|v| ProblemError::new(v, language)).collect(),
            conflicts_with: self.0.conflicts_with.clone(),
        }
    }
}

impl ProblemError {
    fn new(violation: &Violation, language: Language) -> Self {
        let mut error = Self {
            pointer: None,
            parameter: None,
            header: None,
            code: violation.code.to_string(),
            detail: violation.detail.in_language(language).to_owned(),
        };
        match &violation.place {
            Place::Pointer(pointer) => error.pointer = Some(pointer.clone()),
            Place::Parameter(name) => error.parameter = Some(name.clone()),
            Place::Header(name) => error.header = Some((*name).to_owned()),
        }
        error
    }
}
