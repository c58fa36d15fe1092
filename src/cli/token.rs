//! `fazhi token`.

use chrono::TimeDelta;
use clap::Subcommand;

use super::{Outcome, database};
use crate::auth::{Role, issue};
use crate::clock;
use crate::config::Settings;
use crate::regions::Code;

/// What to do with tokens.
#[derive(Subcommand)]
pub enum Command {
    /// Issue a token; it is printed alone on standard output, once.
    Create {
        /// clerk, officer or admin.
        #[arg(long)]
        role: Role,
        /// The region it reaches, with everything below: CN, or 2, 4, 6 or 9 digits.
        #[arg(long, value_parser = region)]
        region: Code,
        /// Whose it is; it stands in every record entered with it.
        #[arg(long, default_value = "command line")]
        name: String,
        /// Days until it expires, 1 to 3650.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
        days: i64,
    },
    /// List the tokens (never their secrets).
    List,
    /// Revoke a token from now on.
    Revoke {
        /// Its public id: the part between the first two underscores.
        id: String,
    },
}

/// Reads a region code from the command line.
pub fn region(text: &str) -> Result<Code, String> {
    Code::parse(text).ok_or_else(|| format!("{text} is no region code: CN, or 2, 4, 6 or 9 digits"))
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    let ledger = database::open(settings)?;
    match command {
        Command::Create { role, region, name, days } => create(&ledger.db, role, &region, &name, days),
        Command::List => list(&ledger.db),
        Command::Revoke { id } => revoke(&ledger.db, &id),
    }?;
    Ok(ledger.close()?)
}

fn create(db: &crate::db::Db, role: Role, region: &Code, name: &str, days: i64) -> Outcome {
    let grant = issue::Grant { role, region, name, valid_for: TimeDelta::days(days), by: "command line" };
    let (token, _) = db.write_now(|conn| issue::issue(conn, &grant))?;
    println!("{token}");
    Ok(())
}

fn list(db: &crate::db::Db) -> Outcome {
    let tokens =
        db.read_now(|conn| Ok(crate::auth::store::list(conn, &[Code::nation().to_string()], "", i64::MAX)?))?;
    for token in tokens {
        let state = if token.revoked_at.is_some() { "revoked" } else { "valid until" };
        let when = token.revoked_at.unwrap_or(token.expires_at).format("%Y-%m-%d %H:%MZ");
        println!(
            "{}  {:8} {:9} {state} {when}  {}",
            token.id,
            token.role.as_str(),
            token.region_code,
            token.name
        );
    }
    Ok(())
}

fn revoke(db: &crate::db::Db, id: &str) -> Outcome {
    let found = db.write_now(|conn| {
        let known = crate::auth::store::find(conn, id)?;
        known.map(|_| crate::auth::store::revoke(conn, id, clock::now()).map_err(Into::into)).transpose()
    })?;
    found.map(|_| ()).ok_or_else(|| format!("there is no token {id}; see fazhi token list").into())
}
