//! `fazhi verify`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use diesel::connection::SimpleConnection;

use super::{Outcome, database};
use crate::config::Settings;
use crate::digest;
use crate::session::trail::verify::{Fault, Mark, Marks, Verified, marks, verify};

/// What to hold the trail against.
#[derive(Args)]
pub struct Verify {
    /// Write down where each chain ends, one line per region. Kept where whoever runs the database cannot write, it
    /// proves later that nothing was cut off together with the end of the chain.
    #[arg(long)]
    save: Option<PathBuf>,
    /// Hold the trail against what was written down earlier.
    #[arg(long)]
    against: Option<PathBuf>,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Verify) -> Outcome {
    let against = command.against.as_deref().map(read).transpose()?.unwrap_or_default();
    let ledger = database::open(settings)?;
    let key = &ledger.secrets.keys.trail;
    let (verified, ends) = ledger.db.read_now(|conn| {
        // It takes as long as it takes.
        conn.batch_execute("SET LOCAL statement_timeout = 0")?;
        Ok((verify(conn, key, &against)?, marks(conn)?))
    })?;
    ledger.close()?;
    for fault in &verified.faults {
        println!("{}", line(fault));
    }
    let Verified { chains, entries, faults } = verified;
    if !faults.is_empty() {
        return Err(format!("{} of {chains} chains are not what they were", faults.len()).into());
    }
    println!("verified: {entries} entries in {chains} chains");
    if let Some(path) = &command.save {
        fs::write(path, written(&ends))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

fn line(fault: &Fault) -> String {
    let Fault { township_code, position, entry, kind } = fault;
    let entry = entry.as_ref().map(|id| format!(" ({id})")).unwrap_or_default();
    format!("{township_code}: entry {position}{entry} {kind}")
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
