//! `fazhi restore`.

use std::fmt::Write;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::backup::{STREAM, summary};
use super::database::{self, Where};
use super::unproven::{self, Settled, Unproven};
use crate::backup::{self, Checked, Error, Header, Reader, Restored};
use crate::config::Settings;
use crate::keys::Keys;

/// What to restore, and how.
#[derive(Args)]
pub struct Restore {
    /// 备份文件；- 为标准输入。 The backup, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 提交前读回逐一比对，并重算全部数据。 Read all back, compare it, and compute all figures anew before anything is kept.
    #[arg(long)]
    verify: bool,
    /// 只读一遍备份，说明其内容；不需要数据库。 Only read the backup and say what is in it; no database is needed.
    #[arg(long, conflicts_with = "verify")]
    check: bool,
    /// 证明不了的备份也恢复；全部令牌作废并留痕。 Restore an unproven backup, too.
    ///
    /// That is one that may have been altered, or whose trail is not sound: all tokens are revoked, and the trail says so.
    #[arg(long, conflicts_with = "check")]
    unproven: bool,
}

/// Runs it.
pub fn run(settings: &Settings, command: &Restore) -> Outcome {
    if command.check {
        let (header, checked) = read(&command.file)?;
        print!("{}", description(settings, &header, &checked));
        return Ok(());
    }
    let (Restored { header, manifest, proof }, settled) = restore(settings, command)?;
    println!("restored: {}, made {} by fazhi {}", summary(&manifest), header.made_at, header.release);
    if let Some(proof) = proof {
        println!("verified: {proof}");
    }
    print!("{settled}");
    Ok(())
}

fn restore(
    settings: &Settings,
    command: &Restore,
) -> Result<(Restored, Settled), Box<dyn std::error::Error>> {
    let judge = |header: &Header, checked: &Checked| judged(settings, command, header, checked);
    if command.file.as_os_str() != STREAM {
        // A stream comes once. A file can be known to be good before a database is touched, or even started.
        let (header, checked) = read(&command.file)?;
        judge(&header, &checked)?;
    }
    let backup = Reader::open(open(&command.file)?)?;
    let secret = secret_of(settings, backup.header());
    database::as_it_is(settings, Where::MayBeMade, |conn| {
        let mut settled = Settled::default();
        let restored = backup::restore(conn, backup, command.verify, secret, |conn, header, checked| {
            let unproven = judge(header, checked)?;
            settled = unproven::settle(conn, secret, (header, checked), command.unproven, unproven)?;
            Ok(())
        })?;
        Ok((restored, settled))
    })
}

/// The secret that the backup was made with, of those that are set; one from before a rotation was made with the old one.
fn secret_of<'a>(settings: &'a Settings, header: &Header) -> Option<&'a str> {
    let made_with = |secret: &&str| header.key.as_ref() == Some(&Keys::from_secret(secret).backups.id());
    let set = [settings.secret.as_deref(), settings.secret_old.as_deref()];
    set.into_iter().flatten().find(made_with).or(settings.secret.as_deref())
}

/// Why a backup is not proven; nothing where it is.
///
/// # Errors
/// Where it is not, and nobody said that it may be so.
fn judged(
    settings: &Settings,
    command: &Restore,
    header: &Header,
    checked: &Checked,
) -> Result<Option<Unproven>, Error> {
    let keys = secret_of(settings, header).map(Keys::from_secret);
    match unproven::of(header, &checked.end, keys.as_ref()) {
        Some(why) if !command.unproven => Err(Error::Unproven(why.to_string())),
        why => Ok(why),
    }
}

fn read(path: &Path) -> Result<(Header, Checked), Error> {
    let backup = Reader::open(open(path)?)?;
    let header = backup.header().clone();
    Ok((header, backup.check()?))
}

fn open(path: &Path) -> Result<Box<dyn Read>, Error> {
    if path.as_os_str() == STREAM {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(Error::file("read", path))?;
    Ok(Box::new(file))
}

fn description(settings: &Settings, header: &Header, checked: &Checked) -> String {
    let Header { release, made_at, postgresql, .. } = header;
    let schema = header.schema_version();
    let mut text =
        format!("made {made_at} by fazhi {release} from PostgreSQL {postgresql}, schema {schema}\n");
    for table in &checked.manifest.tables {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{:>12}  {}", table.rows, table.table);
    }
    if !header.left_out.is_empty() {
        let _ = writeln!(text, "left out, since not of fazhi: {}", header.left_out.join(", "));
    }
    if let Some(why) = &checked.manifest.without_figures {
        let _ = writeln!(text, "without figures: {why}");
    }
    let _ = writeln!(text, "complete and without damage: {}", summary(&checked.manifest));
    let keys = secret_of(settings, header).map(Keys::from_secret);
    let _ = match unproven::of(header, &checked.end, keys.as_ref()) {
        None => writeln!(text, "proven: made with the ledger's secret, and not altered since"),
        Some(why) => writeln!(text, "not proven: {why}"),
    };
    text
}
