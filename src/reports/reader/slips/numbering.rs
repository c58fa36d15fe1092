//! Numbers of sections: skipped, doubled, with mixed marks, without text.

use super::super::grammar::Scene;
use super::super::model::Slip;
use super::super::outline::Mark;
use super::slip;

/// No signature is longer.
const SIGNATURE: usize = 60;

pub(super) fn check(scene: &Scene<'_>) -> Vec<Slip> {
    let mut slips = sequence(scene);
    slips.extend(mixed(scene));
    slips.extend(empty(scene));
    slips
}

/// Numbers that do not follow the one before of their level.
fn sequence(scene: &Scene<'_>) -> Vec<Slip> {
    let mut last: [Last; 8] = [Last::default(); 8];
    let mut slips = Vec::new();
    for mark in &scene.outline.marks {
        let level = usize::from(mark.level);
        let before = last.get(level).copied().unwrap_or_default();
        let doubled = before.number > 0 && mark.number == before.number;
        if doubled && mark.level <= 5 {
            slips.push(duplicate(scene, mark));
        } else if before.number > 0 && mark.number > before.number + 1 + i128::from(before.doubled) {
            slips.push(skipped(scene, mark, before.number + 1));
        }
        if let Some(place) = last.get_mut(level) {
            *place = Last { number: mark.number, doubled };
        }
        last.iter_mut().skip(level + 1).for_each(|below| *below = Last::default());
    }
    slips
}

/// The number before of a level. Behind a double, both （四） and （五） go on from （三）（三）.
#[derive(Clone, Copy, Default)]
struct Last {
    number: i128,
    doubled: bool,
}

fn duplicate(scene: &Scene<'_>, mark: &Mark) -> Slip {
    let texts = ("序号重复".to_owned(), "the number stands twice".to_owned());
    slip(scene, "duplicate_numbering", heading(scene, mark), texts)
}

fn skipped(scene: &Scene<'_>, mark: &Mark, missing: i128) -> Slip {
    let texts = (format!("缺第 {missing} 项"), format!("number {missing} is missing"));
    slip(scene, "skipped_numbering", heading(scene, mark), texts)
}

/// The mark and the words behind it, up to the next mark of punctuation.
fn heading(scene: &Scene<'_>, mark: &Mark) -> std::ops::Range<usize> {
    let stop = (mark.at.end..mark.end.min(mark.at.end + 40))
        .find(|&at| matches!(scene.page.at(at), '，' | '：' | '。' | ',' | '；'));
    mark.at.start..stop.unwrap_or(mark.end).max(mark.at.end)
}

/// Marks of （一） in half-width brackets among full-width ones, or the other way round, and marks written twice.
fn mixed(scene: &Scene<'_>) -> Vec<Slip> {
    let marks: Vec<&Mark> = scene.outline.marks.iter().filter(|mark| mark.level == 2).collect();
    let half = |mark: &Mark| scene.page.slice(mark.at.clone()).iter().any(|c| matches!(c, '(' | ')'));
    let halves = marks.iter().filter(|mark| half(mark)).count();
    let odd = halves * 2 < marks.len();
    let mixed = marks
        .iter()
        .filter(|mark| half(mark) == odd && halves > 0 && halves < marks.len() && halves * 2 != marks.len());
    let mixed = mixed.map(|mark| mixed_marks(scene, mark));
    let doubled = scene
        .outline
        .sections()
        .filter(|mark| is_doubled(scene, mark))
        .map(|mark| doubled_marks(scene, mark));
    mixed.chain(doubled).chain(separators(scene)).collect()
}

/// 3、 among 1. and 2., where it is the exception.
fn separators(scene: &Scene<'_>) -> Vec<Slip> {
    let marks: Vec<&Mark> = scene.outline.marks.iter().filter(|mark| mark.level == 3).collect();
    let comma = |mark: &Mark| scene.page.slice(mark.at.clone()).contains(&'、');
    let commas = marks.iter().filter(|mark| comma(mark)).count();
    let odd = commas * 3 <= marks.len();
    let few = commas.min(marks.len() - commas);
    let exception = few > 0 && few * 3 <= marks.len();
    marks
        .iter()
        .filter(|mark| exception && comma(mark) == odd)
        .map(|mark| other_separator(scene, mark))
        .collect()
}

