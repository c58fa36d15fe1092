//! What is said of the operations that every resource of records has, by operation id. Where a resource is particular, its
//! handler's doc comment is added to the description.

use serde_json::{Value, json};
use utoipa::openapi::tag::{Tag, TagBuilder};

use super::languages::{self, CHINESE};
use crate::ledger::RESOURCES;
use crate::ledger::registry::Registered;
use crate::ledger::resource::Names;
use crate::text;
use crate::text::{StaticText, Text};

/// What can be done with the records of every resource. `{one}`, `{many}`, `{a one}` and `{noun}` stand for its names.
struct Operation {
    id: &'static str,
    /// The summary in Chinese.
    zh: &'static str,
    /// The summary in English.
    en: &'static str,
    /// The description, in Chinese and in English.
    description: StaticText,
    /// The answer that tells of success, in Chinese and in English.
    answer: StaticText,
}

const OPERATIONS: &[Operation] = &[
    Operation {
        id: "list_{many}",
        zh: "{noun}列表",
        en: "List {many}",
        description: (
            "调用者范围之内的{noun}。可用各项条件筛选；不认识的条件予以拒绝，不会忽略。",
            "The {many} within the caller's reach. Filters narrow them; a filter that is not known is refused, not ignored.",
        ),
        answer: ("{noun}的一页。", "One page of {many}."),
    },
    Operation {
        id: "create_{one}",
        zh: "登记{noun}",
        en: "Record {a one}",
        description: ("为乡镇登记一条{noun}记录。", "Enters {a one} of a township."),
        answer: ("登记的{noun}。", "The {one} as recorded."),
    },
    Operation {
        id: "create_{many}",
        zh: "批量登记{noun}",
        en: "Record many {many}",
        description: (
            "一次登记至多 1,000 条{noun}，每条都如单独登记：规则相同，各有一条痕迹。除非 `mode` 另有所指，全部登记或者一条也不登记；被拒绝的按序号指明。理由和对个人号码的确认适用于全部。",
            "Enters up to 1,000 {many} at once, each as if it were sent alone: by the same rules, with an entry of its own in \
            the trail. All of them or none, unless `mode` says otherwise; what is refused is named with its index. A reason and the \
            confirmation of personal numbers hold for all of them.",
        ),
        answer: ("各条记录的结果。", "What became of each."),
    },
    Operation {
        id: "read_{one}",
        zh: "查看{noun}",
        en: "Read {a one}",
        description: (
            "一条{noun}记录，不论是否作废；带 `as_of` 的为该时刻的样子。",
            "One {one}, voided or not; with `as_of`, as it was at that instant.",
        ),
        answer: ("该{noun}记录。", "The {one}."),
    },
    Operation {
        id: "replace_{one}",
        zh: "替换{noun}",
        en: "Replace {a one}",
        description: (
            "替换填报的全部内容：没有送的即清空。",
            "Replaces all that was entered: what is left out is emptied.",
        ),
        answer: ("{noun}记录的现状。", "The {one} as it is now."),
    },
    Operation {
        id: "patch_{one}",
        zh: "修改{noun}",
        en: "Change parts of {a one}",
        description: (
            "JSON 合并补丁（RFC 7396）：只改所送的，null 清空字段。",
            "A JSON merge patch (RFC 7396): only what is sent is changed, null empties a field.",
        ),
        answer: ("{noun}记录的现状。", "The {one} as it is now."),
    },
    Operation {
        id: "void_{one}",
        zh: "作废{noun}",
        en: "Void {a one}",
        description: (
            "用于误登：该{noun}不再计入。仍可查看，保留变更历史，可以恢复；引用它的仍然引用它。",
            "For what was entered by mistake: the {one} counts no longer. It stays readable, keeps its history and can be \
            restored; what refers to it still does.",
        ),
        answer: ("作废的{noun}记录。", "The voided {one}."),
    },
    Operation {
        id: "restore_{one}",
        zh: "恢复{noun}",
        en: "Restore {a one}",
        description: (
            "作废的{noun}恢复计入。带 `version` 的，不论是否作废，恢复到该版本所填的内容，成为下一个版本；不合现行规则的予以拒绝（422）。",
            "A voided {one} counts again. With `version`, the {one} gets again what was entered in that version, as its next \
            version, whether it is voided or not; what the rules of today do not allow is refused (422).",
        ),
        answer: ("{noun}记录的现状。", "The {one} as it is now."),
    },
    Operation {
        id: "read_{one}_history",
        zh: "{noun}变更历史",
        en: "Read {a one}'s history",
        description: (
            "每次变更，新的在前：做了什么，由谁、何时、为何，以及变更前后的记录。",
            "Every change, newest first: what was done, by whom, when and why, with the record before and after.",
        ),
        answer: ("变更历史的一页。", "One page of the changes."),
    },
    Operation {
        id: "redact_{one}",
        zh: "遮盖{noun}中的文字",
        en: "Redact a text in {a one}",
        description: (
            "用于本不应登记的内容（个人信息保护法第47条）：{noun}记录中人们填写的文字，凡出现该内容处，每个字符改为 `＊`，包括各字段、全部变更痕迹和为重发保存的回答。记录成为新的版本，其痕迹注明由谁、何时、为何遮盖，改动了哪些痕迹，但不含原文。",
            "For what should not have been entered (个人信息保护法 art. 47): every occurrence of a text in what people wrote of \
            the {one} becomes as many `＊`, in its fields, in all entries of its trail and in stored answers to repeated requests. It \
            gets a new version, whose entry says who redacted it, when, why and which entries were changed, but not the text.",
        ),
        answer: ("{noun}记录的现状。", "The {one} as it is now."),
    },
];

