//! One part of the feed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::pg::PgConnection;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::horizon::Horizon;
use super::model::{
    BriefChange, BriefFilter, Change, ChangeFilter, ChangePage, FeedQuery, RecordChange, View,
};
use super::queries::{self, Asked, Row};
use crate::auth::{Actor, Permission, Role};
use crate::db::Verbatim;
use crate::http::edge::Edge;
use crate::http::page::MOST_BYTES;
use crate::http::query::{Pairs, Reader};
use crate::http::{Answer, ETag};
use crate::keys::{Keys, SealingKey};
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::Code;
use crate::session::authentication::Scope;
use crate::session::trail::{self, Action, states};
use crate::session::{Admitted, Caller, Reading};

/// The value of `after` that asks for changes from now on only.
const LATEST: &str = "latest";

/// Changes of a page where the client does not say.
const LIMIT: u16 = 50;

/// `GET /changes` and `GET /changes/brief`.
///
/// # Errors
/// 400 for parameters; 404 for a region out of reach, 403 for one whose trail the caller may not read.
pub async fn answer(
    caller: Caller,
    pairs: Pairs,
    view: View,
    (horizon, edge): (&Horizon, &Edge),
) -> ApiResult<Answer> {
    let (query, filter) = match parsed::<FeedQuery>(&pairs, view) {
        Ok(parsed) => parsed,
        // What is wrong with the parameters is said once it is known who asks.
        Err(error) => return admit(caller, view, None).await.and(Err(error)),
    };
    let deadline = Instant::now() + Duration::from_secs(u64::from(query.wait.unwrap_or(0)));
    let mut after = query.after;
    loop {
        let admitted = admit(caller.clone(), view, filter.region.clone()).await?;
        let most = Most { changes: query.limit.unwrap_or(LIMIT), bytes: MOST_BYTES };
        let part = read(&admitted, after.as_deref(), most, (view, &filter)).await?;
        if !part.page.items.is_empty()
            || !horizon.beyond(part.seen, admitted.database(), (deadline, edge)).await?
        {
            return tagged(&admitted, &part.page);
        }
        // `latest` is resolved once, when the request comes.
        after = Some(part.page.cursor);
    }
}

fn tagged(admitted: &Admitted, page: &ChangePage) -> ApiResult<Answer> {
    // The cursor is encrypted anew each time.
    let told: Vec<_> = page.items.iter().map(Change::record).collect();
    let etag = ETag::digest(format!("{told:?} {}", page.more).as_bytes());
    admitted.context().tagged(&etag, || Answer::ok(page))
}

/// What is asked of the feed in this way, and which changes are wanted.
///
/// # Errors
/// 400 naming every parameter that is unknown or has a value that is not allowed.
pub fn parsed<T: IntoParams + DeserializeOwned + 'static>(
    pairs: &Pairs,
    view: View,
) -> ApiResult<(T, ChangeFilter)> {
    let mut reader = Reader::new(pairs);
    let filter = |reader: &mut Reader<'_>| match view {
        View::Full => reader.take::<ChangeFilter>(),
        View::Brief => reader.take::<BriefFilter>().map(ChangeFilter::from),
    };
    let groups = (reader.take::<T>(), filter(&mut reader));
    reader.finish()?;
    groups.0.zip(groups.1).ok_or_else(|| ApiError::internal("parameters that passed cannot be read"))
}

/// Lets a reader of the feed in, of a region or of all that is in reach.
///
/// # Errors
/// As [`answer`].
pub async fn admit(caller: Caller, view: View, region: Option<Code>) -> ApiResult<Admitted> {
    caller.admit(move |conn, actor| scope(conn, actor, view.needs(), region.as_ref())).await
}

fn scope(
    conn: &mut PgConnection,
    actor: &Actor,
    needs: Permission,
    region: Option<&Code>,
) -> ApiResult<Scope> {
    let reach = match region {
        Some(region) => {
            let narrowed = actor.narrowed(conn, Some(region))?;
            actor.must_at(needs, region, "")?;
            narrowed
        }
        None => actor.reach_for(conn, needs)?,
    };
    Ok(Scope { reach, counted: None })
}

/// How much a part of the feed holds at most: it ends where it reaches either, but has one change at least.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Changes.
    pub changes: u16,
    /// Bytes of JSON.
    pub bytes: usize,
}

/// A part of the feed, and how far it was looked at.
pub struct Part {
    /// What there is.
    pub page: ChangePage,
    /// The number up to which there is nothing else.
    pub seen: i64,
}

