//! Rates worked out anew from the figures they follow from.

use super::super::decimal::Decimal;
use super::super::grammar::{Found, Scene};
use super::super::model::{Kind, Note, Slip};
use super::super::numerals::UnitClass;
use super::slip;

/// How near a word of a plan stands to the rate at which it was reached.
const REACHED: usize = 10;
/// How far back numerator and denominator may stand.
const FARTHEST: usize = 160;

/// Characters of the verb in the name of a rate.
const STEM: usize = 2;
/// A rate of what was done in time is of what was due.
const TIMELY: [&str; 6] = ["按期", "按时", "及时", "提前", "一次", "如期"];

/// Slips, and notes that explain rates.
#[derive(Default)]
pub(super) struct Rates {
    pub(super) slips: Vec<Slip>,
    pub(super) notes: Vec<(usize, Note)>,
}

/// A way to work a rate out.
struct Share {
    part: Decimal,
    whole: Decimal,
    usual: bool,
}

pub(super) fn check(scene: &Scene<'_>, found: &[Found]) -> Rates {
    let mut rates = Rates::default();
    for (index, figure) in found.iter().enumerate() {
        let Some(stated) = figure.value.one().filter(|_| is_stated_rate(figure)) else { continue };
        if stated > Decimal::whole(100) {
            rates.slips.extend((!may_exceed(scene, figure)).then(|| over(scene, figure, stated)));
            continue;
        }
        let before = found.get(..index).unwrap_or_default();
        verify(scene, figure, stated, &shares(scene, figure, before), &mut rates);
    }
    rates
}

fn is_stated_rate(figure: &Found) -> bool {
    figure.class == UnitClass::Percent && matches!(figure.kind, Kind::Rate | Kind::Part | Kind::Ratio)
}

/// A share of a plan, as 完成率 and 为计划的104.6%.
fn may_exceed(scene: &Scene<'_>, figure: &Found) -> bool {
    let before = figure.number.saturating_sub(REACHED)..figure.number;
    let plan = ["完成", "达标", "计划", "目标", "任务"].map(str::to_owned);
    scene.page.before(figure.at.start) == '的'
        || scene.page.before(figure.number) == '的'
        || scene.page.contains_any(before, &plan)
}

fn over(scene: &Scene<'_>, figure: &Found, stated: Decimal) -> Slip {
    let texts = (format!("比率为 {stated}%，超过了全部"), format!("a rate of {stated} % is more than all"));
    slip(scene, "rate_over_100", figure.at.clone(), texts)
}

/// The usual way first.
fn shares(scene: &Scene<'_>, figure: &Found, before: &[Found]) -> Vec<Share> {
    let nearby = |role: &str| value(scene, figure, before, role);
    let pairs = figure.term.and_then(|id| scene.lexicon.term(id)).map_or(&[][..], |term| &term.shares);
    let mut shares = Vec::new();
    for (i, [part, whole]) in pairs.iter().enumerate() {
        let Some(above) = nearby(part) else { continue };
        shares.extend(nearby(whole).map(|whole| Share { part: above, whole, usual: i == 0 }));
        if part == "disputes_resolved" && i == 0 {
            shares.extend(others(above, &nearby));
        }
    }
    if shares.is_empty() {
        shares.extend(among(scene, figure).or_else(|| namesake(scene, figure, before)));
    }
    shares
}

/// What the name of a rate says: 办结率 of 受理400件，办结396件. Not where it says in which time.
fn namesake(scene: &Scene<'_>, figure: &Found, before: &[Found]) -> Option<Share> {
    let start = scene.sentence_start(figure.number);
    let clause = scene.clause_start(figure.number).max(start);
    let rate = (clause..figure.number)
        .rev()
        .find(|&at| scene.page.at(at) == '率')
        .filter(|at| at - clause >= STEM)?;
    let stem = scene.page.text(rate - STEM..rate);
    let timely = scene.page.contains_any(clause..rate, &TIMELY.map(str::to_owned));
    let (whole, part) = before.last_chunk::<2>().map(|[whole, part]| (whole, part))?;
    let named = scene.page.slice(whole.at.end..part.number).iter().collect::<String>().contains(&stem);
    let counted = |f: &Found| f.hedge.is_none() && f.kind.is_of_the_year() && f.class == UnitClass::Count;
    let near = whole.number >= start && whole.unit == part.unit && counted(whole) && counted(part);
    let share = Share { part: part.value.one()?, whole: whole.value.one()?, usual: true };
    (named && near && !timely && share.part <= share.whole).then_some(share)
}

