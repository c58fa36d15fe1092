//! Whom to trust, and what its tokens must look like.

use std::net::IpAddr;
use std::time::Duration;

use ureq::http::Uri;

use super::Algorithm;
use crate::auth::{Permission, Role};
use crate::regions::Code;
use crate::text;
use crate::text::Text;

/// The longest [`Settings::leeway`]: clocks that are further apart are broken.
const LONGEST_LEEWAY: Duration = Duration::from_mins(5);

/// Whom to trust, and what its tokens must look like.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The issuer, character by character as its tokens' `iss` has it, such as `https://id.example.cn/realms/law`.
    pub issuer: String,
    /// This service, as the issuer calls it: one of the tokens' `aud`.
    pub audience: String,
    /// Where the issuer's keys are (RFC 7517 §5). `None`: where its discovery document says (`OpenID` Connect
    /// Discovery 1.0 §4).
    pub jwks_url: Option<String>,
    /// How tokens may be signed.
    pub algorithms: Vec<Algorithm>,
    /// The claim with the roles: a name, or a path with dots, such as `resource_access.fazhi.roles`.
    pub roles_claim: String,
    /// The claim with the person's name, in the same form; where a token has none, its `sub` stands for it.
    pub name_claim: String,
    /// The roles that the issuer may give.
    pub roles: Vec<Role>,
    /// Where it may give them: there and in everything below.
    pub regions: Vec<Code>,
    /// How far the issuer's clock may be from this one, 0 to 300 s.
    pub leeway: Duration,
}

/// Settings with which no token could be proven, or too many.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// An address that keys must not come from.
    #[error("{variable}: {} 不是 https 地址（本机可用 http：localhost、127.0.0.1、::1）。\n{variable}: {error}", .error.0)]
    Address {
        /// The setting that it stands in.
        variable: &'static str,
        /// What is wrong.
        error: AddressError,
    },
    /// An issuer's name with more than scheme, host, port and path (`OpenID` Connect Discovery 1.0 §3).
    #[error(
        "签发方 {0} 带有查询或片段，签发方的地址不能有这些。\nthe issuer {0} has a query or a fragment, which no issuer may have"
    )]
    Issuer(String),
    /// Something that must be said is not.
    #[error("{}不能为空。\nthe {} must not be empty", .0.zh, .0.en)]
    Empty(Text),
    /// Clocks too far apart.
    #[error("时钟误差为 {0:?}，至多允许 300 秒。\nthe leeway is {0:?}, at most 300 s are allowed")]
    Leeway(Duration),
}

/// An address that keys must not come from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is no https address (http is allowed for this machine itself: localhost, 127.0.0.1, ::1)")]
pub struct AddressError(String);

impl Settings {
    /// The settings for this issuer and this audience, everything else as usual: discovery, [`Algorithm::DEFAULT`],
    /// roles in `fazhi_roles`, all of them but those that manage access, anywhere; the name in `name`, a minute of leeway.
    #[must_use]
    pub fn new(issuer: impl Into<String>, audience: impl Into<String>) -> Self {
        Self {
            issuer: issuer.into(),
            audience: audience.into(),
            jwks_url: None,
            algorithms: Algorithm::DEFAULT.to_vec(),
            roles_claim: "fazhi_roles".to_owned(),
            name_claim: "name".to_owned(),
            roles: Role::all().filter(|role| !role.may(Permission::ManageAccess)).collect(),
            regions: vec![Code::nation()],
            leeway: Duration::from_mins(1),
        }
    }

    pub(super) fn check(&self) -> Result<(), SettingsError> {
        if self.issuer.is_empty() {
            return Err(SettingsError::Empty(text!(
                "签发方 FAZHI_OIDC_ISSUER（与 FAZHI_OIDC_AUDIENCE 一起设）",
                "issuer FAZHI_OIDC_ISSUER (which belongs with FAZHI_OIDC_AUDIENCE)"
            )));
        }
        let issuer = ("FAZHI_OIDC_ISSUER", &self.issuer);
        let keys = self.jwks_url.iter().map(|url| ("FAZHI_OIDC_JWKS_URL", url));
        for (variable, url) in [issuer].into_iter().chain(keys) {
            trusted_address(url).map_err(|error| SettingsError::Address { variable, error })?;
        }
        if self.issuer.contains(['?', '#']) {
            return Err(SettingsError::Issuer(self.issuer.clone()));
        }
        self.check_presence()?;
        if self.leeway > LONGEST_LEEWAY { Err(SettingsError::Leeway(self.leeway)) } else { Ok(()) }
    }

