//! Taking a text out of the entries of a record (个人信息保护法 art. 47). An entry that is changed keeps its hash, so that
//! the chain holds; the entry of the redaction certifies what became of it.

use std::collections::HashMap;

use diesel::pg::{PgConnection, PgRowByRowLoadingMode};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::content::EntryContent;
use crate::db::schema::trail;
use crate::db::{Verbatim, privileges};
use crate::digest;
use crate::keys::Key;
use crate::problems::{ApiError, ApiResult};

/// What stands in place of each character that was taken out.
pub const MASK: &str = "＊";

/// A text to be taken out, and where people write texts.
pub struct Mask<'a> {
    text: &'a str,
    is_free_text: &'a dyn Fn(&[&str]) -> bool,
}

impl<'a> Mask<'a> {
    /// Takes out this text, of a record wherever `is_free_text` says of its steps that people write there.
    #[must_use]
    pub fn new(text: &'a str, is_free_text: &'a dyn Fn(&[&str]) -> bool) -> Self {
        Self { text, is_free_text }
    }

    /// A text without it; `None` where it is not in there.
    #[must_use]
    pub fn text(&self, text: &str) -> Option<String> {
        let masked = || text.replace(self.text, &MASK.repeat(self.text.chars().count()));
        text.contains(self.text).then(masked)
    }

    /// Takes it out of what stands in a record at these steps; says whether it was there.
    pub fn value(&self, value: &mut Value, steps: &mut Vec<String>) -> bool {
        match value {
            Value::String(text) => {
                let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
                let masked = self.text(text).filter(|_| (self.is_free_text)(&steps));
                let is_found = masked.is_some();
                *text = masked.unwrap_or_else(|| std::mem::take(text));
                is_found
            }
            Value::Array(items) => {
                let of_item = |(index, item): (usize, &mut Value)| self.below(item, index.to_string(), steps);
                items.iter_mut().enumerate().map(of_item).fold(false, |found, one| found | one)
            }
            Value::Object(fields) => {
                let of_field = |(name, field): (&String, &mut Value)| self.below(field, name.clone(), steps);
                fields.iter_mut().map(of_field).fold(false, |found, one| found | one)
            }
            _ => false,
        }
    }

    fn below(&self, value: &mut Value, step: String, steps: &mut Vec<String>) -> bool {
        steps.push(step);
        let is_found = self.value(value, steps);
        steps.pop();
        is_found
    }

    /// Takes it out of the values of a JSON Patch.
    fn patch(&self, patch: &mut Value) -> bool {
        let operations = patch.as_array_mut().into_iter().flatten();
        let of_operation = |operation: &mut Value| {
            let pointer = operation.get("path").and_then(Value::as_str).unwrap_or_default();
            let step = |step: &str| step.replace("~1", "/").replace("~0", "~");
            let mut steps: Vec<String> = pointer.split('/').skip(1).map(step).collect();
            operation.get_mut("value").is_some_and(|value| self.value(value, &mut steps))
        };
        operations.map(of_operation).fold(false, |found, one| found | one)
    }

    /// Takes it out of an entry; says whether it was there.
    fn entry(&self, content: &mut EntryContent) -> serde_json::Result<bool> {
        let mut is_found = false;
        for column in [&mut content.before, &mut content.after] {
            is_found |= within(column, |record| self.value(record, &mut Vec::new()))?;
        }
        is_found |= within(&mut content.patch, |patch| self.patch(patch))?;
        if let Some(masked) = content.reason.as_deref().and_then(|reason| self.text(reason)) {
            content.reason = Some(masked);
            is_found = true;
        }
        // In an id that was drawn at random, digits mean nothing.
        let is_drawn = Uuid::parse_str(&content.request_id).is_ok();
        if let Some(masked) = self.text(&content.request_id).filter(|_| !is_drawn) {
            content.request_id = masked;
            is_found = true;
        }
        Ok(is_found)
    }
}

/// Changes a column; one that is not changed stays the text it is.
fn within(
    column: &mut Option<Verbatim>,
    change: impl FnOnce(&mut Value) -> bool,
) -> serde_json::Result<bool> {
    let Some(text) = column else { return Ok(false) };
    let mut value = text.value()?;
    let is_changed = change(&mut value);
    if is_changed {
        *text = Verbatim::of(&value)?;
    }
    Ok(is_changed)
}

/// An entry that a redaction changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RedactedEntry {
    /// The record's version after the change that the entry tells.
    #[schema(minimum = 1, example = 2)]
    pub version: i32,
    /// The entry.
    pub id: Uuid,
    /// Its hash, hexadecimal: that of what it was.
    #[schema(max_length = 64)]
    pub hash: String,
    /// The keyed hash of what it became, hexadecimal.
    #[schema(max_length = 64)]
    pub content: String,
}

/// Takes a text out of all entries of a record; says which these are. It is done with the rights of the tables' owner, since
/// the service itself can change no entry.
///
/// # Errors
/// 503 where the database fails.
pub fn redact(
    conn: &mut PgConnection,
    record: (&str, Uuid),
    mask: &Mask<'_>,
    key: &Key,
) -> ApiResult<Vec<RedactedEntry>> {
    let found = holding(conn, record, mask)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    privileges::as_owner(conn, |conn| found.iter().map(|id| change(conn, record.0, *id, mask, key)).collect())
}

