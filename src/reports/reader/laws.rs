//! Names of laws: which are right, which are misspelt, which were no longer in force.

use std::collections::HashMap;

use serde::Deserialize;

/// Before the names of laws.
const STATE: &str = "中华人民共和国";
/// Core names from this length on are recognised with any one character exchanged.
const LONG: usize = 6;
/// Core names from this length on are recognised with two neighbours exchanged.
const MEDIUM: usize = 4;

/// The file `laws.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    laws: Vec<Law>,
    misspelt: Vec<[String; 2]>,
    phrases: Vec<[String; 2]>,
    confused: Vec<String>,
    plans: Vec<(String, i32, i32)>,
    looking_back: Vec<String>,
    never: Vec<String>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Law {
    name: String,
    short: String,
    until: String,
    by: String,
}

/// Names of laws, and what is mistaken for them.
#[derive(Default)]
pub struct Laws {
    known: HashMap<String, Law>,
    misspelt: HashMap<String, String>,
    cores: Vec<Vec<char>>,
    near: HashMap<Vec<char>, Vec<usize>>,
    confused: Vec<Vec<char>>,
    never: Vec<String>,
    pub(super) phrases: Vec<[String; 2]>,
    pub(super) plans: Vec<(String, i32, i32)>,
    pub(super) looking_back: Vec<String>,
}

/// What is wrong with a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name is another.
    Misspelt {
        /// The name.
        right: String,
    },
    /// It was no longer in force.
    OutOfDate {
        /// What took its place.
        by: String,
        /// Since when, as 2021-01-01.
        since: String,
    },
}

impl Laws {
    pub(super) fn built_in() -> Self {
        let file: File = toml::from_str(include_str!("laws.toml")).unwrap_or_default();
        let mut laws = Self {
            confused: file.confused.iter().map(|c| c.chars().collect()).collect(),
            never: file.never,
            phrases: file.phrases,
            plans: file.plans,
            looking_back: file.looking_back,
            ..Self::default()
        };
        for law in file.laws {
            laws.add(&law);
        }
        laws.misspelt = file.misspelt.into_iter().map(|[wrong, right]| (core(&wrong), right)).collect();
        laws
    }

    fn add(&mut self, law: &Law) {
        for name in [&law.name, &law.short].into_iter().filter(|name| !name.is_empty()) {
            let core = core(name);
            let chars: Vec<char> = core.chars().collect();
            for shortened in shortened(&chars) {
                self.near.entry(shortened).or_default().push(self.cores.len());
            }
            self.cores.push(chars);
            self.known.entry(core).or_insert_with(|| law.clone());
        }
    }

    /// What is wrong with a title in a report of a year; without a year, only what has long been so.
    #[must_use]
    pub fn fault(&self, title: &str, year: Option<i32>) -> Option<Fault> {
        let plain = plain(title);
        let core = core(&plain);
        if self.never.contains(&core) {
            return None;
        }
        if let Some(fault) = self.known.get(&core).and_then(|law| out_of_date(law, year)) {
            return Some(fault);
        }
        let misspelt = self.misspelt.get(&core).or_else(|| self.misspelt.get(&plain));
        if let Some(right) = misspelt.filter(|_| !self.known.contains_key(&core) || plain.contains(STATE)) {
            return Some(Fault::Misspelt { right: right.clone() });
        }
        match self.known.get(&core) {
            Some(law) => out_of_date(law, year),
            None => self.near_miss(&plain, &core),
        }
    }

    fn near_miss(&self, plain: &str, core: &str) -> Option<Fault> {
        if let Some(right) = self.with_state_misspelt(plain) {
            return Some(Fault::Misspelt { right });
        }
        let chars: Vec<char> = core.chars().collect();
        let candidates = shortened(&chars).into_iter().filter_map(|s| self.near.get(&s)).flatten();
        let of_state = plain.starts_with(STATE);
        let right = candidates
            .filter_map(|&i| self.cores.get(i))
            .find(|known| self.is_slip(&chars, known, of_state))?;
        let state = if plain.starts_with(STATE) { STATE } else { "" };
        Some(Fault::Misspelt { right: format!("{state}{}", right.iter().collect::<String>()) })
    }

    /// A name that is known behind seven characters, more or less, that are nearly 中华人民共和国.
    fn with_state_misspelt(&self, plain: &str) -> Option<String> {
        let chars: Vec<char> = plain.chars().collect();
        let state: Vec<char> = STATE.chars().collect();
        (6..=9).find_map(|length| {
            let (head, rest) = chars.split_at_checked(length)?;
            let rest: String = rest.iter().collect();
            let near = head != state
                && head.iter().filter(|c| state.contains(c)).count() >= 5
                && head.first() == state.first();
            (near && self.known.contains_key(&rest)).then(|| format!("{STATE}{rest}"))
        })
    }

    /// One character exchanged for one like it, two neighbours exchanged, one character written twice, or one character of a
    /// long name; in the name of a national law, of a shorter one too.
    fn is_slip(&self, written: &[char], known: &[char], of_state: bool) -> bool {
        let long = if of_state || written.last() == Some(&'法') { LONG - 1 } else { LONG };
        let different: Vec<usize> =
            (0..known.len().max(written.len())).filter(|&i| known.get(i) != written.get(i)).collect();
        match (written.len().abs_diff(known.len()), different.as_slice()) {
            (0, &[i]) => known.len() >= long || self.alike(written.get(i), known.get(i)),
            (0, &[i, j]) => {
                j == i + 1
                    && known.len() >= MEDIUM.min(3)
                    && written.get(i) == known.get(j)
                    && written.get(j) == known.get(i)
            }
            (1, _) => {
                known.len() > LONG
                    || (of_state && known.len() >= LONG - 1 && written.len() < known.len())
                    || is_stuttered(written, known)
            }
            _ => false,
        }
    }

    fn alike(&self, one: Option<&char>, other: Option<&char>) -> bool {
        self.confused
            .iter()
            .any(|set| one.is_some_and(|c| set.contains(c)) && other.is_some_and(|c| set.contains(c)))
    }
}

/// Whether the name was written with one character twice.
fn is_stuttered(written: &[char], known: &[char]) -> bool {
    let differ = (0..known.len()).find(|&i| written.get(i) != known.get(i)).unwrap_or(known.len());
    written.len() == known.len() + 1 && differ > 0 && written.get(differ) == written.get(differ - 1)
}

fn out_of_date(law: &Law, year: Option<i32>) -> Option<Fault> {
    let since = law.until.get(..4)?.parse::<i32>().ok()?;
    let first_day = law.until.ends_with("-01-01");
    let ended = year.map_or(since <= 2022, |year| since < year || (since == year && first_day));
    ended.then(|| Fault::OutOfDate { by: law.by.clone(), since: law.until.clone() })
}

/// Half-width brackets and the dashes of periods as 《》 titles print them.
fn plain(title: &str) -> String {
    title
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '(' => '（',
            ')' => '）',
            '—' | '-' | '–' | '~' | '～' | '至' => '－',
            c => c,
        })
        .collect::<String>()
        .replace("－－", "－")
}

/// The name without the state's.
fn core(name: &str) -> String {
    let plain = plain(name);
    plain.strip_prefix(STATE).map_or(plain.clone(), str::to_owned)
}

/// The name itself, and with each one character left out.
fn shortened(name: &[char]) -> Vec<Vec<char>> {
    let without =
        |skip: usize| name.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| *c).collect();
    let longest = name.len() <= 40;
    std::iter::once(name.to_vec()).chain((0..name.len()).filter(|_| longest).map(without)).collect()
}
