//! The file: frames in a gzip member between a line that says what it is and a digest of everything. The layout is
//! written down in [`super`].

mod hashing;
mod reader;
mod writer;

pub use reader::Reader;
pub use writer::Writer;

/// What a file begins with; the version of the format and a line's end follow.
const MAGIC: &str = "fazhi backup ";
/// The version of the format. Another one is refused: what it means to be readable is for its release to say.
const VERSION: &str = "1";

/// What a frame holds.
mod kind {
    pub const HEADER: u8 = b'H';
    pub const TABLE: u8 = b'T';
    pub const ROW: u8 = b'R';
    pub const MANIFEST: u8 = b'M';
}

/// The longest frame: PostgreSQL has no longer text.
const LONGEST: u32 = 1 << 30;

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
