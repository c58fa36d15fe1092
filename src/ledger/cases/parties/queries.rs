//! The SQL of parties.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde::Serialize;
use uuid::Uuid;

use super::model::{Party, PartyList};
use super::sealing::{self, Place, Sealed};
use crate::db::schema::{case_parties, case_party_lists};
use crate::db::{All, Batches};
use crate::keys::SealingKey;
use crate::ledger::cases::Case;
use crate::problems::{ApiError, ApiResult};
use crate::session::audit::{Audited, Subject, Versioned};

/// The list of a case as a whole.
#[derive(Clone, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = case_party_lists, primary_key(county_code, case_id))]
pub struct ListRow {
    /// The county of the case.
    #[serde(skip)]
    pub county_code: String,
    /// The case.
    pub case_id: Uuid,
    /// The township that handles it.
    #[serde(skip)]
    pub township_code: String,
    /// What the trail calls it.
    #[serde(skip)]
    pub id: Uuid,
    /// 1, 2, 3 …
    pub version: i32,
    /// When it was last changed.
    #[serde(skip)]
    pub updated_at: DateTime<Utc>,
    /// The name of the account that last changed it.
    #[serde(skip)]
    pub updated_by: String,
}

impl ListRow {
    /// The list of a case for which nothing was ever entered: its version is 0, and it is not stored.
    #[must_use]
    pub fn never_entered(case: &Case) -> Self {
        Self {
            county_code: case.county_code().to_owned(),
            case_id: case.metadata.id,
            township_code: case.fields.township_code.clone(),
            id: Uuid::now_v7(),
            version: 0,
            updated_at: DateTime::UNIX_EPOCH,
            updated_by: String::new(),
        }
    }
}

impl Versioned for ListRow {
    fn revision(&mut self) -> (&mut i32, &mut DateTime<Utc>, &mut String) {
        (&mut self.version, &mut self.updated_at, &mut self.updated_by)
    }
}

/// A list with the number of its parties. The trail says how many they are, not who.
#[derive(Queryable, Serialize)]
pub struct CountedList {
    /// The list.
    #[serde(flatten)]
    pub list: ListRow,
    parties: i64,
}

impl CountedList {
    /// A list of so many parties.
    #[must_use]
    pub fn new(list: ListRow, parties: usize) -> Self {
        Self { list, parties: i64::try_from(parties).unwrap_or(i64::MAX) }
    }
}

impl Audited for CountedList {
    fn subject(&self) -> Subject<'_> {
        Subject {
            resource: "parties",
            record_id: self.list.id,
            region_code: &self.list.township_code,
            version: self.list.version,
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = case_parties)]
struct PartyRow {
    county_code: String,
    case_id: Uuid,
    id: Uuid,
    township_code: String,
    position: i16,
    #[diesel(embed)]
    sealed: Sealed,
}

impl PartyRow {
    fn new(list: &ListRow, position: i16, party: &Party, key: &SealingKey) -> ApiResult<Self> {
        let (county_code, township_code) = (list.county_code.clone(), list.township_code.clone());
        let (case_id, id) = (list.case_id, Uuid::now_v7());
        let sealed = sealing::seal(party, Place { county_code: &county_code, case_id, id }, key)?;
        Ok(Self { county_code, case_id, id, township_code, position, sealed })
    }

    fn place(&self) -> Place<'_> {
        Place { county_code: &self.county_code, case_id: self.case_id, id: self.id }
    }

    fn open(&self, key: &SealingKey) -> ApiResult<Party> {
        sealing::open(&self.sealed, self.place(), key)
    }
}

/// The list of a case without its parties; `None` where nothing was ever entered.
///
/// # Errors
/// Where the database fails.
pub fn find(conn: &mut PgConnection, case: &Case) -> QueryResult<Option<ListRow>> {
    let key = (case.county_code(), case.metadata.id);
    case_party_lists::table.find(key).select(ListRow::as_select()).first(conn).optional()
}

