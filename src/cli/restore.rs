//! `fazhi restore`.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::backup::{STREAM, summary};
use super::{Outcome, database};
use crate::backup::{self, Error, Header, Manifest, Reader, Restored};
use crate::config::Settings;

/// What to restore, and how.
#[derive(Args)]
pub struct Restore {
    /// The backup, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read everything back and compare it with the backup, and compute all figures anew, before anything is kept.
    #[arg(long)]
    verify: bool,
    /// Only read the backup through and say what is in it; no database is needed.
    #[arg(long, conflicts_with = "verify")]
    check: bool,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Restore) -> Outcome {
    if command.check {
        let backup = Reader::open(open(&command.file)?)?;
        let header = backup.header().clone();
        print!("{}", description(&header, &backup.check()?));
        return Ok(());
    }
    let Restored { header, manifest, proof } = restore(settings, command)?;
    println!("restored: {}, made {} by fazhi {}", summary(&manifest), header.made_at, header.release);
    if let Some(proof) = proof {
        println!("verified: {proof}");
    }
    Ok(())
}

fn restore(settings: &Settings, command: &Restore) -> Result<Restored, Box<dyn std::error::Error>> {
    if command.file.as_os_str() != STREAM {
        // A stream comes once. A file can be known to be good before a database is touched, or even started.
        Reader::open(open(&command.file)?)?.check()?;
    }
    let backup = Reader::open(open(&command.file)?)?;
    database::as_it_is(settings, |conn| {
        Ok(backup::restore(conn, backup, command.verify, settings.secret.as_deref())?)
    })
}

fn open(path: &Path) -> Result<Box<dyn Read>, Error> {
    if path.as_os_str() == STREAM {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(Error::file("read", path))?;
    Ok(Box::new(file))
}

fn description(header: &Header, manifest: &Manifest) -> String {
    let Header { release, made_at, postgresql, .. } = header;
    let schema = header.schema_version();
    let mut text =
        format!("made {made_at} by fazhi {release} from PostgreSQL {postgresql}, schema {schema}\n");
    for table in &manifest.tables {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:>12}  {}", table.rows, table.table);
    }
    let _ = writeln!(text, "complete and unaltered: {}", summary(manifest));
    text
}
