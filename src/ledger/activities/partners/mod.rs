//! Partners of joint activities. An activity that one township records and others held with it counts for each of these
//! once it has confirmed it; until then it is the recorder's alone.

pub mod model;
mod operations;
pub mod queries;
pub mod routes;
mod waiting;

pub use model::{ActivityPartner, JointActivity, JointActivityPage, PartnerStatus};
pub(super) use waiting::follow;
