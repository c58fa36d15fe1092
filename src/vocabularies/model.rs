//! Vocabularies as a client reads them, and the term a county adds.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::shared::Vocabulary;
use crate::coded::Label;
use crate::db::schema::vocabulary_terms;
use crate::http::{Input, body};
use crate::problems::Violation;
use crate::regions::Code;

/// A vocabulary: the codes of one enumeration, with what people call them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VocabularyTerms {
    /// Its name, as in its address.
    #[schema(max_length = 40, example = "venue_classes")]
    pub name: String,
    /// 名称.
    #[schema(max_length = 100, example = "“法律进”场所类别")]
    pub title_zh: String,
    /// Its title in English.
    #[schema(max_length = 100, example = "venue classes")]
    pub title_en: String,
    /// Whether counties may add terms of their own.
    #[schema(example = true)]
    pub open: bool,
    /// The terms: those that all counties share, in their usual order, then those counties have added, by county and
    /// code.
    #[schema(max_items = 100_000)]
    pub terms: Vec<Term>,
}

/// A term of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, ToSchema)]
#[diesel(table_name = vocabulary_terms)]
pub struct Term {
    /// The code that records hold.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,39}$", max_length = 40, example = "nomad_camp")]
    pub code: String,
    /// 名称.
    #[schema(max_length = 100, example = "牧民定居点")]
    pub name_zh: String,
    /// Its name in English; null where the county gave none.
    #[schema(required, max_length = 100, example = "nomad settlement")]
    pub name_en: Option<String>,
    /// The county that added it; null for the terms all counties share.
    #[diesel(
        select_expression = vocabulary_terms::county_code.nullable(),
        select_expression_type = diesel::dsl::Nullable<vocabulary_terms::county_code>
    )]
    #[schema(required, pattern = "^[0-9]{6}$", max_length = 6, example = "540526")]
    pub county_code: Option<String>,
}

impl From<&Label<'_>> for Term {
    fn from(label: &Label<'_>) -> Self {
        Self {
            code: label.code.to_owned(),
            name_zh: label.zh.to_owned(),
            name_en: Some(label.en.to_owned()),
            county_code: None,
        }
    }
}

impl VocabularyTerms {
    /// An open vocabulary with the terms that counties have added.
    #[must_use]
    pub fn open(vocabulary: Vocabulary, added: Vec<Term>) -> Self {
        let label = vocabulary.label();
        let shared = vocabulary.shared_terms().iter().map(Term::from);
        Self {
            name: label.code.to_owned(),
            title_zh: label.zh.to_owned(),
            title_en: label.en.to_owned(),
            open: true,
            terms: shared.chain(added).collect(),
        }
    }
}

/// All vocabularies.
#[derive(Debug, Serialize, ToSchema)]
pub struct VocabularyList {
    /// The vocabularies, the open ones first.
    #[schema(max_items = 1000)]
    pub items: Vec<VocabularyTerms>,
}

/// Whose terms are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CountyQuery {
    /// Only the terms this county has added (6 digits), besides those all counties share. The terms of all counties
    /// the caller reaches where it is not said.
    #[param(value_type = Option<String>, pattern = "^[0-9]{6}$", max_length = 6)]
    pub county: Option<Code>,
}

/// A term that a county adds to an open vocabulary. It cannot be taken back: records may hold it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"county_code": "540526", "code": "nomad_camp", "name_zh": "牧民定居点", "name_en": "nomad settlement"}))]
pub struct TermInput {
    /// The county (6 digits).
    #[validate(length(min = 6, max = 6))]
    #[schema(min_length = 6, max_length = 6, pattern = "^[0-9]{6}$", example = "540526")]
    pub county_code: String,
    /// The code that records will hold: a lower-case letter, then lower-case letters, digits and `_`; 40 at most.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, pattern = "^[a-z][a-z0-9_]{0,39}$", example = "nomad_camp")]
    pub code: String,
    /// 名称, 1 to 100 characters.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "牧民定居点")]
    pub name_zh: String,
    /// Its name in English, 1 to 100 characters.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "nomad settlement")]
    pub name_en: Option<String>,
}

impl Input for TermInput {
    /// A term stands in the records and the trail of all the county.
    fn rules(&self) -> Vec<Violation> {
        let name_en = self.name_en.as_deref().unwrap_or_default();
        body::personal_numbers(&[
            ("/code", self.code.as_str()),
            ("/name_zh", self.name_zh.as_str()),
            ("/name_en", name_en),
        ])
    }
}