/// A text about a resource.
fn of(names: &Names, text: &str) -> String {
    let article = if names.one.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    let (one, many) = (names.one.replace('_', " "), names.many.replace('_', " "));
    text.replace("{a one}", &format!("{article} {one}"))
        .replace("{one}", &one)
        .replace("{many}", &many)
        .replace("{noun}", names.zh)
}

/// The id of an operation on the records of a resource.
fn id_of(names: &Names, operation: &Operation) -> String {
    operation.id.replace("{one}", names.one).replace("{many}", names.many)
}

/// Their tags, each with what the records are of.
pub fn tags() -> impl Iterator<Item = Tag> {
    RESOURCES.iter().map(|Registered { names, .. }| {
        TagBuilder::new().name(names.many).description(Some(names.about_en)).build()
    })
}

/// The resources of records, as their paths name them.
pub fn resources() -> impl Iterator<Item = &'static str> {
    RESOURCES.iter().map(|resource| resource.path)
}

/// The label and the Chinese text of a record's id in paths, by tag.
pub fn id_labels() -> impl Iterator<Item = (&'static str, Text, String)> {
    RESOURCES.iter().map(|Registered { names, .. }| {
        let (zh, en) = (names.zh, capitalised(&of(names, "{one}")));
        (names.many, text!("{zh}编号", "{en} id"), format!("{zh}的编号。"))
    })
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What one record is called in the names of schemas, such as `ActivityInput`.
pub fn schemas() -> impl Iterator<Item = String> {
    RESOURCES.iter().map(|resource| resource.names.schema())
}

fn all() -> impl Iterator<Item = (&'static Names, &'static Operation)> {
    RESOURCES.iter().flat_map(|known| OPERATIONS.iter().map(move |operation| (&known.names, operation)))
}

/// The form of an operation id, such as `create_{many}`; `None` for one that not all resources have.
pub fn form(id: &str) -> Option<&'static str> {
    all().find(|(names, operation)| id_of(names, operation) == id).map(|(_, operation)| operation.id)
}

/// Says it in the document.
pub fn describe(document: &mut Value) {
    for tag in document["tags"].as_array_mut().into_iter().flatten() {
        if let Some(known) = RESOURCES.iter().find(|known| tag["name"] == known.names.many) {
            tag[CHINESE] = json!({"description": known.names.about_zh});
        }
    }
    let paths = document["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for described in items.flat_map(|item| item.values_mut()) {
        let known = all().find(|(names, operation)| described["operationId"] == id_of(names, operation));
        if let Some((names, operation)) = known {
            describe_one(described, names, operation);
        }
    }
}

fn describe_one(described: &mut Value, names: &Names, operation: &Operation) {
    // The first line of a doc comment is its summary in the document.
    let particular = [&described["summary"], &described["description"]]
        .map(|text| text.as_str().unwrap_or_default().trim());
    let texts = [of(names, operation.description.1), particular.join("\n")];
    described["description"] = texts.join("\n\n").trim().into();
    described["summary"] = of(names, operation.en).into();
    described["tags"] = json!([names.many]);
    described[CHINESE] = json!({"summary": of(names, operation.zh),
        "description": of(names, operation.description.0)});
    let answered = |(zh, en)| Text { zh: of(names, zh), en: of(names, en) };
    let Some(responses) = described["responses"].as_object_mut() else { return };
    for response in responses.values_mut() {
        *response = languages::described(response.take(), answered(operation.answer));
    }
    if let Some(mut created) = responses.get("201").cloned() {
        created.as_object_mut().and_then(|created| created.remove(CHINESE));
        let text = text!("`validate_only` 将会登记的内容。", "What `validate_only` would have entered.");
        responses.insert("200".to_owned(), languages::described(created, text));
    }
}
