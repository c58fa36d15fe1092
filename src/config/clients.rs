//! Settings that tell how clients come to the service, and what they may do there.

use clap::Args;

use super::Switch;
use crate::http::client_address::TrustedProxies;
use crate::http::cors::Origins;
use crate::http::public_url::PublicUrl;

/// How clients come to the service.
#[derive(Args, Clone, Debug)]
pub struct Clients {
    /// Networks of reverse proxies that are believed when they say whom they speak for (`X-Forwarded-For`, else
    /// `Forwarded`): in CIDR notation or single addresses, with commas between them. Without it, none is.
    #[arg(long, env = "FAZHI_TRUSTED_PROXIES", global = true)]
    pub trusted_proxies: Option<TrustedProxies>,
    /// Where clients find the service, where that is behind a reverse proxy, such as `https://portal.example.gov.cn/fazhi`.
    /// The proxy takes the path (`/fazhi`) off; `Location` and `Link` begin with it, and `servers` of the contract names the
    /// URL. What a trusted proxy says in `X-Forwarded-Prefix` goes before it.
    #[arg(long, env = "FAZHI_PUBLIC_URL", global = true)]
    pub public_url: Option<PublicUrl>,
    /// Origins whose pages may ask the service from a browser (CORS), such as `https://dashboard.example.gov.cn`, with
    /// commas between them. Without it, none may.
    #[arg(long, env = "FAZHI_CORS_ORIGINS", global = true)]
    pub cors_origins: Option<Origins>,
    /// Whether a POST with `X-HTTP-Method-Override` is taken for the PUT, PATCH or DELETE that it names: for firewalls that
    /// let only GET and POST pass.
    #[arg(long, env = "FAZHI_METHOD_OVERRIDE", default_value = "off", global = true)]
    pub method_override: Switch,
}
