//! The SQL of progress.

use chrono::{DateTime, Utc};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, SmallInt, Text, Timestamptz};

use crate::figures::in_counties;
use crate::regions::Reach;

/// What a township has entered of a year besides what figures are computed from.
#[derive(Debug, QueryableByName)]
pub struct Entered {
    /// The township, by the code it was entered under.
    #[diesel(sql_type = Text)]
    pub township_code: String,
    /// When something of the year was last entered or changed.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_change_at: Option<DateTime<Utc>>,
    /// Whether it has a shortcoming of the year, or an earlier one that was not closed before it.
    #[diesel(sql_type = Bool)]
    pub shortcomings: bool,
    /// Whether it has a duty of the year.
    #[diesel(sql_type = Bool)]
    pub duties: bool,
    /// Whether it has arrangements for the year after.
    #[diesel(sql_type = Bool)]
    pub arrangements: bool,
}

/// What the townships of a reach have entered of a year.
///
/// # Errors
/// Where the database fails.
pub fn entered(conn: &mut PgConnection, reach: &Reach, year: i16) -> QueryResult<Vec<Entered>> {
    let of = |rows: &str| {
        format!(
            "EXISTS (SELECT 1 FROM {rows} AND r.county_code = t.county_code AND r.township_code = t.township_code \
             AND r.voided_at IS NULL)"
        )
    };
    let shortcomings = of(
        "shortcomings r WHERE r.year <= $1 AND (r.closed_on IS NULL OR r.closed_on >= make_date($1, 1, 1))",
    );
    let duties = of("duties r WHERE r.year = $1");
    let arrangements = of(
        "plans r WHERE r.kind = 'next_year_arrangements' AND r.status <> 'cancelled' AND r.period_from BETWEEN \
            make_date($1 + 1, 1, 1) AND make_date($1 + 1, 12, 31)",
    );
    let sql = format!(
        "SELECT t.township_code, max(t.changed_at) AS last_change_at, {shortcomings} AS shortcomings, {duties} AS duties, \
         {arrangements} AS arrangements FROM township_years t \
         WHERE {} AND ($2 IS NULL OR t.township_code = ANY ($2)) AND t.year = $1 GROUP BY t.county_code, t.township_code",
        in_counties(reach, "t.county_code")
    );
    let codes = |codes: Option<&[String]>| codes.map(<[String]>::to_vec);
    diesel::sql_query(sql)
        .bind::<SmallInt, _>(year)
        .bind::<Nullable<Array<Text>>, _>(codes(reach.township_codes()))
        .bind::<Nullable<Array<Text>>, _>(codes(reach.county_codes()))
        .load(conn)
}
