//! Clients that are slow, many, or say things that are no HTTP: they are ended in time, and others do not notice.

mod crowd;
mod kept;
mod slow;
mod smuggling;
mod unproven;
