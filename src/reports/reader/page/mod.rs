//! The text as it is read: full-width digits, spaces and line breaks inside numbers, and letters for digits are put right, and
//! every character knows where it stood.

mod letters;
mod spaces;
mod width;

use std::ops::Range;

/// A text made ready to be read. Positions are those of its own characters.
pub struct Page {
    source: Vec<char>,
    chars: Vec<char>,
    origin: Vec<usize>,
    gaps: Vec<bool>,
    letters: Vec<usize>,
    breaks: Vec<usize>,
    misprints: Vec<(Range<usize>, usize)>,
}

/// A character and where it stood.
#[derive(Clone, Copy)]
struct Placed {
    char: char,
    origin: usize,
    /// White space before it was left out.
    gap: bool,
}

impl Page {
    /// Makes a text ready.
    #[must_use]
    pub fn new(text: &str, misprints: &[[String; 2]]) -> Self {
        let source: Vec<char> = text.chars().collect();
        let mut placed = spaces::closed(&width::folded(&source));
        let letters = letters::corrected(&mut placed);
        let placed = letters::without_separators(&placed);
        let letters =
            placed.iter().enumerate().filter(|(_, p)| letters.contains(&p.origin)).map(|(i, _)| i).collect();
        let mut page = Self {
            misprints: Vec::new(),
            chars: placed.iter().map(|p| p.char).collect(),
            origin: placed.iter().map(|p| p.origin).collect(),
            gaps: placed.iter().map(|p| p.gap).collect(),
            breaks: placed.iter().enumerate().filter(|(_, p)| p.char == '\n').map(|(i, _)| i).collect(),
            source,
            letters,
        };
        page.correct(misprints);
        page
    }

    /// Puts misprints right that are as long as what is meant, and keeps where they stand. Titles are checked as they are.
    fn correct(&mut self, misprints: &[[String; 2]]) {
        let mut titled = false;
        for at in 0..self.len() {
            titled = (titled || self.at(at) == '《') && !matches!(self.at(at), '》' | '\n');
            if titled {
                continue;
            }
            let found =
                misprints.iter().position(|[wrong, right]| self.has(at, wrong) && !self.has(at, right));
            let Some((index, [wrong, right])) = found.and_then(|index| Some((index, misprints.get(index)?)))
            else {
                continue;
            };
            let length = wrong.chars().count();
            self.misprints.push((at..at + length, index));
            if length == right.chars().count() {
                let corrected = self.chars.iter_mut().skip(at).zip(right.chars());
                corrected.for_each(|(place, char)| *place = char);
            }
        }
    }

    /// Misprints, and which of the list each is.
    #[must_use]
    pub fn misprints(&self) -> &[(Range<usize>, usize)] {
        &self.misprints
    }

    /// How many characters there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at a position; NUL outside the text.
    #[must_use]
    pub fn at(&self, position: usize) -> char {
        self.chars.get(position).copied().unwrap_or('\0')
    }

    /// The character before a position.
    #[must_use]
    pub fn before(&self, position: usize) -> char {
        position.checked_sub(1).map_or('\0', |before| self.at(before))
    }

    /// The characters of a stretch, as much of it as there is.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> &[char] {
        let end = range.end.min(self.chars.len());
        self.chars.get(range.start.min(end)..end).unwrap_or_default()
    }

    /// All characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The characters of a stretch as text.
    #[must_use]
    pub fn text(&self, range: Range<usize>) -> String {
        self.slice(range).iter().collect()
    }

    /// Whether `word` stands at a position.
    #[must_use]
    pub fn has(&self, position: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(i, c)| self.at(position + i) == c)
    }

    /// Whether `word` ends at a position.
    #[must_use]
    pub fn ends_with(&self, position: usize, word: &str) -> bool {
        position.checked_sub(word.chars().count()).is_some_and(|start| self.has(start, word))
    }

    /// Whether any of the words stands in a stretch.
    #[must_use]
    pub fn contains_any(&self, range: Range<usize>, words: &[String]) -> bool {
        range
            .clone()
            .any(|at| words.iter().any(|word| at + word.chars().count() <= range.end && self.has(at, word)))
    }

    /// Whether white space was left out before a position.
    #[must_use]
    pub fn gap_before(&self, position: usize) -> bool {
        self.gaps.get(position).copied().unwrap_or_default()
    }

    /// Where letters stood for digits.
    #[must_use]
    pub fn letters(&self) -> &[usize] {
        &self.letters
    }

    /// A stretch as it was written: its words and the position of the first character.
    #[must_use]
    pub fn written(&self, range: Range<usize>) -> (String, usize) {
        let start = self.origin_of(range.start);
        let last = range.end.checked_sub(1).map_or(start, |last| self.origin_of(last) + 1);
        let chars = self.source.get(start..last.max(start)).unwrap_or_default();
        (chars.iter().collect(), start)
    }

    /// Where a character stood.
    #[must_use]
    pub fn origin_of(&self, position: usize) -> usize {
        self.origin.get(position).copied().unwrap_or(self.source.len())
    }

    /// Where the line of a position ends.
    #[must_use]
    pub fn line_end(&self, at: usize) -> usize {
        self.breaks.get(self.breaks.partition_point(|&end| end < at)).copied().unwrap_or(self.len())
    }

    /// Where the line of a position begins.
    #[must_use]
    pub fn line_start(&self, at: usize) -> usize {
        let before = self.breaks.partition_point(|&end| end < at);
        before.checked_sub(1).and_then(|i| self.breaks.get(i)).map_or(0, |end| end + 1)
    }

    /// The first position at or after `from` whose character satisfies `test`; the end of the text where there is none.
    #[must_use]
    pub fn find(&self, from: usize, test: impl Fn(char) -> bool) -> usize {
        let rest = self.chars.get(from..).unwrap_or_default();
        rest.iter().position(|&c| test(c)).map_or(self.len(), |found| from + found)
    }
}

/// Whether a sentence ends with it.
#[must_use]
pub const fn ends_sentence(char: char) -> bool {
    matches!(char, '。' | '；' | ';' | '！' | '？' | '!' | '?' | '\n')
}

/// Whether a clause ends with it.
#[must_use]
pub const fn ends_clause(char: char) -> bool {
    ends_sentence(char) || matches!(char, '，' | ',' | '：' | ':' | '\t' | ' ' | '|')
}

/// Whether it is a Chinese character.
#[must_use]
pub const fn is_han(char: char) -> bool {
    matches!(char, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

/// Whether numbers are written in words with it.
#[must_use]
pub const fn is_numeral(char: char) -> bool {
    matches!(
        char,
        '零' | '〇'
            | '一'
            | '二'
            | '两'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '百'
            | '千'
            | '万'
            | '亿'
    )
}
