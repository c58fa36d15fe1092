//! What a text must look like by its schema: lengths, patterns, and the formats `date`, `date-time`, `uuid` and `decimal`.

use chrono::{DateTime, NaiveDate, Timelike};
use serde_json::Value;
use uuid::Uuid;
use uuid::fmt::Hyphenated;

use super::{hints, pattern};
use crate::text;
use crate::text::Text;

/// The form of a date as the contract publishes it: the years that legal dates have. Which days a month has is said by
/// the format `date`.
pub const DATE: &str = "^(19(49|[5-9][0-9])|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$";
/// Texts that may be longer than this, in characters, may have several lines: remarks, measures, reasons. All others are
/// names, titles and numbers, of one line.
pub const LONGEST_LINE: u64 = 200;

/// What no text has, as a class of a regular expression: characters that are not seen and change how others are read or
/// sorted (Unicode's `Default_Ignorable_Code_Point` and `Bidi_Control`), line separators, what is no character, and the
/// replacement character, which stands where a decoder has lost one. Variation
/// selectors are left out, since Chinese names (IVS) and Mongolian need theirs, and so is the narrow space of Mongolian.
/// The tags of plane 14 are refused without standing here: half of the clients compile a pattern with ECMA-262's flag `u`
/// and half without, and no class names characters beyond U+FFFF to both.
macro_rules! invisible {
    () => {
        r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffd-\uffff"
    };
}

/// What a text of one line does not have.
macro_rules! not_in_a_line {
    () => {
        concat!(r"\u0000-\u001f\u007f-\u009f", invisible!())
    };
}

/// What a text of several lines does not have: all of that but tab, line feed and carriage return, which is kept as one
/// (see [`super::written::as_kept`]).
macro_rules! not_in_a_text {
    () => {
        concat!(r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f", invisible!())
    };
}

/// The form of a text of several lines that may be empty.
pub const TEXT: &str = concat!("^[^", not_in_a_text!(), "]*$");
/// The form of a text of several lines that must say something: besides, not white space alone.
pub const FILLED_TEXT: &str =
    concat!("^[^", not_in_a_text!(), "]*[^\\s", not_in_a_text!(), "][^", not_in_a_text!(), "]*$");
/// The form of a text of one line that may be empty.
pub const LINE: &str = concat!("^[^", not_in_a_line!(), "]*$");
/// The form of a text of one line that must say something.
pub const FILLED_LINE: &str =
    concat!("^[^", not_in_a_line!(), "]*[^\\s", not_in_a_line!(), "][^", not_in_a_line!(), "]*$");

/// The first character of a text that it must not have, with the word of the rule and which character it is.
#[must_use]
pub fn unwanted(value: &str, is_one_line: bool) -> Option<(&'static str, Text)> {
    let is_line_end = |c| matches!(c, '\n' | '\t');
    let (index, found) = value.chars().enumerate().find(|(_, c)| {
        c.is_control() && (is_one_line || !is_line_end(*c)) || is_invisible(*c) || *c == REPLACEMENT
    })?;
    let (place, code) = (index + 1, format!("U+{:04X}", u32::from(found)));
    Some(match found {
        REPLACEMENT => (
            "garbled",
            text!(
                "第 {place} 个字是乱码（{code}）：原字在转换编码时已经丢失，请以 UTF-8 编码重新发送",
                "character {place} is {code}: a wrong encoding has lost what stood there, send it again in UTF-8"
            ),
        ),
        '\n' | '\r' => (
            "control_character",
            text!(
                "只能写一行：第 {place} 个字是换行，请去掉",
                "has one line only: character {place} is a line break, take it out"
            ),
        ),
        _ if found.is_control() => (
            "control_character",
            text!(
                "第 {place} 个字是控制字符 {code}，请去掉",
                "character {place} is the control character {code}: take it out"
            ),
        ),
        _ => (
            "invisible_character",
            text!(
                "第 {place} 个字是不可见字符 {code}，请去掉",
                "character {place} is {code}, which is not seen: take it out"
            ),
        ),
    })
}

/// What decoders put where they find a character that is none (U+FFFD).
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Refuses a text of two question marks or more and nothing else: an encoding without Chinese characters, such as
/// ISO 8859-1, writes one for each of them.
#[must_use]
pub fn lost(value: &str) -> Option<(&'static str, Text)> {
    let marks = value.chars().filter(|c| *c == '?').count();
    (marks > 1 && value.chars().all(|c| c == '?' || c.is_whitespace())).then(|| {
        (
            "garbled",
            text!(
                "只有问号：汉字在转换编码时可能已经丢失，请以 UTF-8 编码重新发送",
                "has nothing but question marks: a wrong encoding may have lost Chinese characters, send it again in UTF-8"
            ),
        )
    })
}

/// Whether a character is one of `invisible!`, or a tag of plane 14.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fdd0}'..='\u{fdef}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}'
            | '\u{ffff}'
        | '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}')
}

