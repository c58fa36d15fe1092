//! What the trail did not tell before every chain had a number: how many chains there are, and what accounts, terms and
//! parts in joint activities are that were made before they left an entry.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use serde_json::Value;
use uuid::Uuid;

use super::{UPGRADE, UpgradeError};
use crate::access::accounts::operations;
use crate::auth::accounts::store;
use crate::clock;
use crate::db::schema::{trail_heads, vocabulary_terms};
use crate::keys::{Key, Keys};
use crate::ledger::activities::partners::queries::{self as partners, PartnerRow};
use crate::problems::{ApiError, ApiResult};
use crate::session::trail::{self, Action, By, Chains, Change};
use crate::vocabularies::store as terms;

/// Rows that are read at a time.
const BATCH: i64 = 1000;
/// Why.
const REASON: &str = "升级时补记：此前没有留痕 (stated by the upgrade: there was no entry)";

/// Counts the chains, and lets each account, term and part in a joint activity without an entry leave one that says what
/// it is now.
///
/// # Errors
/// Where the database fails.
pub fn complete(conn: &mut PgConnection, keys: &Keys) -> Result<(), UpgradeError> {
    count_chains(conn, &keys.trail)?;
    let accounts = state_accounts(conn, &keys.trail)?;
    let partners = state_partners(conn, &keys.trail)?;
    let terms = state_terms(conn, &keys.trail)?;
    if accounts + partners + terms > 0 {
        log::warn!(
            "{accounts} accounts, {partners} parts in joint activities and {terms} terms had no entry in the trail; each \
             has one now that says what it is"
        );
    }
    Ok(())
}

fn count_chains(conn: &mut PgConnection, key: &Key) -> QueryResult<()> {
    let begun: Vec<String> =
        trail_heads::table.order(trail_heads::number).select(trail_heads::township_code).load(conn)?;
    begun.iter().fold(Chains::none(key), |chains, township| chains.with(township, key)).begin(conn)
}

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

fn state_accounts(conn: &mut PgConnection, key: &Key) -> ApiResult<usize> {
    let without: Vec<Id> = diesel::sql_query(
        "SELECT a.id FROM accounts a WHERE NOT EXISTS (
            SELECT FROM trail t WHERE t.county_code = left(a.region_code, 6) AND t.record_id = a.id)
        ORDER BY a.id",
    )
    .load(conn)?;
    let count = without.len();
    for Id { id } in without {
        let account =
            store::find(conn, id)?.ok_or_else(|| ApiError::internal("an account that is not there"))?;
        let document = operations::documents(conn, std::slice::from_ref(&account))?.pop();
        let (home, version) = (account.home, account.version);
        state(conn, ("accounts", id), (&home, version), document.unwrap_or_default(), key)?;
    }
    Ok(count)
}

/// What counted for partners before they could confirm it counts on, and an entry of each says so.
fn state_partners(conn: &mut PgConnection, key: &Key) -> ApiResult<usize> {
    let mut count = 0;
    loop {
        let parts = partners::undecided(conn, BATCH)?;
        if parts.is_empty() {
            return Ok(count);
        }
        count += parts.len();
        for part in parts {
            let part = PartnerRow { version: 1, ..part };
            partners::update(conn, &part)?;
            let after = serde_json::to_value(&part).map_err(ApiError::internal)?;
            state(conn, ("partners", part.id), (&part.township_code, part.version), after, key)?;
        }
    }
}

/// Id, county, vocabulary, code, name in Chinese, name in English.
type Term = (Uuid, String, String, String, String, Option<String>);

fn state_terms(conn: &mut PgConnection, key: &Key) -> ApiResult<usize> {
    use vocabulary_terms::dsl;
    let has_none = diesel::dsl::sql::<Bool>(
        "NOT EXISTS (SELECT FROM trail t WHERE t.county_code = vocabulary_terms.county_code
            AND t.record_id = vocabulary_terms.id)",
    );
    let without: Vec<Term> = dsl::vocabulary_terms
        .filter(has_none)
        .order((dsl::county_code, dsl::vocabulary, dsl::code))
        .select((dsl::id, dsl::county_code, dsl::vocabulary, dsl::code, dsl::name_zh, dsl::name_en))
        .load(conn)?;
    let count = without.len();
    for (id, county, vocabulary, code, zh, en) in without {
        let after = terms::stated(&county, &vocabulary, &code, (&zh, en.as_deref()));
        state(conn, ("terms", id), (&county, 1), after, key)?;
    }
    Ok(count)
}

fn state(
    conn: &mut PgConnection,
    (resource, record_id): (&'static str, Uuid),
    (township_code, version): (&str, i32),
    after: Value,
    key: &Key,
) -> ApiResult<()> {
    log::debug!("{resource}/{record_id} had no entry in the trail; it has one now that says what it is");
    let action = Action::Created;
    let change = Change { resource, record_id, township_code, version, action, before: None, after };
    let by = By {
        token_id: "-",
        token_issued_by: None,
        token_issuer_account: None,
        account: UPGRADE,
        actor: UPGRADE,
        role: "admin",
        request_id: UPGRADE,
        address: None,
        reason: Some(REASON),
        counts: false,
    };
    let written = trail::write(conn, &change, by, clock::now(), key);
    written.map(drop).inspect_err(|error| log::error!("{}", error.cause().unwrap_or_default()))
}
