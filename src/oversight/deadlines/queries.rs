//! The SQL of deadlines.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, SmallInt, Text};
use uuid::Uuid;

use crate::figures::in_counties;
use crate::regions::Reach;

/// An open case with a day due.
#[derive(Debug, QueryableByName)]
pub struct OpenCase {
    /// Its id.
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    pub id: Uuid,
    /// The township that handles it.
    #[diesel(sql_type = Text)]
    pub township_code: String,
    /// Its kind.
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Of a petition, its pathway.
    #[diesel(sql_type = Nullable<SmallInt>)]
    pub pathway: Option<i16>,
    /// What it is about.
    #[diesel(sql_type = Text)]
    pub subject: String,
    /// The day due.
    #[diesel(sql_type = Date)]
    pub due_on: NaiveDate,
}

/// Which open cases are wanted.
pub struct Wanted<'a> {
    /// Where they are handled.
    pub reach: &'a Reach,
    /// Of these kinds.
    pub kinds: &'a [&'a str],
    /// Due up to this day.
    pub until: NaiveDate,
    /// Beyond this day and id, where the page is not the first.
    pub after: Option<(&'a str, &'a str)>,
    /// How many at most.
    pub rows: i64,
}

/// The open cases by the day due. One that is paused has none.
///
/// # Errors
/// Where the database fails.
pub fn open_cases(conn: &mut PgConnection, wanted: &Wanted<'_>) -> QueryResult<Vec<OpenCase>> {
    let Wanted { reach, kinds, until, after, rows } = wanted;
    let (day, id) = after.unwrap_or(("0001-01-01", "00000000-0000-0000-0000-000000000000"));
    let codes = |codes: Option<&[String]>| codes.map(<[String]>::to_vec);
    let sql = format!(
        "SELECT id, township_code, kind, pathway, subject, due_on FROM cases
        WHERE {} AND ($4 IS NULL OR township_code = ANY ($4)) AND kind = ANY ($5)
          AND voided_at IS NULL AND closed_on IS NULL AND due_on <= $6 AND (due_on, id) > ($1::date, $2::uuid)
        ORDER BY due_on, id LIMIT $7",
        in_counties(reach, "county_code")
    );
    let query = diesel::sql_query(sql)
        .bind::<Text, _>(day)
        .bind::<Text, _>(id)
        .bind::<Nullable<Array<Text>>, _>(codes(reach.county_codes()))
        .bind::<Nullable<Array<Text>>, _>(codes(reach.township_codes()))
        .bind::<Array<Text>, _>(kinds.to_vec())
        .bind::<Date, _>(until)
        .bind::<BigInt, _>(rows);
    query.load(conn)
}
