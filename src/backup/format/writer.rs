//! Writes the file.

use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::end::End;
use super::hashing::Hashing;
use super::{MAGIC, VERSION, kind, longest};
use crate::backup::manifest::{Header, Manifest};
use crate::keys::Key;

/// A backup being written.
pub struct Writer<W: Write> {
    frames: BufWriter<GzEncoder<Hashing<W>>>,
}

impl<W: Write> Writer<W> {
    /// Begins it.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub fn begin(out: W, header: &Header) -> io::Result<Self> {
        let mut out = Hashing::new(out);
        writeln!(out, "{MAGIC}{VERSION}")?;
        let mut writer = Self { frames: BufWriter::new(GzEncoder::new(out, Compression::fast())) };
        writer.json(kind::HEADER, header)?;
        Ok(writer)
    }

    /// Says whose rows follow.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn table(&mut self, name: &str) -> io::Result<()> {
        self.frame(kind::TABLE, name.as_bytes())
    }

    /// Writes a row of the table named last.
    ///
    /// # Errors
    /// As [`Writer::begin`]; where the row is longer than any that is read.
    pub fn row(&mut self, row: &str) -> io::Result<()> {
        self.frame(kind::ROW, row.as_bytes())
    }

    /// Completes it, with a digest under `key` where there is one.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn finish(mut self, manifest: &Manifest, key: Option<&Key>) -> io::Result<W> {
        self.json(kind::MANIFEST, manifest)?;
        let encoder = self.frames.into_inner().map_err(io::IntoInnerError::into_error)?;
        let (mut out, digest) = encoder.finish()?.into_parts();
        out.write_all(&digest)?;
        out.write_all(&End::new(digest, key).keyed())?;
        out.flush()?;
        Ok(out)
    }

    fn json(&mut self, kind: u8, value: &impl Serialize) -> io::Result<()> {
        self.frame(kind, &serde_json::to_vec(value)?)
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
        if longest(kind).is_none_or(|longest| length > longest) {
            return Err(io::Error::other(format!(
                "a row of {length} bytes is longer than any that is restored"
            )));
        }
        self.frames.write_all(&[kind])?;
        self.frames.write_all(&length.to_be_bytes())?;
        self.frames.write_all(payload)
    }
}
