//! A backup: the whole ledger in one file, made and read by this program alone.
//!
//! It is a logical copy: rows as PostgreSQL writes them as text, not the pages of a cluster. So it comes back into any
//! PostgreSQL that fazhi runs on, private or given, whatever the major version it came from; and it needs no
//! `pg_dump`, whose version would have to fit the server's.
//!
//! # The file, format 1
//!
//! ```text
//! fazhi backup 1⏎                      what it is, and the version of the format, in plain ASCII
//! one gzip member (RFC 1952)           holds the frames
//! 32 bytes                             SHA-256 of every byte before them
//! ```
//!
//! A frame is one byte that tells its kind, its length as 32 bits in big-endian order, and that many bytes of UTF-8:
//!
//! | kind | holds |
//! | --- | --- |
//! | `H` | [`Header`](manifest::Header) as JSON; the first frame |
//! | `T` | the name of a table, in the order of the header; its rows follow |
//! | `R` | a row: `(t.*)::text` in PostgreSQL's own notation, in the order of the primary key |
//! | `M` | [`Manifest`](manifest::Manifest) as JSON; the last frame |
//!
//! The digest of a table goes over its rows, each behind its length as 64 bits in big-endian order. The last 32 bytes
//! are written last, so a file that was cut anywhere, or altered in any bit, is known for what it is.

mod catalogue;
mod error;
mod figures;
mod format;
mod load;
mod manifest;
mod partial;
mod restore;
mod room;
mod rows;
mod save;
mod transaction;
mod verify;

pub use error::Error;
pub use format::Reader;
pub use manifest::{Header, Manifest};
pub use partial::Partial;
pub use restore::{Restored, restore};
pub use save::save;
pub use verify::Proof;
