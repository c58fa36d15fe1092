//! Values that several commands take.

use chrono::NaiveDate;

use crate::http::formats;
use crate::http::written::{as_kept, half_width};
use crate::regions::Code;
use crate::text;

/// Reads a region code from the command line.
pub fn region(text: &str) -> Result<Code, String> {
    Code::read(&half_width(text)).map_err(|wrong| wrong.in_lines())
}

/// Reads a name from the command line.
pub fn name(text: &str) -> Result<String, String> {
    let name = as_kept(text.trim().to_owned());
    if let Some((_, unwanted)) = formats::unwanted(&name, true).or_else(|| formats::lost(&name)) {
        return Err(unwanted.in_lines());
    }
    let fits = (1..=100).contains(&name.chars().count());
    let wrong = || text!("名称应有 1 至 100 个字。", "a name has 1 to 100 characters");
    if fits { Ok(name) } else { Err(wrong().in_lines()) }
}

/// Reads a day from the command line.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(&half_width(text), "%Y-%m-%d").map_err(|error| {
        text!(
            "日期应写作 YYYY-MM-DD，例如 2026-01-01。",
            "a day is written YYYY-MM-DD, such as 2026-01-01 ({error})"
        )
        .in_lines()
    })
}
