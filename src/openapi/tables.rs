//! What operations that are offered as tables answer besides JSON. They are those whose parameter `format` may be `csv`.

#![expect(
    clippy::indexing_slicing,
    reason = "reading a Value by index never panics, and the document is an object"
)]

use serde_json::{Value, json};

use super::headers;
use crate::http::accept::MediaType;
use crate::tables::TableFormat;

/// Adds the media types of tables to every operation that offers them.
pub fn apply(document: &mut Value) {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for operation in
        paths.filter_map(|(_, item)| item.get_mut("get")).filter(|operation| is_offered(operation))
    {
        let answer = &mut operation["responses"]["200"];
        answer["content"][MediaType::Csv.as_ref()] = json!({"schema": {"type": "string"}});
        answer["content"][MediaType::Xlsx.as_ref()] =
            json!({"schema": {"type": "string", "format": "binary"}});
        answer["headers"]["Content-Disposition"] = headers::file_name();
    }
}

fn is_offered(operation: &Value) -> bool {
    let mut parameters = operation["parameters"].as_array().into_iter().flatten();
    let is_csv = |word: &Value| *word == TableFormat::Csv.as_str();
    parameters.any(|parameter| {
        parameter["name"] == "format"
            && parameter["schema"]["enum"].as_array().is_some_and(|words| words.iter().any(is_csv))
    })
}
