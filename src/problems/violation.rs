//! The single things that are wrong with a request.

use std::borrow::Cow;

use crate::text::Text;

/// One thing wrong with the request, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where in the request.
    pub place: Place,
    /// A stable `snake_case` word for the rule that was broken.
    pub code: Cow<'static, str>,
    /// What is allowed.
    pub detail: Text,
}

/// Where in a request a [`Violation`] stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A JSON pointer (RFC 6901) into the body.
    Pointer(String),
    /// A query parameter.
    Parameter(String),
    /// A request header.
    Header(&'static str),
}

impl Violation {
    /// A violation in the body at a JSON pointer such as `/held_on`.
    pub fn at(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: Text) -> Self {
        Self { place: Place::Pointer(pointer.into()), code: code.into(), detail }
    }

    /// A violation in a query parameter.
    pub fn parameter(name: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: Text) -> Self {
        Self { place: Place::Parameter(name.into()), code: code.into(), detail }
    }

    /// A violation in a request header.
    #[must_use]
    pub fn header(name: &'static str, code: &'static str, detail: Text) -> Self {
        Self { place: Place::Header(name), code: code.into(), detail }
    }
}
