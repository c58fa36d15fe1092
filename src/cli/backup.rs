//! `fazhi backup`.

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use diesel::pg::PgConnection;

use super::database::{self, Where};
use super::{NeedsAttention, Outcome};
use crate::backup::{self, Manifest, Partial, Saved, Signature};
use crate::config::Settings;
use crate::keys::Keys;
use crate::session::secrets::{self, SecretError};

/// What stands for standard output, or input, instead of a file.
pub const STREAM: &str = "-";

/// Where the backup goes.
#[derive(Args)]
pub struct Backup {
    /// 要写的文件；- 为标准输出。 The file to write, or - for standard output.
    ///
    /// 只有所有者可读；写完之前名为 文件.partial。 Only its owner may read it; until it is complete it is named FILE.partial.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 覆盖已有的文件。 Replace a file that exists.
    #[arg(long)]
    force: bool,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Backup) -> Outcome {
    if command.file.as_os_str() == STREAM {
        let out = io::stdout();
        if out.is_terminal() {
            return Err("a backup is not written to a terminal; direct it into a file or a pipe".into());
        }
        let (saved, unsigned) = save(settings, out.lock())?;
        eprintln!("saved: {}", summary(&saved.manifest));
        return attention(&saved, unsigned);
    }
    let mut file = Partial::create(&command.file, command.force)?;
    let (saved, unsigned) = save(settings, &mut file)?;
    file.complete()?;
    println!("saved: {} in {}", summary(&saved.manifest), command.file.display());
    attention(&saved, unsigned)
}

/// What was saved, and why it has no keyed digest if it has none.
type Outcomes = (Saved, Option<String>);

fn save(settings: &Settings, out: impl Write) -> Result<Outcomes, Box<dyn std::error::Error>> {
    database::as_it_is(settings, Where::ThereIsOne, |conn| {
        let secret = database::secret_in_use(conn, settings)?;
        let (signature, unsigned) = signature(conn, secret)?;
        Ok((backup::save(conn, out, &signature)?, unsigned))
    })
}

/// What the digest at the end is made with, and why with nothing if there is nothing.
fn signature(
    conn: &mut PgConnection,
    given: Option<&str>,
) -> Result<(Signature, Option<String>), Box<dyn std::error::Error>> {
    if !secrets::exist(conn)? {
        // A schema of before there were secrets.
        let key = given.map(|secret| Keys::from_secret(secret).backups);
        return Ok((Signature { key, holds_secret: false }, None));
    }
    let keys = match (secrets::keys(conn, given), given) {
        // Nobody has used it with a secret yet.
        (Err(SecretError::Unused), Some(given)) => Ok(Keys::from_secret(given)),
        (keys, _) => keys,
    };
    let holds_secret = secrets::held(conn)?.is_some();
    match keys {
        Ok(keys) => Ok((Signature { key: Some(keys.backups), holds_secret }, None)),
        Err(SecretError::Failed(error)) => Err(error.into()),
        Err(error) => Ok((Signature { key: None, holds_secret }, Some(error.to_string()))),
    }
}

/// A backup that was made is better than none: what is wrong with it does not keep it from being made, and shows.
fn attention(saved: &Saved, unsigned: Option<String>) -> Outcome {
    if let Some(why) = &saved.manifest.without_figures {
        eprintln!("without figures: {why}");
    }
    let mut wrong = Vec::new();
    if !saved.left_out.is_empty() {
        wrong.push(format!(
            "these are not of fazhi and are not in it: {}; take them out of the database, or save them by pg_dump",
            saved.left_out.join(", ")
        ));
    }
    if let Some(why) = unsigned {
        wrong.push(format!(
            "it has no digest under the ledger's secret, and is restored with --unproven only, without tokens: {why}"
        ));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(NeedsAttention(format!("saved, but {}", wrong.join("; and "))).into())
    }
}

/// How much there is in a backup.
pub fn summary(manifest: &Manifest) -> String {
    let (tables, rows) = (manifest.tables.len(), manifest.rows());
    match &manifest.figures {
        Some(figures) => format!("{tables} tables, {rows} rows, {} county-years", figures.county_years.len()),
        None => format!("{tables} tables, {rows} rows, without figures"),
    }
}
