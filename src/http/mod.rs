//! What every handler shares: reading requests, conditions, answers, problems.

pub mod accept;
pub mod answer;
pub mod body;
pub mod body_memory;
pub mod boundary;
pub mod client_address;
pub mod compression;
pub mod connection;
pub mod cursor;
pub mod edge;
pub mod etag;
pub mod facts;
pub mod fallback;
pub mod formats;
pub mod language;
pub mod limits;
pub mod merge_patch;
pub mod page;
pub mod pattern;
pub mod published;
pub mod query;
pub mod shape;
pub mod suggest;
pub mod who;

pub use answer::Answer;
pub use body::{Body, Input, Received};
pub use etag::{Condition, ETag};
pub use facts::Facts;
pub use query::Listing;
