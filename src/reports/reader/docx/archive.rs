//! One part of a ZIP archive, unpacked up to a limit.

use std::fmt::Display;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::model::Note;
use super::refused;

/// A part by its name.
pub(super) fn part(bytes: &[u8], name: &str, limit: usize) -> Result<Vec<u8>, Note> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let part = archive.by_name(name).map_err(|error| match error {
        ZipError::FileNotFound => refused("其中没有正文", "it has no text"),
        error => broken(&error),
    })?;
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut unpacked = Vec::new();
    part.take(most).read_to_end(&mut unpacked).map_err(|error| broken(&error))?;
    if unpacked.len() > limit {
        Err(refused("解压后的内容过大", "it unpacks to too much"))
    } else {
        Ok(unpacked)
    }
}

/// Damaged, encrypted or compressed in a way that is not known.
fn broken(cause: &impl Display) -> Note {
    refused(&format!("文件无法解压（{cause}）"), &format!("it cannot be unpacked ({cause})"))
}
