//! Deadlines, and the days that cases are due, are stored, and computed anew when a release has another catalogue of clocks or knows
//! other holidays.

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::prelude::*;

use super::{UPGRADE, UpgradeError};
use crate::auth::{Actor, Permission, Role};
use crate::calendar;
use crate::db::Db;
use crate::db::schema::deadline_catalogue;
use crate::deadlines;
use crate::http::RequestContext;
use crate::keys::Keys;
use crate::ledger::renewal;
use crate::problems::ApiResult;
use crate::regions::Code;
use crate::session::Writing;

/// The key of the advisory lock that keeps a second instance waiting; any constant does.
const LOCK: i64 = 0x6661_7a68_6902;
/// The only row.
const ID: i16 = 1;
/// Why a case has another day.
const REASON: &str = "办理期限目录已更新，重新计算办理期限 (the catalogue of deadlines has changed: the day due was computed anew)";

/// Computes the days anew where they were computed by another catalogue or calendar, and says how many records have another day now. The
/// owner's connection holds a lock until that is done and notes the digest of the catalogue last, so that a renewal that
/// was broken off is done again. The records are changed through `db`, by the service's role, in short transactions county
/// by county.
///
/// # Errors
/// Where a database connection fails. What was renewed until then stays so.
pub fn renew(conn: &mut PgConnection, db: &Db, keys: &Keys) -> Result<usize, UpgradeError> {
    conn.transaction(|conn| {
        // The transaction only waits meanwhile; it holds no row and no snapshot.
        conn.batch_execute(&format!(
            "SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0;
            SELECT pg_advisory_xact_lock({LOCK})"
        ))?;
        // Notices that are loaded are never taken away.
        let digest = format!("{} {}", deadlines::catalogue_digest(), calendar::queries::loaded(conn)?.len());
        let noted: Option<String> =
            deadline_catalogue::table.find(ID).select(deadline_catalogue::digest).first(conn).optional()?;
        if noted.as_ref() == Some(&digest) {
            return Ok(0);
        }
        let renewed = renew_all(db, keys)?;
        diesel::insert_into(deadline_catalogue::table)
            .values((deadline_catalogue::id.eq(ID), deadline_catalogue::digest.eq(&digest)))
            .on_conflict(deadline_catalogue::id)
            .do_update()
            .set(deadline_catalogue::digest.eq(&digest))
            .execute(conn)?;
        Ok(renewed)
    })
}

fn renew_all(db: &Db, keys: &Keys) -> ApiResult<usize> {
    let stale = db.patient().read_now(renewal::stale)?;
    if !stale.is_empty() {
        log::info!(
            "clocks or holidays are others than when the ledger was last opened: deadlines are computed anew"
        );
    }
    let mut renewed = 0;
    for records in stale {
        renewed += db.write_now(|conn| write(conn, keys, |writing| records.renew(writing)))?;
    }
    if renewed > 0 {
        log::warn!("{renewed} records are due on another day by the clocks and holidays that are known now");
    }
    Ok(renewed)
}

/// Changes something in the name of the upgrade; it counts for the quota of no township.
fn write<T>(
    conn: &mut PgConnection,
    keys: &Keys,
    work: impl FnOnce(&mut Writing<'_>) -> ApiResult<T>,
) -> ApiResult<T> {
    let context = RequestContext::offline(UPGRADE);
    let actor = Actor::offline(conn, ("-", UPGRADE), Role::Admin, &Code::nation())?;
    let mut writing = Writing::begin(conn, actor, (&context, Permission::ManageAccess), keys)?.uncounted();
    writing.reason = Some(REASON.to_owned());
    work(&mut writing)
}
