//! Exact decimal numbers, as reports print them.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// More digits than any report states; what is longer is no figure.
const MOST_DIGITS: usize = 15;

/// An exact decimal: `units` ÷ 10^`scale`. The scale is that of the print, so 98.50 knows its two decimals.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    units: i128,
    scale: u32,
}

impl Decimal {
    /// A whole number.
    #[must_use]
    pub const fn whole(units: i128) -> Self {
        Self { units, scale: 0 }
    }

    /// One of the last of so many decimals.
    #[must_use]
    pub const fn unit(scale: u32) -> Self {
        Self { units: 1, scale }
    }

    /// Reads digits with at most one point; nothing else, and no more than 15 digits.
    #[must_use]
    pub fn parse(digits: &str) -> Option<Self> {
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = format!("{whole}{fraction}");
        let readable =
            !whole.is_empty() && plain.len() <= MOST_DIGITS && plain.bytes().all(|b| b.is_ascii_digit());
        let scale = u32::try_from(fraction.len()).ok()?;
        readable.then(|| plain.parse().ok()).flatten().map(|units| Self { units, scale })
    }

    /// Decimals in print.
    #[must_use]
    pub const fn scale(self) -> u32 {
        self.scale
    }

    /// Whether there is nothing behind the point.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.units % power(self.scale) == 0
    }

    /// Whether it is 0.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.units == 0
    }

    /// Times 10^`exponent`.
    #[must_use]
    pub fn shifted(self, exponent: u32) -> Self {
        if exponent <= self.scale {
            return Self { units: self.units, scale: self.scale - exponent };
        }
        Self { units: self.units.saturating_mul(power(exponent - self.scale)), scale: 0 }
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let scale = self.scale.max(other.scale);
        Self { units: self.at(scale).saturating_add(other.at(scale)), scale }
    }

    /// The difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.plus(Self { units: -other.units, scale: other.scale })
    }

    /// The product.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        Self { units: self.units.saturating_mul(other.units), scale: self.scale + other.scale }
    }

    /// What its last digit that is not 0 counts: 100 of 1200, 0.1 of 0.8; 1 of 0.
    #[must_use]
    pub fn last_place(self) -> Self {
        let mut place = Self { units: 1, scale: self.scale };
        let mut rest = self.units;
        while rest != 0 && rest % 10 == 0 {
            (rest, place.units) = (rest / 10, place.units * 10);
        }
        place
    }

    /// The value without its sign.
    #[must_use]
    pub const fn magnitude(self) -> Self {
        Self { units: self.units.abs(), scale: self.scale }
    }

    /// `part` ÷ `whole` in per cent, to `scale` decimals, rounded half up; none where `whole` is 0.
    #[must_use]
    pub fn percent(part: Self, whole: Self, scale: u32) -> Option<Self> {
        let (above, below) = quotient(part, whole, scale)?;
        Some(Self { units: (2 * above + below) / (2 * below), scale })
    }

    /// The same, the decimals behind `scale` cut off.
    #[must_use]
    pub fn percent_cut(part: Self, whole: Self, scale: u32) -> Option<Self> {
        let (above, below) = quotient(part, whole, scale)?;
        Some(Self { units: above / below, scale })
    }

    fn at(self, scale: u32) -> i128 {
        self.units.saturating_mul(power(scale.saturating_sub(self.scale)))
    }
}

/// Numerator and denominator of a percentage in units of its last decimal.
fn quotient(part: Decimal, whole: Decimal, scale: u32) -> Option<(i128, i128)> {
    let common = part.scale.max(whole.scale);
    let above = part.at(common).checked_mul(power(scale + 2))?;
    let below = whole.at(common);
    (below > 0 && above >= 0).then_some((above, below))
}

const fn power(exponent: u32) -> i128 {
    10_i128.saturating_pow(if exponent > 36 { 36 } else { exponent })
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let scale = self.scale.max(other.scale);
        self.at(scale).cmp(&other.at(scale))
    }
}

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(digits: &str) -> Result<Self, NoDecimal> {
        Self::parse(digits).ok_or(NoDecimal)
    }
}

/// What was read is no decimal of at most 15 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDecimal;

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.units < 0 { "-" } else { "" };
        let (whole, rest) = (self.units.abs() / power(self.scale), self.units.abs() % power(self.scale));
        match self.scale {
            0 => write!(f, "{sign}{whole}"),
            scale => write!(f, "{sign}{whole}.{rest:0width$}", width = scale as usize),
        }
    }
}

impl Serialize for Decimal {
    /// A JSON number: no more than 15 digits are ever read, which a double holds as they are.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match i64::try_from(self.units / power(self.scale)) {
            Ok(whole) if self.is_whole() => serializer.serialize_i64(whole),
            _ => serializer.serialize_f64(self.to_string().parse().unwrap_or_default()),
        }
    }
}
