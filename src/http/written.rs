//! Texts as clients write them, and as they are kept: line breaks, Unicode forms, full-width characters, ways to write a date.
//!
//! What can mean one thing only is understood. What would have to be guessed is refused by [`super::formats`].

use serde_json::Value;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// The text as it is kept: in Unicode NFC, with LF for CR LF and CR. Windows and HTML forms end lines with CR LF.
#[must_use]
pub fn as_kept(text: String) -> String {
    in_nfc(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

/// The text in Unicode NFC.
fn in_nfc(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

/// The text with the full-width forms of ASCII (U+FF01 to U+FF5E) and the ideographic space as ASCII, without white space
/// round it: an input method in full-width mode writes `２０２４` for `2024`.
#[must_use]
pub fn half_width(text: &str) -> String {
    let folded: String = text.chars().map(half_width_character).collect();
    folded.trim().to_owned()
}

fn half_width_character(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// The value of a schema that lists its values or says their form, as it is meant; free text has no such schema.
#[must_use]
pub fn as_meant(schema: &Value, text: &str) -> Option<String> {
    let format = schema.get("format").and_then(Value::as_str);
    if format.is_none() && schema.get("enum").is_none() && schema.get("pattern").is_none() {
        return None;
    }
    let plain = half_width(text);
    Some(if format == Some("date") { date(&plain).unwrap_or(plain) } else { plain })
}

/// `YYYY-MM-DD` for a date that is written year, month, day, in whatever way: `2024/1/2`, `2024.1.2`, `2024年1月2日`,
/// `20240102`, also with the time 00:00:00 of no zone behind it, which spreadsheets and JSON libraries add.
fn date(text: &str) -> Option<String> {
    let text = without_midnight(text);
    let day = text.strip_suffix(['日', '号']).unwrap_or(text);
    let parts: Vec<&str> = match day.split_once('年') {
        Some((year, rest)) => [year].into_iter().chain(rest.split('月')).collect(),
        None if day.len() == 8 && is_number(day) => vec![day.get(..4)?, day.get(4..6)?, day.get(6..)?],
        None => day.split(day.chars().find(|c| matches!(c, '-' | '/' | '.'))?).collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let is_date = year.len() == 4 && [month, day].iter().all(|part| (1..=2).contains(&part.len()));
    let are_numbers = [year, month, day].iter().all(|part| is_number(part));
    (is_date && are_numbers).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}

fn without_midnight(text: &str) -> &str {
    let endings = [" 00:00:00", "T00:00:00", " 0:00:00", " 00:00:00.0", "T00:00:00.000"];
    endings.into_iter().find_map(|ending| text.strip_suffix(ending)).unwrap_or(text)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn lines_end_with_a_line_feed() {
        for (sent, kept) in [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\r\r\nb\n", "a\n\nb\n"), ("a", "a")] {
            assert_eq!(as_kept(sent.to_owned()), kept);
        }
    }

    #[test]
    fn dates_that_begin_with_the_year_are_understood() {
        for written in [
            "2024-01-02",
            "2024-1-2",
            "2024/1/2",
            "2024/01/02",
            "2024.1.2",
            "20240102",
            "2024年1月2日",
            "2024年01月02号",
            "２０２４－０１－０２",
            "２０２４年１月２日",
            "　2024-01-02 ",
            "2024-01-02 00:00:00",
            "2024-01-02T00:00:00",
            "2024/1/2 0:00:00",
        ] {
            let date = json!({"type": "string", "format": "date"});
            assert_eq!(as_meant(&date, written).as_deref(), Some("2024-01-02"), "{written}");
        }
    }

    #[test]
    fn what_would_have_to_be_guessed_is_left() {
        for written in [
            "24-01-02",
            "01/02/2024",
            "2024-01",
            "2024年1月",
            "2024-01-02T16:00:00Z",
            "2024-01-02 08:00:00",
            "2024-1/2",
            "2024-001-2",
            "2024--2",
            "113年1月2日",
            "45293",
            "",
            "去年",
        ] {
            assert_eq!(date(written), None, "{written}");
        }
    }

    #[test]
    fn codes_in_full_width_are_codes_and_free_text_stays() {
        let code = json!({"type": "string", "pattern": "^[0-9]{9}$"});
        assert_eq!(as_meant(&code, " ５４０５２６２０１　").as_deref(), Some("540526201"));
        let kind = json!({"type": "string", "enum": ["training"]});
        assert_eq!(as_meant(&kind, "ｔｒａｉｎｉｎｇ").as_deref(), Some("training"));
        let amount = json!({"type": "string", "format": "decimal"});
        assert_eq!(as_meant(&amount, "１２０００．５０").as_deref(), Some("12000.50"));
        assert_eq!(as_meant(&json!({"type": "string", "maxLength": 200}), "Ａ　１"), None);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            let _ = date(&text);
            let kept = as_kept(text);
            prop_assert!(!kept.contains('\r') && is_nfc(&kept));
            prop_assert_eq!(as_kept(kept.clone()), kept);
        }
    }
}
