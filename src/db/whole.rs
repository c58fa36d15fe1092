//! Whole numbers that sums come to, as PostgreSQL's `numeric`: a sum of `bigint` may be larger than a `bigint`.

use bigdecimal::BigDecimal;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Numeric;

/// A whole number of up to 38 digits. Anything larger is [`Whole::TOO_LARGE`], and stays so whatever is added to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Numeric)]
pub struct Whole(i128);

/// Numbers are sent in digits of base 10,000.
const BASE: i128 = 10_000;
/// The sign of a negative number; that of a positive one is 0. All others are no numbers, or infinite.
const NEGATIVE: i16 = 0x4000;

impl Whole {
    /// Beyond the range of an answer. Sums are of what is not negative, so none of them comes back from here.
    pub const TOO_LARGE: Self = Self(i128::MAX);

    /// The number; `None` where it is beyond the range of an answer.
    #[must_use]
    pub fn known(self) -> Option<i128> {
        (self != Self::TOO_LARGE).then_some(self.0)
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl From<i64> for Whole {
    fn from(number: i64) -> Self {
        Self(number.into())
    }
}

impl std::fmt::Display for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// From the binary form (`numeric_send`): how many digits, the weight of the first, the sign, the scale, the digits.
/// What stands behind the point is left out.
impl FromSql<Numeric, Pg> for Whole {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        let (words, _) = value.as_bytes().as_chunks::<2>();
        let mut words = words.iter().map(|word| i16::from_be_bytes(*word));
        let mut word = || words.next().ok_or("a numeric ends too early");
        let (_, weight, sign, _) = (word()?, word()?, word()?, word()?);
        if sign != 0 && sign != NEGATIVE {
            return Ok(Self::TOO_LARGE);
        }
        let mut number: i128 = 0;
        for _ in 0..=weight {
            let digit = i128::from(words.next().unwrap_or(0));
            match number.checked_mul(BASE).and_then(|number| number.checked_add(digit)) {
                Some(more) => number = more,
                None => return Ok(Self::TOO_LARGE),
            }
        }
        Ok(Self(if sign == NEGATIVE { -number } else { number }))
    }
}

impl ToSql<Numeric, Pg> for Whole {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Numeric, Pg>::to_sql(&BigDecimal::from(self.0), &mut out.reborrow())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_large_stays_so() {
        let most = Whole(i128::MAX - 1);
        assert_eq!(most.known(), Some(i128::MAX - 1));
        assert_eq!(most.plus(1.into()), Whole::TOO_LARGE);
        assert_eq!(most.plus(most).plus(5.into()).known(), None);
        assert_eq!(Whole::from(i64::MAX).plus(i64::MAX.into()).known(), Some(18_446_744_073_709_551_614));
    }
}
