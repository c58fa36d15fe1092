//! The answer to a record that was entered or changed: the record, and warnings of what had better not stand in it.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::{Record, Resource};
use crate::http::schema_validator::SchemaValidator;
use crate::http::{RequestContext, body};
use crate::problems::{ApiResult, Violation};
use crate::screening::{self, Personal};
use crate::text;
use crate::text::{Language, Text};

crate::coded_enum! {
    /// What should better not stand in a record.
    pub enum WarningCode {
        /// The number of an identity card (GB 11643-1999).
        IdentityNumber = "identity_number", "疑似公民身份号码", "identity number";
        /// A telephone number.
        TelephoneNumber = "telephone_number", "疑似电话号码", "telephone number";
        /// The number of a bank card (GB/T 19584).
        BankCardNumber = "bank_card_number", "疑似银行卡号", "bank card number";
    }
}

/// Something in a record that is stored as it was sent, and should better not be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Warning {
    /// JSON pointer (RFC 6901) to the field.
    #[schema(max_length = 200, example = "/note")]
    pub pointer: String,
    /// What it is.
    pub code: WarningCode,
    /// What it is and what to do, without repeating it.
    #[schema(
        max_length = 500,
        example = "此处疑似含有公民身份号码；办理用不到的个人信息不应登记（个人信息保护法第六条），请核对后删去"
    )]
    pub detail: String,
}

impl Warning {
    fn new(pointer: &str, personal: Personal, language: Language) -> Self {
        let (code, detail) = match personal {
            Personal::Identity => (WarningCode::IdentityNumber, identity()),
            Personal::Telephone => (WarningCode::TelephoneNumber, telephone()),
            Personal::BankCard => (WarningCode::BankCardNumber, bank_card()),
        };
        Self { pointer: pointer.to_owned(), code, detail: detail.in_language(language).to_owned() }
    }
}

fn identity() -> Text {
    text!(
        "此处疑似含有公民身份号码；办理用不到的个人信息不应登记（个人信息保护法第六条），请核对后删去",
        "This seems to hold the number of an identity card. Personal data that the purpose does not need should not be \
         recorded (个人信息保护法 art. 6): check it and take it out"
    )
}

fn telephone() -> Text {
    text!(
        "此处疑似含有电话号码；办理用不到的个人信息不应登记（个人信息保护法第六条），请核对后删去",
        "This seems to hold a telephone number. Personal data that the purpose does not need should not be recorded \
         (个人信息保护法 art. 6): check it and take it out"
    )
}

fn bank_card() -> Text {
    text!(
        "此处疑似含有银行卡号；办理用不到的个人信息不应登记（个人信息保护法第六条），请核对后删去",
        "This seems to hold the number of a bank card. Personal data that the purpose does not need should not be recorded \
         (个人信息保护法 art. 6): check it and take it out"
    )
}

/// Where other systems' own numbers stand, which nobody here can change: these are only warned of.
const NOT_OURS: [&str; 2] = ["/external_ref", "/paper_file_number"];

/// Personal numbers have to be confirmed in the request that brings them in: what stays in a record as it was is not asked
/// about again.
///
/// # Errors
/// 422 naming each place with a number that is not confirmed, without repeating it; 400 where the header that confirms has
/// another value than `true`.
pub fn must_be_confirmed(
    context: &RequestContext,
    warnings: &[Warning],
    before: Option<&Value>,
    after: &Value,
) -> ApiResult<()> {
    // What the header says is judged also where there is nothing to confirm.
    if context.confirms_personal_numbers()? || warnings.is_empty() {
        return Ok(());
    }
    let is_new = |warning: &&Warning| {
        let text = after.pointer(&warning.pointer);
        !NOT_OURS.contains(&warning.pointer.as_str())
            && !before.is_some_and(|before| text.is_some_and(|text| holds(before, text)))
    };
    let refused = warnings.iter().filter(is_new).map(|warning| {
        let kind = warning.code.label();
        let (zh, en) = (kind.zh, kind.en);
        let detail = text!(
            "{zh}：办理用不到的个人信息不应登记（个人信息保护法第六条），请删去；确需登记的，请带请求头 X-Confirm-Personal-Numbers: true 重发",
            "seems to hold a {en}: personal data that the purpose does not need must not be recorded (个人信息保护法 art. 6), \
             take it out; where it has to be there, send the request again with X-Confirm-Personal-Numbers: true"
        );
        Violation::at(warning.pointer.clone(), kind.code, detail)
    });
    body::refuse(refused.collect())
}

/// Whether a text stands anywhere in a value.
fn holds(value: &Value, text: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| holds(item, text)),
        Value::Object(fields) => fields.values().any(|field| holds(field, text)),
        other => other == text,
    }
}

