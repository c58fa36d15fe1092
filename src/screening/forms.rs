//! The forms of personal numbers. All judge digits `0` to `9`, and `X` where it stands for 10.

/// No personal number has fewer digits.
pub const SHORTEST: usize = 10;
/// The length of the number of an identity card.
pub const IDENTITY_LENGTH: usize = 18;

/// The value of some digits.
fn value(digits: Option<&[u8]>) -> u32 {
    digits
        .unwrap_or_default()
        .iter()
        .fold(0, |value, digit| value * 10 + u32::from(digit.saturating_sub(b'0')))
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    i32::try_from(year).is_ok_and(|year| chrono::NaiveDate::from_ymd_opt(year, month, day).is_some())
}

/// Six digits for the place, eight for the day of birth, three in sequence and a check character (GB 11643-1999 §4). One with
/// a wrong check character is a slip of the pen, and tells of somebody all the same, where the place lies in a province and
/// the day in living memory.
pub fn is_identity_number(number: &[u8]) -> bool {
    let Some((check, body)) = number.split_last().filter(|_| number.len() == IDENTITY_LENGTH) else {
        return false;
    };
    let [year, month, day] = [6..10, 10..12, 12..14].map(|part| value(body.get(part)));
    body.iter().all(u8::is_ascii_digit)
        && body.first() != Some(&b'0')
        && (1800..2100).contains(&year)
        && is_day(year, month, day)
        && (check_of(body) == *check
            || (1900..2100).contains(&year) && PROVINCES.contains(&value(body.get(0..2))))
}

/// The longest number of a bank card (GB/T 19584, ISO/IEC 7812-1: 12 to 19 digits; cards of persons have 16 or more here).
pub const LONGEST_CARD: usize = 19;

/// The lengths of the parts that a card's number is written in, but for the last one.
const CARD_PARTS: usize = 4;

/// A number of 16 to 19 digits that begins as an issuer's does (`UnionPay` 60, 62, 81 to 88 and the older 9558; Visa, `MasterCard`
/// and JCB with 16) and has the right check digit (Luhn). Written together, or in groups of four.
pub fn is_bank_card(number: &[u8], lengths: &[usize]) -> bool {
    let is_issuers = match number {
        [b'6', b'0' | b'2', ..] | [b'9', b'5', b'5', b'8', ..] | [b'8', b'1'..=b'8', ..] => true,
        [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'3', b'5', ..] => number.len() == 16,
        _ => false,
    };
    let is_split_well = match lengths {
        [] | [_] => true,
        [groups @ .., last] => groups.iter().all(|length| *length == CARD_PARTS) && *last <= CARD_PARTS,
    };
    (16..=LONGEST_CARD).contains(&number.len())
        && number.iter().all(u8::is_ascii_digit)
        && is_issuers
        && is_split_well
        && luhn(number).is_multiple_of(10)
}

/// The sum that Luhn's check digit makes a multiple of ten (ISO/IEC 7812-1 annex B).
fn luhn(number: &[u8]) -> u32 {
    let digit = |digit: &u8| u32::from(digit.saturating_sub(b'0'));
    let doubled = |value: u32| if value > 4 { value * 2 - 9 } else { value * 2 };
    let digits = number.iter().rev().map(digit).enumerate();
    digits.map(|(index, value)| if index % 2 == 1 { doubled(value) } else { value }).sum()
}

/// The check character of seventeen digits (ISO 7064 MOD 11-2).
pub fn check_of(body: &[u8]) -> u8 {
    let sum = body.iter().fold(0, |sum, digit| (sum + u32::from(digit.saturating_sub(b'0'))) * 2 % 11);
    match (12 - sum) % 11 {
        10 => b'X',
        rest => u8::try_from(rest).map_or(b'0', |rest| b'0' + rest),
    }
}

/// The first two digits of places (GB/T 2260): provinces, autonomous regions, municipalities, special regions.
const PROVINCES: &[u32] = &[
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
    61, 62, 63, 64, 65, 71, 81, 82,
];

/// Six digits for the place, six for a day of birth in the twentieth century, three in sequence. Nothing checks them, so
/// the place has to lie in a province.
pub fn is_old_identity_number(number: &[u8]) -> bool {
    let [province, year, month, day] = [0..2, 6..8, 8..10, 10..12].map(|part| value(number.get(part)));
    number.len() == 15
        && number.iter().all(u8::is_ascii_digit)
        && PROVINCES.contains(&province)
        && is_day(1900 + year, month, day)
}

/// The code of the country, as it stands before a number.
pub const COUNTRY: [&[u8]; 2] = [b"86", b"0086"];

/// The lengths of the parts that a mobile number is written in.
const MOBILE: [&[usize]; 6] = [&[11], &[3, 4, 4], &[3, 8], &[7, 4], &[4, 3, 4], &[4, 4, 3]];

/// 1, then 3 to 9, then nine digits, in parts of these lengths; the country's code may be written together with the
/// first of them.
pub fn is_mobile(number: &[u8], lengths: &[usize]) -> bool {
    let domestic = COUNTRY.iter().find_map(|code| number.strip_prefix(*code)).filter(|rest| rest.len() == 11);
    let own = domestic.unwrap_or(number);
    let mut lengths = lengths.to_vec();
    if let Some(first) = lengths.first_mut() {
        *first = first.saturating_sub(number.len() - own.len());
    }
    matches!(own, [b'1', b'3'..=b'9', ..])
        && own.iter().all(u8::is_ascii_digit)
        && MOBILE.contains(&lengths.as_slice())
}

/// The second and third digit of area codes of four digits: none of these is a month.
const AREAS: &[u32] = &[
    31, 33, 34, 35, 37, 39, 41, 42, 43, 45, 46, 47, 48, 51, 52, 53, 54, 55, 56, 57, 58, 59, 63, 66, 69, 70,
    71, 72, 73, 74, 75, 76, 77, 79, 81, 82, 83, 85, 87, 88, 89, 90, 91, 93, 94, 95, 97, 99,
];

/// An area code (010, 02x, or one of four digits), and seven or eight digits, of which the first is neither 0 nor 1.
pub fn is_landline(number: &[u8], lengths: &[usize]) -> bool {
    let area = match number {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', ..] if AREAS.contains(&value(number.get(1..3))) => 4,
        _ => return false,
    };
    let Some((_, own)) = number.split_at_checked(area) else { return false };
    // Written together, or with the area code apart; the rest may be in two parts, the last of them of four digits.
    let is_split_well = match lengths {
        [_] => true,
        [first, _] | [first, _, 4] => *first == area,
        _ => false,
    };
    is_split_well
        && matches!(own.len(), 7 | 8)
        && matches!(own.first(), Some(b'2'..=b'9'))
        && own.iter().all(u8::is_ascii_digit)
}
