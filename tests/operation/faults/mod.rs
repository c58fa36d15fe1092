//! What happens to the database while the service runs: whatever it is, requests are told to come again, in time, and
//! nothing is half done.

mod crash;
mod disk;
mod locks;
mod outage;
mod pool;
mod races;
