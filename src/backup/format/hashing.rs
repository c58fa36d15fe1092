//! Digests what passes through.

use std::io::{self, BufRead, BufReader, Read, Write};

use sha2::{Digest, Sha256};

/// A stream, and the SHA-256 of all that went through it.
#[derive(Debug)]
pub struct Hashing<S> {
    stream: S,
    digest: Sha256,
}

impl<S> Hashing<S> {
    /// Nothing has passed yet.
    pub fn new(stream: S) -> Self {
        Self { stream, digest: Sha256::new() }
    }

    /// The stream, for what is not digested, and the digest.
    pub fn into_parts(self) -> (S, [u8; 32]) {
        (self.stream, self.digest.finalize().into())
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.stream.write(bytes)?;
        self.digest.update(bytes.get(..written).unwrap_or(bytes));
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

impl<R: Read> Read for Hashing<BufReader<R>> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

/// Only what is consumed is digested, so that a decoder which looks ahead takes in nothing that lies behind its end.
impl<R: Read> BufRead for Hashing<BufReader<R>> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.stream.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.digest.update(self.stream.buffer().get(..amount).unwrap_or_default());
        self.stream.consume(amount);
    }
}
