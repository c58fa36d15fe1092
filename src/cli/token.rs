//! `fazhi token`.

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use ipnet::IpNet;
use uuid::Uuid;

use super::database::{self, Ledger};
use super::first_token::first_token;
use super::{Outcome, offline};
use crate::auth::accounts::model::imitation;
use crate::auth::accounts::operations;
use crate::auth::tokens::issue::{self, Terms};
use crate::auth::tokens::model::{Token, read_network};
use crate::auth::tokens::store;
use crate::auth::{Permission, Role};
use crate::config::Settings;
use crate::http::written::half_width;
use crate::problems::ApiError;
use crate::regions::Code;
use crate::session::trail::Action;

/// What to do with tokens.
#[derive(Subcommand)]
pub enum Command {
    /// Issue a token; it is printed alone on standard output, once.
    Create(Create),
    /// Print the administrator's token of the first start, as long as it is valid and nobody has used it.
    First,
    /// List the tokens (never their secrets).
    List,
    /// Issue a token in place of another, which is still taken for a while; the new one is printed alone, once.
    Rotate {
        /// The public id of the one to be replaced.
        id: String,
        /// Hours for which that one is still taken, 0 to 720.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(0..=720))]
        overlap: i64,
        /// Days until the new one expires, 1 to 3650.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
        days: i64,
    },
    /// Revoke a token from now on.
    Revoke {
        /// Its public id: the part between the first two underscores.
        id: String,
    },
}

/// A token to be issued.
#[derive(Args)]
pub struct Create {
    /// viewer, clerk, head, officer, auditor or admin: what a new account may do.
    #[arg(long, required_unless_present = "account", conflicts_with = "account")]
    role: Option<Role>,
    /// The region the new account reaches, with everything below: CN, or 2, 4, 6 or 9 digits.
    #[arg(long, value_parser = region, required_unless_present = "account", conflicts_with = "account")]
    region: Option<Code>,
    /// The id of an account there is, in place of role and region.
    #[arg(long)]
    account: Option<Uuid>,
    /// Whose it is; it stands in every record entered with it.
    #[arg(long, default_value = "command line", value_parser = name)]
    name: String,
    /// A network that it may be used from, such as 10.1.0.0/16; may be given several times. From anywhere without it.
    #[arg(long, value_parser = network)]
    network: Vec<IpNet>,
    /// Days until it expires, 1 to 3650.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
}

/// Reads a region code from the command line.
pub fn region(text: &str) -> Result<Code, String> {
    Code::parse(&half_width(text))
        .ok_or_else(|| format!("{text} is no region code: CN, or 2, 4, 6 or 9 digits"))
}

fn name(text: &str) -> Result<String, String> {
    let name = super::region::name(text)?;
    if imitation(&name).is_none() {
        return Ok(name);
    }
    Err("a colon behind a bracket is for those whom an identity provider proves".to_owned())
}

fn network(text: &str) -> Result<IpNet, String> {
    read_network(text).ok_or_else(|| format!("{text} is no network, such as 10.1.0.0/16"))
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    if matches!(command, Command::List) {
        return list(settings);
    }
    let ledger = database::open(settings)?;
    match command {
        Command::Create(new) => create(&ledger, &new),
        Command::First => first(&ledger),
        Command::List => Ok(()),
        Command::Rotate { id, overlap, days } => rotate(&ledger, &id, overlap, days),
        Command::Revoke { id } => revoke(&ledger, &id),
    }?;
    Ok(ledger.close()?)
}

fn create(ledger: &Ledger, new: &Create) -> Outcome {
    let networks: Vec<String> = new.network.iter().map(ToString::to_string).collect();
    let terms = Terms { name: &new.name, networks: &networks, valid_for: TimeDelta::days(new.days) };
    let (token, _) = offline::write(ledger, Permission::ManageAccess, |writing| {
        match (new.account, new.role.zip(new.region.as_ref())) {
            (Some(account), _) => {
                let account = operations::lock(writing, account)?;
                issue::for_account(writing, &account, &terms)
            }
            (None, Some((role, region))) => issue::for_new_account(writing, role, region, &terms),
            (None, None) => Err(ApiError::internal("a token for nobody")),
        }
    })?;
    println!("{token}");
    Ok(())
}

fn first(ledger: &Ledger) -> Outcome {
    let token = first_token(ledger)?.ok_or(
        "the token of the first start was used, revoked, or has expired; `fazhi token create` makes others",
    )?;
    println!("{token}");
    Ok(())
}

fn list(settings: &Settings) -> Outcome {
    let everywhere = [Code::nation().to_string()];
    let tokens =
        database::read_only(settings, |conn, _| Ok(store::list(conn, &everywhere, None, "", i64::MAX)?))?;
    for token in tokens {
        println!("{}", line(&token));
    }
    Ok(())
}

fn line(token: &Token) -> String {
    let state = if token.revoked_at.is_some() { "revoked" } else { "valid until" };
    let when = |at: chrono::DateTime<chrono::Utc>| at.format("%Y-%m-%d %H:%MZ").to_string();
    let roles = token.roles.iter().map(|role| format!("{} {}", role.role.as_str(), role.region));
    format!(
        "{}  {:20} {state} {}  last used {:17}  {}  {}",
        token.id,
        roles.collect::<Vec<_>>().join(", "),
        when(token.revoked_at.unwrap_or(token.expires_at)),
        token.last_used_at.map_or_else(|| "never".to_owned(), when),
        token.account.id,
        token.account.name
    )
}

fn rotate(ledger: &Ledger, id: &str, overlap: i64, days: i64) -> Outcome {
    let old = known(ledger, id)?;
    if old.revoked_at.is_some() {
        return Err(format!("token {id} is revoked: issue a new one instead of replacing it").into());
    }
    let (overlap, valid_for) = (TimeDelta::hours(overlap), TimeDelta::days(days));
    let (token, _) = offline::write(ledger, Permission::ManageAccess, |writing| {
        issue::in_place_of(writing, &old, overlap, valid_for)
    })?;
    println!("{token}");
    Ok(())
}

fn revoke(ledger: &Ledger, id: &str) -> Outcome {
    let token = known(ledger, id)?;
    offline::write(ledger, Permission::ManageAccess, |writing| {
        operations::with_account(writing, token.account.id, Action::TokenRevoked, |writing, _| {
            Ok(store::revoke(writing.conn, &token.id, writing.now)?)
        })
    })?;
    Ok(())
}

fn known(ledger: &Ledger, id: &str) -> Result<Token, Box<dyn std::error::Error>> {
    let found = ledger.db.read_now(|conn| Ok(store::find(conn, id)?))?;
    found.ok_or_else(|| format!("there is no token {id}; see fazhi token list").into())
}
