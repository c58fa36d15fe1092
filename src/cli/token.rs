//! `fazhi token`.

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use ipnet::IpNet;
use uuid::Uuid;

use super::database::{self, Ledger, Where};
use super::first_token::first_token;
use super::{Outcome, offline, token_list, values};
use crate::access::accounts::operations;
use crate::access::tokens::issue::{self, Terms};
use crate::auth::accounts::model::imitation;
use crate::auth::tokens::model::{Token, read_network};
use crate::auth::tokens::store;
use crate::auth::{Permission, Role};
use crate::config::Settings;
use crate::problems::ApiError;
use crate::regions::Code;
use crate::session::trail::Action;
use crate::text;

/// What to do with tokens.
#[derive(Subcommand)]
pub enum Command {
    /// 发放令牌；只打印令牌，只此一次。 Issue a token; it is printed alone, once.
    #[command(
        after_help = "例 / Example:\n  fazhi token create --role clerk --region 540526201 --name 古堆乡司法所"
    )]
    Create(Create),
    /// 打印首次启动的管理员令牌，直到用过为止。 Print the first administrator's token until it is used.
    First,
    /// 列出令牌，先列现在有效的。 List the tokens, those first that are let in now.
    List,
    /// 更换令牌；旧的再用一段时间。 Replace a token; the old one is taken for a while.
    Rotate {
        /// 要更换的令牌的编号（令牌中前两个下划线之间的部分）。 The id of the token to be replaced.
        id: String,
        /// 旧令牌再用的小时数，0 到 720。 Hours for which the old one is still taken, 0 to 720.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(0..=720))]
        overlap: i64,
        /// 新令牌有效的天数，1 到 3650。 Days until the new one expires, 1 to 3650.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
        days: i64,
    },
    /// 撤销令牌。 Revoke a token.
    Revoke {
        /// 令牌中前两个下划线之间的部分。 The token's id: the part between its first two underscores.
        id: String,
    },
}

/// A token to be issued.
#[derive(Args)]
pub struct Create {
    /// 新账号的角色。 The new account's role: viewer, clerk, head, officer, auditor or admin.
    #[arg(long, required_unless_present = "account", conflicts_with = "account")]
    role: Option<Role>,
    /// 新账号所及的区划，含下级。 The region it reaches, with all below: CN, or 2, 4, 6 or 9 digits.
    #[arg(long, value_parser = values::region, required_unless_present = "account", conflicts_with = "account")]
    region: Option<Code>,
    /// 已有账号的编号，代替角色和区划。 The id of an existing account, in place of role and region.
    #[arg(long)]
    account: Option<Uuid>,
    /// 谁的令牌；用它登记的记录都写明。 Whose it is; every record entered with it says so.
    #[arg(long, default_value = "command line", value_parser = name)]
    name: String,
    /// 只能从这个网段使用，可写几次；不写则不限。 A network it may be used from, such as 10.1.0.0/16; may be repeated.
    #[arg(long, value_parser = network)]
    network: Vec<IpNet>,
    /// 有效的天数，1 到 3650。 Days until it expires, 1 to 3650.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
}

fn name(text: &str) -> Result<String, String> {
    let name = values::name(text)?;
    match imitation(&name) {
        Some(imitation) => Err(imitation.detail.in_lines()),
        None => Ok(name),
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let wrong = || text!("{text} 不是网段；例如 10.1.0.0/16", "{text} is no network, such as 10.1.0.0/16");
    read_network(text).ok_or_else(|| wrong().in_lines())
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    if matches!(command, Command::List) {
        return token_list::run(settings);
    }
    let ledger = database::open(settings, Where::ThereIsOne)?;
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
        "首次启动的令牌已经用过、撤销或过期；请用 fazhi token create 发放令牌。\n\
         the token of the first start was used, revoked, or has expired; `fazhi token create` makes others",
    )?;
    println!("{token}");
    Ok(())
}

fn rotate(ledger: &Ledger, id: &str, overlap: i64, days: i64) -> Outcome {
    let old = known(ledger, id)?;
    if old.revoked_at.is_some() {
        let text = text!(
            "令牌 {id} 已撤销，不能更换；请发放新的。",
            "token {id} is revoked: issue a new one instead of replacing it"
        );
        return Err(text.in_lines().into());
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
    let unknown =
        || text!("没有令牌 {id}；请看 fazhi token list。", "there is no token {id}; see fazhi token list");
    found.ok_or_else(|| unknown().in_lines().into())
}