    fn check_presence(&self) -> Result<(), SettingsError> {
        let needed = [
            (
                self.audience.is_empty(),
                text!(
                    "受众 FAZHI_OIDC_AUDIENCE（与 FAZHI_OIDC_ISSUER 一起设）",
                    "audience FAZHI_OIDC_AUDIENCE (which belongs with FAZHI_OIDC_ISSUER)"
                ),
            ),
            (self.algorithms.is_empty(), text!("签名算法", "list of algorithms")),
            (self.roles_claim.is_empty(), text!("角色声明的名称", "name of the claim with the roles")),
            (self.name_claim.is_empty(), text!("姓名声明的名称", "name of the claim with the name")),
            (self.roles.is_empty(), text!("签发方可以给的角色", "list of roles that the issuer may give")),
            (
                self.regions.is_empty(),
                text!("签发方可以给角色的区划", "list of regions that it may give them in"),
            ),
        ];
        let missing = needed.into_iter().find(|(is_missing, _)| *is_missing);
        missing.map_or(Ok(()), |(_, what)| Err(SettingsError::Empty(what)))
    }
}

/// Reads an address that keys may come from: one that nobody on the way can answer for (https), or this machine's own.
///
/// # Errors
/// Any other.
pub(super) fn trusted_address(url: &str) -> Result<Uri, AddressError> {
    let uri = url.parse::<Uri>().ok();
    let is_trusted = |uri: &Uri| match (uri.scheme_str(), uri.host()) {
        (Some("https"), Some(host)) => !host.is_empty(),
        (Some("http"), Some(host)) => is_loopback(host),
        _ => false,
    };
    uri.filter(is_trusted).ok_or_else(|| AddressError(url.to_owned()))
}

/// Whether a host is this machine itself.
pub(super) fn is_loopback(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_over_tls_or_from_this_machine() {
        for good in [
            "https://id.example.cn",
            "https://id.example.cn:8443/realms/law",
            "http://127.0.0.1:8080/",
            "http://localhost/realms/law",
            "http://[::1]:8080",
        ] {
            assert!(trusted_address(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "id.example.cn",
            "/realms/law",
            "http://id.example.cn",
            "http://10.0.0.1/",
            "http://127.0.0.1.example.cn/",
            "http://127.0.0.1@example.cn/",
            "http://localhost.example.cn/",
            "ftp://localhost/",
            "file:///etc/passwd",
            "https://",
        ] {
            assert_eq!(trusted_address(bad), Err(AddressError(bad.to_owned())), "{bad}");
        }
    }

    #[test]
    fn usual_settings_will_do() {
        assert_eq!(Settings::new("https://id.example.cn/realms/law", "fazhi").check(), Ok(()));
    }

    #[test]
    fn refuses_settings_that_prove_nothing_or_too_much() {
        let good = || Settings::new("https://id.example.cn", "fazhi");
        let bad = [
            Settings { issuer: "http://id.example.cn".to_owned(), ..good() },
            Settings { issuer: "https://id.example.cn?realm=law".to_owned(), ..good() },
            Settings { jwks_url: Some("http://id.example.cn/keys".to_owned()), ..good() },
            Settings { issuer: String::new(), ..good() },
            Settings { audience: String::new(), ..good() },
            Settings { algorithms: Vec::new(), ..good() },
            Settings { roles_claim: String::new(), ..good() },
            Settings { name_claim: String::new(), ..good() },
            Settings { roles: Vec::new(), ..good() },
            Settings { regions: Vec::new(), ..good() },
            Settings { leeway: Duration::from_secs(301), ..good() },
        ];
        for settings in bad {
            assert!(settings.check().is_err(), "{settings:?}");
        }
    }
}
