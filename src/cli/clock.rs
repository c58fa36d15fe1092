//! `fazhi clock`: statutory clocks and the days that they give, without a ledger.

use std::borrow::Cow;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use super::database::{self, Where};
use super::{Outcome, values};
use crate::calendar::calendar;
use crate::config::Settings;
use crate::deadlines::{self, Calendar, Clock, Course, Due, Span, shipped};
use crate::reference::clocks::days::ClockDays;
use crate::reference::clocks::definition::ClockDefinition;
use crate::regions::Code;
use crate::suggest;
use crate::text;
use crate::text::Text;

/// What to do with the catalogue of clocks.
#[derive(Subcommand)]
pub enum Command {
    /// 由起算日、延期和中止计算到期日。 Compute the days of a clock.
    ///
    /// 不写 --ledger 不需要台账，节假日按随程序提供的通知；不写 --region 按全国的。
    ///
    /// Without --ledger it needs none, and goes by the notices that come with the program; without --region by those of the nation.
    #[command(
        after_help = "例 / Example:\n  fazhi clock due xf.conclude_60 --start 2024-08-03 --region 540526201 --extended 30"
    )]
    Due(Question),
    /// 列出全部期限。 List the clocks.
    List {
        /// 以 JSON 打印。 Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// A clock with its course.
#[derive(Args)]
pub struct Question {
    /// 期限的代码，见 fazhi clock list。 The clock's code, see fazhi clock list.
    code: String,
    /// 起算事件的日期，倒数的也是。 The day counted from, also backwards, YYYY-MM-DD.
    #[arg(long, value_parser = values::day)]
    start: NaiveDate,
    /// 按哪个区划的节假日。 The region whose holidays count.
    #[arg(long, value_parser = values::region)]
    region: Option<Code>,
    /// 延期合计，单位与期限相同。 All extensions together, in the unit of the clock.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    extended: u16,
    /// 中止，首日计入、末日不计入，可写多次。 A pause, its first day counted and its last not; may be repeated.
    #[arg(long, value_name = "FROM/TO", value_parser = pause)]
    paused: Vec<Span>,
    /// 也按台账中载入的放假通知。 Also by the notices that were loaded into the ledger.
    #[arg(long)]
    ledger: bool,
    /// 以 JSON 打印。 Print JSON.
    #[arg(long)]
    json: bool,
}

fn pause(text: &str) -> Result<Span, String> {
    text.parse().map_err(|refusal: deadlines::refusal::Refusal| refusal.text().in_lines())
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    match command {
        Command::Due(question) => due(settings, question),
        Command::List { json } => list(json),
    }
}

fn due(settings: &Settings, question: Question) -> Outcome {
    let clock = found(&question.code)?;
    let course = Course { start: question.start, extended: question.extended, paused: question.paused };
    let calendar = if question.ledger { Cow::Owned(loaded(settings)?) } else { Cow::Borrowed(shipped()) };
    let days = calendar.working_days(question.region.as_ref().map(Code::as_str));
    let due = clock.due(&course, &days).map_err(|refusal| refusal.text().in_lines())?;
    if question.json {
        println!("{}", serde_json::to_string(&ClockDays::of(clock, &due))?);
    } else {
        print!("{}", report(clock, &course, &due));
    }
    Ok(())
}

/// The calendar with the notices that were loaded into the ledger.
fn loaded(settings: &Settings) -> Result<Calendar, Box<dyn std::error::Error>> {
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let calendar = ledger.db.read_now(|conn| Ok(calendar(conn)?));
    ledger.close()?;
    Ok(calendar?)
}

fn found(code: &str) -> Result<&'static Clock, String> {
    let codes = || deadlines::all().iter().map(|clock| clock.code.as_str()).collect::<Vec<_>>();
    deadlines::find(code).ok_or_else(|| suggest::not_allowed(code, &codes()).in_lines())
}

/// A line for each day: its name, the day, and what it means.
fn report(clock: &Clock, course: &Course, due: &Due) -> String {
    let told = |day: Option<NaiveDate>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
    let boundary = due.boundary.label();
    let mut lines = vec![
        format!("{}  {}", clock.code, clock.name),
        format!("依据 basis            {}", clock.basis()),
        format!("长度 length           {}", clock.length.text()),
        format!("起算 start            {}", course.start),
        format!("计算届满 natural end  {}", told(due.natural_end)),
        format!("顺延届满 rolled end   {}", told(due.rolled_end)),
        format!("到期日 due on         {}  {} / {}", told(due.due_on), boundary.zh, boundary.en),
        format!("最后工作日 act by     {}", told(due.act_by)),
    ];
    lines.extend(due.unknown.iter().map(|year| unknown(year.0).to_string()));
    lines.extend(clock.remark.iter().map(ToString::to_string));
    lines.join("\n") + "\n"
}

fn unknown(year: i32) -> Text {
    text!(
        "{year} 年的节假日安排尚未载入，与之有关的日期不能算出",
        "the holidays of {year} are not known: days that depend on them are left out"
    )
}

fn list(json: bool) -> Outcome {
    if json {
        let clocks: Vec<ClockDefinition> = deadlines::all().iter().map(ClockDefinition::from).collect();
        println!("{}", serde_json::to_string(&clocks)?);
        return Ok(());
    }
    for clock in deadlines::all() {
        println!("{:<22} {}  {}  {}", clock.code, clock.name, clock.length.text(), clock.basis());
    }
    Ok(())
}
