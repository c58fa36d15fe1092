//! Persons where person-times are meant, and the other way round.

use std::ops::Range;

use super::super::grammar::{Found, Scene};
use super::super::model::Slip;
use super::slip;

/// Words of persons of the staff.
const STAFF: &[&str] = &["干部", "职工", "工作人员", "人员", "队员", "党员"];
/// Words of which person-times cannot be the subject.
const OF_PERSONS: &[&str] = &["全部", "均", "人人", "合格", "都"];

pub(super) fn check(scene: &Scene<'_>, found: &[Found]) -> Vec<Slip> {
    let training = ["training_persons", "training_person_times"].map(|code| scene.lexicon.by_role(code));
    let mut slips = Vec::new();
    for (index, figure) in
        found.iter().enumerate().filter(|(_, f)| f.term.is_some() && training.contains(&f.term))
    {
        slips.extend(more_than_staff(scene, figure));
        slips.extend(found.get(..index).and_then(|before| same_number(scene, figure, before)));
    }
    slips
}

/// 全乡45名干部年内参加培训360人.
fn more_than_staff(scene: &Scene<'_>, figure: &Found) -> Option<Slip> {
    let start = scene.clause_start(figure.number);
    let index = scene.quantities.partition_point(|q| q.number.start < figure.number);
    let staff = scene.quantities.get(index.checked_sub(1)?).filter(|q| q.span.start >= start)?;
    let named = STAFF.iter().any(|word| scene.page.has(staff.span.end, word));
    let persons =
        matches!(staff.unit.as_str(), "人" | "名" | "位") && matches!(figure.unit.as_str(), "人" | "名");
    let (stated, due) = (figure.value.one()?, staff.value.one()?);
    let from = if scene.page.before(staff.span.start) == '乡' || scene.page.before(staff.span.start) == '镇'
    {
        staff.span.start - 2
    } else {
        staff.span.start
    };
    (named && persons && stated > due).then(|| mixed(scene, from..figure.at.end))
}

/// 50人，…50人次全部合格.
fn same_number(scene: &Scene<'_>, figure: &Found, before: &[Found]) -> Option<Slip> {
    let start = scene.sentence_start(figure.number);
    let same = before
        .iter()
        .rev()
        .take_while(|f| f.number >= start)
        .find(|f| f.value == figure.value && f.term.is_some())?;
    let both = figure.unit == "人次" && matches!(same.unit.as_str(), "人" | "名");
    let of_persons = OF_PERSONS.iter().any(|word| scene.page.has(figure.at.end, word));
    let end = scene.clause_end(figure.number);
    (both && of_persons).then(|| mixed(scene, figure.number..end))
}

fn mixed(scene: &Scene<'_>, at: Range<usize>) -> Slip {
    let texts = ("“人”与“人次”混用".to_owned(), "persons and person-times are mixed up".to_owned());
    slip(scene, "persons_and_times_mixed", at, texts)
}
