//! Ordinals of headings and points: 一、二、三 …

const ORDINALS: [&str; 20] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五",
    "十六", "十七", "十八", "十九", "二十",
];

/// The ordinal at a place that is counted from 0; a report has no more than 20 of a kind.
#[must_use]
pub fn ordinal(at: usize) -> &'static str {
    ORDINALS.get(at).copied().unwrap_or("…")
}
