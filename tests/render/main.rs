//! The formats of a report: what each says of the same document, and that none lets a text break out of its place.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics says where, and that is what it is for"
)]

mod archive;
mod docx;
mod editable;
mod gudui;
mod hostile;
mod html;
mod markdown;
mod samples;
