//! The entries of many new records of one township, added to its chain at once.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::content::EntryContent;
use super::head::Locked;
use super::{Added, By, Change, Head, content_of, write};
use crate::clock;
use crate::db::schema::{trail, trail_heads};
use crate::keys::Key;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;

/// Adds the entries of new records of a township to its chain, in their order; returns what the chain's entries have added on this
/// day. A single entry is added as by [`write`], several by one statement.
///
/// # Errors
/// 503 where the database fails.
pub fn write_new(
    conn: &mut PgConnection,
    township: &str,
    mut changes: impl ExactSizeIterator<Item = ApiResult<Change>>,
    (by, at): (By<'_>, DateTime<Utc>),
    key: &Key,
) -> ApiResult<Added> {
    let first = changes.next().ok_or_else(|| ApiError::internal("entries of no record"))??;
    if changes.len() == 0 {
        return write(conn, first, by, at, key);
    }
    let place = (Code::county_of(township), township);
    let Locked { mut head, mut added, .. } = Head::lock(conn, place, (first.record_id, first.version), key)?;
    let mut rows = Vec::with_capacity(changes.len() + 1);
    for change in std::iter::once(Ok(first)).chain(changes) {
        let content = content_of(change?, by, at, (head.position + 1, None)).map_err(ApiError::internal)?;
        head = Head { position: content.position, hash: content.hash(&head.hash, key).to_vec() };
        added = added.with(clock::day_in_beijing(at).0, if by.counts { content.weight(0) } else { 0 });
        rows.push((content, head.hash.clone()));
    }
    append(conn, rows, (&head, added), (place, key))?;
    Ok(added)
}

/// Stores the entries, and the new head of the chain. Their numbers in the feed are drawn in their order, while the head is
/// locked.
fn append(
    conn: &mut PgConnection,
    rows: Vec<(EntryContent, Vec<u8>)>,
    (head, added): (&Head, Added),
    ((county, township), key): ((&str, &str), &Key),
) -> QueryResult<()> {
    let row = |(content, hash): (EntryContent, Vec<u8>)| {
        (content, trail::hash.eq(hash), trail::seq.eq(sql::<BigInt>("nextval('trail_seq')")))
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    diesel::insert_into(trail::table).values(rows).execute(conn)?;
    diesel::update(trail_heads::table.find((county, township)))
        .set((
            trail_heads::position.eq(head.position),
            trail_heads::hash.eq(&head.hash),
            trail_heads::mac.eq(head.mac(township, key).to_vec()),
            trail_heads::day.eq(added.day),
            trail_heads::bytes.eq(added.bytes),
        ))
        .execute(conn)?;
    Ok(())
}
