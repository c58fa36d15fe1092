//! Names of laws and plans.

use std::ops::Range;

use super::super::grammar::Scene;
use super::super::laws::Fault;
use super::super::model::Slip;
use super::slip;

/// Longest title.
const LONGEST: usize = 60;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let mut slips = Vec::new();
    for at in 0..scene.page.len() {
        match scene.page.at(at) {
            '《' => slips.extend(title(scene, at)),
            '“' => slips.extend(plan(scene, at)),
            _ => slips.extend(phrase(scene, at)),
        }
    }
    slips
}

fn title(scene: &Scene<'_>, open: usize) -> Option<Slip> {
    let close =
        (open + 1..open + LONGEST).find(|&at| matches!(scene.page.at(at), '》' | '《' | '\n' | '\0'))?;
    let whole = scene.page.at(close) == '》' && scene.page.before(open) != '《';
    let fault = scene.lexicon.laws.fault(&scene.page.text(open + 1..close), scene.year).filter(|_| whole)?;
    let planned = scene.outline.is_plan(open) && matches!(fault, Fault::OutOfDate { .. });
    (!planned).then(|| faulty(scene, open..close + 1, &fault))
}

fn faulty(scene: &Scene<'_>, at: Range<usize>, fault: &Fault) -> Slip {
    match fault {
        Fault::Misspelt { right } => misspelt(scene, at, right),
        Fault::OutOfDate { by, since } => {
            let texts = (format!("自{since}起由{by}取代"), format!("replaced by {by} since {since}"));
            slip(scene, "law_out_of_date", at, texts)
        }
    }
}

fn misspelt(scene: &Scene<'_>, at: Range<usize>, right: &str) -> Slip {
    slip(scene, "law_name_misspelt", at, (format!("应为{right}"), format!("its name is {right}")))
}

/// Names that stand without 《》.
fn phrase(scene: &Scene<'_>, at: usize) -> Option<Slip> {
    let [wrong, right] = scene.lexicon.laws.phrases.iter().find(|[wrong, _]| scene.page.has(at, wrong))?;
    Some(misspelt(scene, at..at + wrong.chars().count(), right))
}

/// “七五”普法 in a report of a year after 2020, unless it looks back.
fn plan(scene: &Scene<'_>, at: usize) -> Option<Slip> {
    let laws = &scene.lexicon.laws;
    let (name, _, last) =
        laws.plans.iter().find(|(name, ..)| scene.page.has(at + 1, name) && scene.page.at(at + 3) == '”')?;
    let behind = at + 4;
    let of_publicity = scene.page.has(behind, "普法") || scene.page.has(behind, "法治宣传");
    let over = scene.year.is_some_and(|year| year > *last);
    let back = scene.page.contains_any(scene.clause_start(at)..scene.clause_end(at), &laws.looking_back);
    let end = if scene.page.has(behind + 2, "规划") { behind + 4 } else { behind + 2 };
    let texts = (format!("“{name}”普法规划到 {last} 年为止"), format!("the plan of {name} ended in {last}"));
    (of_publicity && over && !back && !scene.outline.is_plan(at))
        .then(|| slip(scene, "law_out_of_date", at..end, texts))
}
