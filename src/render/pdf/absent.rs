//! What stands in for the typesetter in a build without it.

use std::path::Path;

use super::Refusal;
use crate::render::Document;

/// There is none.
pub(super) enum Typesetter {}

pub(super) fn open(_: &Path) -> Result<Typesetter, Refusal> {
    Err(Refusal::NotBuilt)
}

pub(super) fn write(none: &Typesetter, _: &Document) -> Result<Vec<u8>, Refusal> {
    match *none {}
}