/// Other denominators of success: what was closed, or accepted together with what was carried in.
fn others(resolved: Decimal, nearby: &impl Fn(&str) -> Option<Decimal>) -> Vec<Share> {
    let of = |whole: Decimal| Share { part: resolved, whole, usual: false };
    let accepted = nearby("disputes_accepted");
    let failed = nearby("disputes_failed").map(|failed| of(resolved.plus(failed)));
    let pending =
        nearby("disputes_pending").zip(accepted).map(|(pending, accepted)| of(accepted.minus(pending)));
    let carried =
        nearby("disputes_carried_in").zip(accepted).map(|(carried, accepted)| of(accepted.plus(carried)));
    failed.into_iter().chain(pending).chain(carried).collect()
}

/// The nearest figure of a term before the rate, unless it is hedged or of another year.
fn value(scene: &Scene<'_>, figure: &Found, before: &[Found], role: &str) -> Option<Decimal> {
    let term = scene.lexicon.by_role(role)?;
    let from = figure.number.saturating_sub(FARTHEST).max(scene.page.line_start(figure.number));
    let near = before.iter().rev().take_while(|f| f.number >= from);
    let of_year = |f: &&Found| f.kind.is_of_the_year() || matches!(f.kind, Kind::Ratio | Kind::Part);
    let latest = near.filter(of_year).find(|f| f.term == Some(term) && f.by.as_deref() != Some("抽查"))?;
    latest.value.one().filter(|_| latest.hedge.is_none())
}

/// 24名…中22名…，…率91.67%.
fn among(scene: &Scene<'_>, figure: &Found) -> Option<Share> {
    let index = scene.quantities.partition_point(|q| q.number.start < figure.number);
    let (part, whole) =
        (scene.quantities.get(index.checked_sub(1)?)?, scene.quantities.get(index.checked_sub(2)?)?);
    let near =
        whole.span.start >= scene.sentence_start(figure.number) && figure.number - whole.span.start < 40;
    let among = part.unit == whole.unit && is_among(scene, whole.unit_end..part.span.start);
    let share = Share { part: part.value.one()?, whole: whole.value.one()?, usual: true };
    (near && among && share.part <= share.whole).then_some(share)
}

fn verify(scene: &Scene<'_>, figure: &Found, stated: Decimal, shares: &[Share], rates: &mut Rates) {
    let Some(first) = shares.first() else { return };
    if let Some(share) = shares.iter().find(|share| rounds_to(share, stated, figure.hedge.as_deref())) {
        rates.notes.extend((!share.usual).then(|| (figure.number, other_denominator(share))));
    } else if let Some(share) = shares.iter().find(|share| is_cut(share, stated)) {
        rates.notes.push((figure.number, cut_off(share)));
    } else {
        rates.slips.push(mismatch(scene, figure, stated, first));
    }
}

fn rounds_to(share: &Share, stated: Decimal, hedge: Option<&str>) -> bool {
    let exact = Decimal::percent(share.part, share.whole, 4);
    let rounded = Decimal::percent(share.part, share.whole, stated.scale());
    match hedge {
        Some("以上" | "超" | "超过" | "逾" | "余" | "不低于" | "不少于" | "突破" | "至少") => {
            exact.is_some_and(|exact| exact >= stated)
        }
        Some("近" | "接近" | "将近" | "以下" | "以内" | "不超过") => {
            exact.is_some_and(|exact| exact <= stated)
        }
        Some(_) => exact.is_some_and(|exact| exact.minus(stated).magnitude() <= Decimal::whole(1)),
        None => rounded == Some(stated),
    }
}

fn is_cut(share: &Share, stated: Decimal) -> bool {
    Decimal::percent_cut(share.part, share.whole, stated.scale()) == Some(stated)
}

fn other_denominator(share: &Share) -> Note {
    let Share { part, whole, .. } = share;
    Note {
        message_zh: format!("按 {part} ÷ {whole} 计算：分母不是受理数"),
        message_en: format!("worked out as {part} ÷ {whole}: the denominator is not what was accepted"),
    }
}

fn cut_off(share: &Share) -> Note {
    let Share { part, whole, .. } = share;
    Note {
        message_zh: format!("{part} ÷ {whole} 的尾数直接舍去，没有四舍五入"),
        message_en: format!("{part} ÷ {whole} was cut off, not rounded"),
    }
}

fn mismatch(scene: &Scene<'_>, figure: &Found, stated: Decimal, share: &Share) -> Slip {
    let Share { part, whole, .. } = share;
    let right = Decimal::percent(*part, *whole, stated.scale().max(2))
        .map_or_else(String::new, |right| right.to_string());
    let texts = (
        format!("{part} ÷ {whole} = {right}%，不是 {stated}%"),
        format!("{part} ÷ {whole} is {right} %, not {stated} %"),
    );
    slip(scene, "rate_mismatch", figure.at.clone(), texts)
}

/// 中, but not 其中, between two numbers.
fn is_among(scene: &Scene<'_>, between: std::ops::Range<usize>) -> bool {
    let mark = between.clone().find(|&at| scene.page.at(at) == '中');
    between.len() < 14 && mark.is_some_and(|at| scene.page.before(at) != '其')
}
