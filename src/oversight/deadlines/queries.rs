//! The SQL of deadlines.

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Nullable, Text};
use uuid::Uuid;

use crate::figures::in_counties;
use crate::ledger::stored_deadlines::StoredDeadline;
use crate::regions::Reach;

/// Which deadlines are wanted.
pub struct Wanted<'a> {
    /// Where the records are.
    pub reach: &'a Reach,
    /// By which clocks.
    pub clocks: &'a [&'a str],
    /// Of which matters; `None` for all.
    pub matters: Option<&'a [&'a str]>,
    /// Of one record alone.
    pub record: Option<Uuid>,
    /// Those that run out up to this day.
    pub until: NaiveDate,
    /// The key of the last one before the page; empty on the first.
    pub after: &'a str,
    /// How many at most.
    pub rows: i64,
}

/// The deadlines of records, the first to run out first.
///
/// # Errors
/// Where the database fails.
pub fn stored(conn: &mut PgConnection, wanted: &Wanted<'_>) -> QueryResult<Vec<StoredDeadline>> {
    let Wanted { reach, clocks, matters, record, until, after, rows } = wanted;
    let mut after = after.split(' ');
    let mut next = |or: &'static str| after.next().filter(|part| !part.is_empty()).unwrap_or(or).to_owned();
    let (day, id, clock) = (next("0001-01-01"), next("00000000-0000-0000-0000-000000000000"), next(""));
    let codes = |codes: Option<&[String]>| codes.map(<[String]>::to_vec);
    let sql = format!(
        "SELECT county_code, record_id, clock, township_code, resource, matter, started_on, due_on, act_by, runs_out_on
        FROM deadlines
        WHERE {} AND ($4 IS NULL OR township_code = ANY ($4)) AND clock = ANY ($5) AND ($6 IS NULL OR matter = ANY ($6))
          AND ($7 IS NULL OR record_id = $7) AND runs_out_on <= $8 AND (runs_out_on, record_id, clock) > ($1::date, $2::uuid, $9)
        ORDER BY runs_out_on, record_id, clock LIMIT $10",
        in_counties(reach, "county_code")
    );
    diesel::sql_query(sql)
        .bind::<Text, _>(day)
        .bind::<Text, _>(id)
        .bind::<Nullable<Array<Text>>, _>(codes(reach.county_codes()))
        .bind::<Nullable<Array<Text>>, _>(codes(reach.township_codes()))
        .bind::<Array<Text>, _>(clocks.to_vec())
        .bind::<Nullable<Array<Text>>, _>(matters.map(<[&str]>::to_vec))
        .bind::<Nullable<diesel::sql_types::Uuid>, _>(record)
        .bind::<Date, _>(until)
        .bind::<Text, _>(clock)
        .bind::<BigInt, _>(rows)
        .load(conn)
}

/// The columns that say what records with deadlines are called, by their tables, which bear the names of the resources.
const TITLES: [(&str, &str); 4] =
    [("cases", "subject"), ("documents", "title"), ("decisions", "title"), ("shortcomings", "title")];

#[derive(QueryableByName)]
struct Titled {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    title: String,
}

/// What the records with these ids are called, of a resource and some counties.
///
/// # Errors
/// Where the database fails.
pub fn titles(
    conn: &mut PgConnection,
    resource: &str,
    keys: &[(&str, Uuid)],
) -> QueryResult<Vec<(Uuid, String)>> {
    let Some((table, title)) = TITLES.into_iter().find(|(table, _)| *table == resource) else {
        return Ok(Vec::new());
    };
    let (counties, ids): (Vec<&str>, Vec<Uuid>) = keys.iter().copied().unzip();
    let sql =
        format!("SELECT id, {title} AS title FROM {table} WHERE county_code = ANY ($1) AND id = ANY ($2)");
    let titled: Vec<Titled> = diesel::sql_query(sql)
        .bind::<Array<Text>, _>(counties)
        .bind::<Array<diesel::sql_types::Uuid>, _>(ids)
        .load(conn)?;
    Ok(titled.into_iter().map(|Titled { id, title }| (id, title)).collect())
}

#[derive(QueryableByName)]
struct TownshipCode {
    #[diesel(sql_type = Text)]
    code: String,
}

/// The townships of a reach that are in force on a day, by their codes.
///
/// # Errors
/// Where the database fails.
pub fn townships(conn: &mut PgConnection, reach: &Reach, day: NaiveDate) -> QueryResult<Vec<String>> {
    let codes = |codes: Option<&[String]>| codes.map(<[String]>::to_vec);
    let townships: Vec<TownshipCode> = diesel::sql_query(
        "SELECT code FROM regions WHERE level = 'township'
            AND ($1 IS NULL OR left(code, 6) = ANY ($1)) AND ($2 IS NULL OR code = ANY ($2))
            AND (valid_from IS NULL OR valid_from <= $3) AND (valid_to IS NULL OR valid_to >= $3) ORDER BY code",
    )
    .bind::<Nullable<Array<Text>>, _>(codes(reach.county_codes()))
    .bind::<Nullable<Array<Text>>, _>(codes(reach.township_codes()))
    .bind::<Date, _>(day)
    .load(conn)?;
    Ok(townships.into_iter().map(|TownshipCode { code }| code).collect())
}
