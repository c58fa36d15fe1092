//! Words that make a number less exact.

use super::super::page::Page;

/// Before the number, the longer first.
const BEFORE: &[&str] = &[
    "不少于",
    "不低于",
    "不超过",
    "超过",
    "不下于",
    "不下",
    "至少",
    "突破",
    "接近",
    "将近",
    "大约",
    "最多",
    "约",
    "近",
    "逾",
    "超",
];
/// Characters before 约 that make it no hedge: 民约, 签约.
const NOT_ABOUT: &str = "民公预签违契条节履合特制相邀";
/// Characters before 近 that make it no hedge: 附近, 最近.
const NOT_NEAR: &str = "附最临就亲";
/// Behind the unit.
const AFTER: &[&str] = &["以上", "以下", "以内", "左右", "上下"];

/// Where the hedge before a number begins, and the hedge.
pub(super) fn before(page: &Page, at: usize) -> (usize, Option<String>) {
    let approximate = page.before(at) == '上' && matches!(page.at(at), '百' | '千' | '万');
    if approximate {
        return (at - 1, Some("上".to_owned()));
    }
    let hedge =
        BEFORE.iter().find(|hedge| page.ends_with(at, hedge)).filter(|hedge| !is_other_word(page, at, hedge));
    hedge.map_or((at, None), |hedge| (at - hedge.chars().count(), Some((*hedge).to_owned())))
}

fn is_other_word(page: &Page, at: usize, hedge: &str) -> bool {
    let before = page.before(at.saturating_sub(1));
    (hedge == "约" && NOT_ABOUT.contains(before)) || (hedge == "近" && NOT_NEAR.contains(before))
}

/// Where the hedge behind a unit ends, and the hedge.
pub(super) fn after(page: &Page, at: usize) -> (usize, Option<String>) {
    let hedge = AFTER.iter().find(|hedge| page.has(at, hedge));
    hedge.map_or((at, None), |hedge| (at + hedge.chars().count(), Some((*hedge).to_owned())))
}
