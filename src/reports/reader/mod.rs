//! The reader of reports: which figures a text states, and what is wrong in it.
//!
//! A text becomes a [`Page`](page::Page): its characters, put right where a scan or a copy spoilt them, each knowing where it stood.
//! On it are found numbers with their units (`numerals`), words of the lexicon (`lexicon`) and the outline; the `grammar` decides
//! which number is which figure, and `slips` checks what is said. All of it takes time in proportion to the length of the text.

pub mod compare;
mod decimal;
pub mod docx;
mod grammar;
mod laws;
mod lexicon;
mod model;
mod numerals;
mod outline;
mod page;
mod slips;
pub mod source;
mod title;
mod trie;
mod words;

pub use self::decimal::Decimal;
pub use self::lexicon::Lexicon;
pub use self::model::{Kind, Note, PlaceNames, Reading, Slip, StatedFigure, Status, Value};

use std::collections::HashMap;

use self::grammar::{Found, Scene};
use self::outline::Outline;
use self::page::Page;

/// What is known of a report before it is read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The year the report is about; none: its title says.
    pub year: Option<i32>,
    /// Whose report it is; none: its title says.
    pub place: Option<&'a PlaceNames>,
    /// The names of indicators, units and laws.
    pub lexicon: &'a Lexicon,
}

/// Reads a report.
#[must_use]
pub fn read(text: &str, context: &Context<'_>) -> Reading {
    let page = Page::new(text, &context.lexicon.words.slips.misspelt);
    let year = context.year.or_else(|| title::year(&page));
    let outline = Outline::new(&page, &context.lexicon.words, year);
    let place = context.place.cloned().unwrap_or_else(|| title::place(&page));
    let scene = Scene::new(&page, context.lexicon, &outline, year);
    let found = grammar::figures(&scene);
    let checked = slips::check(&scene, &found, &place);
    let mut notes: HashMap<usize, Vec<Note>> = HashMap::new();
    for (number, note) in checked.notes {
        notes.entry(number).or_default().push(note);
    }
    let figures = found.iter().filter(|f| !f.silent).chain(&checked.lost).map(|f| stated(&scene, f, &notes));
    let mut figures: Vec<StatedFigure> = figures.collect();
    figures.sort_by_key(|figure| (figure.offset, figure.number_offset));
    Reading { year, place, figures, slips: checked.slips }
}

fn stated(scene: &Scene<'_>, found: &Found, notes: &HashMap<usize, Vec<Note>>) -> StatedFigure {
    let term = found.term.and_then(|id| scene.lexicon.term(id));
    let (phrase, offset) = scene.page.written(found.at.clone());
    let in_catalogue = term.and_then(|t| compare::converted(found.value, &found.unit, &t.unit));
    StatedFigure {
        indicator: term.and_then(|t| t.code.clone()),
        catalogue: term.and_then(|t| t.catalogue.clone()),
        name: found.name.clone(),
        value: found.value,
        unit: found.unit.clone(),
        length: phrase.chars().count(),
        phrase,
        offset,
        number_offset: scene.page.origin_of(found.number),
        qualifier: found.hedge.clone(),
        kind: found.kind,
        by: found.by.clone(),
        status: Status::NotChecked,
        stated_in_catalogue_unit: in_catalogue,
        fits: term.is_none_or(|t| {
            scene.lexicon.fits(found.term.unwrap_or_default(), &found.unit, found.class)
                || t.unit == found.unit
        }),
        notes: notes.get(&found.number).cloned().unwrap_or_default(),
    }
}
