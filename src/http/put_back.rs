//! What was read may be sent back: properties that the service keeps by itself may stand in a body as they are stored, and
//! change nothing. Others than these are refused as `read_only`.

use chrono::DateTime;
use serde_json::Value;

use super::schema_validator::SchemaValidator;
use crate::problems::Violation;
use crate::text;

/// Takes out of a body what nobody can enter, but which is stored of the thing it is sent for; says where it differs.
pub fn take_out(enterable: &SchemaValidator, sent: &mut Value, stored: &Value) -> Vec<Violation> {
    let (Some(sent), Some(stored)) = (sent.as_object_mut(), stored.as_object()) else { return Vec::new() };
    let mut found = Vec::new();
    for (name, kept) in stored.iter().filter(|(name, _)| !enterable.takes(name)) {
        if sent.remove(name).is_some_and(|value| !is_same(&value, kept)) {
            found.push(read_only(name));
        }
    }
    found
}

/// Takes out of a body what is kept of such things, of which there is none yet; each that was sent is refused.
pub fn take_out_of_new(kept: &[&str], sent: &mut Value) -> Vec<Violation> {
    let Some(sent) = sent.as_object_mut() else { return Vec::new() };
    kept.iter().filter(|name| sent.remove(**name).is_some()).map(|name| read_only(name)).collect()
}

fn read_only(name: &str) -> Violation {
    let detail = text!(
        "由服务维护，不能填写；请去掉，或照读到的原样送回",
        "is kept by the service and cannot be entered: leave it out, or send it back as it was read"
    );
    Violation::at(format!("/{name}"), "read_only", detail)
}

/// Whether two values are the same; of instants, the very moment, since clients write them in their own way.
fn is_same(sent: &Value, stored: &Value) -> bool {
    let instant = |value: &Value| DateTime::parse_from_rfc3339(value.as_str()?).ok();
    sent == stored || instant(sent).zip(instant(stored)).is_some_and(|(sent, stored)| sent == stored)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taken_out(sent: &Value) -> (Value, Vec<Violation>) {
        let schema = json!({"properties": {"title": {}, "due_on": {"readOnly": true}}});
        let stored = json!({"id": 1, "title": "甲", "due_on": null, "created_at": "2024-05-20T01:02:03.5Z"});
        let mut sent = sent.clone();
        let found = take_out(&SchemaValidator::of_schema(schema), &mut sent, &stored);
        (sent, found)
    }

    #[test]
    fn what_is_as_it_is_stored_is_left_aside() {
        for moment in ["2024-05-20T01:02:03.5Z", "2024-05-20T09:02:03.500000+08:00"] {
            let sent = json!({"id": 1, "title": "乙", "due_on": null, "created_at": moment, "other": 1});
            assert_eq!(taken_out(&sent), (json!({"title": "乙", "other": 1}), vec![]));
        }
        assert_eq!(taken_out(&json!([1])), (json!([1]), vec![]));
    }

    #[test]
    fn what_is_not_is_refused_at_its_place() {
        for (name, value) in
            [("id", json!(2)), ("due_on", json!("2024-05-20")), ("created_at", json!("2024-05-20T01:02:03Z"))]
        {
            let (_, found) = taken_out(&json!({name: value}));
            assert_eq!(found, [read_only(name)]);
        }
        let mut sent = json!({"id": 1, "title": "甲"});
        assert_eq!(take_out_of_new(&["id", "version"], &mut sent), [read_only("id")]);
        assert_eq!(sent, json!({"title": "甲"}));
    }
}
