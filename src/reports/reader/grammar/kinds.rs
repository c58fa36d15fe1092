//! In which sense a figure is stated.

use std::ops::Range;

use super::super::decimal::Decimal;
use super::super::lexicon::TermId;
use super::super::model::{Kind, Value};
use super::super::numerals::{Quantity, UnitClass};
use super::super::title;
use super::exclusions;
use super::place::{Place, Window};
use super::scene::Scene;

/// The sense of a number.
#[must_use]
pub fn kind(scene: &Scene<'_>, place: &Place<'_>, term: Option<TermId>) -> Kind {
    let Place { quantity, window, list, .. } = place;
    let known = term.and_then(|id| scene.lexicon.term(id));
    let carried = known.and_then(|t| t.code.as_deref()).is_some_and(|code| code.ends_with("_carried_in"));
    if is_target(scene, quantity, window) {
        return Kind::Target;
    }
    if is_growth(scene, quantity, window) {
        return Kind::Growth;
    }
    if !carried && is_previous(scene, quantity, window) {
        return Kind::Previous;
    }
    if is_cumulative(scene, quantity) {
        return Kind::Cumulative;
    }
    if list.total.is_some() {
        return Kind::Part;
    }
    match quantity.value {
        Value::Range(..) => Kind::Range,
        Value::One(value) if value == Decimal::whole(0) => Kind::Zero,
        _ if is_share(scene, place) => Kind::Ratio,
        _ => plain(quantity, known.map(|t| t.kind)),
    }
}

fn plain(quantity: &Quantity, usual: Option<Kind>) -> Kind {
    match quantity.class {
        UnitClass::Percent => Kind::Rate,
        UnitClass::Money => Kind::Amount,
        _ => usual.filter(|kind| !matches!(kind, Kind::Rate | Kind::Amount)).unwrap_or(Kind::Count),
    }
}

/// In the part that plans, or behind 力争.
fn is_target(scene: &Scene<'_>, quantity: &Quantity, window: &Window) -> bool {
    let start = quantity.span.start;
    let words = &scene.lexicon.words.kinds;
    let clause = scene.clause_start(start)..start;
    let planned = words.target.iter().any(|word| {
        let sought = clause.start..clause.end;
        sought.clone().any(|at| scene.page.has(at, word) && is_verb(scene, at, word))
            && (word.chars().count() > 1 || window.left.len() < 6)
    });
    let next_year =
        title::years(scene.page, scene.sentence_start(start).max(start.saturating_sub(60))..start)
            .iter()
            .any(|&(at, year)| {
                scene.year.is_some_and(|own| year == own + 1)
                    && !matches!(scene.page.at(at + 5), '度' | '—' | '-')
                    && scene.page.at(at + 6) != '日'
            });
    scene.outline.is_plan(start)
        || planned
        || is_ahead(scene, start)
        || (next_year && scene.page.contains_any(clause, &words.target))
}

/// The sentence begins with 下一步, or with next year and 力争.
fn is_ahead(scene: &Scene<'_>, at: usize) -> bool {
    let words = &scene.lexicon.words.kinds;
    let start = scene.sentence_start(at);
    let ahead = words.ahead.iter().any(|word| scene.page.has(start, word));
    let next = title::years(scene.page, start..start + 5)
        .first()
        .is_some_and(|&(_, year)| scene.year.is_some_and(|own| year == own + 1));
    let planned = ["力争", "计划", "拟", "争取", "将"].map(str::to_owned);
    let intended = !title::years(scene.page, start..start + 5).is_empty()
        && planned.iter().any(|word| scene.page.has(start + 5, word));
    ahead
        || intended
        || (next && scene.page.contains_any(start..at, &planned) && scene.page.at(start + 5) != '1')
}

/// 计划用水, 将军 and 目标责任书 plan nothing.
fn is_verb(scene: &Scene<'_>, at: usize, word: &str) -> bool {
    let next = scene.page.at(at + word.chars().count());
    match word {
        "计划" => {
            !matches!(next, '用' | '生' | '、' | '等' | '任')
                && !matches!(scene.page.before(at), '作' | '度' | '习' | '训' | '查')
        }
        "目标" => {
            !matches!(next, '责' | '任' | '考' | '管' | '绩') && !matches!(scene.page.before(at), '把' | '设')
        }
        "拟" => !matches!(scene.page.before(at), '模' | '虚' | '草'),
        "将" => false,
        "确保" => scene.page.slice(at..at + 14).contains(&'率'),
        _ => true,
    }
}

fn is_growth(scene: &Scene<'_>, quantity: &Quantity, window: &Window) -> bool {
    if quantity.class == UnitClass::Points {
        return true;
    }
    let words = &scene.lexicon.words.kinds;
    let start = quantity.span.start;
    let near = window.left.start.max(start.saturating_sub(10))..start;
    if quantity.class == UnitClass::Percent {
        return words
            .growth
            .iter()
            .filter(|word| word.chars().count() > 1)
            .any(|word| near.clone().any(|at| grows(scene, at, word, start)));
    }
    let direct = words.growth.iter().any(|word| {
        scene.page.ends_with(start, word) && *word != "同比" && *word != "环比" && *word != "增至"
    });
    let begin = scene.sentence_start(start).max(start.saturating_sub(30));
    direct && scene.page.contains_any(begin..start, &words.comparison)
}

