//! `fazhi calendar`.

use std::fs;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::json;

use super::database::{self, Where};
use super::{Outcome, offline, values};
use crate::attempt::Attempt;
use crate::auth::Permission;
use crate::calendar::model::{HolidayNotice, HolidayNoticeInput};
use crate::calendar::{calendar, file};
use crate::config::Settings;
use crate::http::body;
use crate::ledger::renewal;
use crate::regions::Code;
use crate::text;
use crate::text::Text;

/// What to do with the notices of holidays.
#[derive(Subcommand)]
pub enum Command {
    /// 载入一份放假通知（CSV）。 Load a notice of holidays from a CSV file.
    ///
    /// 文件首行为 `date,kind,name`；`kind` 为 `holiday` 或 `workday_moved`，只需与周一至周五不同的日子。
    ///
    /// The file begins with `date,kind,name`; a kind is `holiday` or `workday_moved`. Days that follow Monday to Friday may be left out.
    #[command(
        after_help = "例 / Example:\n  fazhi calendar load 2027.csv --notice 国办发明电〔2026〕9号 --issued 2026-11-05"
    )]
    Load(Load),
    /// 列出随程序提供的和载入的通知。 List the notices, shipped and loaded.
    List,
}

/// A notice with its days in a file.
#[derive(Args)]
pub struct Load {
    /// 文件。 The file.
    file: PathBuf,
    /// 文号。 The number of the notice.
    #[arg(long, value_parser = values::name)]
    notice: String,
    /// 发布日期。 The day it was issued, YYYY-MM-DD.
    #[arg(long, value_parser = values::day)]
    issued: NaiveDate,
    /// 用于哪个区划及其下级；不写为全国。 The region it is for; the nation if none.
    #[arg(long, value_parser = values::region)]
    region: Option<Code>,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Command) -> Outcome {
    match command {
        Command::Load(new) => load(settings, new),
        Command::List => list(settings),
    }
}

fn load(settings: &Settings, new: &Load) -> Outcome {
    let said = |error| Attempt::Read.refused(&new.file, &Text::said(error)).in_lines();
    let text = fs::read_to_string(&new.file).map_err(said)?;
    let days = file::days(&text).map_err(|wrong| wrong.in_lines())?;
    let count = days.len();
    let region_code = new.region.as_ref().map_or("CN", |code| subtree(code.as_str()));
    let notice =
        json!({"region_code": region_code, "number": new.notice, "issued_on": new.issued, "days": days});
    let notice: HolidayNoticeInput = offline::told(body::input(notice))?;
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let loaded = offline::write(&ledger, Permission::ManageAccess, |writing| {
        renewal::load_notice(writing, notice.clone())
    });
    ledger.close()?;
    let number = offline::told(loaded)?.number;
    println!("{}", text!("已载入 {number}：{count} 天。", "loaded {number}: {count} days").in_lines());
    Ok(())
}

/// GB/T 2260 writes provinces and prefectures with six digits, too.
fn subtree(code: &str) -> &str {
    match code.len() {
        6 => code.strip_suffix("0000").or(code.strip_suffix("00")).unwrap_or(code),
        _ => code,
    }
}

fn list(settings: &Settings) -> Outcome {
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let calendar = ledger.db.read_now(|conn| Ok(calendar(conn)?))?;
    ledger.close()?;
    for notice in calendar.notices().iter().map(HolidayNotice::from) {
        let HolidayNotice { region_code, number, issued_on, days } = notice;
        println!("{issued_on}  {region_code:<6}  {:>3} 天 days  {number}", days.len());
    }
    Ok(())
}
