//! `fazhi region`.

use chrono::NaiveDate;
use clap::Subcommand;

use super::database::Ledger;
use super::{Outcome, database, offline, token};
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
    /// End a code and name the one that goes on (撤乡设镇, 撤乡并镇, change of code). A county before its townships.
    Succeed {
        /// The code that ends, on the day before --on.
        #[arg(long, value_parser = token::region)]
        from: Code,
        /// The code that goes on: one of the directory, or a new one of the same level.
        #[arg(long, value_parser = token::region)]
        to: Code,
        /// The first day under the new code, YYYY-MM-DD.
        #[arg(long, value_parser = day)]
        on: NaiveDate,
        /// The name of a new code, 1 to 100 characters.
        #[arg(long, value_parser = name)]
        name: Option<String>,
    },
    /// Take a succession back: the code that had ended is in force again. What was added for it is taken out of the
    /// directory, where nothing stands under it.
    Undo {
        /// The code that had ended.
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
    let ledger = database::open(settings)?;
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
