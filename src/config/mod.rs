//! Every setting: a flag, an environment variable, a line of the config file, a default. What wins over what, and how
//! a wrong name or value is refused, is in [`sources`].

pub mod arguments;
mod clients;
mod effective;
mod error;
pub mod reasons;
pub mod sources;
mod values;

use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use actix_web::http::header::InvalidHeaderValue;
use clap::{Args, ValueEnum};

use crate::auth::oidc::{self, Verifier};
use crate::db::{self, database_url};
use crate::desk::{Desk, SignIn};
use crate::http::edge;
use crate::http::limits::{self, Rate};
use crate::logging::{self, LogFormat};
use crate::render::pdf;
pub use clients::Clients;
pub use effective::effective;
pub use values::{Algorithms, MetricsListen, PerMinute, Regions, Roles};
use values::{algorithms, metrics_listen, per_minute, regions, roles};

/// The settings whose values are secret: each can stand in a file, whose path `<its variable>_FILE` names, and none is
/// ever printed.
pub const SECRETS: [&str; 4] = ["database_url", "database_password", "secret", "secret_old"];

/// What `--help` says of the settings that it does not list.
pub const NO_FLAGS: &str = "口令和密钥没有参数（本机任何用户都能看到命令行）：设环境变量 FAZHI_SECRET、FAZHI_DATABASE_PASSWORD，或用 \
    FAZHI_SECRET_FILE、FAZHI_DATABASE_PASSWORD_FILE 指明所在文件，或写在设置文件里。\nSecrets are no flags, since every user of the machine sees these: set FAZHI_SECRET and \
    FAZHI_DATABASE_PASSWORD in the environment, FAZHI_SECRET_FILE and FAZHI_DATABASE_PASSWORD_FILE to files that hold \
    them, or the config file.";

