//! A text as what its numbers are made of: runs of digits, and what stands between them.

use std::iter::Peekable;
use std::str::CharIndices;

use super::forms;

/// What stands before a run of digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Something that ends a number.
    Break,
    /// White space, or a bracket that closes an area code.
    Blank,
    /// A hyphen or dash.
    Hyphen,
}

/// A run of digits, as long as it goes on; perhaps with the X that stands for 10 at its end.
struct Run {
    start: usize,
    end: usize,
    before: Gap,
    /// A letter that is a digit to the base 16 stands beside it: it is part of an id.
    is_in_id: bool,
    /// What follows makes an amount of it.
    is_amount: bool,
}

impl Run {
    fn length(&self) -> usize {
        self.end - self.start
    }
}

/// The runs of digits of a text. Several with nothing but gaps between them may be one number.
#[derive(Default)]
pub struct Chains {
    /// All runs one behind the other: `0` to `9`, and `X`.
    digits: Vec<u8>,
    runs: Vec<Run>,
}

/// So many characters may stand between two parts of one number.
const WIDEST_GAP: usize = 3;

impl Chains {
    /// Reads a text. One without digits takes no memory.
    pub fn read(text: &str) -> Self {
        let mut chains = Self::default();
        let (mut characters, mut previous) = (text.char_indices().peekable(), ' ');
        let (mut gap, mut width) = (Gap::Break, 0);
        while let Some((_, character)) = characters.next() {
            if let Some(first) = chains.first_of_a_run(character, gap) {
                chains.run(first, gap, previous, (text, &mut characters));
                (gap, width) = (Gap::Blank, 0);
            } else {
                width += 1;
                gap = wider(gap, width, character);
            }
            previous = character;
        }
        chains
    }

    /// A digit, or an X that stands apart from the digits that it checks.
    fn first_of_a_run(&self, character: char, gap: Gap) -> Option<u8> {
        let is_check = is_check_letter(character) && gap != Gap::Break && !self.runs.is_empty();
        digit(character).or(is_check.then_some(b'X'))
    }

    /// Reads a run whose first character was read already.
    fn run(
        &mut self,
        first: u8,
        before: Gap,
        previous: char,
        (text, characters): (&str, &mut Peekable<CharIndices<'_>>),
    ) {
        let start = self.digits.len();
        self.digits.push(first);
        while let Some((_, next)) = characters.next_if(|(_, next)| digit(*next).is_some()) {
            self.digits.extend(digit(next));
        }
        if characters.next_if(|(_, next)| is_check_letter(*next)).is_some() {
            self.digits.push(b'X');
        }
        let rest = characters.peek().and_then(|(at, _)| text.get(*at..)).unwrap_or_default();
        self.runs.push(Run {
            start,
            end: self.digits.len(),
            before,
            is_in_id: is_letter_to_base_16(previous) || rest.starts_with(is_letter_to_base_16),
            is_amount: makes_an_amount(rest),
        });
    }

    /// Whether any of the runs begins such a number.
    pub fn any(&self, begins: fn(&Self, usize) -> bool) -> bool {
        self.digits.len() >= forms::SHORTEST && (0..self.runs.len()).any(|first| begins(self, first))
    }

    /// Whether the number of an identity card begins with this run: the runs from here on, taken together, are one.
    pub fn begins_identity_number(&self, first: usize) -> bool {
        let Some(start) = self.runs.get(first) else { return false };
        let within = self.from(first).take_while(|run| run.end - start.start <= forms::IDENTITY_LENGTH);
        within.into_iter().any(|run| forms::is_identity_number(self.digits(start, run)))
            || !start.is_in_id && forms::is_old_identity_number(self.digits(start, start))
    }

    /// Whether the number of a bank card begins with this run.
    pub fn begins_bank_card(&self, first: usize) -> bool {
        let Some(start) = self.runs.get(first).filter(|run| !run.is_in_id) else { return false };
        let runs: Vec<&Run> =
            self.from(first).take_while(|run| run.end - start.start <= forms::LONGEST_CARD).collect();
        (1..=runs.len()).any(|count| {
            let Some(runs @ [.., end]) = runs.get(..count) else { return false };
            let lengths: Vec<usize> = runs.iter().map(|run| run.length()).collect();
            !end.is_amount && !end.is_in_id && forms::is_bank_card(self.digits(start, end), &lengths)
        })
    }

    /// Whether a telephone number begins with this run.
    pub fn begins_telephone_number(&self, first: usize) -> bool {
        let runs: Vec<&Run> = self.from(first).take(3).collect();
        (1..=runs.len()).any(|count| runs.get(..count).is_some_and(|runs| self.is_telephone(first, runs)))
    }

    fn is_telephone(&self, first: usize, runs: &[&Run]) -> bool {
        let ([start, ..], [.., end]) = (runs, runs) else { return false };
        if start.is_in_id || end.is_in_id || end.is_amount {
            return false;
        }
        let lengths: Vec<usize> = runs.iter().map(|run| run.length()).collect();
        let number = self.digits(start, end);
        let (is_in_parts, next) = (runs.len() > 1, self.runs.get(first + runs.len()));
        let goes_on = next.is_some_and(|run| run.before == Gap::Hyphen);
        if is_in_parts && self.goes_on_from_before(first) {
            return false;
        }
        // What follows a number with an area code after a hyphen is an extension.
        forms::is_mobile(number, &lengths) && !(is_in_parts && goes_on)
            || forms::is_landline(number, &lengths)
    }

    /// Parts that a hyphen joins to one before are a document's number, but for the code of the country.
    fn goes_on_from_before(&self, first: usize) -> bool {
        let before = first.checked_sub(1).and_then(|previous| self.runs.get(previous));
        let is_joined = self.runs.get(first).is_some_and(|run| run.before == Gap::Hyphen);
        is_joined && before.is_some_and(|run| !forms::COUNTRY.contains(&self.digits(run, run)))
    }

    fn digits(&self, start: &Run, end: &Run) -> &[u8] {
        self.digits.get(start.start..end.end).unwrap_or_default()
    }

    /// The runs from this one on, as far as only gaps stand between them.
    fn from(&self, first: usize) -> impl Iterator<Item = &Run> {
        let runs = self.runs.iter().skip(first).enumerate();
        runs.take_while(|(index, run)| *index == 0 || run.before != Gap::Break).map(|(_, run)| run)
    }
}

/// What stands between two runs of digits once one more character does.
fn wider(gap: Gap, width: usize, character: char) -> Gap {
    match character {
        _ if gap == Gap::Break || width > WIDEST_GAP => Gap::Break,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '－' => Gap::Hyphen,
        ')' | '）' | '\u{200b}'..='\u{200d}' | '\u{feff}' => gap,
        '\n' => Gap::Break,
        _ if character.is_whitespace() => gap,
        _ => Gap::Break,
    }
}

/// A digit, also of full width or Tibetan.
fn digit(character: char) -> Option<u8> {
    let zero = match character {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '༠'..='༩' => '༠',
        _ => return None,
    };
    u8::try_from(u32::from(character) - u32::from(zero)).ok().map(|value| b'0' + value)
}

fn is_check_letter(character: char) -> bool {
    matches!(character, 'X' | 'x' | 'Ｘ' | 'ｘ')
}

fn is_letter_to_base_16(character: char) -> bool {
    matches!(character, 'a'..='f' | 'A'..='F')
}

/// One or two decimals, or a unit of money.
fn makes_an_amount(rest: &str) -> bool {
    let decimals =
        rest.strip_prefix('.').map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    matches!(decimals, 1 | 2) || rest.trim_start().starts_with(['元', '万', '亿'])
}
