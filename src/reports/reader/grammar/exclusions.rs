//! Numbers that are no figures.

use std::ops::Range;

use super::super::numerals::{Quantity, UnitClass};
use super::super::page::is_han;
use super::place::Window;
use super::scene::Scene;

/// Whether the words around say that a number is background, a denominator or a limit.
#[must_use]
pub fn is_background(
    scene: &Scene<'_>,
    index: usize,
    quantity: &Quantity,
    window: &Window,
    named: Option<usize>,
) -> bool {
    let Window { left, right } = window;
    let words = &scene.lexicon.words.numbers;
    let averages = words.averages.contains(&quantity.unit);
    let direct = words.direct.iter().any(|word| {
        scene.page.ends_with(quantity.span.start, word) || scene.page.ends_with(quantity.number.start, word)
    }) && !quantity.share;
    let stretch = near(left, quantity, named);
    let average = scene.page.contains_any(left.clone(), &words.per_head);
    let before = scene.sentence_start(quantity.span.start).max(quantity.span.start.saturating_sub(30));
    let worked_on = quantity.class == UnitClass::Measure
        && scene.page.contains_any(before..quantity.span.start, &words.works);
    let background = direct || average || (!worked_on && scene.page.contains_any(stretch, &words.background));
    (background && !averages)
        || is_rest(scene, quantity)
        || is_limit(scene, quantity)
        || is_denominator(scene, index, quantity, right)
}

/// The last words before the number, from the noun that names it on.
fn near(left: &Range<usize>, quantity: &Quantity, named: Option<usize>) -> Range<usize> {
    let start = left.start.max(quantity.span.start.saturating_sub(12)).max(named.unwrap_or(0));
    start..quantity.span.start
}

/// 余1个.
fn is_rest(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    scene.page.before(quantity.number.start) == '余'
}

/// 7天内, 不少于7天公示.
fn is_limit(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    quantity.class == UnitClass::Days && matches!(scene.page.at(quantity.unit_end), '内' | '以' | '前' | '的')
}

/// 48名干部中, 14个村, 45名干部 before another number.
fn is_denominator(scene: &Scene<'_>, index: usize, quantity: &Quantity, right: &Range<usize>) -> bool {
    let followed = scene
        .usable_after(index)
        .is_some_and(|(_, next)| next.span.start <= scene.clause_end(quantity.span.end));
    let noun = scene.lexicon.words.numbers.staff.iter().any(|word| scene.page.has(right.start, word));
    let object =
        scene.page.before(quantity.span.start) == '对' && followed && is_han(scene.page.at(right.start));
    let person = matches!(quantity.unit.as_str(), "人" | "名" | "位");
    let among = among(scene, quantity) && !is_introduced(scene, quantity);
    (person && noun && followed)
        || among
        || object
        || (is_place(scene, right) && (followed || right.is_empty()))
}

/// 受理的45件纠纷中: it is said for the first time.
fn is_introduced(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    let start = scene.clause_start(quantity.span.start);
    !quantity.in_words && scene.page.before(quantity.span.start) == '的' && quantity.span.start - start > 2
}

/// The number is what others are a part of: 45件中.
#[must_use]
pub fn among(scene: &Scene<'_>, quantity: &Quantity) -> bool {
    let end = quantity.span.end;
    let stretch = end..(end + 8).min(scene.clause_end(end).max(end));
    let found = stretch.clone().find(|&at| {
        scene.page.at(at) == '中'
            && !matches!(scene.page.at(at + 1), '心' | '队' | '共' | '央' | '华' | '型' | '小' | '学')
    });
    let whole_year =
        scene.page.ends_with(quantity.span.start, "全年") || scene.page.ends_with(quantity.span.start, "共");
    let under_way =
        found.is_some_and(|at| scene.page.slice(end..at).iter().any(|c| matches!(c, '在' | '、' | '其')));
    found.is_some() && !under_way && !whole_year
}

/// Whether the word behind the number names places or organs.
#[must_use]
pub fn is_place(scene: &Scene<'_>, right: &Range<usize>) -> bool {
    let skip = usize::from(
        matches!(scene.page.at(right.start), '行' | '建' | '中') && scene.page.at(right.start + 2) == '村',
    );
    let at = right.start + skip * 2;
    let longest = |words: &[String]| {
        words.iter().filter(|word| scene.page.has(at, word)).map(|word| word.chars().count()).max()
    };
    let numbers = &scene.lexicon.words.numbers;
    longest(&numbers.places)
        .is_some_and(|place| longest(&numbers.not_places).is_none_or(|other| other < place))
}
