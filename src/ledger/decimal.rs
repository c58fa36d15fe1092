//! Numbers that are exact to two decimals: a `numeric(14, 2)` in the database, a string on the wire, never a float.

use std::borrow::Cow;

use bigdecimal::BigDecimal;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Numeric;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

use crate::http::formats::is_decimal;

/// A number as a string, always written to two decimals; not negative.
#[derive(Clone, Debug, PartialEq, Eq, AsExpression, FromSqlRow, ToSchema)]
#[diesel(sql_type = Numeric)]
#[schema(
    value_type = String,
    format = "decimal",
    pattern = r"^[0-9]{1,12}(\.[0-9]{1,2})?$",
    max_length = 15,
    example = "2.00"
)]
pub struct Decimal(BigDecimal);

impl Decimal {
    /// Reads a number such as `12000` or `12000.00`; `None` where it is not of the format `decimal`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number: BigDecimal = is_decimal(text).then(|| text.parse().ok())??;
        Some(Self(number.with_scale(2)))
    }

    /// Whether it is no larger than this.
    #[must_use]
    pub fn is_at_most(&self, most: i64) -> bool {
        self.0 <= most
    }

    /// Whether it is a whole number.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_plain_string())
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not a number such as \"12000.00\""))
    }
}

impl ToSql<Numeric, Pg> for Decimal {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Numeric, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<Numeric, Pg> for Decimal {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(<BigDecimal as FromSql<Numeric, Pg>>::from_sql(bytes)?.with_scale(2)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use utoipa::PartialSchema;

    use super::*;
    use crate::http::pattern;

    #[test]
    fn an_amount_reads_back_to_two_decimals() {
        for (sent, kept) in [
            ("12000", "12000.00"),
            ("12000.5", "12000.50"),
            ("0", "0.00"),
            ("0.07", "0.07"),
            ("007", "7.00"),
            ("999999999999.99", "999999999999.99"),
        ] {
            let amount: Decimal = serde_json::from_value(sent.into()).unwrap();
            assert_eq!(serde_json::to_value(&amount).unwrap(), kept);
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-1", "1.005", "1e3", "12,000", "1234567890123", "十二"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
        assert!(serde_json::from_str::<Decimal>("12000").is_err(), "a number is no string");
    }

    /// The amount in fen, worked out digit by digit; `None` where the published pattern does not allow the text.
    fn fen(text: &str) -> Option<u64> {
        let schema = serde_json::to_value(Decimal::schema()).unwrap();
        pattern::fits(schema["pattern"].as_str().unwrap(), text).then(|| {
            let (yuan, rest) = text.split_once('.').unwrap_or((text, ""));
            yuan.parse::<u64>().unwrap() * 100 + format!("{rest:0<2}").parse::<u64>().unwrap()
        })
    }

    fn printed(fen: u64) -> String {
        format!("{}.{:02}", fen / 100, fen % 100)
    }

    proptest! {
        #[test]
        fn agrees_with_the_published_pattern_and_arithmetic_by_hand(
            text in prop_oneof!["[0-9]{0,14}(\\.[0-9]{0,3})?", "[-+.,eE0-9 ]{0,10}", "\\PC{0,16}", "[0-9]{1,3}[٠-٩]"],
        ) {
            let read = Decimal::parse(&text).map(|amount| serde_json::to_value(amount).unwrap());
            prop_assert_eq!(read, fen(&text).map(|fen| printed(fen).into()));
        }

        #[test]
        fn every_fen_reads_back(fen in 0..100_000_000_000_000_u64) {
            let text = printed(fen);
            let amount = Decimal::parse(&text).unwrap();
            prop_assert_eq!(serde_json::to_value(&amount).unwrap(), text.clone());
            prop_assert_eq!(serde_json::from_value::<Decimal>(text.into()).unwrap(), amount);
        }
    }
}
