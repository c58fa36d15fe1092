//! What an answer is made of: bytes in memory, or a file that has no name any more.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;
use std::sync::Arc;

use actix_web::web::Bytes;

/// Files up to this length, in bytes, are read into memory.
const SHORT: u64 = 1 << 20;

/// The content of an answer, handed on from start to end.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Bytes(Bytes),
    /// A file from one place to another, in bytes.
    File {
        /// The file.
        file: Arc<File>,
        /// Where it goes on.
        at: u64,
        /// Where it ends.
        end: u64,
    },
}

impl Content {
    /// A file from its start to its end.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn of_file(mut file: File) -> io::Result<Self> {
        let end = file.metadata()?.len();
        if end > SHORT {
            return Ok(Self::File { file: Arc::new(file), at: 0, end });
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(Self::Bytes(bytes.into()))
    }

    /// How long it is, in bytes.
    #[must_use]
    pub fn length(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::File { at, end, .. } => usize::try_from(end - at).unwrap_or(usize::MAX),
        }
    }

    /// What of it is in memory.
    #[must_use]
    pub fn in_memory(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::File { .. } => &[],
        }
    }

    /// Takes the next piece of at most so many bytes. A file was written a moment ago, so it is read from memory, and nobody waits for
    /// a disk.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn take(&mut self, most: usize) -> io::Result<Bytes> {
        let length = self.length().min(most);
        match self {
            Self::Bytes(bytes) => Ok(bytes.split_to(length)),
            Self::File { file, at, .. } => {
                let mut piece = vec![0; length];
                file.read_exact_at(&mut piece, *at)?;
                *at += length as u64;
                Ok(piece.into())
            }
        }
    }
}

impl From<Bytes> for Content {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;

    #[test]
    fn a_file_comes_in_pieces_and_whole() {
        let written: Vec<u8> = (0..=255).cycle().take((2 << 20) + 7).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&written).unwrap();
        file.rewind().unwrap();
        let mut content = Content::of_file(file).unwrap();
        assert!(content.in_memory().is_empty() && content.length() == written.len());
        let mut read = Vec::new();
        while content.length() > 0 {
            read.extend_from_slice(&content.take(1000).unwrap());
        }
        assert_eq!(read, written);
    }
}
