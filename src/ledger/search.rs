//! Lists whose records have to be looked at one by one: so many of them for a page, and it says how far it came.

use diesel::pg::PgConnection;
use diesel::result::QueryResult;

use super::Statements;
use super::list_request::{ListRequest, Voided};
use super::listed::Listed;
use crate::http::cursor::Order;
use crate::http::page::PageInfo;
use crate::http::query::Pairs;
use crate::regions::Reach;

/// Items that are counted at most.
pub const MOST_COUNTED: i64 = 10_000;
/// Records that a search looks at for one page, at most.
pub const MOST_SEARCHED: i64 = 20_000;

/// What an index finds without looking at the records themselves.
const INDEXED: [&str; 8] = ["township", "region", "sort", "voided", "cursor", "limit", "count", "format"];
/// Besides, in a list that is sorted by them.
const DAYS: [&str; 3] = ["year", "from", "to"];

/// Whether there may be many records that have to be looked at and are not in the list. A county's are not so many, but
/// their texts are long.
#[must_use]
pub fn is_one(pairs: &Pairs, reach: &Reach, order: Order) -> bool {
    let is_indexed = |name: &str| INDEXED.contains(&name) || order.is_by_day() && DAYS.contains(&name);
    let is_of_one_county = reach.county_codes().is_some_and(|counties| counties.len() <= 1);
    pairs.iter().any(|(name, value)| {
        let is_indexed = is_indexed(name) && (name != "voided" || value == Voided::Exclude.as_str());
        name == "q" || !is_indexed && !is_of_one_county
    })
}

/// A page that was found.
pub struct Found {
    /// Its records.
    pub listed: Listed,
    /// What is said of it.
    pub page: PageInfo,
}

impl Found {
    /// A page of a list that is not searched.
    #[must_use]
    pub fn all(listed: Listed, limit: u16) -> Self {
        Self { listed, page: PageInfo::of(None, limit, None) }
    }
}

/// A page of a list that is counted, or searched up to where a search ends.
///
/// # Errors
/// Where the database fails.
pub fn page<T: Statements>(
    conn: &mut PgConnection,
    mut request: ListRequest<T::Filter>,
    (is_search, counts): (bool, bool),
) -> QueryResult<Found> {
    let mut found = PageInfo::of(None, request.keyset.limit, None);
    let boundary = |conn: &mut PgConnection, request: &ListRequest<T::Filter>| {
        is_search.then(|| T::boundary(conn, request))
    };
    if counts {
        let after = request.keyset.after.take();
        request.keyset.until = boundary(conn, &request).transpose()?.flatten();
        let count = T::count(conn, &request)?;
        found.total = Some(count.min(MOST_COUNTED));
        found.total_is_exact = Some(request.keyset.until.is_none() && count <= MOST_COUNTED);
        if after.is_some() {
            (request.keyset.after, request.keyset.until) = (after, None);
        }
    }
    if request.keyset.until.is_none() {
        request.keyset.until = boundary(conn, &request).transpose()?.flatten();
    }
    let mut listed = T::page(conn, &request)?;
    if listed.end.is_none() {
        found.searched_until = request.keyset.until.as_ref().map(|(key, _)| key.clone());
        listed.end = request.keyset.until;
    }
    Ok(Found { listed, page: found })
}

/// The record where a search ends that begins after [`Keyset::after`]: the last one of [`MOST_SEARCHED`] in the list's
/// order, counted by the index alone, whether they are in the list or not.
#[macro_export]
macro_rules! boundary {
    ($conn:expr, $table:ident, $date:expr, $request:expr) => {{
        let keyset = &$request.keyset;
        let mut walked = $crate::within!($table::table.into_boxed(), $table, $request.reach);
        if keyset.order.is_by_day() {
            walked = $crate::within_days!(walked, $date, &$request.records);
        }
        walked
            .filter(keyset.after())
            .order(keyset.order())
            .offset($crate::ledger::search::MOST_SEARCHED - 1)
            .limit(1)
            .select((keyset.key(), $table::id))
            .first($conn)
            .optional()
    }};
}