/// The list of a case with its parties in clear.
///
/// # Errors
/// 500 where a party cannot be decrypted; 503 where the database fails.
pub fn read(conn: &mut PgConnection, case: &Case, key: &SealingKey) -> ApiResult<PartyList> {
    let list = find(conn, case)?;
    let rows: Vec<PartyRow> = case_parties::table
        .filter(case_parties::county_code.eq(case.county_code()))
        .filter(case_parties::case_id.eq(case.metadata.id))
        .order(case_parties::position)
        .select(PartyRow::as_select())
        .load(conn)?;
    let items = rows.iter().map(|row| row.open(key)).collect::<ApiResult<_>>()?;
    Ok(answered(case.metadata.id, list.as_ref(), items))
}

/// A list as it is answered.
#[must_use]
pub fn answered(case_id: Uuid, list: Option<&ListRow>, items: Vec<Party>) -> PartyList {
    PartyList {
        case_id,
        version: list.map_or(0, |list| list.version),
        masked: false,
        updated_at: list.map(|list| list.updated_at),
        updated_by: list.map(|list| list.updated_by.clone()),
        items,
    }
}

/// Stores the next version of a list in place of the one before. The case's row has to be locked.
///
/// # Errors
/// 500 where the system has no randomness; 503 where the database fails.
pub fn save(conn: &mut PgConnection, list: &ListRow, parties: &[Party], key: &SealingKey) -> ApiResult<()> {
    diesel::insert_into(case_party_lists::table)
        .values(list)
        .on_conflict((case_party_lists::county_code, case_party_lists::case_id))
        .do_update()
        .set(list)
        .execute(conn)?;
    let before = case_parties::table
        .filter(case_parties::county_code.eq(&list.county_code))
        .filter(case_parties::case_id.eq(list.case_id));
    diesel::delete(before).execute(conn)?;
    let rows = (0_i16..).zip(parties).map(|(position, party)| PartyRow::new(list, position, party, key));
    let rows: Vec<PartyRow> = rows.collect::<ApiResult<_>>()?;
    diesel::insert_into(case_parties::table).values(rows).execute(conn).map_err(ApiError::from)?;
    Ok(())
}

/// All lists, in the order of county and the lists' ids, part by part. In a
/// transaction with one snapshot.
///
/// # Errors
/// Where the database fails.
pub fn all(conn: &mut PgConnection) -> QueryResult<All<CountedList>> {
    let parties = sql::<BigInt>(
        "(SELECT count(*) FROM case_parties p WHERE p.county_code = case_party_lists.county_code
            AND p.case_id = case_party_lists.case_id)",
    );
    let rows = case_party_lists::table
        .order((case_party_lists::county_code, case_party_lists::id))
        .select((ListRow::as_select(), parties));
    let batches = Batches::open(conn, "all_party_lists", &rows)?;
    Ok(Box::new(move |conn| batches.next(conn)))
}

/// Encrypts all parties with another key; says how many there are.
///
/// # Errors
/// 500 where a party cannot be decrypted; 503 where the database fails.
pub fn seal_anew(conn: &mut PgConnection, (from, to): (&SealingKey, &SealingKey)) -> ApiResult<u64> {
    let rows = case_parties::table
        .order((case_parties::county_code, case_parties::case_id, case_parties::id))
        .select(PartyRow::as_select());
    let batches = Batches::open(conn, "parties_to_seal", &rows)?;
    let mut count = 0;
    loop {
        let rows: Vec<PartyRow> = batches.next(conn)?;
        if rows.is_empty() {
            return Ok(count);
        }
        for row in rows {
            let sealed = sealing::seal(&row.open(from)?, row.place(), to)?;
            let place = case_parties::table.find((&row.county_code, row.case_id, row.id));
            diesel::update(place).set(&sealed).execute(conn)?;
            count += 1;
        }
    }
}