/// 提高到 states where it ended, not by how much.
fn grows(scene: &Scene<'_>, at: usize, word: &str, end: usize) -> bool {
    let behind = at + word.chars().count();
    let reached =
        matches!(scene.page.at(behind), '到' | '至') || (behind < end && scene.page.has(behind, "达到"));
    scene.page.has(at, word) && behind <= end && !reached && !matches!(word, "增至")
}

fn is_previous(scene: &Scene<'_>, quantity: &Quantity, window: &Window) -> bool {
    let start = quantity.span.start;
    let words = &scene.lexicon.words.kinds;
    let left = window.left.start.max(start.saturating_sub(14))..start;
    let index = scene.quantities.partition_point(|q| q.span.start < start);
    let own = left.start.max(scene.usable_before(index).map_or(0, |(_, q)| q.number.start))..start;
    let named = words.previous.iter().any(|word| {
        own.clone().any(|at| scene.page.has(at, word) && !scene.page.has(at + word.chars().count(), "结转"))
    });
    let older = title::years(scene.page, left.clone()).iter().any(|&(at, year)| is_older(scene, at, year));
    let replaced = is_raised(scene, quantity.span.end);
    let resolved = ["遗留", "督察问题", "反馈问题"]
        .iter()
        .any(|word| scene.page.contains_any(left.clone(), &[(*word).to_owned()]));
    (named && !resolved) || older || replaced
}

/// What leaves a value behind: 增加到, 降至.
const RAISED: [&str; 13] = [
    "提高到",
    "提升到",
    "上升到",
    "下降到",
    "压缩到",
    "提高至",
    "提升至",
    "下降至",
    "上升至",
    "降至",
    "增加到",
    "增至",
    "减少到",
];

/// Whether another value takes the place of the one that ends here.
#[must_use]
pub fn is_raised(scene: &Scene<'_>, end: usize) -> bool {
    RAISED.iter().any(|word| scene.page.has(end, word))
}

fn is_older(scene: &Scene<'_>, at: usize, year: i32) -> bool {
    if scene.year.is_none() {
        let sentence = scene.sentence_start(at)..scene.sentence_end(at);
        let latest = title::years(scene.page, sentence.start..sentence.end.min(sentence.start + 200));
        let latest = latest.iter().map(|&(_, other)| other).max();
        let since = ["以来", "起", "至", "—", "-"].iter().any(|word| scene.page.has(at + 5, word));
        return matches!(scene.page.before(at), '较' | '比') || (latest > Some(year) && !since);
    }
    let since = ["以来", "起", "至", "开始", "—", "-"].iter().any(|word| scene.page.has(at + 5, word));
    scene.year.is_some_and(|own| year < own) && !since
}

/// Behind 2021年以来, as long as no 今年 intervenes.
fn is_cumulative(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    let start = quantity.span.start;
    let from = scene.sentence_start(start).max(start.saturating_sub(120));
    let words = &scene.lexicon.words.kinds;
    let since = (from..start).rev().find(|&at| words.cumulative.iter().any(|word| scene.page.has(at, word)));
    let range = title::years(scene.page, from..start).iter().any(|&(at, _)| ends_range(scene, at));
    let again = scene.page.contains_any(from..start, &words.this_year_again);
    (range && !again)
        || since.is_some_and(|at| {
            is_several_years(scene, from, at)
                && !scene.page.contains_any(at + 2..start, &words.this_year_again)
        })
}

/// The second year of 2021—2024年, where something is added up over them.
fn ends_range(scene: &Scene<'_>, at: usize) -> bool {
    let dash = matches!(scene.page.before(at), '—' | '-' | '－' | '～' | '~' | '至');
    let first = at.saturating_sub(6)..at.saturating_sub(1);
    let digits = scene.page.slice(first).iter().filter(|c| c.is_ascii_digit()).count();
    dash && digits == 4 && scene.page.contains_any(at + 5..at + 10, &["累计".to_owned(), "共".to_owned()])
}

fn is_several_years(scene: &Scene<'_>, from: usize, at: usize) -> bool {
    let words = &scene.lexicon.words.kinds;
    let this_year = words
        .this_year
        .iter()
        .any(|word| (at.saturating_sub(4)..=at).any(|start| scene.page.has(start, word)));
    let begun = scene
        .page
        .contains_any(at.saturating_sub(7)..at, &["今年", "本年", "年初", "当年"].map(str::to_owned));
    let this_year = this_year || begun;
    let years = title::years(scene.page, from..at + 1);
    let own = years.last().is_some_and(|&(_, year)| scene.year == Some(year));
    let attribute = scene.page.at(at + 2) == '的';
    !this_year && !own && !attribute
}

/// A share in words, 86%的, or 43件 of 45件中.
fn is_share(scene: &Scene<'_>, place: &Place<'_>) -> bool {
    let quantity = place.quantity;
    if quantity.share {
        return true;
    }
    if quantity.class == UnitClass::Percent {
        return scene.page.at(quantity.span.end) == '的';
    }
    let start = scene.clause_start(quantity.span.start);
    let before =
        place.index.checked_sub(1).and_then(|i| scene.quantities.get(i)).filter(|q| q.span.start >= start);
    before.is_some_and(|q| exclusions::among(scene, q) && q.unit == quantity.unit)
}

/// The stretch of the words before a number in its clause.
#[must_use]
pub fn clause_before(scene: &Scene<'_>, quantity: &Quantity) -> Range<usize> {
    scene.clause_start(quantity.span.start)..quantity.span.start
}
