//! Reads the file, and proves it.

use std::io::{BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;
use serde::de::DeserializeOwned;

use super::hashing::Hashing;
use super::{LONGEST, MAGIC, VERSION, kind};
use crate::backup::error::Error;
use crate::backup::manifest::{Content, Header, Manifest, Table, Tally};

/// A backup being read.
pub struct Reader<R: Read> {
    frames: BufReader<GzDecoder<Hashing<BufReader<R>>>>,
    header: Header,
}

impl<R: Read> Reader<R> {
    /// Opens it: what it says of itself is known, and not yet proven.
    ///
    /// # Errors
    /// Where it is no backup, or one of another format.
    pub fn open(stream: R) -> Result<Self, Error> {
        let mut stream = Hashing::new(BufReader::with_capacity(1 << 16, stream));
        must_be_readable(&first_line(&mut stream)?)?;
        let mut frames = BufReader::with_capacity(1 << 16, GzDecoder::new(stream));
        let (kind, payload) = next_frame(&mut frames)?;
        if kind != kind::HEADER {
            return Err(damaged("it does not begin with its header"));
        }
        Ok(Self { frames, header: json(&payload)? })
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
    pub fn read(
        mut self,
        mut take: impl FnMut(&Table, String) -> Result<(), Error>,
    ) -> Result<Manifest, Error> {
        let tables = std::mem::take(&mut self.header.tables);
        let (mut found, mut frame) = (Vec::new(), next_frame(&mut self.frames)?);
        for table in &tables {
            must_name(&frame, table)?;
            let mut tally = Tally::default();
            frame = next_frame(&mut self.frames)?;
            while frame.0 == kind::ROW {
                let row = text(frame.1)?;
                tally.add(&row);
                take(table, row)?;
                frame = next_frame(&mut self.frames)?;
            }
            found.push(tally.of(&table.name));
        }
        let manifest = manifest(&frame, &found)?;
        self.finish()?;
        Ok(manifest)
    }

    /// Reads it to its end, for nothing but to see that it is a backup as it was written.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn check(self) -> Result<Manifest, Error> {
        self.read(|_, _| Ok(()))
    }

    /// Nothing may follow, and the digest must be that of all that came before it.
    fn finish(mut self) -> Result<(), Error> {
        if !self.frames.fill_buf().map_err(Error::reading)?.is_empty() {
            return Err(damaged("something follows its last frame"));
        }
        let (mut stream, digest) = self.frames.into_inner().into_inner().into_parts();
        let mut written = [0; 32];
        stream.read_exact(&mut written).map_err(Error::reading)?;
        if written != digest {
            return Err(damaged("its digest is not that of its content"));
        }
        if !stream.fill_buf().map_err(Error::reading)?.is_empty() {
            return Err(damaged("something follows its end"));
        }
        Ok(())
    }
}

fn damaged(how: &str) -> Error {
    Error::Damaged(how.to_owned())
}

/// A first line that is longer than a backup's is none of a backup.
fn first_line(stream: &mut impl BufRead) -> Result<Vec<u8>, Error> {
    let mut line = Vec::new();
    stream.take(64).read_until(b'\n', &mut line).map_err(Error::reading)?;
    Ok(line)
}

fn must_be_readable(line: &[u8]) -> Result<(), Error> {
    let whole = format!("{MAGIC}{VERSION}\n");
    if line == whole.as_bytes() {
        return Ok(());
    }
    if !line.is_empty() && whole.as_bytes().starts_with(line) {
        return Err(Error::Incomplete);
    }
    let line = std::str::from_utf8(line).unwrap_or_default();
    match line.strip_prefix(MAGIC).and_then(|rest| rest.strip_suffix('\n')) {
        Some(version) => Err(Error::OtherFormat(version.to_owned(), VERSION)),
        None => Err(Error::NoBackup),
    }
}

/// A frame's kind, and what it holds.
type Frame = (u8, Vec<u8>);

fn next_frame(stream: &mut impl BufRead) -> Result<Frame, Error> {
    let (mut kind, mut length) = ([0; 1], [0; 4]);
    stream.read_exact(&mut kind).map_err(Error::reading)?;
    stream.read_exact(&mut length).map_err(Error::reading)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(damaged("a frame is longer than any can be"));
    }
    let mut payload = Vec::new();
    let read = stream.take(length.into()).read_to_end(&mut payload).map_err(Error::reading)?;
    if read == length as usize { Ok((kind[0], payload)) } else { Err(Error::Incomplete) }
}

fn must_name((kind, name): &Frame, table: &Table) -> Result<(), Error> {
    if *kind == kind::TABLE && name == table.name.as_bytes() {
        return Ok(());
    }
    Err(Error::Damaged(format!("table {} is not where it should be", table.name)))
}

fn manifest((kind, payload): &Frame, found: &[Content]) -> Result<Manifest, Error> {
    if *kind != kind::MANIFEST {
        return Err(damaged("there is something else where its manifest should be"));
    }
    let manifest: Manifest = json(payload)?;
    if manifest.tables != found {
        return Err(damaged("its rows are not those that its manifest lists"));
    }
    Ok(manifest)
}

fn json<T: DeserializeOwned>(payload: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(payload).map_err(|error| Error::Damaged(error.to_string()))
}

fn text(payload: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(payload).map_err(|error| Error::Damaged(error.to_string()))
}
