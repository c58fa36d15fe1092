//! Which permission an operation needs. It is read off the operation's address, here and nowhere else: what is refused
//! and what the contract says (`x-required-role`) are the same.

use super::Permission;

/// Operations that answer without a token.
const PUBLIC: [&str; 4] = ["/api/v1", "/api/v1/openapi.json", "/api/v1/problems", "/api/v1/problems/{code}"];

/// Whether the operations at this path answer without a token.
#[must_use]
pub fn is_public(path: &str) -> bool {
    PUBLIC.contains(&path)
}

/// What a caller must be permitted, somewhere, to use the operation; `path` is its pattern in the contract.
#[must_use]
pub fn permission(method: &str, path: &str) -> Permission {
    let below = path.strip_prefix("/api/v1/").unwrap_or(path);
    let first = below.split(['/', ':']).next().unwrap_or_default();
    let reads = matches!(method, "GET" | "get");
    match (first, reads) {
        ("tokens" | "accounts", _) => Permission::ManageAccess,
        ("changes", _) if below.starts_with("changes/brief") => Permission::ReadRecords,
        ("changes", _) => Permission::ReadTrail,
        _ if reads && below.ends_with("/history") => Permission::ReadTrail,
        _ if below.ends_with(":reveal") => Permission::ReadTrail,
        _ if below.ends_with(":confirm") || below.ends_with(":decline") => Permission::ConfirmActivities,
        _ if below.ends_with(":redact") => Permission::RedactRecords,
        (_, true) => Permission::ReadRecords,
        ("vocabularies" | "regions", false) => Permission::ManageVocabularies,
        (_, false) => Permission::WriteRecords,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_tells() {
        let cases = [
            ("GET", "/api/v1/members", Permission::ReadRecords),
            ("GET", "/api/v1/members/{id}/history", Permission::ReadTrail),
            ("POST", "/api/v1/members/{id}:restore", Permission::WriteRecords),
            ("GET", "/api/v1/vocabularies/{name}", Permission::ReadRecords),
            ("POST", "/api/v1/vocabularies/{name}/terms", Permission::ManageVocabularies),
            ("GET", "/api/v1/tokens", Permission::ManageAccess),
            ("POST", "/api/v1/tokens/{id}:rotate", Permission::ManageAccess),
            ("GET", "/api/v1/accounts/{id}/history", Permission::ManageAccess),
            ("GET", "/api/v1/changes", Permission::ReadTrail),
            ("GET", "/api/v1/changes/stream", Permission::ReadTrail),
            ("GET", "/api/v1/changes/brief", Permission::ReadRecords),
            ("GET", "/api/v1/changes/brief/stream", Permission::ReadRecords),
            ("GET", "/api/v1/regions/{code}/personal-data", Permission::ReadRecords),
            ("PUT", "/api/v1/regions/{code}/personal-data", Permission::ManageVocabularies),
            ("GET", "/api/v1/cases/{id}/parties", Permission::ReadRecords),
            ("PUT", "/api/v1/cases/{id}/parties", Permission::WriteRecords),
            ("POST", "/api/v1/cases/{id}/parties:reveal", Permission::ReadTrail),
            ("GET", "/api/v1/joint-activities", Permission::ReadRecords),
            (
                "POST",
                "/api/v1/activities/{id}/partners/{township_code}:confirm",
                Permission::ConfirmActivities,
            ),
            (
                "POST",
                "/api/v1/activities/{id}/partners/{township_code}:decline",
                Permission::ConfirmActivities,
            ),
            ("POST", "/api/v1/cases/{id}:redact", Permission::RedactRecords),
        ];
        for (method, path, permission) in cases {
            assert_eq!(super::permission(method, path), permission, "{method} {path}");
        }
    }
}
