//! Finds the actor behind the credentials of a request.

use std::net::IpAddr;
use std::sync::Arc;

use diesel::pg::PgConnection;
use ipnet::IpNet;

use super::trail;
use crate::auth::oidc::Bearer;
use crate::auth::tokens::ValidToken;
use crate::auth::{Actor, Credential, Grant, LastUsed, PrincipalCache, principal_cache, tokens};
use crate::clock;
use crate::keys::Keys;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::{Places, state};

/// What a request presents: a token, and the address it comes from.
#[derive(Clone)]
pub struct Credentials {
    /// A token of the ledger, if it has the form of one.
    pub credential: Option<Credential>,
    /// The claims of a token of an identity provider that was verified.
    pub bearer: Option<Arc<Bearer>>,
    /// The client's address.
    pub address: Option<IpAddr>,
}

impl Credentials {
    /// The id of the token in log and trail; `None` where there is no token.
    #[must_use]
    pub fn token_id(&self) -> Option<String> {
        let of_bearer = |bearer: &Arc<Bearer>| format!("{} {}", bearer.issuer, bearer.subject);
        let of_credential = || self.credential.as_ref().map(|credential| credential.id().to_owned());
        self.bearer.as_ref().map(of_bearer).or_else(of_credential)
    }
}

/// Finds the actor behind credentials; cheap to clone.
#[derive(Clone)]
pub struct Authenticator {
    /// The places of the region tree.
    pub places: Places,
    /// The keys that tokens are hashed with.
    pub keys: Keys,
    /// The roles of accounts, as far as they were read.
    pub principals: PrincipalCache,
    /// When tokens were used.
    pub last_used: LastUsed,
}

impl Authenticator {
    /// The holder of the token presented, which is one of those that [`tokens::valid`] found.
    ///
    /// # Errors
    /// 401 where it is missing, unknown, expired, revoked, its secret is wrong, its account is disabled, or its networks do
    /// not contain the address: all are answered alike. 503 where the ledger's secret was rotated meanwhile.
    pub fn holder(
        &self,
        conn: &mut PgConnection,
        valid: &[ValidToken],
        presented: &Credentials,
    ) -> ApiResult<Actor> {
        let refused = || ApiError::of(Problem::Unauthenticated);
        if let Some(bearer) = &presented.bearer {
            return self.bearer(conn, bearer)?.ok_or_else(refused);
        }
        let credential = presented.credential.as_ref().ok_or_else(refused)?;
        let token = valid.iter().find(|token| token.id == credential.id()).ok_or_else(refused)?;
        if !credential.is_proven_by(&token.secret_hash, &self.keys) {
            // Under another secret it may be valid.
            trail::must_be_kept_by(conn, &self.keys.trail)?;
            return Err(refused());
        }
        if !may_come_from(presented.address, &token.networks) {
            return Err(refused());
        }
        self.last_used.note(&token.id, token.last_used_at);
        let holding = self.principals.of(conn, &self.places, token.account_id, token.state())?;
        Ok(Actor {
            token_id: token.id.clone(),
            issuer: Some(Arc::new(token.issuer())),
            account: Arc::clone(&holding.account),
            name: Arc::clone(&holding.name),
            grants: Arc::clone(&holding.grants),
            reach: Arc::clone(&holding.reach),
            directory: token.directory,
            places: self.places.clone(),
        })
    }

    /// The holder of the token presented.
    ///
    /// # Errors
    /// As [`Authenticator::holder`]; 503 where the database fails.
    pub fn authenticate(&self, conn: &mut PgConnection, presented: &Credentials) -> ApiResult<Actor> {
        let ids: Vec<&str> = presented.credential.iter().map(Credential::id).collect();
        let valid = tokens::valid(conn, &ids)?;
        self.holder(conn, &valid, presented)
    }

    /// The bearer of a token of an identity provider; `None` where it gives no role in an existing region, or has expired
    /// since it was verified.
    fn bearer(&self, conn: &mut PgConnection, bearer: &Bearer) -> ApiResult<Option<Actor>> {
        let directory = state::version(conn)?;
        let mut grants = Vec::new();
        for (role, region) in &bearer.roles {
            if let Some(place) = self.places.find(conn, directory, region)? {
                grants.push(Grant { role: *role, region: region.clone(), place });
            }
        }
        if grants.is_empty() || bearer.expires_at <= clock::now() {
            return Ok(None);
        }
        let reach = principal_cache::reach_of(conn, &self.places, directory, &grants)?;
        let account = format!("{} {}", bearer.issuer, bearer.subject);
        Ok(Some(Actor {
            account: account.as_str().into(),
            token_id: account,
            issuer: None,
            name: bearer.name.as_str().into(),
            grants: grants.into(),
            reach,
            directory,
            places: self.places.clone(),
        }))
    }
}

/// Whether a request from this address may use a token for these networks; an empty list allows every address.
fn may_come_from(address: Option<IpAddr>, networks: &[String]) -> bool {
    let within = |network: &String| {
        let network = network.parse::<IpNet>().ok();
        network.zip(address).is_some_and(|(network, address)| network.contains(&address))
    };
    networks.is_empty() || networks.iter().any(within)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_for_networks_is_of_no_use_elsewhere() {
        let networks = ["10.1.0.0/16".to_owned(), "2001:db8::/32".to_owned()];
        let cases = [
            (Some("10.1.255.255"), true),
            (Some("10.2.0.0"), false),
            (Some("2001:db8::1"), true),
            (Some("::1"), false),
            (None, false),
        ];
        for (address, may) in cases {
            let address = address.map(|address| address.parse().unwrap());
            assert_eq!(may_come_from(address, &networks), may, "{address:?}");
            assert!(may_come_from(address, &[]));
        }
        assert!(!may_come_from(Some("10.1.0.1".parse().unwrap()), &["what is no network".to_owned()]));
    }
}
