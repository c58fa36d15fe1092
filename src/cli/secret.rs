//! `fazhi secret`.

use super::{Outcome, database};
use crate::config::Settings;
use crate::session::secrets;

/// Prints the secret that the database holds itself, alone on standard output.
pub fn run(settings: &Settings) -> Outcome {
    let ledger = database::open(settings)?;
    match ledger.as_owner(|conn| Ok(secrets::held(conn)?))? {
        Some(secret) => println!("{secret}"),
        None => return Err("the database holds no secret: FAZHI_SECRET is set to it".into()),
    }
    Ok(ledger.close()?)
}
