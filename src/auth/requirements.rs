//! What each operation requires of its caller. A handler states it where it is documented (`security`), here it is read off
//! the contract: what is refused and what the contract says are the same.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Permission;

/// The word of the contract for the permission that an operation requires.
const PERMISSION: &str = "x-required-permission";

/// What an operation requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Nothing: it answers without a token.
    Nothing,
    /// A token, and that its caller is permitted this somewhere.
    Permission(Permission),
}

impl Requirement {
    /// What a handler states where it is documented: a permission by its name in `security`, or that it needs none; `None` where
    /// it states nothing that is known.
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

    /// Writes it as the contract says it. Names in `security` would be taken for scopes, which belong to OAuth.
    pub fn publish(self, operation: &mut Value) {
        match self {
            Self::Nothing => operation["security"] = json!([]),
            Self::Permission(permission) => {
                let basic = takes_basic(operation).then(|| json!({"password": []}));
                operation["security"] = [json!({"bearer": []})].into_iter().chain(basic).collect();
                operation[PERMISSION] = json!(permission.as_str());
            }
        }
    }

    /// What the contract says of an operation; `None` where it says nothing.
    fn published(operation: &Value) -> Option<Self> {
        match operation.get(PERMISSION) {
            Some(name) => name.as_str().and_then(Permission::parse).map(Self::Permission),
            None => operation["security"].as_array().filter(|any| any.is_empty()).map(|_| Self::Nothing),
        }
    }
}

/// Whether an operation takes the token as the password of `Basic` as well.
fn takes_basic(operation: &Value) -> bool {
    let alternatives = operation["security"].as_array().into_iter().flatten();
    alternatives.filter_map(Value::as_object).any(|schemes| schemes.contains_key("password"))
}

/// What an operation requires, and how a token may be presented to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Security {
    /// What it requires.
    pub requirement: Requirement,
    /// Whether a token may be the password of `Basic` (RFC 7617) as well. Only what changes nothing may allow it: browsers send that
    /// on their own.
    pub takes_basic: bool,
}

/// What all operations require, by path and method as the contract writes them.
#[derive(Debug)]
pub struct Requirements(HashMap<String, HashMap<String, Security>>);

/// Operations that state nothing, each as its method and path.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
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
                match Requirement::published(operation) {
                    Some(requirement) => {
                        let security = Security { requirement, takes_basic: takes_basic(operation) };
                        requirements.entry(path.clone()).or_default().insert(method, security);
                    }
                    None => unstated.push(format!("{method} {path}")),
                }
            }
        }
        if unstated.is_empty() { Ok(Self(requirements)) } else { Err(Unstated(unstated)) }
    }

    /// What the operation requires; `None` where there is none such.
    #[must_use]
    pub fn find(&self, method: &str, path: &str) -> Option<Security> {
        self.0.get(path)?.get(method).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The requirements of an operation whose handler states this.
    fn of(security: &Value) -> Result<Requirements, Unstated> {
        let mut operation = json!({"security": security});
        if let Some(requirement) = Requirement::stated(&operation) {
            requirement.publish(&mut operation);
        }
        Requirements::of(&json!({"paths": {"/reports/{id}:accept": {"post": operation}}}))
    }

    #[test]
    fn what_is_stated_is_found() {
        let accept = "/reports/{id}:accept";
        let requirements = of(&json!([{"bearer": ["review_reports"]}])).unwrap();
        let found = requirements.find("POST", accept);
        let requirement = Requirement::Permission(Permission::ReviewReports);
        assert_eq!(found, Some(Security { requirement, takes_basic: false }));
        assert_eq!(requirements.find("GET", accept), None);
        let nothing = Security { requirement: Requirement::Nothing, takes_basic: false };
        assert_eq!(of(&json!([{}])).unwrap().find("POST", accept), Some(nothing));
        let basic = of(&json!([{"bearer": ["read_records"]}, {"password": []}])).unwrap();
        assert!(basic.find("POST", accept).unwrap().takes_basic);
    }

    #[test]
    fn what_states_nothing_is_named() {
        for security in [
            json!(null),
            json!([{"bearer": []}]),
            json!([{"bearer": ["read_recods"]}]),
            json!([{"password": []}]),
        ] {
            let unstated = of(&security).unwrap_err();
            assert_eq!(unstated, Unstated(vec!["POST /reports/{id}:accept".to_owned()]), "{security}");
        }
    }
}
