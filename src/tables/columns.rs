//! The columns of a list: one for each property of its items, in the order and with the titles of the contract.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::cell::Cell;
use super::names::RegionNames;
use super::writer::Heading;
use crate::coded;
use crate::indicators::{self, Indicator};
use crate::text;
use crate::text::Language;
use crate::vocabularies::Vocabulary;

/// How deep objects are that have columns of their own.
const DEEPEST: usize = 2;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What stands over it.
    pub heading: Heading,
    /// The properties that lead to its value.
    path: Vec<String>,
    kind: Kind,
}

/// How a value is shown.
#[derive(Clone, Debug)]
enum Kind {
    Whole,
    Decimal,
    Day,
    Instant,
    YesNo([String; 2]),
    /// A code, by its label.
    Coded(HashMap<String, String>),
    /// The code of a region, by its name.
    Region,
    Text,
    /// Several values.
    Several(Box<Kind>),
    /// Several objects.
    Parts(Vec<Column>),
}

impl Column {
    /// The cell of an item.
    pub fn cell(&self, item: &Value, names: &RegionNames) -> Cell {
        match self.value(item) {
            Some(value) => self.kind.cell(value, names),
            None => Cell::Empty,
        }
    }

    /// The regions that an item names in this column.
    pub fn regions<'a>(&self, item: &'a Value) -> impl Iterator<Item = &'a str> + use<'a> {
        let value = if self.kind.names_regions() { self.value(item) } else { None };
        let several = value.and_then(Value::as_array).into_iter().flatten();
        value.into_iter().chain(several).filter_map(Value::as_str)
    }

    fn value<'a>(&self, item: &'a Value) -> Option<&'a Value> {
        self.path.iter().try_fold(item, |value, name| value.get(name))
    }
}

impl Kind {
    fn names_regions(&self) -> bool {
        match self {
            Self::Region => true,
            Self::Several(kind) => kind.names_regions(),
            _ => false,
        }
    }

    fn cell(&self, value: &Value, names: &RegionNames) -> Cell {
        if value.is_null() {
            return Cell::Empty;
        }
        let text = value.as_str().unwrap_or_default();
        match self {
            Self::Whole => value.as_i64().map_or(Cell::Empty, Cell::Whole),
            Self::Decimal => Cell::Decimal(text.to_owned()),
            Self::Day => text.parse::<NaiveDate>().map_or_else(|_| Cell::text(text), Cell::Day),
            Self::Instant => text.parse::<DateTime<Utc>>().map_or_else(|_| Cell::text(text), Cell::Instant),
            Self::YesNo([yes, no]) => Cell::text(if value == true { yes } else { no }),
            Self::Coded(labels) => Cell::text(labels.get(text).map_or(text, String::as_str)),
            Self::Region => Cell::text(names.name(text)),
            Self::Text => Cell::text(value.as_str().map_or_else(|| value.to_string(), str::to_owned)),
            Self::Several(kind) => Cell::text(joined(value, "、", |one| kind.cell(one, names).printed())),
            Self::Parts(columns) => Cell::text(joined(value, "；", |part| described(columns, part, names))),
        }
    }
}

fn joined(several: &Value, mark: &str, one: impl FnMut(&Value) -> String) -> String {
    several.as_array().into_iter().flatten().map(one).collect::<Vec<_>>().join(mark)
}

/// What a part says, without what it leaves out.
fn described(columns: &[Column], part: &Value, names: &RegionNames) -> String {
    let said = columns.iter().map(|column| column.cell(part, names).printed());
    said.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The columns of items of a schema.
pub struct Columns<'a> {
    document: &'a Value,
    language: Language,
}

impl<'a> Columns<'a> {
    /// Reads them off the contract in a language.
    pub fn of(document: &'a Value, language: Language) -> Self {
        Self { document, language }
    }

    /// One for each property, and two for a region: its name and its code.
    pub fn of_items(&self, schema: &Value) -> Vec<Column> {
        self.below(schema, &[], "", 0)
    }

    fn below(&self, schema: &Value, path: &[String], above: &str, depth: usize) -> Vec<Column> {
        let mut properties = self.properties(schema);
        properties.sort_by_key(|(_, property)| property.get("x-order").and_then(Value::as_u64));
        properties
            .iter()
            .flat_map(|(name, property)| self.column(name, property, (path, above), depth))
            .collect()
    }

    /// The properties of an object, also of one that is put together of several.
    fn properties(&self, schema: &Value) -> Vec<(String, Value)> {
        let schema = self.resolved(schema);
        let own = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let own = own.map(|(name, property)| (name.clone(), property.clone()));
        let composed = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
        own.chain(composed.flat_map(|part| self.properties(part))).collect()
    }

