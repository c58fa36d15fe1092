//! A backup: the whole ledger in one file, made and read by this program alone.
//!
//! It is a logical copy: rows as PostgreSQL writes them as text, not the pages of a cluster. So it comes back into any
//! PostgreSQL that fazhi runs on, private or given, whatever the major version it came from; and it needs no
//! `pg_dump`, whose version would have to fit the server's.
//!
//! # The file, format 2
//!
//! ```text
//! fazhi backup 2⏎                      what it is, and the version of the format, in plain ASCII
//! one gzip member (RFC 1952)           holds the frames
//! 32 bytes                             SHA-256 of every byte before them
//! 32 bytes                             HMAC-SHA-256 of that digest, under a key made from the ledger's secret
//! ```
//!
//! A frame is one byte that gives its kind, its length as 32 bits in big-endian order, and that many bytes of UTF-8:
//!
//! | kind | holds | bytes at most |
//! | --- | --- | --- |
//! | `H` | [`Header`](manifest::Header) as JSON; the first frame | 1 MiB |
//! | `T` | the name of a table, in the order of the header; its rows follow | 1 KiB |
//! | `R` | a row: `(t.*)::text` in PostgreSQL's own notation, in the order of the primary key | 16 MiB |
//! | `M` | [`Manifest`](manifest::Manifest) as JSON; the last frame | 8 MiB |
//!
//! The digest of a table goes over its rows, each behind its length as 64 bits in big-endian order. The digests are
//! written last, so a file that was cut anywhere is known for what it is. SHA-256 finds damage, and needs no secret; who
//! edits a file can make it anew. The HMAC finds every edit by somebody who does not have the secret, since it speaks for
//! the digest and so for every byte. It is the key of [`Keys::backups`](crate::keys::Keys), whose id the header has; where
//! the secret was not at hand, there are 32 zeros instead and no id. Format 1 ends with the SHA-256.
//!
//! A ledger that keeps its secret in its own database has it in its backups, too: their HMAC proves nothing against
//! whoever can read one, so they count as proven only where the secret is given from outside.

mod catalogue;
mod empty_database;
mod error;
mod figures;
mod format;
mod known;
mod load;
mod manifest;
mod partial;
mod restore;
mod rows;
mod save;
mod transaction;
mod verify;

pub use error::Error;
pub use format::{Checked, End, LONGEST_ROW, Reader};
pub use manifest::{Header, Manifest};
pub use partial::Partial;
pub use restore::{Restored, restore};
pub use save::{Saved, Signature, save};
pub use verify::Proof;
