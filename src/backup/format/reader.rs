//! Reads the file, and proves it. Whatever a file claims, no more is held than the longest frame.

use std::fmt;
use std::io::{BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use serde::de::DeserializeOwned;

use super::end::{End, LENGTH};
use super::hashing::Hashing;
use super::{MAGIC, VERSION, WITHOUT_KEY, kind, longest};
use crate::backup::error::Error;
use crate::backup::manifest::{Content, Header, Manifest, Table, Tally};
use crate::text;
use crate::text::Text;

/// A backup being read.
pub struct Reader<R: Read> {
    frames: BufReader<GzDecoder<Hashing<BufReader<R>>>>,
    /// What the frame read last holds.
    payload: Vec<u8>,
    header: Header,
    has_key: bool,
}

/// A backup that was read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// What it holds.
    pub manifest: Manifest,
    /// What it ends with.
    pub end: End,
}

impl<R: Read> Reader<R> {
    /// Opens it: what it says of itself is known, and not yet proven.
    ///
    /// # Errors
    /// Where it is no backup, or one of another format.
    pub fn open(stream: R) -> Result<Self, Error> {
        let mut stream = Hashing::new(BufReader::with_capacity(1 << 16, stream));
        let has_key = version(&first_line(&mut stream)?)? == VERSION;
        let mut frames = BufReader::with_capacity(1 << 16, GzDecoder::new(stream));
        let mut payload = Vec::new();
        if next_frame(&mut frames, &mut payload)? != kind::HEADER {
            return Err(Error::Damaged(text!("开头不是文件头", "it does not begin with its header")));
        }
        let header = json(&payload)?;
        Ok(Self { frames, payload, header, has_key })
    }

    /// What it says of itself.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Reads it to its end, and gives each row to `take`. What `take` made of them holds only if this succeeds: not
    /// before the last byte is it certain that all is there, and as it was written.
    ///
    /// # Errors
    /// Where the backup is cut or altered; what `take` answers.
    pub fn read(mut self, mut take: impl FnMut(&Table, &str) -> Result<(), Error>) -> Result<Checked, Error> {
        let tables = std::mem::take(&mut self.header.tables);
        let (mut found, mut kind) = (Vec::new(), self.next()?);
        for table in &tables {
            self.must_name(kind, table)?;
            let mut tally = Tally::default();
            kind = self.next()?;
            while kind == kind::ROW {
                let row = std::str::from_utf8(&self.payload).map_err(damaged)?;
                tally.add(row);
                take(table, row)?;
                kind = self.next()?;
            }
            found.push(tally.of(&table.name));
        }
        let manifest = self.manifest(kind, &found)?;
        Ok(Checked { manifest, end: self.finish()? })
    }

    /// Reads it to its end, for nothing but to see that it is a backup as it was written.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn check(self) -> Result<Checked, Error> {
        self.read(|_, _| Ok(()))
    }

    fn next(&mut self) -> Result<u8, Error> {
        next_frame(&mut self.frames, &mut self.payload)
    }

    fn must_name(&self, kind: u8, table: &Table) -> Result<(), Error> {
        if kind == kind::TABLE && self.payload == table.name.as_bytes() {
            return Ok(());
        }
        let name = &table.name;
        Err(Error::Damaged(text!("表 {name} 不在应在的位置", "table {name} is not where it should be")))
    }

    fn manifest(&self, kind: u8, found: &[Content]) -> Result<Manifest, Error> {
        if kind != kind::MANIFEST {
            return Err(Error::Damaged(text!(
                "应是清单的位置上是别的内容",
                "there is something else where its manifest should be"
            )));
        }
        let manifest: Manifest = json(&self.payload)?;
        if manifest.tables != found {
            return Err(Error::Damaged(text!(
                "各行与清单不符",
                "its rows are not those that its manifest lists"
            )));
        }
        Ok(manifest)
    }

    /// Nothing may follow, and the digest must be that of all that came before it.
    fn finish(mut self) -> Result<End, Error> {
        if !self.frames.fill_buf().map_err(Error::reading)?.is_empty() {
            return Err(Error::Damaged(text!("最后一段之后还有内容", "something follows its last frame")));
        }
        let (mut stream, digest) = self.frames.into_inner().into_inner().into_parts();
        if thirty_two(&mut stream)? != digest {
            return Err(Error::Damaged(text!("摘要与内容不符", "its digest is not that of its content")));
        }
        let keyed = if self.has_key { Some(thirty_two(&mut stream)?) } else { None };
        if !stream.fill_buf().map_err(Error::reading)?.is_empty() {
            return Err(Error::Damaged(text!("结尾之后还有内容", "something follows its end")));
        }
        Ok(End::found(digest, keyed))
    }
}

fn damaged(found: impl fmt::Display) -> Error {
    Error::Damaged(Text::said(found))
}

fn thirty_two(stream: &mut impl Read) -> Result<[u8; LENGTH], Error> {
    let mut bytes = [0; LENGTH];
    stream.read_exact(&mut bytes).map_err(Error::reading)?;
    Ok(bytes)
}

/// A first line that is longer than a backup's is none of a backup.
fn first_line(stream: &mut impl BufRead) -> Result<Vec<u8>, Error> {
    let mut line = Vec::new();
    stream.take(64).read_until(b'\n', &mut line).map_err(Error::reading)?;
    Ok(line)
}

/// The version of the format.
fn version(line: &[u8]) -> Result<&'static str, Error> {
    for version in [VERSION, WITHOUT_KEY] {
        let whole = format!("{MAGIC}{version}\n");
        if line == whole.as_bytes() {
            return Ok(version);
        }
        if !line.is_empty() && whole.as_bytes().starts_with(line) {
            return Err(Error::Incomplete);
        }
    }
    let line = std::str::from_utf8(line).unwrap_or_default();
    match line.strip_prefix(MAGIC).and_then(|rest| rest.strip_suffix('\n')) {
        Some(version) => Err(Error::OtherFormat(version.to_owned(), VERSION)),
        None => Err(Error::NoBackup),
    }
}

/// Reads a frame: what it holds goes into `payload`, what it is comes back. Its length is only believed as far as bytes
/// follow, and not at all where it is more than any frame of the kind has.
fn next_frame(stream: &mut impl BufRead, payload: &mut Vec<u8>) -> Result<u8, Error> {
    let (mut kind, mut length) = ([0; 1], [0; 4]);
    stream.read_exact(&mut kind).map_err(Error::reading)?;
    stream.read_exact(&mut length).map_err(Error::reading)?;
    let [kind] = kind;
    let length = u32::from_be_bytes(length);
    let unknown = || Error::Damaged(text!("有一段的种类无法识别", "a frame is of no known kind"));
    let longest = longest(kind).ok_or_else(unknown)?;
    if length > longest {
        return Err(Error::Damaged(text!("有一段超过了最大长度", "a frame is longer than any can be")));
    }
    payload.clear();
    // Room that is not written to takes no memory; growing as it is read would take three times as much as the longest row.
    payload.reserve_exact(length as usize);
    let read = stream.take(length.into()).read_to_end(payload).map_err(Error::reading)?;
    if read == length as usize { Ok(kind) } else { Err(Error::Incomplete) }
}

fn json<T: DeserializeOwned>(payload: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(payload).map_err(damaged)
}
