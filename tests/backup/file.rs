//! The file taken apart and put together by what is written of it, not by the code that makes it.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use fazhi::digest::hexadecimal;
use fazhi::keys::{Key, Keys};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::program::SECRET;

const FIRST_LINE: &[u8] = b"fazhi backup 2\n";
/// Of the format before.
const FIRST_LINE_1: &[u8] = b"fazhi backup 1\n";

/// The key of the ledgers that are backed up here.
fn key() -> Key {
    Keys::from_secret(SECRET).backups
}

/// What is in a backup.
#[derive(Clone, Debug, PartialEq)]
pub struct Unpacked {
    pub header: Value,
    pub tables: Vec<(String, Vec<String>)>,
    pub manifest: Value,
}

impl Unpacked {
    pub fn read(path: &Path) -> Self {
        Self::of(&fs::read(path).unwrap())
    }

    pub fn of(bytes: &[u8]) -> Self {
        let (content, end) = bytes.split_at(bytes.len() - 64);
        let (digest, keyed) = end.split_at(32);
        assert_eq!(Sha256::digest(content).as_slice(), digest);
        assert_eq!(key().tag(digest).as_slice(), keyed);
        let mut frames = Vec::new();
        GzDecoder::new(content.strip_prefix(FIRST_LINE).unwrap()).read_to_end(&mut frames).unwrap();
        let mut found = Self { header: Value::Null, tables: Vec::new(), manifest: Value::Null };
        let mut rest = frames.as_slice();
        while !rest.is_empty() {
            rest = found.take(rest);
        }
        found
    }

    fn take<'a>(&mut self, frames: &'a [u8]) -> &'a [u8] {
        let length = u32::from_be_bytes(frames[1..5].try_into().unwrap()) as usize;
        let (payload, rest) = frames[5..].split_at(length);
        let text = std::str::from_utf8(payload).unwrap();
        match frames[0] {
            b'H' => self.header = serde_json::from_str(text).unwrap(),
            b'T' => self.tables.push((text.to_owned(), Vec::new())),
            b'R' => self.tables.last_mut().unwrap().1.push(text.to_owned()),
            b'M' => self.manifest = serde_json::from_str(text).unwrap(),
            other => panic!("{other}"),
        }
        rest
    }

    pub fn rows(&mut self, table: &str) -> &mut Vec<String> {
        &mut self.tables.iter_mut().find(|(name, _)| name == table).unwrap().1
    }

    /// The tables whose rows are not the same, or not in the same order. All else must be the same, but for the time.
    pub fn unlike(&self, other: &mut Self) -> Vec<String> {
        let pairs = self.tables.iter().zip(&other.tables).filter(|(one, other)| one != other);
        let unlike: Vec<String> = pairs.map(|((name, _), _)| name.clone()).collect();
        for name in &unlike {
            other.rows(name).clone_from(&self.tables.iter().find(|(known, _)| known == name).unwrap().1);
        }
        other.count_again();
        other.header["made_at"] = self.header["made_at"].clone();
        assert!(self == other, "there is more that differs than rows");
        unlike
    }

    /// Makes the manifest fit the rows.
    pub fn count_again(&mut self) {
        let content = |(table, rows): &(String, Vec<String>)| {
            let mut digest = Sha256::new();
            for row in rows {
                digest.update((row.len() as u64).to_be_bytes());
                digest.update(row);
            }
            json!({"table": table, "rows": rows.len(), "sha256": hexadecimal(&digest.finalize())})
        };
        self.manifest["tables"] = self.tables.iter().map(content).collect();
    }

    /// As whoever has the ledger's secret writes it.
    pub fn write(&self, path: &Path) {
        self.write_with(path, Some(&key()));
    }

    /// As whoever does not have it.
    pub fn write_without_secret(&self, path: &Path) {
        self.write_with(path, None);
    }

    /// With another key, or zeros for none.
    pub fn write_with(&self, path: &Path, key: Option<&Key>) {
        let mut bytes = self.packed(FIRST_LINE);
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        bytes.extend(key.map_or([0; 32], |key| key.tag(&digest)));
        fs::write(path, bytes).unwrap();
    }

    /// As releases before the keyed digest wrote it.
    pub fn write_format_1(&self, path: &Path) {
        let mut bytes = self.packed(FIRST_LINE_1);
        bytes.extend(Sha256::digest(&bytes));
        fs::write(path, bytes).unwrap();
    }

    fn packed(&self, first_line: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(first_line.to_vec(), Compression::default());
        let mut frame = |kind: u8, text: &str| {
            gzip.write_all(&[kind]).unwrap();
            gzip.write_all(&u32::try_from(text.len()).unwrap().to_be_bytes()).unwrap();
            gzip.write_all(text.as_bytes()).unwrap();
        };
        frame(b'H', &self.header.to_string());
        for (table, rows) in &self.tables {
            frame(b'T', table);
            for row in rows {
                frame(b'R', row);
            }
        }
        frame(b'M', &self.manifest.to_string());
        gzip.finish().unwrap()
    }
}
