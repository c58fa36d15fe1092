//! `fazhi report`: annual reports on the command line.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use diesel::pg::PgConnection;
use serde_json::json;

use super::database::{self, Where};
use super::{Outcome, offline, values};
use crate::attempt::Attempt;
use crate::config::Settings;
use crate::http::body;
use crate::ledger::reports::{ReportInput, queries};
use crate::problems::{ApiError, ApiResult};
use crate::regions::{self, Code};
use crate::render::pdf::Printer;
use crate::reports::compose::ReportGap;
use crate::reports::reader::{Context, Lexicon, Reading, read, source};
use crate::reports::{ReportFormat, editions, operations, verify};
use crate::text;
use crate::text::Text;

/// What to do with a report.
#[derive(Subcommand)]
pub enum Command {
    /// 由台账起草一份报告，不保存。 Compose a report from the ledger, without storing it.
    ///
    /// 台账没有的写在标准错误上，每行一项。保存并办理用 POST /reports。
    ///
    /// What the ledger does not tell is listed on standard error, one on a line. POST /reports stores a report and takes it through its course.
    #[command(
        after_help = "例 / Example:\n  fazhi report compose --region 540526201 --year 2024 --format docx --output report.docx"
    )]
    Compose(Wanted),
    /// 把保存的报告写成文件。 Write a stored report to a file.
    ///
    /// 已公布的，写出公布时的原样。
    ///
    /// One that is published is written as it was published.
    #[command(
        after_help = "例 / Example:\n  fazhi report render --region 540526201 --year 2024 --format docx --output report.docx"
    )]
    Render(Wanted),
    /// 检查一份报告：找出所列数字和差错。 Check a report: the figures it states, and its slips.
    ///
    /// FILE 为文本（UTF-8、GB18030）或 .docx。不写 --year、--region 的，以标题为准。不与台账比对；与台账比对的是 POST /reports:verify。
    ///
    /// FILE is text (UTF-8, GB18030) or .docx. Without --year and --region the title says which year and place. The figures are not compared with
    /// a ledger: POST /reports:verify does that.
    #[command(
        after_help = "例 / Example:\n  fazhi report check --no-ledger --json report.docx --year 2024 --region 540526201"
    )]
    Check {
        /// 报告文件。 The report.
        file: PathBuf,
        /// 不需要台账。 Without a ledger.
        #[arg(long, required = true)]
        no_ledger: bool,
        /// 报告的年度。 The year that is reported on.
        #[arg(long, value_parser = clap::value_parser!(i32).range(1949..=2100))]
        year: Option<i32>,
        /// 报告的区划。 Whose report it is.
        #[arg(long, value_parser = values::region)]
        region: Option<Code>,
        /// 以 JSON 打印。 Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Which report, and as what.
#[derive(Args)]
pub struct Wanted {
    /// 乡镇，或者县本级（9 位）。 The township, or the county's own unit (9 digits).
    #[arg(long, value_parser = values::region)]
    region: Code,
    /// 报告的年度。 The year that is reported on.
    #[arg(long, value_parser = clap::value_parser!(i16).range(1949..=2100))]
    year: i16,
    /// 格式：json、markdown、html、docx、pdf。 The format.
    #[arg(long, default_value = "markdown", value_parser = format)]
    format: ReportFormat,
    /// 写到这个文件；不写为标准输出。 The file to write; standard output if none.
    #[arg(long)]
    output: Option<PathBuf>,
}

fn format(text: &str) -> Result<ReportFormat, String> {
    let known = ReportFormat::LABELS.iter().map(|label| label.code).collect::<Vec<_>>().join(", ");
    ReportFormat::parse(text).ok_or_else(|| text!("可用：{known}。", "one of {known}").in_lines())
}

impl Wanted {
    fn write(&self, content: &[u8]) -> Outcome {
        match &self.output {
            Some(file) => {
                let said = |error| Attempt::Write.refused(file, &Text::said(error)).in_lines();
                fs::write(file, content).map_err(said)?;
            }
            None => std::io::stdout().write_all(content)?,
        }
        Ok(())
    }
}

/// Runs it.
pub fn run(settings: &Settings, command: Command) -> Outcome {
    match command {
        Command::Compose(wanted) => compose(settings, &wanted),
        Command::Render(wanted) => render(settings, &wanted),
        Command::Check { file, year, region, json, .. } => check(&file, year, region.as_ref(), json),
    }
}

fn compose(settings: &Settings, wanted: &Wanted) -> Outcome {
    let report = json!({"township_code": wanted.region.as_str(), "year": wanted.year});
    let report: ReportInput = offline::told(body::input(report))?;
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let drafted = ledger.db.read_now(|conn| {
        must_be_there(conn, &wanted.region)?;
        operations::draft(conn, report)
    });
    ledger.close()?;
    let (document, gaps) = offline::told(drafted)?;
    for ReportGap { part, indicator, missing } in gaps {
        eprintln!("{}  {missing}  {}", part.label().zh, indicator.unwrap_or_default());
    }
    let printer = Printer::new(settings.fonts.clone());
    wanted.write(&offline::told(editions::written(&document, wanted.format.media_type(), &printer))?)
}

fn must_be_there(conn: &mut PgConnection, region: &Code) -> ApiResult<()> {
    if regions::queries::exists(conn, region)? {
        return Ok(());
    }
    Err(ApiError::not_found().with_detail(text!("没有区划 {region}。", "there is no region {region}")))
}

fn render(settings: &Settings, wanted: &Wanted) -> Outcome {
    let printer = Printer::new(settings.fonts.clone());
    let ledger = database::open(settings, Where::ThereIsOne)?;
    let file = ledger.db.read_now(|conn| {
        let report = queries::of_year(conn, &wanted.region, wanted.year)?;
        report.map(|report| editions::file(conn, &report, wanted.format, &printer)).transpose()
    });
    ledger.close()?;
    let none = || text!("没有这份报告。", "there is no such report").in_lines();
    wanted.write(&offline::told(file)?.ok_or_else(none)?)
}

fn check(file: &Path, year: Option<i32>, region: Option<&Code>, json: bool) -> Outcome {
    let text = source::text(&fs::read(file)?).map_err(|note| Text::from(note).in_lines())?;
    let place = region.map(verify::listed_place);
    let reading = read(&text, &Context { year, place: place.as_ref(), lexicon: Lexicon::built_in() });
    if json {
        println!("{}", serde_json::to_string_pretty(&reading)?);
    } else {
        print(&reading);
    }
    Ok(())
}

/// A line for each slip, after how many figures there are.
fn print(reading: &Reading) {
    println!("{} 个数，{} 处差错  {0} figures, {1} slips", reading.figures.len(), reading.slips.len());
    for slip in &reading.slips {
        println!(
            "{:>6}  {}  {}  {}",
            slip.offset,
            slip.phrase.replace('\n', " "),
            slip.message_zh,
            slip.message_en
        );
    }
}
