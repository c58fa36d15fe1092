//! The lexicon as files hold it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::model::Kind;
use super::super::numerals::UnitClass;

/// A file of words; the keys are explained in `lexicon.toml`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub(super) units: BTreeMap<UnitClass, Vec<String>>,
    pub(super) families: BTreeMap<String, Vec<String>>,
    pub(super) topics: BTreeMap<String, Vec<String>>,
    pub(super) narrow: Narrow,
    pub(super) term: Vec<Entry>,
}

/// Topics that hold in their sentence only.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Narrow {
    pub(super) topics: Vec<String>,
}

/// One term.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) code: Option<String>,
    pub(super) catalogue: Option<String>,
    pub(super) name: String,
    #[serde(default)]
    pub(super) unit: String,
    #[serde(default)]
    pub(super) units: Vec<String>,
    pub(super) kind: Option<Kind>,
    #[serde(default)]
    pub(super) forms: Vec<String>,
    #[serde(default)]
    pub(super) zero: Vec<String>,
    #[serde(default)]
    pub(super) implicit: Vec<String>,
    pub(super) parts: Option<String>,
    #[serde(default)]
    pub(super) kinds: Vec<String>,
    #[serde(default)]
    pub(super) fixed: Vec<(String, i64)>,
    pub(super) share: Option<[String; 2]>,
    #[serde(default)]
    pub(super) also: Vec<[String; 2]>,
    pub(super) silent: Option<String>,
    pub(super) alias: Option<String>,
}

impl File {
    /// Takes in another file: new topics, units and terms, and more words for those that are there.
    pub(super) fn merge(&mut self, other: Self) {
        for (class, units) in other.units {
            self.units.entry(class).or_default().extend(units);
        }
        for (name, words) in other.topics {
            self.topics.entry(name).or_default().extend(words);
        }
        self.families.extend(other.families);
        self.narrow.topics.extend(other.narrow.topics);
        for entry in other.term {
            self.merge_entry(entry);
        }
    }

    fn merge_entry(&mut self, entry: Entry) {
        let known =
            self.term.iter_mut().find(|t| t.code == entry.code && (t.code.is_some() || t.name == entry.name));
        match known {
            Some(known) => {
                known.units.extend(entry.units);
                known.forms.extend(entry.forms);
                known.zero.extend(entry.zero);
            }
            None => self.term.push(entry),
        }
    }
}
