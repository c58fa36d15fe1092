//! Tokens as a client enters and reads them.

use chrono::{DateTime, Utc};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::auth::Role;
use crate::auth::accounts::AccountRole;
use crate::auth::accounts::model::imitation;
use crate::http::page::PageInfo;
use crate::http::{ETag, Input, body};
use crate::problems::Violation;
use crate::text;

/// Which tokens are listed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TokenFilter {
    /// Only tokens of this account.
    pub account: Option<Uuid>,
}

/// An account by id and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccountName {
    /// Its id.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub id: Uuid,
    /// Its name.
    #[schema(max_length = 100, example = "古堆乡司法所")]
    pub name: String,
}

/// A token, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Token {
    /// Its public id: the part between the first two underscores.
    #[schema(max_length = 12, example = "k3v9m2x7q4ab")]
    pub id: String,
    /// Its name among the tokens of the account.
    #[schema(max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// Whose it is.
    pub account: AccountName,
    /// What it may do, and where: the roles of its account.
    #[schema(max_items = 20)]
    pub roles: Vec<AccountRole>,
    /// The networks it may be used from, in CIDR notation; none for all.
    #[schema(max_items = 20, example = json!([]))]
    pub networks: Vec<String>,
    /// When it was issued.
    #[schema(example = "2026-01-01T00:00:00Z")]
    pub created_at: DateTime<Utc>,
    /// The name of the account that issued it, or `command line`.
    #[schema(example = "措美县司法局")]
    pub created_by: String,
    /// From when on it is refused.
    #[schema(example = "2027-01-01T00:00:00Z")]
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute or so; null where it was not yet.
    #[schema(required, example = json!(null))]
    pub last_used_at: Option<DateTime<Utc>>,
    /// From when on it was revoked; null where it was not.
    #[schema(required, example = json!(null))]
    pub revoked_at: Option<DateTime<Utc>>,
    /// The id of the token that it was issued in place of.
    #[schema(required, max_length = 12, example = json!(null))]
    pub replaces: Option<String>,
    /// The account that issued it, which every entry that it makes in the trail names; null where that was not noted yet.
    /// Where an account replaced a token of its own, it is the one that issued that.
    #[schema(required, max_length = 500, example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub issuer_account: Option<String>,
}

impl Token {
    /// Its tag. When it was last used is not part of it.
    #[must_use]
    pub fn etag(&self) -> ETag {
        let Self { id, roles, expires_at, revoked_at, account, .. } = self;
        ETag::digest(format!("{id} {roles:?} {expires_at} {revoked_at:?} {}", account.name).as_bytes())
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/api/v1/tokens/{}", self.id)
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

/// A token to be issued: for an account there is (`account_id`), or for a new one of this name with one role (`role`,
/// `region`).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "古堆乡司法所", "role": "clerk", "region": "540526201", "expires_in_days": 365}))]
pub struct TokenInput {
    /// Its name among the tokens of the account; the name of the account, where one is made for it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古堆乡司法所")]
    pub name: String,
    /// The account it proves. Left out where `role` and `region` are given.
    #[schema(example = json!(null))]
    pub account_id: Option<Uuid>,
    /// What the new account may do.
    pub role: Option<Role>,
    /// The region it reaches, with everything below: `CN`, or 2, 4, 6 or 9 digits; within the issuer's own.
    #[validate(length(min = 2, max = 9))]
    #[schema(
        min_length = 2,
        max_length = 9,
        pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$",
        example = "540526201"
    )]
    pub region: Option<String>,
    /// The networks it may be used from, in CIDR notation such as `10.1.0.0/16`; none for all.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(max_items = 20, example = json!([]))]
    pub networks: Vec<String>,
    /// Days until it expires, 1 to 3,650; 365 where it is not said.
    #[serde(default = "a_year")]
    #[validate(range(min = 1, max = 3650))]
    #[schema(minimum = 1, maximum = 3650, default = 365, example = 365)]
    pub expires_in_days: i32,
}

/// How a token is replaced.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"overlap_hours": 24}))]
pub struct TokenRotation {
    /// Hours for which the old token is still taken, 0 to 720; 24 where it is not said. It never outlives its own expiry.
    #[serde(default = "a_day")]
    #[validate(range(min = 0, max = 720))]
    #[schema(minimum = 0, maximum = 720, default = 24, example = 24)]
    pub overlap_hours: i32,
    /// Days until the new token expires, 1 to 3,650; 365 where it is not said.
    #[serde(default = "a_year")]
    #[validate(range(min = 1, max = 3650))]
    #[schema(minimum = 1, maximum = 3650, default = 365, example = 365)]
    pub expires_in_days: i32,
}

fn a_year() -> i32 {
    365
}

fn a_day() -> i32 {
    24
}

impl Input for TokenRotation {}

impl Input for TokenInput {
    fn normalise(&mut self) {
        for network in &mut self.networks {
            if let Some(known) = read_network(network) {
                *network = known.to_string();
            }
        }
    }

    fn rules(&self) -> Vec<Violation> {
        let mut found = body::personal_numbers(&[("/name", &self.name)]);
        found.extend(imitation(&self.name));
        for (index, network) in self.networks.iter().enumerate() {
            if read_network(network).is_none() {
                let detail = text!(
                    "应为 CIDR 形式的网段，如 10.1.0.0/16",
                    "must be a network in CIDR notation, such as 10.1.0.0/16"
                );
                found.push(Violation::at(format!("/networks/{index}"), "network", detail));
            }
        }
        let (for_one, for_new) = (self.account_id.is_some(), (self.role.is_some(), self.region.is_some()));
        if !matches!((for_one, for_new), (true, (false, false)) | (false, (true, true))) {
            let detail = text!(
                "应给出 account_id，或者 role 和 region 两项",
                "either account_id, or both role and region"
            );
            found.push(Violation::at("/account_id", "whose", detail));
        }
        found
    }
}

/// A network, or a single address, with the bits behind its prefix cleared.
#[must_use]
pub fn read_network(text: &str) -> Option<IpNet> {
    let address = || text.parse::<std::net::IpAddr>().ok().map(IpNet::from);
    text.parse::<IpNet>().ok().or_else(address).map(|network| network.trunc())
}
