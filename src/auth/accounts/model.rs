//! Accounts as a client enters and reads them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::auth::Role;
use crate::auth::oidc::imitates_bearer;
use crate::clock;
use crate::http::page::PageInfo;
use crate::http::{ETag, Input, body};
use crate::problems::Violation;
use crate::text;

/// A role at a node of the region tree: it holds there and in everything below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AccountRole {
    /// What it permits.
    pub role: Role,
    /// Where: `CN`, or 2, 4, 6 or 9 digits.
    #[validate(length(min = 2, max = 9))]
    #[schema(
        min_length = 2,
        max_length = 9,
        pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$",
        example = "540526201"
    )]
    pub region: String,
}

/// A person or a system that calls.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Account {
    /// The account's id.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub id: Uuid,
    /// 1, 2, 3 …: it is the account's `ETag`. Issuing and revoking one of its tokens counts as a change.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    pub version: i32,
    /// Whose it is: the name in every record entered with it.
    #[schema(max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// What it may do, and where.
    #[schema(max_items = 20)]
    pub roles: Vec<AccountRole>,
    /// When it was made.
    #[serde(serialize_with = "clock::write_instant")]
    pub created_at: DateTime<Utc>,
    /// The name of the account that made it, or `command line`.
    #[schema(example = "措美县司法局")]
    pub created_by: String,
    /// When it was last changed.
    #[serde(serialize_with = "clock::write_instant")]
    pub updated_at: DateTime<Utc>,
    /// The name of the account that last changed it.
    #[schema(example = "措美县司法局")]
    pub updated_by: String,
    /// From when on none of its tokens is taken; null while they are.
    #[schema(required, example = json!(null))]
    pub disabled_at: Option<DateTime<Utc>>,
    /// The smallest region that all its first roles stood in: its changes are in the trail of that region.
    #[serde(skip)]
    pub home: String,
}

impl Account {
    /// Its tag.
    #[must_use]
    pub fn etag(&self) -> ETag {
        ETag::version(self.version)
    }

    /// Whether it holds roles that one account may hold together. Accounts that were made before this was asked may not.
    #[must_use]
    pub fn is_separate(&self) -> bool {
        Role::are_separate(self.roles.iter().map(|held| held.role))
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/api/v1/accounts/{}", self.id)
    }
}

/// One page of accounts.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountPage {
    /// The accounts of this page, by id: in the order they were made.
    #[schema(max_items = 200)]
    pub items: Vec<Account>,
    /// Where the list goes on.
    pub page: PageInfo,
}

/// An account as a client enters it; sent whole, to make or to replace.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "古堆乡司法所", "roles": [{"role": "clerk", "region": "540526201"}]}))]
pub struct AccountInput {
    /// Whose it is: the name in every record entered with it from now on. It has no colon behind a bracket: whom an identity
    /// provider proves is called `扎西 (oidc:4711)`.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// What it may do, and where; within the caller's own subtree. A person may hold several roles; an account with the
    /// role `admin` holds none besides it but `viewer`.
    #[validate(length(min = 1, max = 20), nested)]
    #[schema(min_items = 1, max_items = 20)]
    pub roles: Vec<AccountRole>,
    /// Whether its tokens are refused from the next request on, for as long as this is said; `false` where nothing is said.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub disabled: bool,
}

impl Input for AccountInput {
    const KEPT: &'static [&'static str] =
        &["id", "version", "created_at", "created_by", "updated_at", "updated_by", "disabled_at"];

    fn rules(&self) -> Vec<Violation> {
        let repeats = |(index, role): (usize, &AccountRole)| {
            let detail = text!("这个角色已在列表中", "this role is in the list already");
            let earlier = self.roles.iter().take(index);
            earlier
                .into_iter()
                .any(|known| known == role)
                .then(|| Violation::at(format!("/roles/{index}"), "repeated", detail))
        };
        let repeated = self.roles.iter().enumerate().filter_map(repeats);
        let mut found = body::personal_numbers(&[("/name", &self.name)]);
        found.extend(repeated.chain(not_separate(&self.roles)).chain(imitation(&self.name)));
        found
    }
}

/// Whether an account of this name would look like somebody whom an identity provider proves.
#[must_use]
pub fn imitation(name: &str) -> Option<Violation> {
    let detail = text!(
        "括号中不得有冒号：这种形式留给由身份提供方证明的人",
        "must have no colon behind a bracket: names of that form are for those whom an identity provider proves"
    );
    imitates_bearer(name).then(|| Violation::at("/name", "imitation", detail))
}

/// Each role that may not be held together with the one that administers.
fn not_separate(roles: &[AccountRole]) -> Vec<Violation> {
    if Role::are_separate(roles.iter().map(|held| held.role)) {
        return Vec::new();
    }
    let refused = roles.iter().enumerate().filter(|(_, held)| !held.role.goes_with_administration());
    let violation = |(index, held): (usize, &AccountRole)| {
        let label = held.role.label();
        let (zh, en) = (label.zh, label.en);
        let detail = text!(
            "管理员不得兼任{zh}，应由另一个账号担任",
            "an account that administers is no {en} as well: give this role to another account"
        );
        Violation::at(format!("/roles/{index}/role"), "separation_of_duties", detail)
    };
    refused.map(violation).collect()
}