/// The entries that hold the text. They are read one by one, since any of them may be long.
fn holding(conn: &mut PgConnection, record: (&str, Uuid), mask: &Mask<'_>) -> ApiResult<Vec<Uuid>> {
    let entries = trail::table
        .filter(trail::county_code.eq(record.0).and(trail::record_id.eq(record.1)))
        .order(trail::version)
        .select(EntryContent::as_select());
    let mut found = Vec::new();
    for entry in entries.load_iter::<EntryContent, PgRowByRowLoadingMode>(conn)? {
        let mut content = entry?;
        if mask.entry(&mut content).map_err(ApiError::internal)? {
            found.push(content.id);
        }
    }
    Ok(found)
}

fn change(
    conn: &mut PgConnection,
    county: &str,
    id: Uuid,
    mask: &Mask<'_>,
    key: &Key,
) -> ApiResult<RedactedEntry> {
    let row = trail::table.find((county, id));
    let (mut content, hash): (EntryContent, Vec<u8>) =
        row.select((EntryContent::as_select(), trail::hash)).first(conn)?;
    mask.entry(&mut content).map_err(ApiError::internal)?;
    diesel::update(trail::table.find((county, id)))
        .set((
            trail::before.eq(&content.before),
            trail::after.eq(&content.after),
            trail::patch.eq(&content.patch),
            trail::reason.eq(&content.reason),
            trail::request_id.eq(&content.request_id),
        ))
        .execute(conn)?;
    let (hash, version) = (digest::hexadecimal(&hash), content.version);
    Ok(RedactedEntry { version, id, hash, content: digest::hexadecimal(&content.content_hash(key)) })
}

/// What an entry has to be after it was redacted, and by which entry of its chain that is certified.
#[derive(Debug)]
struct Certificate {
    township_code: String,
    record_id: Uuid,
    position: i64,
    hash: String,
    content: String,
}

/// What redactions certify: of each entry the last one. Whether these redactions are genuine is for the walk to tell,
/// which comes to them later in the same chain.
#[derive(Debug, Default)]
pub(super) struct Certificates(HashMap<Uuid, Certificate>);

impl Certificates {
    /// All of them.
    ///
    /// # Errors
    /// Where the database fails.
    pub(super) fn load(conn: &mut PgConnection) -> QueryResult<Self> {
        let redactions: Vec<(String, Uuid, i64, Verbatim)> = trail::table
            .filter(trail::redacted.is_not_null())
            .order(trail::position)
            .select((
                trail::township_code,
                trail::record_id,
                trail::position,
                trail::redacted.assume_not_null(),
            ))
            .load(conn)?;
        let mut certificates = HashMap::new();
        for (township_code, record_id, position, redacted) in redactions {
            // What cannot be read certifies nothing.
            let entries: Vec<RedactedEntry> = serde_json::from_str(redacted.as_str()).unwrap_or_default();
            for RedactedEntry { id, hash, content, .. } in entries {
                let township_code = township_code.clone();
                certificates.insert(id, Certificate { township_code, record_id, position, hash, content });
            }
        }
        Ok(Self(certificates))
    }

    /// Whether a redaction changed this entry.
    pub(super) fn speak_of(&self, id: Uuid) -> bool {
        self.0.contains_key(&id)
    }

    /// Whether an entry is what it has to be: `None` where no redaction speaks of it.
    pub(super) fn judge(&self, content: &EntryContent, hash: &[u8], key: &Key) -> Option<bool> {
        let certificate = self.0.get(&content.id)?;
        let is_of_it = certificate.township_code == content.township_code
            && certificate.record_id == content.record_id
            && certificate.position > content.position;
        let is_as_certified = certificate.hash == digest::hexadecimal(hash)
            && certificate.content == digest::hexadecimal(&content.content_hash(key));
        Some(is_of_it && is_as_certified)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_taken_out_where_people_write_and_nowhere_else() {
        let is_free_text = |steps: &[&str]| matches!(steps, ["note"] | ["tasks", _, "measure"]);
        let mask = Mask::new("13800138000", &is_free_text);
        let mut record = json!({"note": "13800138000、13800138000", "title": "13800138000", "year": 2024,
            "tasks": [{"measure": "无"}, {"measure": "电话13800138000", "id": "13800138000"}]});
        assert!(mask.value(&mut record, &mut Vec::new()));
        let stars = "＊＊＊＊＊＊＊＊＊＊＊";
        assert_eq!(
            record,
            json!({"note": format!("{stars}、{stars}"), "title": "13800138000", "year": 2024,
                "tasks": [{"measure": "无"}, {"measure": format!("电话{stars}"), "id": "13800138000"}]})
        );
        assert!(!mask.value(&mut record, &mut Vec::new()));
    }

    #[test]
    fn it_is_taken_out_of_a_patch_as_of_the_record() {
        let is_free_text = |steps: &[&str]| matches!(steps, ["a/b"] | ["tasks", _, "measure"]);
        let mask = Mask::new("1234", &is_free_text);
        let before = json!({"a/b": "x", "tasks": [{"measure": "1234"}], "year": "1234"});
        let after =
            json!({"a/b": "1234", "tasks": [{"measure": "51234"}, {"measure": "12345"}], "year": "12345"});
        let mut patch = json!(json_patch::diff(&before, &after));
        assert!(mask.patch(&mut patch));
        let masked = |mut record: Value| {
            mask.value(&mut record, &mut Vec::new());
            record
        };
        let mut state = masked(before);
        json_patch::patch_unsafe(&mut state, &serde_json::from_value::<json_patch::Patch>(patch).unwrap())
            .unwrap();
        assert_eq!(state, masked(after));
    }
}
