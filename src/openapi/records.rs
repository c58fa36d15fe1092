//! What is said of the operations that every resource of records has, by operation id. Where a resource is particular, its
//! handler's doc comment is added to the description.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and an operation is an object"
)]

use serde_json::{Value, json};

/// How a resource of records is called.
struct Words {
    /// One record, in operation ids and in sentences.
    one: &'static str,
    /// Many of them, in paths and operation ids.
    many: &'static str,
    /// The Chinese noun.
    zh: &'static str,
}

const RESOURCES: &[Words] = &[
    Words { one: "activity", many: "activities", zh: "活动" },
    Words { one: "case", many: "cases", zh: "案件" },
    Words { one: "member", many: "members", zh: "领导小组成员" },
    Words { one: "plan", many: "plans", zh: "计划" },
];

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

impl Words {
    fn put_into(&self, text: &str) -> String {
        let article = if self.one.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        text.replace("{a one}", &format!("{article} {}", self.one))
            .replace("{one}", self.one)
            .replace("{many}", self.many)
            .replace("{noun}", self.zh)
    }
}

/// The resources of records, as their paths name them.
pub fn resources() -> impl Iterator<Item = &'static str> {
    RESOURCES.iter().map(|resource| resource.many)
}

/// The operation ids, each with its summary in Chinese.
pub fn labels() -> impl Iterator<Item = (String, String)> {
    all().map(|(words, operation)| (words.put_into(operation.id), words.put_into(operation.zh)))
}

fn all() -> impl Iterator<Item = (&'static Words, &'static Operation)> {
    RESOURCES.iter().flat_map(|words| OPERATIONS.iter().map(move |operation| (words, operation)))
}

/// Says it in the document.
pub fn describe(document: &mut Value) {
    let paths = document["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for described in items.flat_map(|item| item.values_mut()) {
        let known = all().find(|(words, operation)| described["operationId"] == words.put_into(operation.id));
        if let Some((words, operation)) = known {
            describe_one(described, words, operation);
        }
    }
}

fn describe_one(described: &mut Value, words: &Words, operation: &Operation) {
    // The first line of a doc comment is its summary in the document.
    let particular = [&described["summary"], &described["description"]]
        .map(|text| text.as_str().unwrap_or_default().trim());
    let texts = [words.put_into(operation.description), particular.join("\n")];
    described["description"] = texts.join("\n\n").trim().into();
    described["summary"] = words.put_into(operation.en).into();
    described["tags"] = json!([words.many]);
    let Some(responses) = described["responses"].as_object_mut() else { return };
    for response in responses.values_mut() {
        response["description"] = words.put_into(operation.answer).into();
    }
    if let Some(created) = responses.get("201").cloned() {
        let validated = responses.entry("200").or_insert(created);
        validated["description"] = "What `validate_only` would have entered.".into();
    }
}
