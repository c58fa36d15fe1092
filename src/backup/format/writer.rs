//! Writes the file.

use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

use super::hashing::Hashing;
use super::{MAGIC, VERSION, kind};
use crate::backup::manifest::{Header, Manifest};

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
    /// As [`Writer::begin`].
    pub fn row(&mut self, row: &str) -> io::Result<()> {
        self.frame(kind::ROW, row.as_bytes())
    }

    /// Completes it.
    ///
    /// # Errors
    /// As [`Writer::begin`].
    pub fn finish(mut self, manifest: &Manifest) -> io::Result<W> {
        self.json(kind::MANIFEST, manifest)?;
        let encoder = self.frames.into_inner().map_err(io::IntoInnerError::into_error)?;
        let (mut out, digest) = encoder.finish()?.into_parts();
        out.write_all(&digest)?;
        out.flush()?;
        Ok(out)
    }

    fn json(&mut self, kind: u8, value: &impl Serialize) -> io::Result<()> {
        self.frame(kind, &serde_json::to_vec(value)?)
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
        self.frames.write_all(&[kind])?;
        self.frames.write_all(&length.to_be_bytes())?;
        self.frames.write_all(payload)
    }
}
