//! A text with all that was found in it before the grammar looks at it.

use std::ops::Range;

use super::super::lexicon::{Lexicon, TermId};
use super::super::numerals::{self, Quantity, UnitClass};
use super::super::outline::Outline;
use super::super::page::{Page, ends_clause, ends_sentence, is_han};
use super::forms;
pub use super::topics::Hit;
use super::topics::Topics;

/// The text, its words, numbers and outline.
pub struct Scene<'a> {
    /// The text.
    pub page: &'a Page,
    /// The words.
    pub lexicon: &'a Lexicon,
    /// The headings.
    pub outline: &'a Outline,
    /// The year of the report.
    pub year: Option<i32>,
    /// Words of the lexicon, by where they begin.
    pub hits: Vec<Hit>,
    /// Numbers, in their order.
    pub quantities: Vec<Quantity>,
    /// Of each number, whether a figure is counted by it.
    pub usable: Vec<bool>,
    pub(super) topics: Topics,
    clauses: Vec<usize>,
    sentences: Vec<usize>,
}

impl<'a> Scene<'a> {
    /// Looks for words and numbers.
    #[must_use]
    pub fn new(page: &'a Page, lexicon: &'a Lexicon, outline: &'a Outline, year: Option<i32>) -> Self {
        let hits = hits(page, lexicon);
        let quantities = numerals::find(page, &lexicon.units);
        let topics = Topics::new(lexicon, &hits);
        let usable = forms::structural(page, &quantities);
        let (clauses, sentences) = (clauses(page), sentences(page));
        Self { page, lexicon, outline, year, hits, quantities, usable, topics, clauses, sentences }
    }

    /// Words that begin in a stretch.
    #[must_use]
    pub fn hits_in(&self, stretch: Range<usize>) -> &[Hit] {
        let from = self.hits.partition_point(|hit| hit.start < stretch.start);
        let to = self.hits.partition_point(|hit| hit.start < stretch.end);
        self.hits.get(from..to.max(from)).unwrap_or_default()
    }

    /// Where the clause of a position begins.
    #[must_use]
    pub fn clause_start(&self, at: usize) -> usize {
        let next = self.clauses.partition_point(|&start| start <= at);
        next.checked_sub(1).and_then(|i| self.clauses.get(i)).copied().unwrap_or(0)
    }

    /// Where the clause of a position ends.
    #[must_use]
    pub fn clause_end(&self, at: usize) -> usize {
        let next = self.clauses.partition_point(|&start| start <= at);
        self.clauses.get(next).map_or(self.page.len(), |&start| start - 1)
    }

    /// Where the sentence of a position begins; ； does not end it.
    #[must_use]
    pub fn sentence_start(&self, at: usize) -> usize {
        let next = self.sentences.partition_point(|&start| start <= at);
        next.checked_sub(1).and_then(|i| self.sentences.get(i)).copied().unwrap_or(0)
    }

    /// Where the sentence of a position ends.
    #[must_use]
    pub fn sentence_end(&self, at: usize) -> usize {
        let next = self.sentences.partition_point(|&start| start <= at);
        self.sentences.get(next).map_or(self.page.len(), |&start| start - 1)
    }

    /// Whether a bracket encloses a word that belongs to the noun before it.
    #[must_use]
    pub fn is_aside(&self, at: usize) -> bool {
        matches!(self.page.at(at), '（' | '(') && is_aside(self.page, at)
    }

    /// The number before one that counts a figure.
    #[must_use]
    pub fn usable_before(&self, index: usize) -> Option<(usize, &Quantity)> {
        let before = self.usable.get(..index)?.iter().rposition(|&usable| usable)?;
        self.quantities.get(before).map(|quantity| (before, quantity))
    }

    /// The next number that counts a figure.
    #[must_use]
    pub fn usable_after(&self, index: usize) -> Option<(usize, &Quantity)> {
        let after = self.usable.get(index + 1..)?.iter().position(|&usable| usable)? + index + 1;
        self.quantities.get(after).map(|quantity| (after, quantity))
    }

    /// How many characters of a stretch belong to words that are no filler.
    #[must_use]
    pub fn significant(&self, stretch: Range<usize>) -> usize {
        let words = &self.lexicon.words.kinds;
        let mut at = stretch.start;
        let mut count = 0;
        while at < stretch.end {
            let filler = words
                .filler
                .iter()
                .chain(&words.bodies)
                .filter(|word| self.page.has(at, word))
                .map(|word| word.chars().count())
                .max();
            count += usize::from(filler.is_none() && is_han(self.page.at(at)));
            at += filler.unwrap_or(1);
        }
        count
    }

    /// Whether a term is printed with the unit.
    #[must_use]
    pub fn fits(&self, term: TermId, unit: &str, class: UnitClass) -> bool {
        self.lexicon.fits(term, unit, class)
    }
}

fn hits(page: &Page, lexicon: &Lexicon) -> Vec<Hit> {
    let mut hits = Vec::new();
    for start in 0..page.len() {
        lexicon.trie.each(page, start, |end, word| hits.push(Hit { start, end, word }));
    }
    hits
}

/// Where sentences begin.
fn sentences(page: &Page) -> Vec<usize> {
    let mut starts = vec![0];
    for (at, &char) in page.chars().iter().enumerate() {
        let ends = ends_sentence(char) && !matches!(char, '；' | ';');
        if ends || is_too_long(&starts, at, LONGEST_SENTENCE) {
            starts.push(at + 1);
        }
    }
    starts
}

/// Nobody writes longer ones: what is, is cut, so that looking back stays short.
const LONGEST_SENTENCE: usize = 1500;
const LONGEST_CLAUSE: usize = 200;

fn is_too_long(starts: &[usize], at: usize, longest: usize) -> bool {
    starts.last().is_some_and(|start| at - start >= longest)
}

/// Where clauses begin. Short brackets without numbers, as in 村（社区）, do not end one.
fn clauses(page: &Page) -> Vec<usize> {
    let mut starts = vec![0];
    for (at, &char) in page.chars().iter().enumerate() {
        let ends = match char {
            '（' | '(' => !is_aside(page, at),
            '）' | ')' => !closes_aside(page, at),
            char => ends_clause(char),
        };
        if ends || is_too_long(&starts, at, LONGEST_CLAUSE) {
            starts.push(at + 1);
        }
    }
    starts
}

/// Longest word that belongs to the noun before it.
const ASIDE: usize = 10;

fn is_aside(page: &Page, open: usize) -> bool {
    let words = page.slice(open + 1..open + 2 + ASIDE);
    let close = open + 1 + words.iter().take_while(|&&c| is_han(c) || c == '、').count();
    matches!(page.at(close), '）' | ')')
}

fn closes_aside(page: &Page, close: usize) -> bool {
    let words = page.slice(close.saturating_sub(ASIDE + 1)..close);
    let open = close - words.iter().rev().take_while(|&&c| is_han(c) || c == '、').count();
    close - open <= ASIDE && matches!(page.before(open), '（' | '(')
}
