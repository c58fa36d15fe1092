//! A report as PDF, in builds that have the feature `pdf`: the package `fazhi-pdf` typesets it. The service and the contract are the same in all builds;
//! one without it says so where a PDF is wanted.

#[cfg(not(feature = "pdf"))]
mod absent;
#[cfg(feature = "pdf")]
mod typeset;

use std::path::PathBuf;
use std::sync::OnceLock;

#[cfg(not(feature = "pdf"))]
use self::absent as typeset;
use self::typeset::Typesetter;
use super::Document;
use crate::text::Text;

/// Makes PDF. One is enough for all of the service: the fonts are read once, when they are needed first.
pub struct Printer {
    /// The folder with the fonts.
    fonts: PathBuf,
    typesetter: OnceLock<Result<Typesetter, Refusal>>,
}

/// Why there is no PDF.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The build makes none.
    #[error("this build makes no PDF")]
    NotBuilt,
    /// A font is missing.
    #[error("{}", .0.en)]
    NoFont(Text),
    /// No font has a character of the report.
    #[error("{}", .0.en)]
    NoGlyph(Text),
    /// A fault of the service.
    #[error("{0}")]
    Failed(String),
}

/// Where Debian's packages put fonts.
pub const FONTS: &str = "/usr/share/fonts";

impl Default for Printer {
    fn default() -> Self {
        Self::new(FONTS.into())
    }
}

impl Printer {
    /// With the fonts in a folder, or in those within it.
    #[must_use]
    pub fn new(fonts: PathBuf) -> Self {
        Self { fonts, typesetter: OnceLock::new() }
    }

    /// Reads the fonts now.
    ///
    /// # Errors
    /// Where the build makes no PDF, or a font is missing.
    pub fn ready(&self) -> Result<(), Refusal> {
        self.typesetter().map(|_| ())
    }

    fn typesetter(&self) -> Result<&Typesetter, Refusal> {
        self.typesetter.get_or_init(|| typeset::open(&self.fonts)).as_ref().map_err(Clone::clone)
    }

    /// The report as the bytes of a PDF.
    ///
    /// # Errors
    /// As [`Printer::ready`]; where no font has a character of it.
    pub fn write(&self, document: &Document) -> Result<Vec<u8>, Refusal> {
        typeset::write(self.typesetter()?, document)
    }
}
