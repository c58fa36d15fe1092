//! What happened to each record, and that nobody can change what is said of it.

mod brief;
mod chain;
mod differences;
mod feed;
mod past;
mod privileges;
mod quota;
mod redaction;