/// The settings of the service and of all subcommands.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// A file of settings in TOML, such as `pool_size = 16`. Flags and environment variables win over it.
    #[arg(long, env = "FAZHI_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// The PostgreSQL database (15 to 18) to use. Without it the service runs a private PostgreSQL of its own.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// The password of the database's user, where it does not stand in the URL.
    #[arg(long, env = "FAZHI_DATABASE_PASSWORD", hide_env_values = true, hide = true, global = true)]
    pub database_password: Option<String>,
    /// What the hashes of tokens and the chain of the trail are keyed with, 32 random bytes or more; the same on every
    /// instance, kept apart from backups. Without it the database holds one itself, and whoever can write into the
    /// database can make tokens and mend the trail.
    #[arg(long, env = "FAZHI_SECRET", hide_env_values = true, hide = true, global = true)]
    pub secret: Option<String>,
    /// The secret that the ledger was used with before `FAZHI_SECRET`, while `fazhi secret rotate` puts that in its place: the
    /// service uses the one that the ledger is used with.
    #[arg(long, env = "FAZHI_SECRET_OLD", hide_env_values = true, hide = true, global = true)]
    pub secret_old: Option<String>,
    /// The folder of the private PostgreSQL.
    #[arg(long, env = "FAZHI_DATA_DIR", default_value_os_t = default_data_dir(), global = true)]
    pub data_dir: PathBuf,
    /// Where PostgreSQL's server programs are, if not in the usual places.
    #[arg(long, env = "FAZHI_PG_BIN", global = true)]
    pub pg_bin: Option<PathBuf>,
    /// Connections to the database, 1 to 1000.
    #[arg(long, env = "FAZHI_POOL_SIZE", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=1000), global = true)]
    pub pool_size: u32,
    /// Milliseconds a request waits for a free connection before it is answered 503, 1 to 60000.
    #[arg(long, env = "FAZHI_POOL_TIMEOUT_MS", default_value_t = 3000, value_parser = clap::value_parser!(u64).range(1..=60_000), global = true)]
    pub pool_timeout_ms: u64,
    /// Milliseconds a statement may run before it is cancelled, 1 to 600000.
    #[arg(long, env = "FAZHI_STATEMENT_TIMEOUT_MS", default_value_t = 15_000, value_parser = clap::value_parser!(u64).range(1..=600_000), global = true)]
    pub statement_timeout_ms: u64,
    /// Milliseconds that a statement of a list may run before it is cancelled, 1 to 600000; figures and changes have what
    /// `statement_timeout_ms` says.
    #[arg(long, env = "FAZHI_LIST_TIMEOUT_MS", default_value_t = 3000, value_parser = clap::value_parser!(u64).range(1..=600_000), global = true)]
    pub list_timeout_ms: u64,
    /// Whether connections keep named statements and settings between transactions. `off` behind a pooler that gives
    /// every transaction another connection, such as `PgBouncer` in transaction mode.
    #[arg(long, env = "FAZHI_STATEMENT_CACHE", default_value = "on", global = true)]
    pub statement_cache: Switch,
    /// The address of API and Swagger UI; port 0 takes a free one.
    #[arg(long, env = "FAZHI_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// The address of the Prometheus metrics; port 0 takes a free one, `off` serves none.
    #[arg(long, env = "FAZHI_METRICS_LISTEN", default_value = "127.0.0.1:9090", value_parser = metrics_listen, global = true)]
    pub metrics_listen: MetricsListen,
    /// How clients come to the service.
    #[command(flatten)]
    pub clients: Clients,
    /// Requests that a token may make in a minute, 1 to 10000000, or `off` for any number. What a client has already
    /// (304) is none.
    #[arg(long, env = "FAZHI_RATE_LIMIT", default_value = "6000", value_parser = per_minute::<10_000_000>, global = true)]
    pub rate_limit: PerMinute,
    /// Requests that a token may make at once after a silence, but no more than in a minute, 1 to 10000000.
    #[arg(long, env = "FAZHI_RATE_BURST", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=10_000_000), global = true)]
    pub rate_burst: u32,
    /// Requests without a valid token that may come from an address in a minute, 1 to 1000000, or `off` for any number.
    /// Beyond them these are answered 429; valid tokens are let in all the same.
    #[arg(long, env = "FAZHI_AUTH_FAILURES", default_value = "60", value_parser = per_minute::<1_000_000>, global = true)]
    pub auth_failures: PerMinute,
    /// Bytes that the records of a township and what the trail says of them may grow by in a day of Beijing, up to 10^12; 0
    /// for any number.
    #[arg(long, env = "FAZHI_TOWNSHIP_BYTES_PER_DAY", default_value_t = 64 << 20, value_parser = clap::value_parser!(i64).range(0..=1_000_000_000_000), global = true)]
    pub township_bytes_per_day: i64,
    /// Threads that serve connections, 1 to 256.
    #[arg(long, env = "FAZHI_WORKERS", default_value_t = cores(), value_parser = clap::value_parser!(u16).range(1..=256), global = true)]
    pub workers: u16,
    /// Seconds that requests under way get to finish when the service is stopped, 0 to 600.
    #[arg(long, env = "FAZHI_SHUTDOWN_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=600), global = true)]
    pub shutdown_seconds: u64,
    /// Seconds that a service that was told to stop goes on taking requests, while `/readyz` and every answer send its
    /// clients to another instance, 0 to 600.
    #[arg(long, env = "FAZHI_DRAIN_SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=600), global = true)]
    pub drain_seconds: u64,
    /// An `OpenID` Connect issuer whose bearer tokens are taken, too, such as `https://id.example.cn/realms/law`.
    #[arg(long, env = "FAZHI_OIDC_ISSUER", global = true)]
    pub oidc_issuer: Option<String>,
    /// This service as that issuer calls it: its tokens have it in `aud`.
    #[arg(long, env = "FAZHI_OIDC_AUDIENCE", global = true)]
    pub oidc_audience: Option<String>,
    /// The page at `/` as that issuer calls it, a public client: then people sign in there, by authorization code with PKCE.
    #[arg(long, env = "FAZHI_OIDC_CLIENT_ID", global = true)]
    pub oidc_client_id: Option<String>,
    /// The scopes that the page asks for, separated by spaces.
    #[arg(long, env = "FAZHI_OIDC_SCOPE", default_value = "openid", global = true)]
    pub oidc_scope: String,
    /// Where that issuer's keys are; without it, where its discovery document says.
    #[arg(long, env = "FAZHI_OIDC_JWKS_URL", global = true)]
    pub oidc_jwks_url: Option<String>,
    /// How its tokens may be signed: RS256, PS256, ES256, `EdDSA`, or the longer ones of these, separated by commas.
    #[arg(long, env = "FAZHI_OIDC_ALGORITHMS", default_value = "RS256,PS256,ES256,EdDSA", value_parser = algorithms, global = true)]
    pub oidc_algorithms: Algorithms,
    /// The claim that holds roles, each as `clerk:540526201`: its name, or a path with dots.
    #[arg(long, env = "FAZHI_OIDC_ROLES_CLAIM", default_value = "fazhi_roles", global = true)]
    pub oidc_roles_claim: String,
    /// The claim that holds the person's name.
    #[arg(long, env = "FAZHI_OIDC_NAME_CLAIM", default_value = "name", global = true)]
    pub oidc_name_claim: String,
    /// The roles that the issuer may give, separated by commas; what else its tokens say counts for nothing.
    #[arg(long, env = "FAZHI_OIDC_ROLES", default_value = "viewer,clerk,head,officer,auditor", value_parser = roles, global = true)]
    pub oidc_roles: Roles,
    /// The regions that it may give roles in, with all below them, separated by commas.
    #[arg(long, env = "FAZHI_OIDC_REGIONS", default_value = "CN", value_parser = regions, global = true)]
    pub oidc_regions: Regions,
    /// The folder with the fonts of reports as PDF, in it or in the folders within it.
    #[arg(long, env = "FAZHI_FONTS", default_value = pdf::FONTS, global = true)]
    pub fonts: PathBuf,
    /// Load the demo county (措美县) before serving and print tokens for it.
    #[arg(long, env = "FAZHI_DEMO", default_value = "false", default_missing_value = "true", num_args = 0..=1, require_equals = true, action = clap::ArgAction::Set, global = true)]
    pub demo: bool,
    /// What is logged, from `error` over `info` to `trace`, or `off`; also by module, such as `info,fazhi::db=debug`.
    #[arg(long, env = "FAZHI_LOG", default_value = "info", value_parser = logging::filter, global = true)]
    pub log: String,
    /// Log lines as text, or as one JSON object each.
    #[arg(long, env = "FAZHI_LOG_FORMAT", default_value = "text", global = true)]
    pub log_format: LogFormat,
}

