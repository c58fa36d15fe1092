//! The contract in two languages. It is built once, in English with the Chinese texts beside it, under [`CHINESE`]; the document
//! of each language is made of that.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::IntoParams;

use crate::text::{Language, Text};

/// The key of the members that replace those of the same object in the Chinese document. No document that is served has it.
pub(super) const CHINESE: &str = "x-in-chinese";

/// In which language the document is wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LanguageQuery {
    /// The language of titles and descriptions; that of `Accept-Language` where it is not said, and Chinese where that asks for
    /// neither.
    #[param(inline)]
    pub lang: Option<Language>,
}

/// The contract, in both languages at once.
pub struct Bilingual(Value);

impl Bilingual {
    /// A document with Chinese texts beside the English ones.
    pub(super) fn new(document: Value) -> Self {
        Self(document)
    }

    /// The document for readers of one language.
    #[must_use]
    pub fn in_language(&self, language: Language) -> Value {
        let mut document = self.0.clone();
        choose(&mut document, language);
        document
    }
}

fn choose(value: &mut Value, language: Language) {
    match value {
        Value::Object(fields) => {
            let chinese = fields.remove(CHINESE);
            if let (Language::Zh, Some(Value::Object(chinese))) = (language, chinese) {
                fields.extend(chinese);
            }
            fields.values_mut().for_each(|inner| choose(inner, language));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| choose(inner, language)),
        _ => {}
    }
}

/// A thing of the document with a description.
pub(super) fn described(thing: Value, description: Text) -> Value {
    let mut thing = thing;
    if let Some(fields) = thing.as_object_mut() {
        fields.insert("description".to_owned(), description.en.into());
        set_chinese(fields, "description", &description.zh);
    }
    thing
}

/// Sets the Chinese text of a member. A text that a convention has set before follows it.
pub(super) fn set_chinese(fields: &mut Map<String, Value>, member: &str, zh: &str) {
    let Some(chinese) = fields.entry(CHINESE).or_insert_with(|| json!({})).as_object_mut() else { return };
    let text = match chinese.get(member).and_then(Value::as_str) {
        Some(more) => format!("{zh}\n{more}"),
        None => zh.to_owned(),
    };
    chinese.insert(member.to_owned(), text.into());
}

/// Appends a paragraph to the Chinese text of a member.
pub(super) fn append_chinese(fields: &mut Map<String, Value>, member: &str, zh: &str) {
    let said = fields.get_mut(CHINESE).and_then(|chinese| chinese.as_object_mut()?.remove(member));
    let text = said.as_ref().and_then(Value::as_str).map(|said| format!("{said}\n\n{zh}"));
    set_chinese(fields, member, text.as_deref().unwrap_or(zh));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn each_language_has_its_own_document() {
        let thing = described(json!({"items": [{"type": "string"}]}), text!("甲", "A"));
        let other = json!({"examples": [{"value": 1, CHINESE: {"value": 2}}]});
        let both = Bilingual::new(json!({"thing": thing, "other": other}));
        let document = |description: &str, value: i32| json!({"thing": {"description": description, "items": [{"type": "string"}]}, "other": {"examples": [{"value": value}]}});
        assert_eq!(both.in_language(Language::Zh), document("甲", 2));
        assert_eq!(both.in_language(Language::En), document("A", 1));
    }

    #[test]
    fn what_a_convention_adds_comes_last() {
        let mut fields = Map::new();
        set_chinese(&mut fields, "description", "现有 `a`。");
        set_chinese(&mut fields, "description", "类型。");
        assert_eq!(fields[CHINESE]["description"], "类型。\n现有 `a`。");
    }
}
