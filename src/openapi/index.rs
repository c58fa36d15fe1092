//! `/api/v1` itself: what there is below it.

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::labels;
use crate::text::Language;

/// What there is below the root of the API.
#[derive(Debug, Serialize, ToSchema)]
pub struct Index {
    /// The addresses that can be read without knowing an id or a code, in the order of the contract.
    #[schema(max_items = 100)]
    pub items: Vec<Address>,
    /// The documentation, with which each operation can be tried.
    #[schema(max_length = 100, example = "/docs/")]
    pub documentation: String,
}

/// An address to begin at.
#[derive(Debug, Serialize, ToSchema)]
pub struct Address {
    /// The path.
    #[schema(max_length = 100, example = "/api/v1/activities")]
    pub href: String,
    /// What a GET answers with.
    #[schema(max_length = 100, example = "活动列表")]
    pub title: String,
    /// 内容, and what it is about.
    #[schema(max_length = 300, example = "会议、学习、培训、宣传等活动。Everything held on a day.")]
    pub about: String,
}

impl Index {
    /// Reads it off the contract, for readers of this language.
    #[must_use]
    pub fn of(document: &Value, language: Language) -> Self {
        let paths = document["paths"].as_object().into_iter().flatten();
        let items = paths.filter(|(path, _)| !path.contains('{') && path.as_str() != super::API);
        let items = items.filter_map(|(path, item)| Address::of(document, path, item.get("get")?, language));
        Self { items: items.collect(), documentation: "/docs/".to_owned() }
    }
}

impl Address {
    fn of(document: &Value, path: &str, operation: &Value, language: Language) -> Option<Self> {
        let title = match language {
            Language::Zh => labels::ZH,
            Language::En => labels::EN,
        };
        let tag = operation["tags"].as_array()?.first()?;
        let about = document["tags"].as_array()?.iter().find(|known| known["name"] == *tag)?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(Self {
            href: path.to_owned(),
            title: text(&operation[title])?,
            about: text(&about["description"])?,
        })
    }
}
