//! `fazhi region`.

use chrono::NaiveDate;
use clap::Subcommand;

use super::database::{self, Ledger, Where};
use super::{Outcome, offline, values};
use crate::auth::Permission;
use crate::config::Settings;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::regions::reorganise::{self, Succession};
use crate::session::reorganisation;
use crate::text;
use crate::text::Text;

/// What to do with the directory of regions.
#[derive(Subcommand)]
pub enum Command {
    /// 接续：旧代码止于前一日，由新代码接续。 End a code and name the one that goes on.
    ///
    /// 用于撤乡设镇、撤乡并镇、代码变更；先县后乡镇，县本级随县。 A county goes before its townships, its own unit with it.
    #[command(
        after_help = "例 / Example:\n  fazhi region succeed --from 540526200 --to 540526102 --on 2026-01-01 --name 乃西镇"
    )]
    Succeed {
        /// 终止的代码。 The code that ends, on the day before --on.
        #[arg(long, value_parser = values::region)]
        from: Code,
        /// 接续的代码：已有的，或同级的新代码。 The code that goes on: an existing one, or a new one of the same level.
        #[arg(long, value_parser = values::region)]
        to: Code,
        /// 新代码的第一天。 The first day under the new code, YYYY-MM-DD.
        #[arg(long, value_parser = values::day)]
        on: NaiveDate,
        /// 新代码的名称。 The name of a new code, 1 to 100 characters.
        #[arg(long, value_parser = values::name)]
        name: Option<String>,
    },
    /// 撤销接续：旧代码恢复有效。 Take a succession back: the old code is in force again.
    ///
    /// 为接续新设的代码，名下没有登记的，从目录中删去。 A code that was added for it is taken out of the directory, where nothing
    /// stands under it.
    Undo {
        /// 已终止的代码。 The code that had ended.
        #[arg(value_parser = values::region)]
        code: Code,
    },
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let report = match command {
        Command::Succeed { from, to, on, name } => succeed(&ledger, &Succession { from, to, on, name }),
        Command::Undo { code } => undo(&ledger, &code),
    };
    ledger.close()?;
    println!("{}", report?.in_lines());
    Ok(())
}

fn succeed(ledger: &Ledger, change: &Succession) -> ApiResult<Text> {
    let needs = Permission::ManageAccess;
    let done = offline::write(ledger, needs, |writing| reorganisation::succeed(writing, change))?;
    Ok(report(change, &done))
}

fn undo(ledger: &Ledger, code: &Code) -> ApiResult<Text> {
    let needs = Permission::ManageAccess;
    let done = offline::write(ledger, needs, |writing| reorganisation::undo(writing, code))?;
    let (to, on) = (done.to, done.on);
    let of_successor = if done.removed {
        text!("{to} 已从区划目录中删去。", "{to} was taken out of the directory")
    } else {
        text!(
            "{to} 保留；请查看自 {on} 起为 {code} 登记在其名下的内容。",
            "{to} stays; look through what was entered there for {code} from {on} on"
        )
    };
    let of_code = text!("{code} 恢复有效。", "{code} is in force again");
    Ok(Text::joined(&[of_code, of_successor], LINES))
}

/// Between the lines of a report.
const LINES: (&str, &str) = ("\n", "\n");

/// What was done, and what is left for the operator to do.
fn report(change: &Succession, done: &reorganise::Outcome) -> Text {
    let Succession { from, to, on, .. } = change;
    let reorganise::Outcome { added, below, tokens } = done;
    let mut lines =
        vec![text!("{from} 止于 {on} 前一日，由 {to} 接续。", "{from} ends before {on}; {to} goes on")];
    if *added {
        lines.push(text!("{to} 已加入区划目录。", "{to} was added to the directory"));
    }
    if *below > 0 {
        lines.push(text!(
            "{from} 之下还有 {below} 个有效的区划；请逐个办理接续。",
            "still in force below {from}: {below} regions; let each be succeeded in its turn"
        ));
    }
    if *tokens > 0 {
        lines.push(text!(
            "{from} 还有 {tokens} 个有效的令牌，只能更正以往的登记，不能新登记；请为 {to} 发放新令牌，再撤销它们。",
            "valid tokens at {from}: {tokens}; they correct what was and enter nothing new, so issue new ones for {to} and revoke them"
        ));
    }
    Text::joined(&lines, LINES)
}
