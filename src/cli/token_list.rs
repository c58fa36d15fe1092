//! `fazhi token list`.

use std::cmp::Reverse;
use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Outcome, database};
use crate::auth::accounts;
use crate::auth::tokens::model::Token;
use crate::auth::tokens::store;
use crate::clock;
use crate::config::Settings;
use crate::regions::Code;

/// Whether a token is let in now; in the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Valid,
    Disabled,
    Expired,
    Revoked,
}

impl State {
    fn of(token: &Token, disabled: &HashSet<Uuid>, now: DateTime<Utc>) -> Self {
        if token.revoked_at.is_some() {
            Self::Revoked
        } else if token.expires_at <= now {
            Self::Expired
        } else if disabled.contains(&token.account.id) {
            Self::Disabled
        } else {
            Self::Valid
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Valid => "有效 valid",
            Self::Disabled => "账号停用 disabled",
            Self::Expired => "过期 expired",
            Self::Revoked => "撤销 revoked",
        }
    }
}

/// The columns; the last two are as wide as they are.
const COLUMNS: [(&str, usize); 7] = [
    ("令牌 TOKEN", 12),
    ("状态 STATE", 17),
    ("至 UNTIL", 16),
    ("上次使用 LAST USED", 18),
    ("角色 ROLES", 18),
    ("账号 ACCOUNT", 36),
    ("名称 NAME", 0),
];

/// Lists all tokens, those first that are let in now, each group by region, role and name.
pub fn run(settings: &Settings) -> Outcome {
    let everywhere = [Code::nation().to_string()];
    let (tokens, disabled) = database::read_only(settings, |conn, _| {
        Ok((store::list(conn, &everywhere, None, "", i64::MAX)?, accounts::store::disabled(conn)?))
    })?;
    print!("{}", table(tokens, &disabled, clock::now()));
    Ok(())
}

fn table(tokens: Vec<Token>, disabled: &HashSet<Uuid>, now: DateTime<Utc>) -> String {
    let mut rows: Vec<(State, Token)> =
        tokens.into_iter().map(|token| (State::of(&token, disabled, now), token)).collect();
    rows.sort_by_cached_key(|(state, token)| {
        let roles = token.roles.iter().map(|role| (role.region.clone(), role.role.as_str()));
        (*state, roles.collect::<Vec<_>>(), token.account.name.clone(), Reverse(token.expires_at))
    });
    let valid = rows.iter().filter(|(state, _)| *state == State::Valid).count();
    let heading = line(&COLUMNS.map(|(heading, _)| heading.to_owned()));
    let lines: String = rows.iter().map(|(state, token)| line(&cells(*state, token))).collect();
    let all = rows.len();
    format!(
        "{heading}{lines}共 {all} 个令牌，其中 {valid} 个现在有效；时间为北京时间。 / {all} tokens, {valid} of them let in now; times are \
         Beijing time.\n"
    )
}

fn cells(state: State, token: &Token) -> [String; 7] {
    let roles = token.roles.iter().map(|role| format!("{} {}", role.role.as_str(), role.region));
    [
        token.id.clone(),
        state.label().to_owned(),
        minute(token.revoked_at.unwrap_or(token.expires_at)),
        token.last_used_at.map_or_else(|| "从未 never".to_owned(), minute),
        roles.collect::<Vec<_>>().join(", "),
        token.account.id.to_string(),
        token.account.name.clone(),
    ]
}

/// A minute of Beijing time.
fn minute(at: DateTime<Utc>) -> String {
    (at + TimeDelta::hours(8)).format("%Y-%m-%d %H:%M").to_string()
}

fn line(cells: &[String; 7]) -> String {
    let padded = cells
        .iter()
        .zip(COLUMNS)
        .map(|(cell, (_, width))| format!("{cell}{}", " ".repeat(width.saturating_sub(columns(cell)))));
    format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
}

/// How many columns of a terminal a text takes: a Chinese character takes two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) < 0x1100 { 1 } else { 2 }).sum()
}
