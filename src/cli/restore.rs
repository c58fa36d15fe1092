//! `fazhi restore`.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Outcome;
use super::backup::{STREAM, summary, without_figures};
use super::database::{self, Where};
use super::unproven::{self, Settled, Unproven};
use crate::attempt::Attempt;
use crate::backup::{self, Checked, Error, Header, Reader, Restored};
use crate::config::Settings;
use crate::keys::Keys;
use crate::text;
use crate::text::Text;

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
    let (Text { zh, en }, Header { made_at, release, .. }) = (summary(&manifest), header);
    let text = text!(
        "已恢复：{zh}；备份由 fazhi {release} 制于 {made_at}",
        "restored: {en}, made {made_at} by fazhi {release}"
    );
    println!("{}", text.in_lines());
    if let Some(Text { zh, en }) = proof.map(|proof| proof.text()) {
        println!("{}", text!("已逐一比对：{zh}", "verified: {en}").in_lines());
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
        Some(why) if !command.unproven => Err(Error::Unproven(why.text())),
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
    let file = File::open(path).map_err(Error::file(Attempt::Read, path))?;
    Ok(Box::new(file))
}

fn description(settings: &Settings, header: &Header, checked: &Checked) -> String {
    let Header { release, made_at, postgresql, .. } = header;
    let schema = header.schema_version();
    let origin = text!(
        "由 fazhi {release} 制于 {made_at}，来自 PostgreSQL {postgresql}，库结构版本 {schema}",
        "made {made_at} by fazhi {release} from PostgreSQL {postgresql}, schema {schema}"
    );
    let mut lines = vec![origin.in_lines()];
    lines.extend(checked.manifest.tables.iter().map(|table| format!("{:>12}  {}", table.rows, table.table)));
    if !header.left_out.is_empty() {
        let names = header.left_out.join(", ");
        lines.push(
            text!("不属于 fazhi，未列入备份：{names}", "left out, since not of fazhi: {names}").in_lines(),
        );
    }
    lines.extend(without_figures(&checked.manifest));
    let Text { zh, en } = summary(&checked.manifest);
    lines.push(text!("完整，没有损坏：{zh}", "complete and without damage: {en}").in_lines());
    lines.push(proven(settings, header, checked).in_lines());
    lines.join("\n") + "\n"
}

fn proven(settings: &Settings, header: &Header, checked: &Checked) -> Text {
    let keys = secret_of(settings, header).map(Keys::from_secret);
    match unproven::of(header, &checked.end, keys.as_ref()).map(Unproven::text) {
        None => text!(
            "经证明：用台账的密钥制成，此后未经改动",
            "proven: made with the ledger's secret, and not altered since"
        ),
        Some(Text { zh, en }) => text!("未经证明：{zh}", "not proven: {en}"),
    }
}
