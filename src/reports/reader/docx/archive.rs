//! One part of a ZIP archive, unpacked up to a limit.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::super::model::Note;
use super::refused;

/// The record at the end of an archive, without its comment.
const END_LENGTH: usize = 22;
const END_MARK: &[u8] = b"PK\x05\x06";
const ENTRY_MARK: &[u8] = b"PK\x01\x02";
const LOCAL_MARK: &[u8] = b"PK\x03\x04";
/// Longest comment an archive can have.
const LONGEST_COMMENT: usize = 0xffff;
/// A document has some dozens of parts.
const MOST_PARTS: usize = 4096;
const STORED: usize = 0;
const DEFLATED: usize = 8;

/// Where a part lies.
struct Entry {
    method: usize,
    flags: usize,
    packed: usize,
    header: usize,
}

/// A part by its name.
pub(super) fn part(bytes: &[u8], name: &str, limit: usize) -> Result<Vec<u8>, Note> {
    let entry = entry(bytes, name).ok_or_else(|| refused("其中没有正文", "it has no text"))?;
    if entry.flags & 1 != 0 {
        return Err(refused("文档已加密", "it is encrypted"));
    }
    let packed = contents(bytes, &entry).ok_or_else(broken)?;
    let unpacked = match entry.method {
        STORED => packed.to_vec(),
        DEFLATED => inflated(packed, limit)?,
        _ => return Err(refused("压缩方式不支持", "its compression is not supported")),
    };
    if unpacked.len() > limit { Err(too_much()) } else { Ok(unpacked) }
}

fn inflated(packed: &[u8], limit: usize) -> Result<Vec<u8>, Note> {
    let mut unpacked = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    DeflateDecoder::new(packed)
        .take(most)
        .read_to_end(&mut unpacked)
        .map_err(|error| with_cause(&broken(), &error))?;
    Ok(unpacked)
}

fn with_cause(note: &Note, cause: &impl std::fmt::Display) -> Note {
    Note {
        message_zh: format!("{}（{cause}）", note.message_zh),
        message_en: format!("{} ({cause})", note.message_en),
    }
}

fn broken() -> Note {
    refused("文件已损坏", "the file is damaged")
}

fn too_much() -> Note {
    refused("解压后的内容过大", "it unpacks to too much")
}

/// The entry of a part in the directory at the end.
fn entry(bytes: &[u8], name: &str) -> Option<Entry> {
    let end = end_record(bytes)?;
    let count = number(bytes, end + 10, 2)?.min(MOST_PARTS);
    let mut at = number(bytes, end + 16, 4)?;
    for _ in 0..count {
        if bytes.get(at..at + 4)? != ENTRY_MARK {
            return None;
        }
        let length = number(bytes, at + 28, 2)?;
        let own = bytes.get(at + 46..at + 46 + length)?;
        if own == name.as_bytes() {
            let (flags, method) = (number(bytes, at + 8, 2)?, number(bytes, at + 10, 2)?);
            return Some(Entry {
                flags,
                method,
                packed: number(bytes, at + 20, 4)?,
                header: number(bytes, at + 42, 4)?,
            });
        }
        at += 46 + length + number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
    }
    None
}

fn end_record(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(END_LENGTH)?;
    (last.saturating_sub(LONGEST_COMMENT)..=last).rev().find(|&at| bytes.get(at..at + 4) == Some(END_MARK))
}

fn contents<'a>(bytes: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let at = entry.header;
    if bytes.get(at..at + 4)? != LOCAL_MARK {
        return None;
    }
    let start = at + 30 + number(bytes, at + 26, 2)? + number(bytes, at + 28, 2)?;
    bytes.get(start..start.checked_add(entry.packed)?)
}

/// A little-endian number.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let digits = bytes.get(at..at.checked_add(length)?)?;
    Some(digits.iter().rev().fold(0, |number, &byte| (number << 8) | usize::from(byte)))
}
