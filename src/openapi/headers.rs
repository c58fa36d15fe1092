//! The headers that many operations take, as parameters of the contract, and those of answers.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Value, json};

use super::languages::described;
use crate::http::Condition;
use crate::http::context::{
    CHANGE_REASON_FORM, IDEMPOTENCY_KEY_FORM, LONGEST_CONDITION, LONGEST_ENCODED_REASON, LONGEST_REASON,
};
use crate::text;
use crate::text::Text;

/// The tag of what a reader has.
pub(super) fn if_none_match() -> Value {
    json!({"name": "If-None-Match", "in": "header", "required": false,
        "description": "ETag of the representation the client has; 304 where it is still current (RFC 9110 §13.1.2).",
        "schema": {"type": "string", "maxLength": LONGEST_CONDITION}})
}

/// The tag of what is changed.
pub(super) fn if_match() -> Value {
    json!({"name": "If-Match", "in": "header", "required": true,
        "description": "ETag of the record as it was read; 412 where it has changed since (RFC 9110 §13.1.1).",
        "schema": {"type": "string", "maxLength": LONGEST_CONDITION, "pattern": Condition::GRAMMAR}})
}

/// Why something is changed, where a reason may be given.
pub(super) fn change_reason() -> Value {
    json!({"name": "X-Change-Reason", "in": "header", "required": false,
        "description": "Why the change is made: kept in the trail. Voiding and restoring a record need a reason, and so does \
            whatever changes the figures of a year that is over in Beijing, entering a record included. UTF-8, or percent-encoded UTF-8; at most 500 characters once decoded, no \
            control characters, and no number of an identity card or a telephone: it would stand in the trail.",
        "schema": {"type": "string", "maxLength": LONGEST_ENCODED_REASON, "pattern": CHANGE_REASON_FORM}})
}

/// Why something is changed, where a reason has to be given: in the header or as a parameter.
pub(super) fn needed_reason() -> Value {
    let mut reason = change_reason();
    let said = reason["description"].as_str().unwrap_or_default();
    let en = format!("Needed here, in the header or as `reason`. {said}");
    reason["schema"]["minLength"] = 1.into();
    described(reason, Text { zh: "此处必须说明理由，写在本请求头或参数 `reason` 中。".to_owned(), en })
}

/// The same as a query parameter.
pub(super) fn change_reason_parameter() -> Value {
    json!({"name": "reason", "in": "query", "required": false,
        "description": "Why the change is made, in the query instead of the header X-Change-Reason, by the same rules: percent-encoded UTF-8. \
            Where both are sent, they have to say the same. Logs of proxies may hold it.",
        "schema": {"type": "string", "maxLength": LONGEST_REASON, "pattern": CHANGE_REASON_FORM},
        "example": "更正人数"})
}

/// Says that personal numbers in texts are there on purpose.
pub(super) fn confirm_personal_numbers() -> Value {
    json!({"name": "X-Confirm-Personal-Numbers", "in": "header", "required": false,
        "description": "`true` where texts hold the number of an identity card, a bank card or a telephone on purpose. Without it such a \
            text is refused (422), since a record seldom needs one (个人信息保护法 art. 6); with it the record is stored, and \
            `warnings` names the places.",
        "schema": {"type": "string", "enum": ["true"]}})
}

/// Makes a request that writes safe to repeat.
pub(super) fn idempotency_key() -> Value {
    json!({"name": "Idempotency-Key", "in": "header", "required": false,
        "description": "1 to 128 printable characters of the client's choice, bare or in double quotes. The same request \
            sent again with the same key within 24 hours gets the same answer (the fields of its body may stand in another order) and changes nothing, where the caller \
            would still be permitted to make it. The same: to the same address, with the same body and the same If-Match.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 130, "pattern": IDEMPOTENCY_KEY_FORM}})
}

/// The tag of an answer; what was only validated has none.
pub(super) fn tag(may_be_missing: bool) -> Value {
    let mut text = text!(
        "本次回答的版本标识：再次读取时放在 If-None-Match 中，修改记录时放在 If-Match 中。",
        "The tag of this representation: send it back in If-None-Match, or in If-Match to change the record."
    );
    if may_be_missing {
        text.zh.push_str("`validate_only` 时没有。");
        text.en.push_str(" None with `validate_only`.");
    }
    described(json!({"required": !may_be_missing, "schema": {"type": "string"}}), text)
}

/// A header that every answer has.
pub(super) fn of_answer(description: Text) -> Value {
    described(json!({"required": true, "schema": {"type": "string"}}), description)
}

/// The name of a file with a table (RFC 6266).
pub(super) fn file_name() -> Value {
    described(
        json!({"required": false, "schema": {"type": "string"}}),
        text!("表格的文件名；JSON 没有。", "The name of the file with a table; JSON has none."),
    )
}

/// That an answer is a repeated one.
pub(super) fn replayed() -> Value {
    described(
        json!({"required": false, "schema": {"type": "string", "enum": ["true"]}}),
        text!(
            "`true`：这是先前同一 Idempotency-Key 的请求所得的回答。",
            "`true` where the answer is that of an earlier request under the same Idempotency-Key."
        ),
    )
}

/// The answer that says that nothing has changed.
pub(super) fn unchanged() -> Value {
    let tag = of_answer(text!("当前版本的标识。", "The tag of the current representation."));
    let text = text!("客户端已有的就是当前版本。", "The client has the current representation.");
    described(json!({"headers": {"ETag": tag}}), text)
}
