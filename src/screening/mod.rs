//! Numbers of identity cards and telephones in free texts: a record needs none of them (个人信息保护法 art. 6), and
//! whoever enters one is told so.
//!
//! A number is found by its form alone, in one pass over the text. What looks like one but is a date, an amount, a
//! document's number or a code has another form, or is part of a longer number.

mod chains;
mod forms;

use self::chains::Chains;

/// A kind of personal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// 公民身份号码: 18 characters (GB 11643-1999), or 15 digits as before.
    Identity,
    /// A mobile number (1[3-9] and nine digits), or one with an area code.
    Telephone,
}

/// The kinds of personal numbers in a text, each once.
#[must_use]
pub fn find(text: &str) -> Vec<Personal> {
    let chains = Chains::read(text);
    let mut found = Vec::new();
    if chains.any(Chains::begins_identity_number) {
        found.push(Personal::Identity);
    }
    if chains.any(Chains::begins_telephone_number) {
        found.push(Personal::Telephone);
    }
    found
}

#[cfg(test)]
mod tests;
