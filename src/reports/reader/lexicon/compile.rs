//! From the files to what the grammar looks words up in.

use std::collections::{BTreeMap, HashMap};

use super::super::laws::Laws;
use super::super::model::{Kind, Note};
use super::super::numerals::Units;
use super::super::trie::Trie;
use super::super::words::Words;
use super::file::{Entry, File};
use super::{Form, Lexicon, Term, TermId, Uses};

pub(super) fn compiled(file: &File) -> Result<Lexicon, Note> {
    let mut lexicon = Lexicon {
        units: Units::new(&file.units),
        terms: file.term.iter().map(|entry| term(entry, &file.families)).collect(),
        forms: Vec::new(),
        topics: file.topics.keys().cloned().collect(),
        narrow: file.topics.keys().map(|topic| file.narrow.topics.contains(topic)).collect(),
        trie: Trie::default(),
        uses: Vec::new(),
        roles: HashMap::new(),
        laws: Laws::built_in(),
        words: Words::built_in(),
    };
    for (topic, words) in file.topics.values().enumerate() {
        for word in words {
            with_word(&mut lexicon, word, |uses| uses.topics.push(topic));
        }
    }
    for (id, entry) in file.term.iter().enumerate() {
        add(&mut lexicon, id, entry)?;
    }
    Ok(lexicon)
}

fn term(entry: &Entry, families: &BTreeMap<String, Vec<String>>) -> Term {
    let units =
        entry.units.iter().flat_map(|unit| families.get(unit).cloned().unwrap_or_else(|| vec![unit.clone()]));
    let catalogue = entry.catalogue.clone().or_else(|| entry.code.clone());
    Term {
        code: entry.code.clone(),
        catalogue: catalogue.filter(|code| !code.is_empty()),
        name: entry.name.clone(),
        unit: entry.unit.clone(),
        units: units.collect(),
        kind: entry.kind.unwrap_or(Kind::Count),
        shares: entry.share.iter().chain(&entry.also).cloned().collect(),
        role: entry.silent.clone().or_else(|| entry.alias.clone()).or_else(|| entry.code.clone()),
        silent: entry.silent.is_some(),
        about: None,
        parts: entry.parts.clone(),
        kinds: entry.kinds.clone(),
    }
}

fn add(lexicon: &mut Lexicon, id: TermId, entry: &Entry) -> Result<(), Note> {
    if let Some(role) = lexicon.term(id).and_then(|term| term.role.clone()) {
        lexicon.roles.entry(role).or_insert(id);
    }
    for wording in &entry.forms {
        add_form(lexicon, id, wording)?;
    }
    for word in &entry.zero {
        with_word(lexicon, word, |uses| uses.zero_of = uses.zero_of.or(Some(id)));
    }
    for (word, number) in &entry.fixed {
        with_word(lexicon, word, |uses| uses.fixed = Some((id, *number)));
    }
    for word in &entry.implicit {
        with_word(lexicon, word, |uses| uses.implies = Some(id));
    }
    Ok(())
}

fn add_form(lexicon: &mut Lexicon, term: TermId, wording: &str) -> Result<(), Note> {
    let (topic, words) = match wording.split_once('>') {
        Some((topic, words)) => (Some(lexicon.topic(topic).ok_or_else(|| unknown(topic))?), words),
        None => (None, wording),
    };
    if let Some(known) = lexicon.terms.get_mut(term) {
        known.about = known.about.or(topic);
    }
    let id = lexicon.forms.len();
    let slots: Vec<&str> = words.split_whitespace().collect();
    for (slot, variants) in slots.iter().enumerate() {
        for word in variants.split('|') {
            with_word(lexicon, word, |uses| uses.slots.push((id, slot)));
        }
    }
    lexicon.forms.push(Form { term, topic, slots: slots.len() });
    Ok(())
}

fn unknown(topic: &str) -> Note {
    Note {
        message_zh: format!("词表中没有主题“{topic}”"),
        message_en: format!("the lexicon has no topic {topic:?}"),
    }
}

/// Changes what a word is good for; one that is new is added.
fn with_word(lexicon: &mut Lexicon, word: &str, change: impl FnOnce(&mut Uses)) {
    let id = lexicon.trie.insert(word, lexicon.uses.len());
    if id >= lexicon.uses.len() {
        lexicon.uses.resize_with(id + 1, Uses::default);
    }
    if let Some(uses) = lexicon.uses.get_mut(id) {
        uses.length = word.chars().count();
        change(uses);
    }
}
