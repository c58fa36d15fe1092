//! Last year's year, left in.

use super::super::grammar::Scene;
use super::super::model::Slip;
use super::super::title;
use super::slip;

/// What stands before the year of a report that introduces itself.
const INTRODUCTIONS: &[&str] = &["现将", "关于", "就", "将"];

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let Some(own) = scene.year else { return Vec::new() };
    let years = title::years(scene.page, 0..scene.page.len());
    let wrong = years.into_iter().filter(|&(at, year)| {
        year != own
            && (is_introduced(scene, at) || is_told(scene, at, year, own) || is_headed(scene, at, year, own))
    });
    wrong.map(|(at, year)| left_in(scene, at, year, own)).collect()
}

/// 现将2023年度…情况报告如下.
fn is_introduced(scene: &Scene<'_>, at: usize) -> bool {
    let clause = at..scene.clause_end(at);
    let plan = ["计划", "打算", "安排"].map(str::to_owned);
    let reported = scene
        .page
        .contains_any(clause.clone(), &["报告如下".to_owned(), "汇报如下".to_owned(), "总结如下".to_owned()]);
    INTRODUCTIONS.iter().any(|word| scene.page.ends_with(at, word))
        && reported
        && !scene.page.contains_any(clause, &plan)
}

/// A sentence that begins with last year and compares nothing.
fn is_told(scene: &Scene<'_>, at: usize, year: i32, own: i32) -> bool {
    let begins = at == scene.sentence_start(at)
        || scene.outline.mark_before(at).is_some_and(|mark| mark.at.end == at && mark.level >= 2);
    let behind = at + 5;
    let clause = behind..scene.sentence_end(at).min(behind + 60);
    let words = &scene.lexicon.words.slips.comparison_marks;
    let month = scene.page.at(behind + 1) == '月' || scene.page.at(behind + 2) == '月';
    let both = title::years(scene.page, clause.clone()).iter().any(|&(_, other)| other >= own);
    let page_line = scene.page.line_start(at)..scene.page.line_end(at);
    let told = page_line.len() > 30 || scene.page.slice(page_line).contains(&'。');
    begins
        && !both
        && told
        && year == own - 1
        && !month
        && !scene.outline.is_plan(at)
        && !scene.page.contains_any(clause, words)
}

/// A heading that speaks of the wrong year: of last year, or a plan of the year that is over.
fn is_headed(scene: &Scene<'_>, at: usize, year: i32, own: i32) -> bool {
    let heading = scene.outline.heading(at).filter(|mark| mark.at.end == at && mark.end == mark.line_end);
    heading.is_some()
        && year < own
        && !scene.page.contains_any(at..scene.page.line_end(at), &["以来".to_owned(), "回顾".to_owned()])
}

fn left_in(scene: &Scene<'_>, at: usize, year: i32, own: i32) -> Slip {
    let introduced = INTRODUCTIONS
        .iter()
        .find(|word| scene.page.ends_with(at, word))
        .map_or(0, |word| word.chars().count());
    let end = scene.clause_end(at).min(at + 40);
    let texts =
        (format!("报告为 {own} 年的，此处为 {year} 年"), format!("the report is of {own}, this of {year}"));
    slip(scene, "wrong_year", at - introduced..end, texts)
}
