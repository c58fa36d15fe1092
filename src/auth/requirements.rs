//! What each operation requires of its caller. A handler states it where it is documented (`security`), here it is read off
//! the contract: what is refused and what the contract says are the same.

use std::collections::HashMap;

use serde_json::Value;

use super::Permission;

/// What an operation requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing: it answers without a token.
    Nothing,
    /// A token, and that its caller is permitted this somewhere.
    Permission(Permission),
}

impl Requirement {
    /// What an operation of the document states, by a role name in its security requirement (OpenAPI 3.1 §4.8.30); `None`
    /// where it states nothing that is known.
    #[must_use]
    pub fn stated(operation: &Value) -> Option<Self> {
        let alternatives = operation.get("security")?.as_array()?;
        let Some(schemes) = alternatives.first().and_then(Value::as_object).filter(|one| !one.is_empty())
        else {
            return Some(Self::Nothing);
        };
        let names = schemes.get("bearer")?.as_array()?;
        let permission = names.first().and_then(Value::as_str).and_then(Permission::parse);
        permission.filter(|_| names.len() == 1).map(Self::Permission)
    }
}

/// The requirements of all operations, by path and method as the contract writes them.
#[derive(Debug)]
pub struct Requirements(HashMap<String, HashMap<String, Requirement>>);

/// Operations that state nothing, each as its method and path.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("these operations do not state what they require of their callers: {}", .0.join(", "))]
pub struct Unstated(Vec<String>);

impl Requirements {
    /// Reads them off the document.
    ///
    /// # Errors
    /// Where an operation states nothing.
    pub fn of(document: &Value) -> Result<Self, Unstated> {
        let (mut requirements, mut unstated) = (HashMap::<_, HashMap<_, _>>::new(), Vec::new());
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let method = method.to_uppercase();
                match Requirement::stated(operation) {
                    Some(requirement) => {
                        requirements.entry(path.clone()).or_default().insert(method, requirement);
                    }
                    None => unstated.push(format!("{method} {path}")),
                }
            }
        }
        if unstated.is_empty() { Ok(Self(requirements)) } else { Err(Unstated(unstated)) }
    }

    /// What the operation requires; `None` where there is none such.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<Requirement> {
        self.0.get(path)?.get(method).copied()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_stated_is_found() {
        let document = json!({"paths": {
            "/reports/{id}:accept": {"post": {"security": [{"bearer": ["review_reports"]}]}},
            "/problems": {"get": {"security": []}},
        }});
        let requirements = Requirements::of(&document).unwrap();
        let accept = requirements.find("POST", "/reports/{id}:accept");
        assert_eq!(accept, Some(Requirement::Permission(Permission::ReviewReports)));
        assert_eq!(requirements.find("GET", "/problems"), Some(Requirement::Nothing));
        assert_eq!(requirements.find("GET", "/reports/{id}:accept"), None);
    }

    #[test]
    fn what_states_nothing_is_named() {
        for security in [
            json!(null),
            json!([{"bearer": []}]),
            json!([{"bearer": ["read_recods"]}]),
            json!([{"basic": []}]),
        ] {
            let document =
                json!({"paths": {"/reports": {"get": {"security": security}, "post": {"security": [{}]}}}});
            assert_eq!(
                Requirements::of(&document).unwrap_err(),
                Unstated(vec!["GET /reports".to_owned()]),
                "{security}"
            );
        }
    }
}