/// What a text breaks of its schema's lengths and format, if anything: the rule's word, and what is allowed.
#[must_use]
pub fn text_violation(schema: &Value, value: &str) -> Option<(&'static str, Text)> {
    let bound = |name| schema.get(name).and_then(Value::as_u64);
    let is_one_line = bound("maxLength").is_some_and(|most| most <= LONGEST_LINE);
    if let Some(unwanted) = unwanted(value, is_one_line).or_else(|| lost(value)) {
        return Some(unwanted);
    }
    let stated = |name| schema.get(name).and_then(Value::as_str);
    let form = || hints::of_form(stated("pattern")?, value);
    let length = value.chars().count() as u64;
    if let Some(most) = bound("maxLength").filter(|most| length > *most) {
        return Some((
            "max_length",
            form().unwrap_or_else(|| {
                text!("最多 {most} 个字，现有 {length} 个", "at most {most} characters, there are {length}")
            }),
        ));
    }
    if let Some(least) = bound("minLength").filter(|least| length < *least || is_blank(value)) {
        let length = || text!("至少 {least} 个字", "at least {least} character(s)");
        return Some(("min_length", form().unwrap_or_else(length)));
    }
    let by_format = stated("format").and_then(|format| format_violation(format, value));
    by_format.or_else(|| pattern_violation(stated("pattern")?, value, schema.get("example")))
}

/// Whether there is nothing to read: white space only.
fn is_blank(value: &str) -> bool {
    value.chars().all(char::is_whitespace)
}

fn pattern_violation(pattern: &str, value: &str, example: Option<&Value>) -> Option<(&'static str, Text)> {
    if pattern::fits(pattern, value) {
        return None;
    }
    let by_example = || match example.and_then(Value::as_str) {
        Some(example) => text!("格式不对，例如 {example}", "is not of the form of, for example, {example}"),
        None => text!("格式不对", "is not of the form that the contract has for it"),
    };
    Some(("pattern", hints::of_form(pattern, value).unwrap_or_else(by_example)))
}

fn format_violation(format: &str, value: &str) -> Option<(&'static str, Text)> {
    match format {
        "date" if !is_date(value) => Some((
            "date",
            text!(
                "应为日期 YYYY-MM-DD（1949 年至 2100 年），如 2024-12-04",
                "must be a date YYYY-MM-DD (1949 to 2100), such as 2024-12-04"
            ),
        )),
        "date-time" if !is_instant(value) => Some((
            "date_time",
            text!(
                "应为 RFC 3339 时刻，如 2024-12-04T01:30:00Z",
                "must be an RFC 3339 instant, such as 2024-12-04T01:30:00Z"
            ),
        )),
        "decimal" if !is_decimal(value) => Some(("decimal", decimal_text())),
        "uuid" if uuid(value).is_none() => Some(("uuid", text!("应为 UUID", "must be a UUID"))),
        _ => None,
    }
}

/// `YYYY-MM-DD` to the letter (chrono alone would take `2024-1-1` and `+12024-01-01`), in the range of legal years.
fn is_date(value: &str) -> bool {
    use chrono::Datelike;
    value.len() == 10
        && NaiveDate::parse_from_str(value, "%Y-%m-%d").is_ok_and(|date| (1949..=2100).contains(&date.year()))
}

/// Reads a UUID written as the format `uuid` has it (RFC 9562 §4), with hyphens and nothing round it.
#[must_use]
pub fn uuid(value: &str) -> Option<Uuid> {
    Uuid::try_parse(value).ok().filter(|_| value.len() == Hyphenated::LENGTH)
}

/// An instant as RFC 3339 §5.6 has it; chrono alone would take a space for the `T`, and a leap second in any minute.
fn is_instant(value: &str) -> bool {
    let is_possible = |instant: DateTime<chrono::FixedOffset>| {
        let time = instant.naive_utc().time();
        time.nanosecond() < 1_000_000_000 || (time.hour(), time.minute()) == (23, 59)
    };
    matches!(value.as_bytes().get(10), Some(b'T' | b't'))
        && DateTime::parse_from_rfc3339(value).is_ok_and(is_possible)
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
#[must_use]
pub fn decimal_text() -> Text {
    text!(
        "应为写成字符串的数：整数部分最多 12 位，小数最多 2 位，不带正负号、逗号和单位，如 \"12000.00\"",
        "must be a number written as a string, at most 12 digits before the point and 2 after it, without sign, separators or unit, such as \"12000.00\""
    )
}

pub(super) fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec![],
    }
}

pub(super) fn allows(schema: &Value, name: &str) -> bool {
    types(schema).contains(&name)
}

/// Whether what has this schema is a text that people write: one of no format or pattern, and no code of a list.
#[must_use]
pub fn is_free_text(schema: &Value) -> bool {
    let said = ["enum", "format", "pattern", "readOnly"];
    allows(schema, "string") && said.iter().all(|rule| schema.get(rule).is_none())
}

#[cfg(test)]
#[path = "formats_tests.rs"]
mod tests;
