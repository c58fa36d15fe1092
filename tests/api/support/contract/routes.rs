//! Which documented path an address belongs to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::node::{METHODS, Node};

enum Part {
    Literal(String),
    Parameter,
}

/// One segment of a template: `activities`, `{id}` or `{id}:restore`.
struct Segment(Vec<Part>);

struct Route {
    template: String,
    segments: Vec<Segment>,
}

pub struct Routes(Vec<Route>);

impl Routes {
    pub fn new(document: &Value) -> Self {
        let templates = document["paths"].as_object().into_iter().flatten();
        Self(templates.map(|(t, _)| Route::new(t)).collect())
    }

    /// The most literal template that matches: `/a/{id}:restore` before
    /// `/a/{id}`, and `/a/summary` before both.
    pub fn find(&self, path: &str) -> Option<&str> {
        let matching = self.0.iter().filter(|route| route.matches(path));
        let best = matching.max_by_key(|route| route.literalness())?;
        Some(&best.template)
    }
}

impl Route {
    fn new(template: &str) -> Self {
        Self {
            template: template.to_owned(),
            segments: template.split('/').map(Segment::new).collect(),
        }
    }

    fn matches(&self, path: &str) -> bool {
        let found: Vec<&str> = path.split('/').collect();
        let mut pairs = self.segments.iter().zip(&found);
        found.len() == self.segments.len() && pairs.all(|(s, text)| fits(&s.0, text))
    }

    /// Compared from the left, as a reader tells two templates apart.
    fn literalness(&self) -> Vec<usize> {
        self.segments.iter().map(Segment::literalness).collect()
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, (_, after))) = rest
            .split_once('{')
            .and_then(|(before, hole)| Some((before, hole.split_once('}')?)))
        {
            parts.extend([Part::Literal(before.to_owned()), Part::Parameter]);
            rest = after;
        }
        parts.push(Part::Literal(rest.to_owned()));
        Self(parts)
    }

    fn literalness(&self) -> usize {
        let length = |part: &Part| match part {
            Part::Literal(text) => Some(text.len()),
            Part::Parameter => None,
        };
        match self.0.len() {
            1 => usize::MAX,
            _ => self.0.iter().filter_map(length).sum(),
        }
    }
}

/// A parameter takes at least one character and leaves what the literals
/// after it need.
fn fits(parts: &[Part], text: &str) -> bool {
    match parts {
        [] => text.is_empty(),
        [Part::Literal(literal), rest @ ..] => {
            text.strip_prefix(literal.as_str()).is_some_and(|t| fits(rest, t))
        }
        [Part::Parameter, rest @ ..] => {
            let ends = text.char_indices().map(|(i, c)| i + c.len_utf8());
            ends.into_iter().any(|end| fits(rest, &text[end..]))
        }
    }
}

/// The methods of a path as an Allow header names them; GET brings HEAD.
pub fn methods(item: &Node<'_>) -> BTreeSet<String> {
    let documented = METHODS.into_iter().filter(|m| item.at(m).is_some());
    let mut methods: BTreeSet<String> = documented.map(str::to_ascii_uppercase).collect();
    if methods.contains("GET") {
        methods.insert("HEAD".to_owned());
    }
    methods
}
