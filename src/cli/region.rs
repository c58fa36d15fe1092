//! `fazhi region`.

use chrono::NaiveDate;
use clap::Subcommand;

use super::database::{self, Ledger, Where};
use super::{Outcome, offline, token};
use crate::auth::Permission;
use crate::config::Settings;
use crate::http::formats;
use crate::http::written::{as_kept, half_width};
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::regions::reorganise::{self, Succession};
use crate::session::reorganisation;

/// What to do with the directory of regions.
#[derive(Subcommand)]
pub enum Command {
    /// 接续：旧代码止于前一日，由新代码接续。 End a code and name the one that goes on.
    ///
    /// 用于撤乡设镇、撤乡并镇、代码变更；先县后乡镇。 A county goes before its townships.
    #[command(
        after_help = "例 / Example:\n  fazhi region succeed --from 540526200 --to 540526102 --on 2026-01-01 --name 乃西镇"
    )]
    Succeed {
        /// 终止的代码。 The code that ends, on the day before --on.
        #[arg(long, value_parser = token::region)]
        from: Code,
        /// 接续的代码：已有的，或同级的新代码。 The code that goes on: an existing one, or a new one of the same level.
        #[arg(long, value_parser = token::region)]
        to: Code,
        /// 新代码的第一天。 The first day under the new code, YYYY-MM-DD.
        #[arg(long, value_parser = day)]
        on: NaiveDate,
        /// 新代码的名称。 The name of a new code, 1 to 100 characters.
        #[arg(long, value_parser = name)]
        name: Option<String>,
    },
    /// 撤销接续：旧代码恢复有效。 Take a succession back: the old code is in force again.
    ///
    /// 为接续新设的代码，名下没有登记的，从目录中删去。 A code that was added for it is taken out of the directory, where nothing
    /// stands under it.
    Undo {
        /// 已终止的代码。 The code that had ended.
        #[arg(value_parser = token::region)]
        code: Code,
    },
}

fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(&half_width(text), "%Y-%m-%d")
        .map_err(|error| format!("a day is written YYYY-MM-DD, such as 2026-01-01 ({error})"))
}

/// Reads a name from the command line.
pub fn name(text: &str) -> Result<String, String> {
    let name = as_kept(text.trim().to_owned());
    if let Some((_, unwanted)) = formats::unwanted(&name, true).or_else(|| formats::lost(&name)) {
        return Err(unwanted.en);
    }
    let fits = (1..=100).contains(&name.chars().count());
    if fits { Ok(name) } else { Err("a name has 1 to 100 characters".to_owned()) }
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let report = match command {
        Command::Succeed { from, to, on, name } => succeed(&ledger, &Succession { from, to, on, name }),
        Command::Undo { code } => undo(&ledger, &code),
    };
    ledger.close()?;
    println!("{}", report?);
    Ok(())
}

fn succeed(ledger: &Ledger, change: &Succession) -> ApiResult<String> {
    let needs = Permission::ManageAccess;
    let done = offline::write(ledger, needs, |writing| reorganisation::succeed(writing, change))?;
    Ok(report(change, &done))
}

fn undo(ledger: &Ledger, code: &Code) -> ApiResult<String> {
    let needs = Permission::ManageAccess;
    let done = offline::write(ledger, needs, |writing| reorganisation::undo(writing, code))?;
    let (to, on) = (done.to, done.on);
    let of_successor = if done.removed {
        format!("{to} was taken out of the directory")
    } else {
        format!("{to} stays; look through what was entered there for {code} from {on} on")
    };
    Ok(format!("{code} is in force again\n{of_successor}"))
}

/// What was done, and what is left for the operator to do.
fn report(change: &Succession, done: &reorganise::Outcome) -> String {
    let Succession { from, to, on, .. } = change;
    let mut lines = vec![format!("{from} ends before {on}; {to} goes on")];
    if done.added {
        lines.push(format!("{to} was added to the directory"));
    }
    if done.below > 0 {
        lines.push(format!(
            "still in force below {from}: {} regions; let each be succeeded in its turn",
            done.below
        ));
    }
    if done.tokens > 0 {
        lines.push(format!(
            "valid tokens at {from}: {}; they correct what was and enter nothing new, so issue new ones for {to} and revoke them",
            done.tokens
        ));
    }
    lines.join("\n")
}
