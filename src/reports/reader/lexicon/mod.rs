//! The words of reports: indicators with their wordings, units, topics, names of laws.

mod compile;
mod file;

use std::collections::HashMap;
use std::sync::OnceLock;

use self::file::File;
use super::laws::Laws;
use super::model::{Kind, Note};
use super::numerals::{UnitClass, Units};
use super::trie::Trie;
use super::words::Words;

/// Position of a term in the lexicon.
pub type TermId = usize;
/// Position of a topic.
pub type TopicId = usize;
/// Position of a wording.
pub type FormId = usize;

/// All the reader knows of words; the default knows none.
#[derive(Default)]
pub struct Lexicon {
    pub(super) units: Units,
    pub(super) terms: Vec<Term>,
    pub(super) forms: Vec<Form>,
    pub(super) topics: Vec<String>,
    /// Of each topic, whether it holds in its sentence only.
    pub(super) narrow: Vec<bool>,
    pub(super) trie: Trie,
    pub(super) uses: Vec<Uses>,
    /// By `role`: the terms that a rate is worked out from.
    pub(super) roles: HashMap<String, TermId>,
    pub(super) laws: Laws,
    pub(super) words: Words,
}

/// An indicator or a local extra.
pub struct Term {
    /// Its code; none: a local extra.
    pub code: Option<String>,
    /// The code in the catalogue.
    pub catalogue: Option<String>,
    /// 名称.
    pub name: String,
    /// The unit of the catalogue.
    pub unit: String,
    /// Units it is printed with.
    pub units: Vec<String>,
    /// The sense it is stated in where the text says no other.
    pub kind: Kind,
    /// Numerators and denominators of a rate, the usual first.
    pub shares: Vec<[String; 2]>,
    /// What numerators and denominators call it.
    pub role: Option<String>,
    /// It is a numerator or denominator and no figure of its own.
    pub silent: bool,
    /// The topic that its wordings name first: what a figure of it says the text is about.
    pub about: Option<TopicId>,
    /// Terms that are kinds of it where they follow it in a list.
    pub kinds: Vec<String>,
    /// What its parts are: `same`, or a code; none: local extras.
    pub parts: Option<String>,
}

impl Term {
    /// Whether it is printed with a unit.
    #[must_use]
    pub fn takes(&self, unit: &str) -> bool {
        self.units.is_empty() || self.units.iter().any(|u| u == unit)
    }
}

/// A wording of a term: sets of words in the order in which they occur.
pub struct Form {
    pub(super) term: TermId,
    /// What the text before has to be about.
    pub(super) topic: Option<TopicId>,
    pub(super) slots: usize,
}

/// What a word is good for.
#[derive(Default)]
pub(super) struct Uses {
    pub(super) length: usize,
    pub(super) slots: Vec<(FormId, usize)>,
    pub(super) topics: Vec<TopicId>,
    pub(super) zero_of: Option<TermId>,
    pub(super) implies: Option<TermId>,
    pub(super) fixed: Option<(TermId, i64)>,
}

impl Lexicon {
    /// The words that the program brings along.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: OnceLock<Lexicon> = OnceLock::new();
        BUILT_IN.get_or_init(|| Self::with(&[]).unwrap_or_default())
    }

    /// The same and files of more words, as a county writes them, the keys being those of `lexicon.toml`.
    ///
    /// # Errors
    /// What is wrong in a file, as its parser or the check of its wordings says.
    pub fn with(additions: &[&str]) -> Result<Self, Note> {
        let mut file = read(include_str!("../lexicon.toml"))?;
        for addition in additions {
            file.merge(read(addition)?);
        }
        compile::compiled(&file)
    }

    pub(super) fn term(&self, id: TermId) -> Option<&Term> {
        self.terms.get(id)
    }

    pub(super) fn by_role(&self, role: &str) -> Option<TermId> {
        self.roles.get(role).copied()
    }

    pub(super) fn topic(&self, name: &str) -> Option<TopicId> {
        self.topics.iter().position(|topic| topic == name)
    }

    /// Whether a unit of this class goes with a term.
    pub(super) fn fits(&self, id: TermId, unit: &str, class: UnitClass) -> bool {
        self.term(id).is_some_and(|term| term.takes(unit) || (class == UnitClass::Money && term.takes("元")))
    }
}

fn read(text: &str) -> Result<File, Note> {
    toml::from_str(text).map_err(|error| Note {
        message_zh: format!("词表有误：{error}"),
        message_en: format!("the lexicon is wrong: {error}"),
    })
}
