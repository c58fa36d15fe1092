//! `fazhi licenses`.

use std::io;

use flate2::read::GzDecoder;

use super::Outcome;

/// This program's own licence and notice.
const OWN: [&str; 2] = [include_str!("../../LICENSE"), include_str!("../../NOTICE")];

/// Those of what is linked into it (`licenses/THIRD_PARTY.txt`), compressed by the build script.
const OTHERS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/licenses.txt.gz"));

/// Prints them.
pub fn run() -> Outcome {
    let mut out = io::stdout().lock();
    for mut text in OWN.map(str::as_bytes) {
        io::copy(&mut text, &mut out)?;
    }
    io::copy(&mut GzDecoder::new(OTHERS), &mut out)?;
    Ok(())
}