    fn column(
        &self,
        name: &str,
        property: &Value,
        (path, above): (&[String], &str),
        depth: usize,
    ) -> Vec<Column> {
        let path = [path, &[name.to_owned()]].concat();
        let title = property.get("title").and_then(Value::as_str).unwrap_or(name);
        let title = if above.is_empty() { title.to_owned() } else { format!("{above}·{title}") };
        let resolved = self.resolved(property);
        if depth < DEEPEST && resolved.get("items").is_none() && !self.properties(resolved).is_empty() {
            return self.below(resolved, &path, &title, depth + 1);
        }
        let kind = self.kind(property);
        let meaning = property.get("description").and_then(Value::as_str).unwrap_or_default();
        let column = |heading: String, kind| {
            let heading = Heading { heading, meaning: meaning.to_owned() };
            Column { heading, path: path.clone(), kind }
        };
        if matches!(kind, Kind::Region) {
            let code = text!("{title}代码", "{title} (code)");
            return vec![
                column(title.clone(), kind),
                column(code.in_language(self.language).to_owned(), Kind::Text),
            ];
        }
        vec![column(self.with_unit(title, property), kind)]
    }

    fn with_unit(&self, title: String, property: &Value) -> String {
        match (property.get("x-unit").and_then(Value::as_str), self.language) {
            (Some(unit), Language::Zh) => format!("{title}（{unit}）"),
            (Some(unit), Language::En) => format!("{title} ({unit})"),
            (None, _) => title,
        }
    }

    /// What a reference refers to, and what a property is where it is not null.
    pub fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let reference = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        if let Some(target) = reference.and_then(|pointer| self.document.pointer(pointer)) {
            return self.resolved(target);
        }
        let choices = schema.get("oneOf").and_then(Value::as_array);
        match choices.and_then(|choices| choices.iter().find(|choice| choice.get("$ref").is_some())) {
            Some(choice) => self.resolved(choice),
            None => schema,
        }
    }

    fn kind(&self, property: &Value) -> Kind {
        let resolved = self.resolved(property);
        let known = self.labels(property).map(Kind::Coded).or_else(|| self.referred(property));
        if let Some(items) = resolved.get("items") {
            let parts = self.below(items, &[], "", DEEPEST);
            return match known {
                _ if !parts.is_empty() => Kind::Parts(parts),
                Some(kind) => Kind::Several(Box::new(kind)),
                None => Kind::Several(Box::new(self.kind(items))),
            };
        }
        if let Some(kind) = known {
            return kind;
        }
        let is = |name: &str| match resolved.get("type") {
            Some(Value::Array(types)) => types.iter().any(|kind| kind == name),
            Some(kind) => kind == name,
            None => false,
        };
        match resolved.get("format").and_then(Value::as_str) {
            _ if is("integer") => Kind::Whole,
            _ if is("boolean") => {
                let words = [text!("是", "yes"), text!("否", "no")];
                Kind::YesNo(words.map(|word| word.in_language(self.language).to_owned()))
            }
            Some("decimal") => Kind::Decimal,
            Some("date") => Kind::Day,
            Some("date-time") => Kind::Instant,
            _ => Kind::Text,
        }
    }

    /// How something else is shown that a property refers to by its code.
    fn referred(&self, property: &Value) -> Option<Kind> {
        match property.pointer("/x-reference/resource")?.as_str()? {
            "regions" => Some(Kind::Region),
            "indicators" => {
                let name = |indicator: &Indicator| match self.language {
                    Language::Zh => indicator.name_zh,
                    Language::En => indicator.name_en,
                };
                let named = indicators::all().iter();
                Some(Kind::Coded(
                    named.map(|indicator| (indicator.code.to_owned(), name(indicator).to_owned())).collect(),
                ))
            }
            _ => None,
        }
    }

    /// What people call the codes of a property: the contract says it of enumerations, a vocabulary of its terms.
    fn labels(&self, property: &Value) -> Option<HashMap<String, String>> {
        let language = match self.language {
            Language::Zh => "zh",
            Language::En => "en",
        };
        if let Some(labels) = property.get(coded::LABELS).and_then(Value::as_array) {
            let text = |label: &Value, name: &str| Some(label.get(name)?.as_str()?.to_owned());
            return Some(
                labels
                    .iter()
                    .filter_map(|label| Some((text(label, "code")?, text(label, language)?)))
                    .collect(),
            );
        }
        let vocabulary = Vocabulary::parse(property.get("x-vocabulary")?.as_str()?)?;
        let terms = vocabulary.shared_terms().iter();
        let label = |term: &coded::Label<'_>| if language == "zh" { term.zh } else { term.en }.to_owned();
        Some(terms.map(|term| (term.code.to_owned(), label(term))).collect())
    }
}
