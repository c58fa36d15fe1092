//! What is wrong or doubtful in a report.

mod contradictions;
mod dates;
mod growth;
mod levels;
mod lost;
mod marks;
mod numbering;
mod parts;
mod persons;
mod places;
mod rates;
mod repetition;
mod titles;
mod wording;
mod years;

use std::ops::Range;

use super::grammar::{Found, Scene};
use super::model::{Note, PlaceNames, Slip};

/// What the checks found.
pub struct Checked {
    /// What is wrong, in the order of the text.
    pub slips: Vec<Slip>,
    /// Figures whose counts were lost.
    pub lost: Vec<Found>,
    /// What explains figures, by where their numbers stand.
    pub notes: Vec<(usize, Note)>,
}

/// Checks a text whose figures were found.
#[must_use]
pub fn check(scene: &Scene<'_>, found: &[Found], place: &PlaceNames) -> Checked {
    let rates = rates::check(scene, found);
    let lost = lost::check(scene, found);
    let mut slips = [rates.slips, lost.slips].concat();
    slips.extend(parts::check(scene, found));
    slips.extend(growth::check(scene, found));
    slips.extend(persons::check(scene, found));
    slips.extend(contradictions::check(scene, found));
    slips.extend(numbering::check(scene));
    slips.extend(marks::check(scene));
    slips.extend(titles::check(scene));
    slips.extend(dates::check(scene));
    slips.extend(years::check(scene));
    slips.extend(places::check(scene, place));
    slips.extend(levels::check(scene, place));
    slips.extend(wording::check(scene));
    slips.extend(repetition::check(scene));
    slips.sort_by_key(|slip| (slip.offset, slip.rule));
    slips.dedup_by(|one, other| one.rule == other.rule && one.offset == other.offset);
    Checked { slips, lost: lost.figures, notes: rates.notes }
}

/// A slip at a stretch of the page.
fn slip(scene: &Scene<'_>, rule: &'static str, at: Range<usize>, (zh, en): (String, String)) -> Slip {
    let (phrase, offset) = scene.page.written(at);
    Slip { rule, length: phrase.chars().count(), phrase, offset, message_zh: zh, message_en: en }
}
