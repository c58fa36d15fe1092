//! What is said of the operations that every resource of records has, by operation id. Where a resource is particular, its
//! handler's doc comment is added to the description.

use serde_json::{Value, json};
use utoipa::openapi::tag::{Tag, TagBuilder};

use crate::ledger::RESOURCES;
use crate::ledger::registry::Registered;
use crate::ledger::resource::Words;

/// What can be done with the records of every resource. `{one}`, `{many}`, `{a one}` and `{noun}` stand for its words.
struct Operation {
    id: &'static str,
    /// The summary in Chinese.
    zh: &'static str,
    /// The summary in English.
    en: &'static str,
    description: &'static str,
    /// The answer that tells of success.
    answer: &'static str,
}

const OPERATIONS: &[Operation] = &[
    Operation {
        id: "list_{many}",
        zh: "{noun}列表",
        en: "List {many}",
        description: "The {many} within the caller's reach. Filters narrow them; a filter that is not known is refused, not ignored.",
        answer: "One page of {many}.",
    },
    Operation {
        id: "create_{one}",
        zh: "登记{noun}",
        en: "Record {a one}",
        description: "Enters {a one} of a township.",
        answer: "The {one} as recorded.",
    },
    Operation {
        id: "create_{many}",
        zh: "批量登记{noun}",
        en: "Record many {many}",
        description: "Enters up to 1,000 {many} at once, each as if it were sent alone: by the same rules, with an entry of its own in \
            the trail. All of them or none, unless `mode` says otherwise; what is refused is named with its index. A reason and the \
            confirmation of personal numbers hold for all of them.",
        answer: "What became of each.",
    },
    Operation {
        id: "read_{one}",
        zh: "查看{noun}",
        en: "Read {a one}",
        description: "One {one}, voided or not; with `as_of`, as it was at that instant.",
        answer: "The {one}.",
    },
    Operation {
        id: "replace_{one}",
        zh: "替换{noun}",
        en: "Replace {a one}",
        description: "Replaces all that was entered: what is left out is emptied.",
        answer: "The {one} as it is now.",
    },
    Operation {
        id: "patch_{one}",
        zh: "修改{noun}",
        en: "Change parts of {a one}",
        description: "A JSON merge patch (RFC 7396): only what is sent is changed, null empties a field.",
        answer: "The {one} as it is now.",
    },
    Operation {
        id: "void_{one}",
        zh: "作废{noun}",
        en: "Void {a one}",
        description: "For what was entered by mistake: the {one} counts no longer. It stays readable, keeps its history and can be \
            restored; what refers to it still does.",
        answer: "The voided {one}.",
    },
    Operation {
        id: "restore_{one}",
        zh: "恢复{noun}",
        en: "Restore {a one}",
        description: "A voided {one} counts again. With `version`, the {one} gets again what was entered in that version, as its next \
            version, whether it is voided or not; what the rules of today do not allow is refused (422).",
        answer: "The {one} as it is now.",
    },
    Operation {
        id: "read_{one}_history",
        zh: "{noun}变更历史",
        en: "Read {a one}'s history",
        description: "Every change, newest first: what was done, by whom, when and why, with the record before and after.",
        answer: "One page of the changes.",
    },
    Operation {
        id: "redact_{one}",
        zh: "遮盖{noun}中的文字",
        en: "Redact a text in {a one}",
        description: "For what should not have been entered (个人信息保护法 art. 47): every occurrence of a text in what people wrote of \
            the {one} becomes as many `＊`, in its fields, in all entries of its trail and in stored answers to repeated requests. It \
            gets a new version, whose entry says who redacted it, when, why and which entries were changed, but not the text.",
        answer: "The {one} as it is now.",
    },
];

/// A text about a resource.
fn of(words: &Words, text: &str) -> String {
    let article = if words.one.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    text.replace("{a one}", &format!("{article} {}", words.one))
        .replace("{one}", words.one)
        .replace("{many}", words.many)
        .replace("{noun}", words.zh)
}

/// Their tags, each with what the records are of.
pub fn tags() -> impl Iterator<Item = Tag> {
    RESOURCES.iter().map(|Registered { words, .. }| {
        let about = format!("{}{}", words.about_zh, words.about_en);
        TagBuilder::new().name(words.many).description(Some(about)).build()
    })
}

/// The resources of records, as their paths name them.
pub fn resources() -> impl Iterator<Item = &'static str> {
    RESOURCES.iter().map(|resource| resource.words.many)
}

/// The operation ids, each with its summary in Chinese.
pub fn labels() -> impl Iterator<Item = (String, String)> {
    all().map(|(words, operation)| (of(words, operation.id), of(words, operation.zh)))
}

fn all() -> impl Iterator<Item = (&'static Words, &'static Operation)> {
    RESOURCES.iter().flat_map(|known| OPERATIONS.iter().map(move |operation| (&known.words, operation)))
}

/// Says it in the document.
pub fn describe(document: &mut Value) {
    let paths = document["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for described in items.flat_map(|item| item.values_mut()) {
        let known = all().find(|(words, operation)| described["operationId"] == of(words, operation.id));
        if let Some((words, operation)) = known {
            describe_one(described, words, operation);
        }
    }
}

fn describe_one(described: &mut Value, words: &Words, operation: &Operation) {
    // The first line of a doc comment is its summary in the document.
    let particular = [&described["summary"], &described["description"]]
        .map(|text| text.as_str().unwrap_or_default().trim());
    let texts = [of(words, operation.description), particular.join("\n")];
    described["description"] = texts.join("\n\n").trim().into();
    described["summary"] = of(words, operation.en).into();
    described["tags"] = json!([words.many]);
    let Some(responses) = described["responses"].as_object_mut() else { return };
    for response in responses.values_mut() {
        response["description"] = of(words, operation.answer).into();
    }
    if let Some(created) = responses.get("201").cloned() {
        let validated = responses.entry("200").or_insert(created);
        validated["description"] = "What `validate_only` would have entered.".into();
    }
}
