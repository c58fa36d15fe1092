//! Tokens and their holder as a client reads them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::store::StoredToken;
use super::{Permission, Role};
use crate::http::page::PageInfo;
use crate::http::{ETag, Input};

/// Who is calling, and what the caller may do.
#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    /// The public id of the token.
    #[schema(max_length = 12, example = "k3v9m2x7q4ab")]
    pub token_id: String,
    /// Whose it is: the name in every record entered with it.
    #[schema(max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// Its role.
    pub role: Role,
    /// The region it stands at; it reaches that one and everything below.
    pub region: RegionName,
    /// From when on it is refused.
    #[schema(example = "2027-01-01T00:00:00Z")]
    pub expires_at: DateTime<Utc>,
    /// What it may do there.
    #[schema(max_items = 10, example = json!(["read_records", "write_records"]))]
    pub permissions: Vec<Permission>,
}

/// A region by code and name.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegionName {
    /// Its code.
    #[schema(
        pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$",
        max_length = 9,
        example = "540526201"
    )]
    pub code: String,
    /// Its name.
    #[schema(max_length = 100, example = "古堆乡")]
    pub name: String,
}

/// A token, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Token {
    /// Its public id: the part between the first two underscores.
    #[schema(max_length = 12, example = "k3v9m2x7q4ab")]
    pub id: String,
    /// Whose it is: the name in every record entered with it.
    #[schema(max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The region it stands at; it reaches that one and everything below.
    #[schema(
        pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$",
        max_length = 9,
        example = "540526201"
    )]
    pub region: String,
    /// When it was issued.
    #[schema(example = "2026-01-01T00:00:00Z")]
    pub created_at: DateTime<Utc>,
    /// The name of the token that issued it, or `command line`.
    #[schema(example = "措美县司法局")]
    pub created_by: String,
    /// From when on it is refused.
    #[schema(example = "2027-01-01T00:00:00Z")]
    pub expires_at: DateTime<Utc>,
    /// From when on it was revoked; null where it was not.
    #[schema(required, example = json!(null))]
    pub revoked_at: Option<DateTime<Utc>>,
}

impl Token {
    /// Its tag. All of a token but its revocation stays as it was issued.
    #[must_use]
    pub fn etag(&self) -> ETag {
        ETag::digest(format!("{} {:?}", self.id, self.revoked_at).as_bytes())
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/api/v1/tokens/{}", self.id)
    }
}

impl From<StoredToken> for Token {
    fn from(stored: StoredToken) -> Self {
        let StoredToken {
            id,
            name,
            role,
            region_code,
            created_at,
            created_by,
            expires_at,
            revoked_at,
        } = stored;
        Self {
            id,
            name,
            role,
            region: region_code,
            created_at,
            created_by,
            expires_at,
            revoked_at,
        }
    }
}

/// A token just issued.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct IssuedToken {
    /// The token itself, to be sent as `Authorization: Bearer …`. It is shown this once and kept nowhere: a request
    /// repeated under its `Idempotency-Key` reads null here.
    #[schema(
        required,
        max_length = 100,
        example = "fz_k3v9m2x7q4ab_0000000000000000000000000000000000000000000"
    )]
    pub token: Option<String>,
    /// The token as it is listed.
    #[serde(flatten)]
    pub stored: Token,
}

/// One page of tokens.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenPage {
    /// The tokens of this page, by id.
    #[schema(max_items = 200)]
    pub items: Vec<Token>,
    /// Where the list goes on.
    pub page: PageInfo,
}

/// A token to be issued.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "古堆乡司法所", "role": "clerk", "region": "540526201", "expires_in_days": 365}))]
pub struct TokenInput {
    /// Whose it is: it stands in every record entered with it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The region it reaches, with everything below: `CN`, or 2, 4, 6 or 9 digits; within the issuer's own.
    #[validate(length(min = 2, max = 9))]
    #[schema(
        min_length = 2,
        max_length = 9,
        pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$",
        example = "540526201"
    )]
    pub region: String,
    /// Days until it expires, 1 to 3,650; 365 where it is not said.
    #[serde(default = "a_year")]
    #[validate(range(min = 1, max = 3650))]
    #[schema(minimum = 1, maximum = 3650, default = 365, example = 365)]
    pub expires_in_days: i32,
}

fn a_year() -> i32 {
    365
}

impl Input for TokenInput {}
