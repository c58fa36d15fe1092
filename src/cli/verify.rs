//! `fazhi verify`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;
use diesel::pg::PgConnection;

use super::Outcome;
use super::database::{self, Snapshot};
use crate::config::Settings;
use crate::digest;
use crate::figures::kept;
use crate::integrity::{self, Compared};
use crate::keys::Keys;
use crate::session::secrets;
use crate::session::trail::verify::{Mark, Marks, Verified, marks, verify};

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
        look(conn, snapshot, &keys, &against)
    })?;
    let faults = lines(&found);
    for fault in &faults {
        println!("{fault}");
    }
    if !faults.is_empty() {
        let number = faults.len() as u64 + found.rows.more;
        return Err(
            format!("核验未通过，发现 {number} 处问题。 Not verified: {number} faults were found").into()
        );
    }
    let Found { chains: Verified { chains, entries, redacted, .. }, rows, ends, .. } = found;
    println!(
        "verified: {entries} entries in {chains} chains, {} rows against their last entries",
        rows.sound
    );
    if redacted > 0 {
        println!("{redacted} of the entries were redacted, as their chains certify");
    }
    if let Some(path) = &command.save {
        fs::write(path, written(&ends))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

/// Walks the chains, and meanwhile, on another connection to the same snapshot, holds the rows against their entries.
fn look(
    conn: &mut PgConnection,
    snapshot: &Snapshot,
    keys: &Keys,
    against: &Marks,
) -> Result<Found, Box<dyn std::error::Error>> {
    thread::scope(|scope| {
        let rows = scope.spawn(|| snapshot.read(integrity::compare_rows));
        let chains = verify(conn, &keys.trail, against)?;
        let (ends, sums) = (marks(conn)?, kept::wrong(conn)?);
        let rows = rows.join().map_err(|_panic| "the rows could not be held against their entries")??;
        Ok(Found { chains, rows, ends, sums })
    })
}

fn lines(found: &Found) -> Vec<String> {
    let Found { chains, rows, sums, .. } = found;
    let mut lines: Vec<String> = chains.of_all.iter().map(ToString::to_string).collect();
    lines.extend(chains.faults.iter().map(ToString::to_string));
    lines.extend(rows.faults.iter().map(ToString::to_string));
    let sum = |(county, year): &(String, i16)| {
        format!("{county}: the kept sums of {year} in county_figures are not what the records add up to")
    };
    lines.extend(sums.iter().map(sum));
    lines
}

fn written(marks: &Marks) -> String {
    let line = |(code, mark): (&String, &Mark)| {
        format!("{code} {} {}\n", mark.position, digest::hexadecimal(&mark.hash))
    };
    marks.iter().map(line).collect()
}

fn read(path: &Path) -> Result<Marks, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mark = |(number, line): (usize, &str)| {
        mark(line)
            .ok_or_else(|| format!("{}: line {} is none of fazhi verify --save", path.display(), number + 1))
    };
    text.lines().enumerate().map(mark).collect()
}

fn mark(line: &str) -> Option<(String, Mark)> {
    let mut words = line.split(' ');
    let (code, position, hash) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
    Some((code.to_owned(), Mark { position, hash: digest::bytes(hash)? }))
}
