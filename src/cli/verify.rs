//! `fazhi verify`.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::{self, ScopedJoinHandle};
use std::{fs, io};

use clap::Args;
use diesel::pg::PgConnection;

use super::Outcome;
use super::database::{self, Snapshot};
use crate::attempt::Attempt;
use crate::config::Settings;
use crate::digest;
use crate::figures::stored;
use crate::integrity::{self, Compared};
use crate::keys::Keys;
use crate::problems::ApiResult;
use crate::session::secrets;
use crate::session::trail::verify::{Mark, Marks, Verified, marks, verify};
use crate::text;
use crate::text::Text;

/// What to hold the trail against.
#[derive(Args)]
pub struct Verify {
    /// 把各链的末端记入文件，日后核对。 Write down where each chain ends, to be verified against later.
    ///
    /// 文件应存在数据库管理员改不了的地方。 Kept where whoever runs the database cannot write, it proves later that nothing was
    /// cut off at the end of a chain.
    #[arg(long)]
    save: Option<PathBuf>,
    /// 与以前记下的文件核对。 Hold the trail against what was written down earlier.
    #[arg(long)]
    against: Option<PathBuf>,
}

/// What was looked at, and what was found.
struct Found {
    chains: Verified,
    rows: Compared,
    ends: Marks,
    /// Kept sums of a county and a year that are not what the records add up to.
    sums: Vec<(String, i16)>,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Verify) -> Outcome {
    let against = command.against.as_deref().map(read).transpose()?.unwrap_or_default();
    let found = database::read_only(settings, |conn, snapshot| {
        let secret = database::secret_in_use(conn, settings)?;
        let keys = secrets::keys(conn, secret)?;
        examine(conn, snapshot, &keys, &against)
    })?;
    let faults = faults(&found);
    for fault in &faults {
        println!("{}", fault.in_lines());
    }
    if !faults.is_empty() {
        let number = faults.len() as u64 + found.rows.more;
        return Err(
            format!("核验未通过，发现 {number} 处问题。\nNot verified: {number} faults were found").into()
        );
    }
    println!("{}", summary(&found).in_lines());
    if let Some(path) = &command.save {
        fs::write(path, written(&found.ends)).map_err(refused(Attempt::Write, path))?;
    }
    Ok(())
}

fn summary(found: &Found) -> Text {
    let Found { chains: Verified { chains, entries, redacted, .. }, rows: Compared { sound, .. }, .. } =
        found;
    let mut lines = vec![text!(
        "核验通过：{chains} 条链共 {entries} 条痕迹，{sound} 行与其最后一条痕迹一致",
        "verified: {entries} entries in {chains} chains, {sound} rows against their last entries"
    )];
    if *redacted > 0 {
        lines.push(text!(
            "其中 {redacted} 条痕迹已遮盖，所在的链可以证明",
            "{redacted} of the entries were redacted, as their chains certify"
        ));
    }
    Text::joined(&lines, ("\n", "\n"))
}

/// For `map_err`: that the system refused what was tried with a file.
fn refused(attempt: Attempt, path: &Path) -> impl FnOnce(io::Error) -> String {
    move |error| attempt.refused(path, &Text::said(error)).in_lines()
}

/// How many rows are read ahead of their comparison: two fetches.
const AHEAD: usize = 200;

/// Walks the chains, and meanwhile, on two other connections to the same snapshot, reads the rows and holds them against
/// their entries.
fn examine(
    conn: &mut PgConnection,
    snapshot: &Snapshot,
    keys: &Keys,
    against: &Marks,
) -> Result<Found, Box<dyn std::error::Error>> {
    let (sender, rows) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        let sent = scope.spawn(move || snapshot.read(|conn| integrity::send_rows(conn, &sender)));
        let compared =
            scope.spawn(move || snapshot.read(|conn| integrity::compare(conn, |_| Ok(rows.recv().ok()))));
        let chains = verify(conn, &keys.trail, against)?;
        let (ends, sums) = (marks(conn)?, stored::wrong(conn)?);
        joined(sent)?;
        Ok(Found { chains, rows: joined(compared)?, ends, sums })
    })
}

fn joined<T>(thread: ScopedJoinHandle<'_, ApiResult<T>>) -> Result<T, Box<dyn std::error::Error>> {
    let panicked = |_| "未能核对各行与其痕迹。\nthe rows could not be held against their entries";
    Ok(thread.join().map_err(panicked)??)
}

fn faults(found: &Found) -> Vec<Text> {
    let Found { chains, rows, sums, .. } = found;
    let sum = |(county, year): &(String, i16)| {
        text!(
            "{county}: 表 county_figures 中 {year} 年的合计与各条记录之和不符",
            "{county}: the kept sums of {year} in county_figures are not what the records add up to"
        )
    };
    chains.texts().chain(rows.texts()).chain(sums.iter().map(sum)).collect()
}

fn written(marks: &Marks) -> String {
    let line = |(code, mark): (&String, &Mark)| {
        format!("{code} {} {}\n", mark.position, digest::hexadecimal(&mark.hash))
    };
    marks.iter().map(line).collect()
}

fn read(path: &Path) -> Result<Marks, String> {
    let text = fs::read_to_string(path).map_err(refused(Attempt::Read, path))?;
    let mark = |(index, line): (usize, &str)| {
        let (path, number) = (path.display(), index + 1);
        let wrong = || {
            text!(
                "{path} 第 {number} 行不是 fazhi verify --save 写下的",
                "{path}: line {number} is none of fazhi verify --save"
            )
        };
        mark(line).ok_or_else(|| wrong().in_lines())
    };
    text.lines().enumerate().map(mark).collect()
}

fn mark(line: &str) -> Option<(String, Mark)> {
    let mut words = line.split(' ');
    let (code, position, hash) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    Some((code.to_owned(), Mark { position, hash: digest::bytes(hash)? }))
}
