//! What the trail did not tell before every chain had a number: how many chains there are, and what accounts, terms and
//! parts in joint activities are that were made before they left an entry.

use std::sync::Arc;

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use uuid::Uuid;

use super::{UPGRADE, UpgradeError};
use crate::access::accounts::audited::AuditedAccount;
use crate::auth::accounts::store;
use crate::auth::{Actor, Role};
use crate::clock;
use crate::db::schema::{trail_heads, vocabulary_terms};
use crate::http::RequestContext;
use crate::keys::{Key, Keys};
use crate::ledger::activities::partners::model::PartnerRow;
use crate::ledger::activities::partners::queries as partners;
use crate::problems::{ApiError, ApiResult};
use crate::regions::{Places, Reach};
use crate::session::audit::{Audited, Change, Subject};
use crate::session::trail::{self, Action, By, Chains};
use crate::vocabularies::store::AddedTerm;

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
        let account = AuditedAccount::of(conn, account)?;
        state(conn, &account, key)?;
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
            state(conn, &part, key)?;
        }
    }
}

fn state_terms(conn: &mut PgConnection, key: &Key) -> ApiResult<usize> {
    use vocabulary_terms::dsl;
    let has_none = diesel::dsl::sql::<Bool>(
        "NOT EXISTS (SELECT FROM trail t WHERE t.county_code = vocabulary_terms.county_code
            AND t.record_id = vocabulary_terms.id)",
    );
    let without: Vec<AddedTerm> = dsl::vocabulary_terms
        .filter(has_none)
        .order((dsl::county_code, dsl::vocabulary, dsl::code))
        .select((dsl::id, dsl::county_code, dsl::vocabulary, dsl::code, dsl::name_zh, dsl::name_en))
        .load(conn)?;
    let count = without.len();
    for term in &without {
        state(conn, term, key)?;
    }
    Ok(count)
}

/// Adds an entry of the upgrade's that says what something is now.
fn state(conn: &mut PgConnection, item: &impl Audited, key: &Key) -> ApiResult<()> {
    let Subject { resource, record_id, .. } = item.subject();
    log::debug!("{resource}/{record_id} had no entry in the trail; it has one now that says what it is");
    let actor = Actor {
        token_id: "-".to_owned(),
        issuer: None,
        account: UPGRADE.into(),
        name: UPGRADE.into(),
        grants: Arc::new([]),
        reach: Arc::new(Reach::townships(Vec::new())),
        directory: Uuid::nil(),
        places: Places::default(),
    };
    let context = RequestContext::offline(UPGRADE);
    let by = By { actor: &actor, role: Role::Admin, context: &context, reason: Some(REASON), counts: false };
    let written = trail::write(conn, Change::of(Action::Created, None, item)?, by, clock::now(), key);
    written.map(drop).inspect_err(|error| log::error!("{}", error.cause().unwrap_or_default()))
}