/// Whether connections keep something between transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// 开。 On.
    On,
    /// 关。 Off.
    Off,
}

impl Settings {
    /// The settings of the pool on this database, which works as this role.
    #[must_use]
    pub fn pool(&self, url: &str, role: Option<&'static str>) -> db::Settings {
        db::Settings {
            url: url.to_owned(),
            pool_size: self.pool_size,
            pool_timeout: Duration::from_millis(self.pool_timeout_ms),
            statement_timeout: Duration::from_millis(self.statement_timeout_ms),
            list_timeout: Duration::from_millis(self.list_timeout_ms.min(self.statement_timeout_ms)),
            statement_cache: self.statement_cache == Switch::On,
            role,
        }
    }

    /// Limits and addresses of clients.
    #[must_use]
    pub fn edge(&self) -> edge::Settings {
        let at_once = NonZeroU32::new(self.rate_burst).unwrap_or(NonZeroU32::MIN);
        let requests = self.rate_limit.0.map(|per_minute| Rate { per_minute, at_once });
        edge::Settings {
            trusted_proxies: self.clients.trusted_proxies.clone().unwrap_or_default(),
            limits: limits::Settings { requests, failures: self.auth_failures.0 },
            public_url: self.clients.public_url.clone(),
            origins: self.clients.cors_origins.clone().unwrap_or_default(),
            takes_override: self.clients.method_override == Switch::On,
        }
    }

    /// The settings of the page.
    ///
    /// # Errors
    /// Where the issuer has signs that no header may have.
    pub fn desk(&self) -> Result<Desk, InvalidHeaderValue> {
        let provider = self.oidc_issuer.as_ref().zip(self.oidc_client_id.as_ref());
        let sign_in = provider.map(|(issuer, client_id)| SignIn {
            issuer: issuer.clone(),
            client_id: client_id.clone(),
            scope: self.oidc_scope.clone(),
        });
        Desk::new(sign_in.as_ref())
    }

    /// Who proves the tokens of an identity provider; `None` where none is trusted.
    ///
    /// # Errors
    /// Where tokens cannot be proven with these settings.
    pub fn verifier(&self) -> Result<Option<Verifier>, oidc::SettingsError> {
        let (issuer, audience) = match (&self.oidc_issuer, &self.oidc_audience) {
            (None, None) => return Ok(None),
            (issuer, audience) => (issuer.clone().unwrap_or_default(), audience.clone().unwrap_or_default()),
        };
        let settings = oidc::Settings {
            jwks_url: self.oidc_jwks_url.clone(),
            algorithms: self.oidc_algorithms.0.clone(),
            roles_claim: self.oidc_roles_claim.clone(),
            name_claim: self.oidc_name_claim.clone(),
            roles: self.oidc_roles.0.clone(),
            regions: self.oidc_regions.0.clone(),
            ..oidc::Settings::new(issuer, audience)
        };
        Verifier::new(settings).map(Some)
    }

    /// How to reach the given database, with its password; `None` where the private PostgreSQL is to be used.
    #[must_use]
    pub fn database(&self) -> Option<String> {
        let url = self.database_url.as_deref()?;
        Some(match &self.database_password {
            Some(password) => database_url::with_password(url, password),
            None => url.to_owned(),
        })
    }
}

/// Where data of a service belongs: root's under /var/lib, a user's where the XDG base directories say.
fn default_data_dir() -> PathBuf {
    if nix::unistd::Uid::effective().is_root() {
        return PathBuf::from("/var/lib/fazhi");
    }
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let base = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).or_else(home);
    base.unwrap_or_else(|| PathBuf::from(".")).join("fazhi")
}

/// One worker per core.
fn cores() -> u16 {
    std::thread::available_parallelism().map_or(2, |cores| u16::try_from(cores.get()).unwrap_or(256).min(256))
}
