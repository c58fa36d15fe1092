//! The region tree: 31 provinces, 342 prefectures, 2,978 counties, each with its own unit, 41,351 townships, and the nation above
//! them.

mod code;
pub mod directory;
pub mod model;
mod places;
pub mod queries;
mod reach;
pub mod reorganise;
pub mod state;
pub mod tree;
pub mod undo;

pub use code::{Code, Level};
pub use model::RegionName;
pub use places::{Place, Places};
pub use reach::Reach;
