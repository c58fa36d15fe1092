//! `fazhi secret`.

use clap::Subcommand;

use super::{Outcome, database};
use crate::config::Settings;
use crate::session::secrets;

/// What to do with secrets.
#[derive(Subcommand)]
pub enum Command {
    /// Print a new random secret, for a ledger that is begun with `FAZHI_SECRET`. Nothing is stored.
    New,
}

/// Runs it.
pub fn run(settings: &Settings, command: Option<&Command>) -> Outcome {
    match command {
        None => print_held(settings),
        Some(Command::New) => {
            println!("{}", secrets::generate()?);
            Ok(())
        }
    }
}

/// Prints the secret that the database holds itself, alone on standard output.
fn print_held(settings: &Settings) -> Outcome {
    match database::read_only(settings, |conn, _| Ok(secrets::held(conn)?))? {
        Some(secret) => println!("{secret}"),
        None => return Err("the database holds no secret: FAZHI_SECRET is set to it".into()),
    }
    Ok(())
}
