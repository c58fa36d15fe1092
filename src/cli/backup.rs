//! `fazhi backup`.

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::Args;

use super::{Outcome, database};
use crate::backup::{self, Manifest, Partial};
use crate::config::Settings;

/// What stands for standard output, or input, instead of a file.
pub const STREAM: &str = "-";

/// Where the backup goes.
#[derive(Args)]
pub struct Backup {
    /// The file to write, or - for standard output. Only its owner may read it; while it is being written it is named
    /// FILE.partial.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Replace a file that exists.
    #[arg(long)]
    force: bool,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Backup) -> Outcome {
    if command.file.as_os_str() == STREAM {
        let manifest = to_standard_output(settings)?;
        eprintln!("saved: {}", summary(&manifest));
        return Ok(());
    }
    let mut file = Partial::create(&command.file, command.force)?;
    let manifest = database::as_it_is(settings, |conn| Ok(backup::save(conn, &mut file)?))?;
    file.complete()?;
    println!("saved: {} in {}", summary(&manifest), command.file.display());
    Ok(())
}

fn to_standard_output(settings: &Settings) -> Result<Manifest, Box<dyn std::error::Error>> {
    let out = io::stdout();
    if out.is_terminal() {
        return Err("a backup is not written to a terminal; direct it into a file or a pipe".into());
    }
    database::as_it_is(settings, |conn| Ok(backup::save(conn, out.lock())?))
}

/// How much there is in a backup.
pub fn summary(manifest: &Manifest) -> String {
    let (tables, rows) = (manifest.tables.len(), manifest.rows());
    match &manifest.figures {
        Some(figures) => format!("{tables} tables, {rows} rows, {} county-years", figures.county_years.len()),
        None => format!("{tables} tables, {rows} rows, without figures (the schema is of an older release)"),
    }
}
