//! The roles a token gives, and where in it they stand.

use serde_json::{Map, Value};

use super::Settings;
use crate::auth::{Permission, Role};
use crate::regions::Code;

/// The longest part of an entry that is quoted in the log, in characters.
const QUOTED: usize = 40;

/// The claim of this name. Where there is none, the name is a path: `resource_access.fazhi.roles` is `roles` in `fazhi`
/// in `resource_access`. The claim that bears the whole name comes first, since names may be addresses and so have
/// dots in them; so may the names along a path.
pub(super) fn claim<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    claims.get(path).or_else(|| {
        path.match_indices('.').find_map(|(dot, _)| {
            let (outer, inner) = (path.get(..dot)?, path.get(dot + 1..)?);
            claim(claims.get(outer)?.as_object()?, inner)
        })
    })
}

/// The roles in a claim: an array of `role:region`, such as `clerk:540526201`, or such texts with spaces between.
/// What is of another form is for other services.
pub(super) fn read(claim: Option<&Value>) -> Vec<(Role, Code)> {
    let entries: Vec<&str> = match claim {
        Some(Value::Array(entries)) => entries.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(entries)) => entries.split_whitespace().collect(),
        _ => Vec::new(),
    };
    entries.into_iter().filter_map(entry).collect()
}

/// Those of the roles given that the issuer may give. Nobody who works administers: where both are given, work is.
pub(super) fn allowed(mut given: Vec<(Role, Code)>, settings: &Settings) -> Vec<(Role, Code)> {
    given.retain(|(role, region)| {
        let is_allowed = settings.roles.contains(role)
            && settings.regions.iter().any(|allowed| region.is_within(allowed.as_str()));
        if !is_allowed {
            log::debug!("the issuer may not give the role {} in {region}", role.as_str());
        }
        is_allowed
    });
    if !Role::are_separate(given.iter().map(|(role, _)| *role)) {
        given.retain(|(role, _)| !role.may(Permission::ManageAccess));
    }
    given
}

fn entry(text: &str) -> Option<(Role, Code)> {
    let read = text.split_once(':').and_then(|(role, region)| Role::parse(role).zip(Code::parse(region)));
    if read.is_none() {
        let quoted: String = text.chars().take(QUOTED).collect();
        log::debug!("not of the form role:region: {quoted:?}");
    }
    read
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn at<'a>(claims: &'a Value, path: &str) -> Option<&'a Value> {
        claim(claims.as_object().unwrap(), path)
    }

    fn roles(claim: &Value) -> Vec<String> {
        read(Some(claim)).iter().map(|(role, region)| format!("{}:{region}", role.as_str())).collect()
    }

    #[test]
    fn a_name_is_looked_up_whole_before_it_is_a_path() {
        let claims = json!({"a.b": 1, "a": {"b": 2, "c": 3}, "https://x.cn/roles": 4});
        assert_eq!(at(&claims, "a.b"), Some(&json!(1)));
        assert_eq!(at(&claims, "a.c"), Some(&json!(3)));
        assert_eq!(at(&claims, "https://x.cn/roles"), Some(&json!(4)));
    }

    #[test]
    fn a_path_leads_through_names_with_dots() {
        let claims = json!({"resource_access": {"law.fazhi": {"roles": ["clerk:540526201"]}, "law": {}}});
        assert_eq!(at(&claims, "resource_access.law.fazhi.roles"), Some(&json!(["clerk:540526201"])));
        for missing in
            ["", ".", "resource_access.", ".law", "resource_access.law.roles", "resource_access..law"]
        {
            assert_eq!(at(&claims, missing), None, "{missing}");
        }
    }

    #[test]
    fn roles_are_an_array_or_a_text() {
        let expected = ["clerk:540526201", "officer:540526", "admin:CN"];
        assert_eq!(roles(&json!(expected)), expected);
        assert_eq!(roles(&json!("clerk:540526201 officer:540526  admin:CN")), expected);
    }

    #[test]
    fn the_issuer_gives_what_it_may_give() {
        let allowed_of = |settings: &Settings, given: &[&str]| {
            let allowed = allowed(read(Some(&json!(given))), settings);
            allowed.iter().map(|(role, region)| format!("{}:{region}", role.as_str())).collect::<Vec<_>>()
        };
        let usual = Settings::new("https://id.example.cn", "fazhi");
        let given = ["clerk:540526201", "admin:CN", "officer:CN", "viewer:11"];
        assert_eq!(allowed_of(&usual, &given), ["clerk:540526201", "officer:CN", "viewer:11"]);
        assert!(allowed_of(&usual, &["admin:540526"]).is_empty());
        let codes = |codes: &[&str]| codes.iter().map(|code| Code::parse(code).unwrap()).collect();
        let tibet = Settings { regions: codes(&["54", "110101"]), ..usual.clone() };
        assert_eq!(allowed_of(&tibet, &given), ["clerk:540526201"]);
        assert_eq!(
            allowed_of(&tibet, &["viewer:110101001", "viewer:1101", "viewer:54"]),
            ["viewer:110101001", "viewer:54"]
        );
        let clerks = Settings { roles: vec![Role::Clerk], ..usual.clone() };
        assert_eq!(allowed_of(&clerks, &given), ["clerk:540526201"]);
        let all = Settings { roles: Role::all().collect(), ..usual };
        assert_eq!(allowed_of(&all, &["admin:CN", "viewer:54"]), ["admin:CN", "viewer:54"]);
        assert_eq!(allowed_of(&all, &["admin:CN", "auditor:54"]), ["auditor:54"], "not both");
    }

    #[test]
    fn what_is_no_role_in_a_region_is_left_out() {
        let mixed = json!([
            "offline_access",
            "clerk",
            "clerk:",
            ":540526201",
            "judge:540526",
            "clerk:5405262",
            "clerk: 540526201",
            "Clerk:540526201",
            "clerk:540526201:x",
            "clerk:５４",
            7,
            null,
            ["clerk:54"],
            "clerk:540526201",
        ]);
        assert_eq!(roles(&mixed), ["clerk:540526201"]);
        for nothing in [json!(null), json!(true), json!({"clerk": "540526201"}), json!(""), json!([])] {
            assert!(roles(&nothing).is_empty(), "{nothing}");
        }
        assert!(read(None).is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,60}", path in prop_oneof!["\\PC{0,20}", "[a.]{0,20}"]) {
            read(Some(&json!(text)));
            read(Some(&json!([text])));
            at(&json!({"a": {"a": {"a": text}}, "a.a": {"": 1}}), &path);
        }
    }
}