fn other_separator(scene: &Scene<'_>, mark: &Mark) -> Slip {
    let texts = (
        "序号之后的标点与其他各项不一".to_owned(),
        "another mark behind the number than the other items have".to_owned(),
    );
    slip(scene, "mixed_section_marks", heading(scene, mark), texts)
}

/// The half-width commas of the line belong to it: the line was typed with the wrong keyboard.
fn mixed_marks(scene: &Scene<'_>, mark: &Mark) -> Slip {
    let heading = heading(scene, mark);
    let line = heading.end..mark.line_end.min(heading.end + 400);
    let comma =
        line.rev().find(|&at| scene.page.at(at) == ',' && !scene.page.at(at + 1).is_ascii_alphanumeric());
    let zh = if comma.is_some() {
        "序号的括号与其他各项全角半角不一，本行逗号也是半角"
    } else {
        "序号的括号与其他各项全角半角不一"
    };
    let en = if comma.is_some() {
        "brackets of another width than the other marks, and half-width commas in its line"
    } else {
        "brackets of another width than the other marks"
    };
    slip(
        scene,
        "mixed_section_marks",
        heading.start..comma.map_or(heading.end, |at| at + 1),
        (zh.to_owned(), en.to_owned()),
    )
}

fn is_doubled(scene: &Scene<'_>, mark: &Mark) -> bool {
    let chars = scene.page.slice(mark.at.clone());
    chars.iter().filter(|c| matches!(c, '（' | '(' | '、' | '.')).count() > 1
}

fn doubled_marks(scene: &Scene<'_>, mark: &Mark) -> Slip {
    let texts = ("序号的标点重复".to_owned(), "the mark is written twice".to_owned());
    slip(scene, "mixed_section_marks", heading(scene, mark), texts)
}

/// Headings of the first two levels without text.
fn empty(scene: &Scene<'_>) -> Vec<Slip> {
    let sections: Vec<&Mark> = scene.outline.sections().collect();
    let next = |i: usize| sections.get(i + 1);
    sections
        .iter()
        .enumerate()
        .filter(|(i, mark)| mark.level <= 2 && is_empty(scene, mark, next(*i).copied()))
        .map(|(_, mark)| without_text(scene, mark))
        .collect()
}

fn is_empty(scene: &Scene<'_>, mark: &Mark, next: Option<&Mark>) -> bool {
    let end = next.map_or_else(|| signature(scene, mark.line_end), |next| next.at.start);
    let blank = scene.page.slice(mark.line_end..end).iter().all(|c| c.is_whitespace());
    let heading = mark.end == mark.line_end && mark.line_end - mark.at.end <= 40;
    heading && blank && next.is_none_or(|next| next.level <= mark.level)
}

/// Where the signature begins, if nothing but it follows: an organ and a date on lines of their own.
fn signature(scene: &Scene<'_>, from: usize) -> usize {
    let rest = scene.page.text(from..(from + SIGNATURE).min(scene.page.len()));
    let lines: Vec<&str> = rest.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let organ = |line: &str| ["政府", "办事处", "委员会", "局", "委"].iter().any(|end| line.ends_with(end));
    let signed = match lines.as_slice() {
        [date] => date.ends_with('日'),
        [name, date] => organ(name) && date.ends_with('日'),
        _ => false,
    };
    let whole = from + SIGNATURE > scene.page.len();
    if signed && whole && rest.chars().count() <= SIGNATURE { from } else { scene.page.len() }
}

fn without_text(scene: &Scene<'_>, mark: &Mark) -> Slip {
    let texts = ("标题之下没有内容".to_owned(), "nothing stands under the heading".to_owned());
    slip(scene, "empty_section", mark.at.start..mark.line_end, texts)
}