/// The warnings about a record as it is written: all texts that people write are looked at, whatever they are called.
#[must_use]
pub fn warnings<T: Resource>(record: &Value, language: Language) -> Vec<Warning> {
    let mut found = Vec::new();
    look_at(record, &mut Vec::new(), &mut |steps, personal| {
        // Asked only now: most texts hold nothing.
        if SchemaValidator::of::<T>().is_free_text(steps) {
            found.push(Warning::new(&pointer(steps), personal, language));
        }
    });
    found
}

fn look_at<'a>(value: &'a Value, steps: &mut Vec<Cow<'a, str>>, found: &mut dyn FnMut(&[&str], Personal)) {
    match value {
        Value::String(text) => {
            for personal in screening::find(text) {
                found(&steps.iter().map(AsRef::as_ref).collect::<Vec<_>>(), personal);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                steps.push(index.to_string().into());
                look_at(item, steps, found);
                steps.pop();
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                steps.push(name.as_str().into());
                look_at(field, steps, found);
                steps.pop();
            }
        }
        _ => {}
    }
}

fn pointer(steps: &[&str]) -> String {
    let escaped = steps.iter().map(|step| step.replace('~', "~0").replace('/', "~1"));
    escaped.flat_map(|step| ["/".to_owned(), step]).collect()
}

/// A record just entered or changed, with the warnings about it. They are no part of the record: whoever reads it later
/// does not get them.
#[derive(Debug, Serialize)]
pub struct Saved<'a, T> {
    /// The record.
    #[serde(flatten)]
    pub record: &'a Record<T>,
    /// What should better not stand in it.
    pub warnings: Vec<Warning>,
}

impl<T: Resource> PartialSchema for Saved<'_, T> {
    fn schema() -> RefOr<Schema> {
        let RefOr::T(Schema::Object(mut saved)) = Record::<T>::schema() else {
            return Record::<T>::schema();
        };
        let warnings = ArrayBuilder::new().items(Ref::from_schema_name(Warning::name())).description(Some(
            "What should better not stand in it, and was confirmed; empty where there is nothing. It is stored all the same.",
        ));
        saved.properties.insert("warnings".to_owned(), warnings.into());
        saved.required.push("warnings".to_owned());
        RefOr::T(Schema::Object(saved))
    }
}

impl<T: Resource> ToSchema for Saved<'_, T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("Saved{}", T::NAMES.schema()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Record::<T>::schemas(schemas);
        schemas.push((Warning::name().into_owned(), Warning::schema()));
        schemas.push((WarningCode::name().into_owned(), WarningCode::schema()));
        Warning::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ledger::activities::ActivityInput;
    use crate::ledger::cases::CaseInput;
    use crate::ledger::plans::PlanInput;

    const NUMBER: &str = "11010519491231002X";

    fn places<T: Resource>(record: &Value) -> Vec<String> {
        warnings::<T>(record, Language::Zh).into_iter().map(|warning| warning.pointer).collect()
    }

    #[test]
    fn every_text_that_people_write_is_looked_at() {
        let case = json!({"subject": NUMBER, "note": format!("电话13800138000，{NUMBER}"), "organisation": null,
            "events": [{"kind": "accepted"}, {"note": NUMBER}], "paper_file_number": NUMBER});
        let found = places::<CaseInput>(&case);
        assert_eq!(found, ["/events/1/note", "/note", "/note", "/paper_file_number", "/subject"]);
        let plan = json!({"tasks": [{"measure": NUMBER}]});
        assert_eq!(places::<PlanInput>(&plan), ["/tasks/0/measure"]);
        assert_eq!(places::<ActivityInput>(&json!({"place": "13800138000"})), ["/place"]);
    }

    #[test]
    fn codes_ids_days_amounts_and_what_the_service_keeps_are_not() {
        let case = json!({"id": NUMBER, "created_by": NUMBER, "void_reason": NUMBER, "township_code": NUMBER,
            "kind": NUMBER, "accepted_on": NUMBER, "due_on": NUMBER, "leader_member_id": NUMBER, "amount": NUMBER,
            "outcome": NUMBER, "events": [{"id": NUMBER, "kind": NUMBER, "occurred_on": NUMBER}]});
        assert_eq!(places::<CaseInput>(&case), [""; 0]);
        assert_eq!(places::<ActivityInput>(&json!({"joint_townships": [NUMBER]})), [""; 0]);
    }

    #[test]
    fn a_warning_does_not_repeat_what_it_warns_of() {
        for language in [Language::Zh, Language::En] {
            let found = warnings::<CaseInput>(&json!({"note": format!("{NUMBER} 13800138000")}), language);
            let codes: Vec<WarningCode> = found.iter().map(|warning| warning.code).collect();
            assert_eq!(codes, [WarningCode::IdentityNumber, WarningCode::TelephoneNumber]);
            assert!(
                found
                    .iter()
                    .all(|warning| !warning.detail.contains(char::is_numeric) || language == Language::En)
            );
            assert!(
                found
                    .iter()
                    .all(|warning| !warning.detail.contains("1380") && !warning.detail.contains(NUMBER))
            );
        }
    }
}
