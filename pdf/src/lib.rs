//! Annual reports as PDF in the layout of GB/T 9704-2012 (党政机关公文格式), typeset by [Typst](https://typst.app). A package of its own, since Typst is
//! larger than all else that the service is built from.
//!
//! The layout is a template, `report.typ`. It reads the [`Report`] as data, so that nothing in a text is taken for markup. The same report set in the
//! same fonts gives the same bytes: no clock, no other file and no network is at hand. A character that no font has is an error, and
//! so is anything that Typst warns of.

mod fonts;
mod report;
mod typesetting;

pub use fonts::{FontError, Fonts};
pub use report::{Attachment, Block, Placed, Report, Run};
pub use typesetting::{Error, typeset};
