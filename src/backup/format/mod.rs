//! The file: frames in a gzip member between a line that says what it is and the digests of everything. The layout is
//! written down in [`super`].

mod end;
mod hashing;
mod reader;
mod writer;

pub use end::End;
pub use reader::{Checked, Reader};
pub use writer::Writer;

/// What a file begins with; the version of the format and a line's end follow.
const MAGIC: &str = "fazhi backup ";
/// The version of the format that is written.
const VERSION: &str = "2";
/// The version before, which is read, too: it has no keyed digest. Others are refused: what it means to be readable is
/// for their release to say.
const WITHOUT_KEY: &str = "1";

/// What a frame holds.
mod kind {
    pub const HEADER: u8 = b'H';
    pub const TABLE: u8 = b'T';
    pub const ROW: u8 = b'R';
    pub const MANIFEST: u8 = b'M';
}

/// The most bytes a row may have as text: four times the largest that a request can make (a body has 1 MiB, an entry of
/// the trail holds a record twice, and quotes are doubled). A file that claims more is refused before it is read.
pub const LONGEST_ROW: u32 = 16 << 20;

/// The most bytes a frame of a kind may have; none where there is no such kind. The JSON of a header becomes several times
/// its size in memory, that of a manifest twice.
fn longest(kind: u8) -> Option<u32> {
    match kind {
        kind::HEADER => Some(1 << 20),
        kind::TABLE => Some(1 << 10),
        kind::ROW => Some(LONGEST_ROW),
        kind::MANIFEST => Some(8 << 20),
        _ => None,
    }
}

#[cfg(test)]
#[path = "format_tests.rs"]
mod tests;
