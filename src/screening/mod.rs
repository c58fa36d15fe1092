//! Numbers of identity cards, telephones and bank cards in free texts: a record needs none of them (个人信息保护法 art. 6), and
//! none is taken that is not confirmed.
//!
//! A number is found by its form alone, in one pass over the text. What looks like one but is a date, an amount, a
//! document's number or a code has another form, or is part of a longer number.

mod chains;
mod forms;

use self::chains::Chains;
use crate::text;
use crate::text::Text;

/// A kind of personal number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Personal {
    /// 公民身份号码: 18 characters (GB 11643-1999), or 15 digits as before.
    Identity,
    /// A mobile number (1[3-9] and nine digits), or one with an area code.
    Telephone,
    /// 银行卡号: 16 to 19 digits (GB/T 19584).
    BankCard,
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
    if chains.any(Chains::begins_bank_card) {
        found.push(Personal::BankCard);
    }
    found
}

/// The code of what is refused for a personal number in it.
pub const REFUSED: &str = "personal_number";

/// Why a text that goes into the trail is refused, if it has a personal number in it: unlike a field of a record, nobody
/// can put it right later.
#[must_use]
pub fn refusal(text: &str) -> Option<Text> {
    (!find(text).is_empty()).then(|| {
        text!(
            "疑似含有公民身份号码、电话号码或银行卡号；这段文字将永久留痕、无法修改，请去掉号码，或改用编号、案号指明",
            "seems to hold the number of an identity card, a telephone or a bank card; this text stays in the trail and cannot be changed \
             later: leave the number out, or name the file instead"
        )
    })
}

#[cfg(test)]
mod tests;
