//! Amounts of money, exact to the fen.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Numeric;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decimal::Decimal;

/// An amount in yuan (元) as a string, always written to two decimals. No more than 10,000,000,000.00 is entered for one
/// record; records from before there was that bound may hold up to 999,999,999,999.99.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow, ToSchema)]
#[diesel(sql_type = Numeric)]
#[serde(transparent)]
#[schema(
    value_type = String,
    format = "decimal",
    pattern = r"^[0-9]{1,12}(\.[0-9]{1,2})?$",
    max_length = 15,
    example = "12000.00"
)]
pub struct Money(Decimal);

/// The most that one record may be about, in yuan: a hundred times the largest sums that townships deal with.
pub const MOST_YUAN: i64 = 10_000_000_000;

impl Money {
    /// Whether it is plausible for one record.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        self.0.is_at_most(MOST_YUAN)
    }
}

impl ToSql<Numeric, Pg> for Money {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Numeric, Pg>::to_sql(&self.0, out)
    }
}

impl FromSql<Numeric, Pg> for Money {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<Numeric, Pg>::from_sql(bytes).map(Self)
    }
}
