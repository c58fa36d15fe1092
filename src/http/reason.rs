//! Why something is changed, wherever it is said.

use percent_encoding::percent_decode_str;

use super::formats;
use super::written::as_kept;
use crate::screening;
use crate::text;

/// The query parameter that says it where a client cannot set the header, percent-encoded as all of the query.
pub const REASON: &str = "reason";
/// The longest reason that is stored, in characters.
pub const LONGEST_REASON: usize = 500;
/// The longest `X-Change-Reason` that is read, in characters: that reason with each of its bytes percent-encoded.
pub const LONGEST_ENCODED_REASON: usize = LONGEST_REASON * 4 * 3;

/// A reason as it is kept; `None` where it says nothing. Else the rule it breaks, and what is allowed.
pub fn judged(value: &str) -> Result<Option<String>, (&'static str, text::Text)> {
    if value.chars().count() > LONGEST_ENCODED_REASON {
        let most = LONGEST_ENCODED_REASON;
        return Err(("max_length", text!("最多 {most} 个字符", "at most {most} characters")));
    }
    // What is not UTF-8 becomes the replacement character, which no text has.
    let reason = as_kept(percent_decode_str(value).decode_utf8_lossy().trim().to_owned());
    if let Some(detail) = screening::refusal(&reason) {
        return Err((screening::REFUSED, detail));
    }
    if let Some(unwanted) = unwanted(&reason).filter(|(code, _)| *code != "control_character") {
        return Err(unwanted);
    }
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
        let detail = text!("最多 500 个字，不含控制字符", "at most 500 characters, no control characters");
        return Err(("change_reason", detail));
    }
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}

/// Each `reason` in a query, with spaces for the signs that stand for them in forms.
pub fn in_query(query: &str) -> Vec<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.filter(|(name, _)| *name == REASON).map(|(_, value)| value.replace('+', " ")).collect()
}

/// What no reason has: see [`formats::unwanted`] and [`formats::lost`].
pub fn unwanted(reason: &str) -> Option<(&'static str, text::Text)> {
    formats::unwanted(reason, true).or_else(|| formats::lost(reason))
}
