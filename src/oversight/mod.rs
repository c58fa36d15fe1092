//! What a region has to see to: the statutory time limits that run out ([`deadlines`]), and how far its townships are with the
//! year's report ([`progress`]).

pub mod deadlines;
pub mod progress;
pub mod routes;
