//! JSON Merge Patch (RFC 7396 §2).

use serde_json::{Map, Value};

/// `target` with `patch` applied: null removes, objects merge, everything else replaces.
#[must_use]
pub fn merge(target: Value, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut fields = match target {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    for (name, change) in patch {
        if change.is_null() {
            fields.remove(&name);
        } else {
            let current = fields.remove(&name).unwrap_or(Value::Null);
            fields.insert(name, merge(current, change));
        }
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use proptest::collection::{hash_map, vec};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The table of RFC 7396, appendix A.
    #[test]
    fn the_examples_of_the_rfc() {
        let table = [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (json!({"a": "foo"}), json!("bar"), json!("bar")),
            (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ];
        for (target, patch, expected) in table {
            assert_eq!(merge(target.clone(), patch.clone()), expected, "{target} {patch}");
        }
    }

    /// The algorithm as RFC 7396 §2 prints it, step by step.
    fn as_printed(target: &Value, patch: &Value) -> Value {
        if !patch.is_object() {
            return patch.clone();
        }
        let mut target = if target.is_object() { target.clone() } else { json!({}) };
        for (name, value) in patch.as_object().unwrap() {
            if value.is_null() {
                if target.get(name).is_some() {
                    target.as_object_mut().unwrap().remove(name);
                }
            } else {
                target[name] = as_printed(target.get(name).unwrap_or(&Value::Null), value);
            }
        }
        target
    }

    /// A patch that makes `after` of `before`, where `after` has no null in an object.
    fn difference(before: &Value, after: &Value) -> Value {
        let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return after.clone() };
        let gone = old.keys().filter(|name| !new.contains_key(*name)).map(|name| (name.clone(), Value::Null));
        let changed = new.iter().filter(|(name, value)| old.get(*name) != Some(value));
        let changed = changed.map(|(name, value)| match old.get(name) {
            Some(was) if was.is_object() => (name.clone(), difference(was, value)),
            _ => (name.clone(), value.clone()),
        });
        gone.chain(changed).collect::<Map<_, _>>().into()
    }

    fn without_nulls(value: Value) -> Value {
        match value {
            Value::Object(fields) => {
                let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
                kept.map(|(name, value)| (name, without_nulls(value))).collect::<Map<_, _>>().into()
            }
            other => other,
        }
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "\\PC{0,6}".prop_map(Value::from),
        ];
        // Few names, so that both sides have many in common.
        leaf.prop_recursive(4, 40, 5, |inner| {
            prop_oneof![
                3 => hash_map("[a-d]", inner.clone(), 0..5).prop_map(|fields| fields.into_iter().collect::<Map<_, _>>().into()),
                1 => vec(inner, 0..4).prop_map(Value::Array),
            ]
        })
    }

    proptest! {
        #[test]
        fn agrees_with_the_algorithm_of_the_rfc(target in any_json(), patch in any_json()) {
            prop_assert_eq!(merge(target.clone(), patch.clone()), as_printed(&target, &patch));
        }

        #[test]
        fn a_patch_applied_twice_is_applied_once(target in any_json(), patch in any_json()) {
            let once = merge(target, patch.clone());
            prop_assert_eq!(merge(once.clone(), patch), once);
        }

        #[test]
        fn an_empty_patch_changes_nothing(fields in hash_map("[a-d]", any_json(), 0..5)) {
            let target = Value::from(fields.into_iter().collect::<Map<_, _>>());
            prop_assert_eq!(merge(target.clone(), json!({})), target);
        }

        #[test]
        fn the_difference_of_two_values_makes_one_of_the_other(before in any_json(), after in any_json()) {
            let (before, after) = (without_nulls(before), without_nulls(after));
            prop_assert_eq!(merge(before.clone(), difference(&before, &after)), after);
        }
    }
}
