//! Every setting: a flag, an environment variable, a default. A flag wins over the environment.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args};

use crate::db;

/// Where the ledger is kept.
#[derive(Args, Clone, Debug)]
pub struct Storage {
    /// The PostgreSQL database (15 to 18) to use. Without it the service runs a private PostgreSQL of its own.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<String>,
    /// The folder of the private PostgreSQL. Default: /var/lib/fazhi for root, else $`XDG_DATA_HOME/fazhi`.
    #[arg(long, env = "FAZHI_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
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
}

impl Storage {
    /// The settings of the pool on this database.
    #[must_use]
    pub fn pool(&self, url: &str) -> db::Settings {
        db::Settings {
            url: url.to_owned(),
            pool_size: self.pool_size,
            pool_timeout: Duration::from_millis(self.pool_timeout_ms),
            statement_timeout: Duration::from_millis(self.statement_timeout_ms),
        }
    }

    /// The folder of the private PostgreSQL.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(default_data_dir)
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

/// How the service listens.
#[derive(Args, Clone, Debug)]
pub struct Server {
    /// The address of API and Swagger UI; port 0 takes a free one.
    #[arg(long, env = "FAZHI_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub listen: SocketAddr,
    /// Threads that serve connections, 1 to 256. Default: one per core.
    #[arg(long, env = "FAZHI_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256), global = true)]
    pub workers: Option<u16>,
    /// Seconds that requests under way get to finish when the service is stopped, 0 to 600.
    #[arg(long, env = "FAZHI_SHUTDOWN_SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=600), global = true)]
    pub shutdown_seconds: u64,
    /// Load the demo county (措美县) before serving and print tokens for it.
    #[arg(long, env = "FAZHI_DEMO", action = ArgAction::SetTrue, global = true)]
    pub demo: bool,
}
