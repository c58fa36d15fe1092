//! What a text must look like by its schema: lengths, and the formats `date`, `date-time`, `uuid` and `decimal`.

use chrono::{DateTime, NaiveDate};
use serde_json::Value;

use crate::text;
use crate::text::Text;

/// What a text breaks of its schema's lengths and format, if anything: the rule's word, and what is allowed.
pub fn text_breach(schema: &Value, value: &str) -> Option<(&'static str, Text)> {
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Some(("control_character", text!("不得含控制字符", "must not contain control characters")));
    }
    let length = value.chars().count() as u64;
    let bound = |name| schema.get(name).and_then(Value::as_u64);
    if let Some(most) = bound("maxLength").filter(|most| length > *most) {
        return Some((
            "max_length",
            text!("最多 {most} 个字，现有 {length} 个", "at most {most} characters, there are {length}"),
        ));
    }
    if let Some(least) = bound("minLength").filter(|least| length < *least || value.trim().is_empty()) {
        return Some(("min_length", text!("至少 {least} 个字", "at least {least} character(s)")));
    }
    format_breach(schema.get("format").and_then(Value::as_str)?, value)
}

fn format_breach(format: &str, value: &str) -> Option<(&'static str, Text)> {
    match format {
        "date" if !is_date(value) => Some((
            "date",
            text!(
                "应为日期 YYYY-MM-DD（1949 年至 2100 年），如 2024-12-04",
                "must be a date YYYY-MM-DD (1949 to 2100), such as 2024-12-04"
            ),
        )),
        "date-time" if DateTime::parse_from_rfc3339(value).is_err() => Some((
            "date_time",
            text!(
                "应为 RFC 3339 时刻，如 2024-12-04T01:30:00Z",
                "must be an RFC 3339 instant, such as 2024-12-04T01:30:00Z"
            ),
        )),
        "decimal" if !is_decimal(value) => Some(("decimal", decimal_text())),
        "uuid" if uuid::Uuid::try_parse(value).is_err() || value.len() != 36 => {
            Some(("uuid", text!("应为 UUID", "must be a UUID")))
        }
        _ => None,
    }
}

/// `YYYY-MM-DD` to the letter (chrono alone would take `2024-1-1` and `+12024-01-01`), in the range of legal years.
fn is_date(value: &str) -> bool {
    use chrono::Datelike;
    value.len() == 10
        && NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok_and(|date| (1949..=2100).contains(&date.year()))
}

/// Whether `value` is of the format `decimal`: 1 to 12 digits, then perhaps a point and 1 or 2 more. No sign, no
/// exponent, no separators.
#[must_use]
pub fn is_decimal(value: &str) -> bool {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    let digits =
        |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole, 12) && digits(fraction, 2)
}

/// What the format `decimal` allows.
pub fn decimal_text() -> Text {
    text!(
        "应为写成字符串的数：整数部分最多 12 位，小数最多 2 位，不带正负号、逗号和单位，如 \"12000.00\"",
        "must be a number written as a string, at most 12 digits before the point and 2 after it, without sign, separators or unit, such as \"12000.00\""
    )
}
