//! Valid bodies for the township 540526201 古堆乡.

use serde_json::{Value, json};

/// A training of all cadres.
pub fn activity() -> Value {
    json!({
        "township_code": "540526201", "kind": "training", "held_on": "2024-05-20", "title": "民法典专题讲座",
        "organising_body": "all_cadres", "form": "lecture", "place": "乡政府会议室", "note": "邀请县法院法官授课",
        "sessions": 1, "persons": 12, "person_times": 12, "staff_due": 12, "joint_townships": ["540526101"]
    })
}

/// A body with some of its fields replaced, as a merge patch would.
pub fn with(body: Value, patch: &Value) -> Value {
    fazhi::http::merge_patch::merge(body, patch.clone())
}
