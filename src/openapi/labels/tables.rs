//! The tables of labels and Chinese texts, as translators write them: `fields.toml` and `operations.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The owner of what is said of all.
pub(super) const ANY: &str = "any";

/// What stands in both files.
pub(super) struct Tables {
    pub fields: FieldFile,
    pub operations: OperationFile,
}

pub(super) static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    fields: read(include_str!("fields.toml")),
    operations: read(include_str!("operations.toml")),
});

/// A file that cannot be read says nothing: tests see that each can.
fn read<T: DeserializeOwned + Default>(file: &str) -> T {
    toml::from_str(file).unwrap_or_default()
}

/// What is said of schemas and their properties.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldFile {
    /// The groups in which a form shows fields, in their order.
    pub groups: Vec<Group>,
    /// What a schema is, by its name, the name of its thing, or what the schemas of all records have at the end (`*Page`).
    pub schemas: BTreeMap<String, String>,
    /// Properties, by owner and name.
    pub fields: Owned,
}

/// Entries by owner and name: what is said of one owner goes before what is said of [`ANY`].
pub(super) type Owned = BTreeMap<String, BTreeMap<String, Entry>>;

/// A group of fields.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub code: String,
    pub zh: String,
    pub en: String,
}

/// What is said of a property or a parameter.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Entry {
    /// What people call it.
    pub zh: Option<String>,
    pub en: Option<String>,
    /// In what a quantity is given: 人次, 份, 元 …
    pub unit: Option<String>,
    /// The code of the group it belongs to in a form.
    pub group: Option<String>,
    /// The vocabulary whose terms it holds.
    pub vocabulary: Option<String>,
    /// What its id or code refers to.
    pub reference: Option<Value>,
    /// The values of other fields with which alone it goes.
    pub when: Option<Value>,
    /// Whether personal numbers are looked for in it. Of texts of records that is known without being said.
    pub screened: Option<bool>,
    /// Its description.
    pub text: Option<String>,
}

/// What is said of the document, its tags, operations, parameters and answers.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OperationFile {
    /// What the document says of itself, by JSON pointer to its description or title.
    pub document: BTreeMap<String, String>,
    /// What tags stand for.
    pub tags: BTreeMap<String, String>,
    /// Operations, by id: of those on records, only what is particular.
    pub operations: BTreeMap<String, Operation>,
    /// Parameters: by operation, form of an operation that all records have, or tag, and by name.
    pub parameters: Owned,
    /// Texts that are the same in many places, such as those of answers: the Chinese ones by the English ones.
    pub texts: BTreeMap<String, String>,
}

/// What is said of an operation.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Operation {
    /// What people call it.
    pub zh: Option<String>,
    /// Its description.
    pub text: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_can_be_read() {
        let read = |error: Option<toml::de::Error>| assert_eq!(error.map(|error| error.to_string()), None);
        read(toml::from_str::<FieldFile>(include_str!("fields.toml")).err());
        read(toml::from_str::<OperationFile>(include_str!("operations.toml")).err());
    }
}
