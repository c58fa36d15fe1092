//! `fazhi secret`.

use clap::Subcommand;

use super::rotation::{self, Given};
use super::{Outcome, database};
use crate::config::Settings;
use crate::session::secrets;

/// What to do with secrets.
#[derive(Subcommand)]
pub enum Command {
    /// 打印一个新的随机密钥，不存储。 Print a new random secret; nothing is stored.
    New,
    /// 更换密钥，令牌照常有效。 Use another secret from now on; tokens stay valid.
    ///
    /// `FAZHI_SECRET` 为新密钥，`FAZHI_SECRET_OLD` 为正在使用的密钥。先核验痕迹；全部完成，或什么也不改。其间可读，写入等待。
    /// 更换之后，各实例须以新密钥重启，此前一律答 503；此前的备份用旧密钥恢复。
    ///
    /// `FAZHI_SECRET` takes the place of `FAZHI_SECRET_OLD`.
    /// Where the database holds the secret itself, `FAZHI_SECRET_OLD` is not needed; without `FAZHI_SECRET` the database then
    /// holds the new one, too. The trail is verified first. Tokens stay valid. All of it is done, or nothing; done already,
    /// it does nothing. Readers are served meanwhile, writers wait.
    ///
    /// Services may run with both set before: they use the one that the ledger is used with. Once it is rotated, they answer
    /// 503 until they are started again. Backups made before are restored with the old secret.
    Rotate,
}

/// Runs it.
pub fn run(settings: &Settings, command: Option<&Command>) -> Outcome {
    match command {
        None => print_held(settings),
        Some(Command::New) => {
            println!("{}", secrets::generate()?);
            Ok(())
        }
        Some(Command::Rotate) => {
            let given = Given { new: settings.secret.as_deref(), old: settings.secret_old.as_deref() };
            println!("{}", database::changing(settings, |conn| Ok(rotation::rotate(conn, &given)?))?);
            Ok(())
        }
    }
}

/// Prints the secret that the database holds itself, alone on standard output.
fn print_held(settings: &Settings) -> Outcome {
    match database::read_only(settings, |conn, _| Ok(secrets::held(conn)?))? {
        Some(secret) => println!("{secret}"),
        None => {
            return Err("库中没有自存的密钥：台账的密钥由 FAZHI_SECRET 给出。\n\
                        the database holds no secret: FAZHI_SECRET is set to it"
                .into());
        }
    }
    Ok(())
}