/// Reads what follows a cursor, as far as no transaction that still runs can add anything before it.
///
/// # Errors
/// 429 where the token has made as many requests as it may; 400 for the cursor; 503 where the database cannot be used.
pub async fn read(
    admitted: &Admitted,
    after: Option<&str>,
    most: Most,
    (view, filter): (View, &ChangeFilter),
) -> ApiResult<Part> {
    admitted.context().acquire()?;
    let key = admitted.keys().feed.clone();
    let known =
        after.filter(|after| *after != LATEST).map(|cursor| opened(admitted.keys(), cursor)).transpose()?;
    // Two statements, each with a snapshot of its own: the second has to see what ended before the first.
    let up_to = admitted.database().query(|conn| Ok(queries::horizon(conn)?)).await?;
    let after = known.unwrap_or(if after.is_some() { up_to } else { 0 });
    let (rows, more) = rows(admitted, (view, filter), (after, up_to), most).await?;
    let rows: Vec<(Row, Verbatim)> = rows;
    let seen = rows.last().filter(|_| more).map_or(up_to.max(after), |(row, _)| row.seq);
    let items =
        rows.into_iter().map(|(row, after)| told(&key, view, row, after)).collect::<ApiResult<_>>()?;
    Ok(Part { page: ChangePage { items, cursor: sealed(&key, seen)?, more }, seen })
}

async fn rows(
    admitted: &Admitted,
    (view, filter): (View, &ChangeFilter),
    (after, up_to): (i64, i64),
    most: Most,
) -> ApiResult<(Vec<(Row, Verbatim)>, bool)> {
    let (reach, filter) = (Arc::clone(admitted.reach()), filter.clone());
    // Who may call is an auditor's matter.
    let accounts =
        admitted.actor().grants_for(Permission::ReadTrail).all(|grant| grant.role == Role::Auditor);
    let limit = i64::from(most.changes) + 1;
    let work = move |reading: &mut Reading<'_>| {
        let asked = Asked { reach: &reach, view, filter: &filter, accounts, after, up_to, limit };
        let mut rows = queries::entries(reading.conn, &asked)?;
        let found = rows.len();
        rows.truncate(fitting(&rows, most));
        let more = rows.len() < found;
        Ok((with_records(reading, rows)?, more))
    };
    admitted.clone().query(work).await
}

/// What a change takes besides the record, in bytes.
const ABOUT_A_CHANGE: usize = 4096;

/// How many of the rows make a part: at least one, and no more than fit.
fn fitting(rows: &[Row], most: Most) -> usize {
    let mut bytes = 0;
    let fits = rows.iter().take(usize::from(most.changes)).take_while(|row| {
        bytes += usize::try_from(row.size).unwrap_or(0) + ABOUT_A_CHANGE;
        bytes <= most.bytes
    });
    fits.count().max(1)
}

/// Entries with their records, which are read only once it is known how many the page has.
fn with_records(reading: &mut Reading<'_>, rows: Vec<Row>) -> ApiResult<Vec<(Row, Verbatim)>> {
    let wanted: Vec<_> = rows.iter().map(Row::record).collect();
    let mut records = states::after_entries(reading.conn, &wanted)?;
    let with_record = |row: Row| {
        let record = records.remove(&(row.record_id, row.entry.version));
        Ok((row, record.ok_or_else(|| ApiError::internal("an entry without its record"))?))
    };
    rows.into_iter().map(with_record).collect()
}

fn told(key: &SealingKey, view: View, row: Row, after: Verbatim) -> ApiResult<Change> {
    let cursor = sealed(key, row.seq)?;
    Ok(match view {
        View::Full => Change::Full(Box::new(in_full(cursor, row, after))),
        View::Brief => Change::Brief(in_brief(cursor, row, &after)),
    })
}

fn in_brief(cursor: String, row: Row, after: &Verbatim) -> BriefChange {
    #[derive(Deserialize)]
    struct Dated {
        year: i16,
    }
    // What was moved from one year to another changes figures of both.
    let is_moved = row.changed.iter().any(|field| field == "year");
    let dated: Option<Dated> = serde_json::from_str(after.as_str()).ok();
    BriefChange {
        cursor,
        resource: row.resource,
        record_id: row.record_id,
        region: row.township_code,
        year: dated.filter(|_| !is_moved).map(|dated| dated.year),
        version: row.entry.version,
        tombstone: row.entry.action == Action::Voided,
        action: row.entry.action,
        at: row.entry.at,
    }
}

fn in_full(cursor: String, row: Row, after: Verbatim) -> RecordChange {
    RecordChange {
        cursor,
        resource: row.resource,
        record_id: row.record_id,
        region: row.township_code,
        tombstone: row.entry.action == Action::Voided,
        entry: row.entry,
        changed: row.changed.into_iter().filter(|field| trail::worth_telling(field)).collect(),
        after,
    }
}

/// What a place in the feed is sealed for.
const PLACE: &[u8] = b"place";

fn sealed(key: &SealingKey, number: i64) -> ApiResult<String> {
    let sealed = key.seal(PLACE, &number.to_be_bytes()).map_err(ApiError::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn opened(keys: &Keys, cursor: &str) -> ApiResult<i64> {
    let sealed = URL_SAFE_NO_PAD.decode(cursor).unwrap_or_default();
    let mut generations = [&keys.feed].into_iter().chain(keys.former.iter().map(|former| &former.feed));
    let number = generations.find_map(|key| key.open(PLACE, &sealed)?.try_into().ok());
    number.map(i64::from_be_bytes).ok_or_else(|| ApiError::of(Problem::InvalidCursor))
}
