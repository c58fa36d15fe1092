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
use crate::text;
use crate::text::Text;

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
            return Err("备份不能写到终端，请重定向到文件或管道。\n\
                        a backup is not written to a terminal; direct it into a file or a pipe"
                .into());
        }
        let (saved, unsigned) = save(settings, out.lock())?;
        let Text { zh, en } = summary(&saved.manifest);
        eprintln!("{}", text!("已备份：{zh}", "saved: {en}").in_lines());
        return attention(&saved, unsigned);
    }
    let mut file = Partial::create(&command.file, command.force)?;
    let (saved, unsigned) = save(settings, &mut file)?;
    file.complete()?;
    let (Text { zh, en }, file) = (summary(&saved.manifest), command.file.display());
    println!("{}", text!("已备份到 {file}：{zh}", "saved: {en} in {file}").in_lines());
    attention(&saved, unsigned)
}

/// What was saved, and why it has no keyed digest if it has none.
type Outcomes = (Saved, Option<Text>);

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
) -> Result<(Signature, Option<Text>), Box<dyn std::error::Error>> {
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
        Err(error) => Ok((Signature { key: None, holds_secret }, Some(error.text()))),
    }
}

/// A backup that was made is better than none: what is wrong with it does not keep it from being made, and shows.
fn attention(saved: &Saved, unsigned: Option<Text>) -> Outcome {
    if let Some(lines) = without_figures(&saved.manifest) {
        eprintln!("{lines}");
    }
    let mut wrong = Vec::new();
    if !saved.left_out.is_empty() {
        let names = saved.left_out.join(", ");
        wrong.push(text!(
            "以下不属于 fazhi，不在备份中：{names}；请从库中移走，或用 pg_dump 另行保存",
            "these are not of fazhi and are not in it: {names}; take them out of the database, or save them by pg_dump"
        ));
    }
    if let Some(Text { zh, en }) = unsigned {
        wrong.push(text!(
            "备份没有用台账密钥算出的摘要，只能加 --unproven 恢复，且令牌全部作废；原因：{zh}",
            "it has no digest under the ledger's secret, and is restored with --unproven only, without tokens: {en}"
        ));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    let Text { zh, en } = Text::joined(&wrong, ("；", "; and "));
    Err(NeedsAttention(text!("已备份，但须处理：{zh}", "saved, but {en}").in_lines()).into())
}

/// That a backup is without figures, and why; nothing where it has them.
pub fn without_figures(manifest: &Manifest) -> Option<String> {
    let Text { zh, en } = manifest.why_without_figures()?;
    Some(text!("不含年度数据：{zh}", "without figures: {en}").in_lines())
}

/// How much there is in a backup.
pub fn summary(manifest: &Manifest) -> Text {
    let (tables, rows) = (manifest.tables.len(), manifest.rows());
    match manifest.figures.as_ref().map(|figures| figures.county_years.len()) {
        Some(number) => text!(
            "{tables} 张表，{rows} 行，{number} 组各县年度数据",
            "{tables} tables, {rows} rows, {number} county-years"
        ),
        None => {
            text!("{tables} 张表，{rows} 行，不含年度数据", "{tables} tables, {rows} rows, without figures")
        }
    }
}
