//! Every violation is named, all at once.

use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{SchemaValidator, ValidationMode};

#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Inner {
    #[schema(min_length = 1, max_length = 3)]
    name: String,
}

crate::coded_enum! {
    /// A colour.
    pub enum Colour {
        /// Red.
        Red = "red", "红", "red";
        /// Green.
        Green = "green", "绿", "green";
    }
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Outer {
    colour: Colour,
    second: Option<Colour>,
    #[schema(minimum = 0, maximum = 9)]
    count: Option<i32>,
    held_on: chrono::NaiveDate,
    #[schema(pattern = "^[0-9]{2}$")]
    code: Option<String>,
    #[schema(max_items = 2)]
    inner: Vec<Inner>,
    #[schema(format = "decimal", max_length = 15)]
    amount: Option<String>,
    #[schema(read_only)]
    due_on: Option<chrono::NaiveDate>,
}

fn violations(value: &Value, mode: ValidationMode) -> Vec<(String, String)> {
    let found = SchemaValidator::of::<Outer>().violations(value, mode);
    found
        .into_iter()
        .map(|v| match v.place {
            crate::problems::Place::Pointer(pointer) => (pointer, v.code.into_owned()),
            other => panic!("{other:?}"),
        })
        .collect()
}

fn good() -> Value {
    json!({"colour": "red", "second": null, "count": 9, "held_on": "2024-12-04", "inner": [{"name": "甲乙丙"}]})
}

#[test]
fn a_good_value_has_no_breach() {
    assert_eq!(violations(&good(), ValidationMode::Whole), []);
    assert_eq!(
        violations(&json!({"colour": "green", "held_on": "2024-02-29", "inner": []}), ValidationMode::Whole),
        []
    );
}

#[test]
fn all_breaches_are_named_at_once() {
    let bad = json!({"colour": "redd", "second": 3, "count": 10, "held_on": "2023-02-29",
        "inner": [{"name": "甲乙丙丁"}, {"nam": ""}], "due_on": "2024-01-01", "extra/~": 1});
    let mut found = violations(&bad, ValidationMode::Whole);
    found.sort();
    let expected = [
        ("/colour", "unknown_value"),
        ("/count", "range"),
        ("/due_on", "read_only"),
        ("/extra~1~0", "unknown_field"),
        ("/held_on", "date"),
        ("/inner/0/name", "max_length"),
        ("/inner/1/nam", "unknown_field"),
        ("/inner/1/name", "required"),
        ("/second", "type"),
    ];
    assert_eq!(found, expected.map(|(at, code)| (at.to_owned(), code.to_owned())));
}

#[test]
fn a_patch_may_leave_out_and_null_but_not_misname() {
    assert_eq!(violations(&json!({"held_on": null}), ValidationMode::Patch), []);
    assert_eq!(
        violations(&json!({"colur": null}), ValidationMode::Patch),
        [("/colur".to_owned(), "unknown_field".to_owned())]
    );
}

#[test]
fn decimals_are_strings_of_digits() {
    for amount in ["0", "12000", "12000.5", "12000.00", "999999999999.99"] {
        let mut body = good();
        body["amount"] = json!(amount);
        assert_eq!(violations(&body, ValidationMode::Whole), [], "{amount}");
    }
}

#[test]
fn odd_values_are_refused() {
    for (field, value) in [
        ("amount", json!(12000)),
        ("amount", json!(12000.5)),
        ("amount", json!("")),
        ("amount", json!("12,000")),
        ("amount", json!("-1")),
        ("amount", json!("1.")),
        ("amount", json!(".5")),
        ("amount", json!("1.005")),
        ("amount", json!("1e3")),
        ("amount", json!("1234567890123")),
        ("amount", json!("１２")),
        ("amount", json!("NaN")),
        ("count", json!(3_000_000_000_i64)),
        ("count", json!(1.5)),
        ("count", json!(-1)),
        ("count", json!("3")),
        ("code", json!("1")),
        ("code", json!("123")),
        ("held_on", json!("2024-1-1")),
        ("held_on", json!("1948-12-31")),
        ("held_on", json!("2024-01-01T00:00:00Z")),
        ("inner", json!([{"name": "a\u{0}"}])),
        ("inner", json!([{"name": ""}])),
        ("inner", json!([{"name": "  "}])),
        ("inner", json!([{"name": "a"}, {"name": "a"}, {"name": "a"}])),
        ("inner", json!({})),
    ] {
        let mut body = good();
        body[field] = value.clone();
        assert_eq!(violations(&body, ValidationMode::Whole).len(), 1, "{field} {value}");
    }
    assert_eq!(violations(&json!([]), ValidationMode::Whole), [(String::new(), "type".to_owned())]);
}
