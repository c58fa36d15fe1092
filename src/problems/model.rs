//! The table of problem codes as a client reads it.

use serde::Serialize;
use utoipa::ToSchema;

use super::Code;

/// A kind of problem: why a request may be refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemKind {
    /// The stable word that problems of this kind carry as `code`.
    #[schema(max_length = 60, example = "not_found")]
    pub code: String,
    /// The HTTP status they have.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// 名称.
    #[schema(max_length = 100, example = "找不到")]
    pub title_zh: String,
    /// The title in English.
    #[schema(max_length = 100, example = "Not found")]
    pub title_en: String,
    /// 含义和处理办法.
    #[schema(max_length = 500, example = "没有这个资源，或者它不在您的权限范围内")]
    pub description_zh: String,
    /// What it means and what to do, in English.
    #[schema(
        max_length = 500,
        example = "There is no such resource, or it is out of your reach"
    )]
    pub description_en: String,
}

impl From<Code> for ProblemKind {
    fn from(code: Code) -> Self {
        let (title, description) = (code.title(), code.description());
        Self {
            code: code.as_str().to_owned(),
            status: code.status().as_u16(),
            title_zh: title.zh,
            title_en: title.en,
            description_zh: description.zh,
            description_en: description.en,
        }
    }
}

/// All kinds of problems.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemList {
    /// The kinds, those of the client's making first.
    #[schema(max_items = 200)]
    pub items: Vec<ProblemKind>,
}
