//! `fazhi report`: annual reports on the command line.

use std::fs;
use std::path::PathBuf;

use clap::Subcommand;

use super::{Outcome, values};
use crate::regions::Code;
use crate::reports::reader::{Context, Lexicon, Reading, read, source};
use crate::reports::verify;
use crate::text::Text;

/// What to do with a report.
#[derive(Subcommand)]
pub enum Command {
    /// 检查一份报告：找出所列数字和差错。 Check a report: the figures it states, and its slips.
    ///
    /// FILE 为 UTF-8 文本或 .docx。不写 --year、--region 的，以标题为准。不与台账比对；与台账比对的是 POST /reports:verify。
    ///
    /// FILE is text in UTF-8, or .docx. Without --year and --region the title says which year and place. The figures are not compared with
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

/// Runs it.
pub fn run(command: Command) -> Outcome {
    let Command::Check { file, year, region, json, .. } = command;
    let text = source::text(&fs::read(&file)?).map_err(|note| Text::from(note).in_lines())?;
    let place = region.as_ref().map(verify::listed_place);
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
