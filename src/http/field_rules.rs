//! The rules that a value's fields have, each by itself and together.

use validator::{ValidationErrors, ValidationErrorsKind};

use super::Input;
use crate::problems::Violation;
use crate::text;
use crate::text::Text;

/// What a value breaks of its own rules, however it came about.
#[must_use]
pub fn violations<T: Input>(input: &T) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Err(errors) = input.validate() {
        collect(&errors, "", &mut found);
    }
    found.sort_by_key(|violation| format!("{:?}", violation.place));
    found.extend(input.rules());
    found
}

/// validator's tree of errors as JSON pointers.
fn collect(errors: &ValidationErrors, at: &str, found: &mut Vec<Violation>) {
    for (field, kind) in errors.errors() {
        let at = format!("{at}/{field}");
        match kind {
            ValidationErrorsKind::Field(errors) => {
                found.extend(errors.iter().map(|e| Violation::at(at.as_str(), e.code.clone(), rule_text(e))));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &at, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{at}/{index}"), found);
                }
            }
        }
    }
}

/// What a field rule allows, from its parameters (never the value that was sent).
fn rule_text(error: &validator::ValidationError) -> Text {
    let bound = |name: &str| error.params.get(name).map_or_else(|| "…".to_owned(), ToString::to_string);
    let (least, most) = (bound("min"), bound("max"));
    match error.code.as_ref() {
        "length" => text!("长度应为 {least} 到 {most}", "its length must be {least} to {most}"),
        "range" => text!("应在 {least} 到 {most} 之间", "must be {least} to {most}"),
        code => text!("不符合规则 {code}", "breaks the rule {code}"),
    }
}
