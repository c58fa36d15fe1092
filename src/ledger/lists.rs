//! Lists of records: filters that all have in common, paging by keyset, a tag from the counters.

use std::sync::Arc;

use diesel::pg::PgConnection;

use super::search::{self, Found};
use super::{Resource, Statements};
use crate::auth::Actor;
use crate::db::Lane;
use crate::http::Answer;
use crate::http::accept::MediaType;
use crate::http::cursor::{Keyset, Signer};
use crate::http::page;
use crate::http::query::{Listing, Pairs, Reader};
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::regions::Reach;
use crate::session::authentication::{Scope, Years};
use crate::session::{Admitted, Caller, Reading};
use crate::tables::{TableQuery, TableRequest};

pub use crate::db::containing;
pub use crate::http::page::PageQuery;

pub use super::list_request::{Filter, ListRequest, RecordFilter, Voided};

/// The filters of which a few together make up what dashboards and clerks ask for day by day.
const USUAL: [&str; 9] =
    ["township", "region", "year", "from", "to", "kind", "sort", "voided", "external_ref"];
/// How many of them. Every combination is a statement of its own, and takes memory on every connection it is kept on.
const TOGETHER: usize = 3;

fn is_common(pairs: &Pairs) -> bool {
    let filters = page::filters(pairs);
    filters.len() <= TOGETHER && filters.iter().all(|(name, _)| USUAL.contains(&name.as_str()))
}

/// `GET /…`: one page of a list, or the list as a table.
///
/// # Errors
/// 400 for parameters, 404 for a region out of reach, 406 for a media type that is not offered, 422 where it takes too long; those of
/// [`Caller::read`].
pub async fn list<T: Statements>(
    caller: Caller,
    listing: Listing<T::Filter>,
    table: TableRequest,
) -> ApiResult<Answer> {
    let pairs = listing.into_pairs();
    // What is wrong with the parameters is said once it is known who asks.
    let parsed = parse::<T::Filter>(&pairs);
    let place = parsed.as_ref().map(|(_, records, _)| (records.region.clone(), records.township.clone()));
    let place = place.unwrap_or_default();
    let admitted = caller.admit(move |conn, actor| scope(conn, actor, &place)).await?;
    let parsed = parsed?;
    let media_type = table.media_type(&pairs)?;
    let etag = admitted.tag(format!("{} {pairs:?} {}", T::PATH, table.name(media_type)).as_bytes())?;
    if admitted.context().has_current(&etag)? {
        return Ok(Answer::not_modified(&etag));
    }
    let is_search = search::is_one(&pairs, admitted.reach(), parsed.2.order());
    let list = List { fingerprint: fingerprint::<T>(&admitted, &pairs), is_search };
    let answer = if media_type == MediaType::Json {
        json::<T>(admitted, list, (pairs, parsed)).await
    } else {
        let table = move |reading: &mut Reading<'_>| {
            table.table(reading, (media_type, &pairs), |reading, pairs| list.page::<T>(reading, &pairs))
        };
        admitted.in_lane(Lane::Large).read(table).await.map_err(ApiError::of_large_query)
    };
    Ok(answer?.tagged(&etag))
}

/// The page that is asked for.
async fn json<T: Statements>(
    admitted: Admitted,
    list: List,
    (pairs, parsed): (Pairs, Parsed<T::Filter>),
) -> ApiResult<Answer> {
    let counts = parsed.0.count.is_some();
    let request = list.request::<T>((admitted.signer(), admitted.reach()), parsed, &pairs)?;
    if list.is_search || counts {
        let answer = move |reading: &mut Reading<'_>| {
            let found = search::page::<T>(reading.conn, request, (list.is_search, counts))?;
            list.answer::<T>(reading, found, &pairs)
        };
        return admitted.in_lane(Lane::Large).read(answer).await.map_err(ApiError::of_large_query);
    }
    let answer = move |reading: &mut Reading<'_>| {
        let listed = T::page(reading.conn, &request)?;
        list.answer::<T>(reading, Found::all(listed, request.keyset.limit), &pairs)
    };
    // With parts, a page is two statements, which have to agree.
    if T::HAS_PARTS { admitted.read(answer).await } else { admitted.query(answer).await }
}

/// What the parameters say, in groups.
type Parsed<F> = (PageQuery, RecordFilter, F);

/// A list that is asked for.
struct List {
    fingerprint: Vec<u8>,
    /// Whether there may be many records that have to be looked at and are not in it.
    is_search: bool,
}

impl List {
    fn request<T: Statements>(
        &self,
        (signer, reach): (&Signer, &Arc<Reach>),
        (page, records, own): Parsed<T::Filter>,
        pairs: &Pairs,
    ) -> ApiResult<ListRequest<T::Filter>> {
        let after =
            page.cursor.as_deref().map(|cursor| signer.read(&self.fingerprint, cursor)).transpose()?;
        let keyset =
            Keyset { order: own.order(), after, limit: page.limit.unwrap_or(page::LIMIT), until: None };
        Ok(ListRequest { reach: Arc::clone(reach), records, own, keyset, is_common: is_common(pairs) })
    }

    /// A page of a table.
    fn page<T: Statements>(&self, reading: &mut Reading<'_>, pairs: &Pairs) -> ApiResult<Answer> {
        let parsed = parse::<T::Filter>(pairs)?;
        let request = self.request::<T>((reading.signer, reading.reach), parsed, pairs)?;
        let found = if self.is_search {
            search::page::<T>(reading.conn, request, (true, false))?
        } else {
            Found::all(T::page(reading.conn, &request)?, request.keyset.limit)
        };
        self.answer::<T>(reading, found, pairs)
    }

    fn answer<T: Resource>(
        &self,
        reading: &Reading<'_>,
        Found { listed, mut page }: Found,
        pairs: &Pairs,
    ) -> ApiResult<Answer> {
        let end = listed.end.as_ref();
        page.next_cursor = end.map(|(key, id)| reading.signer.cursor(&self.fingerprint, key, *id));
        let path = format!("/api/v1/{}", T::PATH);
        let next = page.next_cursor.as_deref().map(|cursor| page::next_address(&path, pairs, cursor));
        Ok(Answer::written(listed.page(&page)?).with_next(next))
    }
}

/// The caller's reach narrowed to the region and the township asked for: nothing where the one lies outside the other.
fn scope(
    conn: &mut PgConnection,
    actor: &Actor,
    (region, township): &(Option<Code>, Option<Code>),
) -> ApiResult<Scope> {
    let within = actor.narrowed(conn, region.as_ref())?;
    let reach = match township {
        None => within,
        Some(township) => {
            let narrowed = actor.narrowed(conn, Some(township))?;
            let is_outside = region.is_some() && !within.covers(township.as_str());
            if is_outside { Arc::new(Reach::townships(Vec::new())) } else { narrowed }
        }
    };
    Ok(Scope { reach, counted: Some(Years::All) })
}

fn parse<F: Filter>(pairs: &Pairs) -> ApiResult<Parsed<F>> {
    let mut reader = Reader::new(pairs);
    let groups = (
        reader.take::<PageQuery>(),
        reader.take::<RecordFilter>(),
        reader.take::<F>(),
        reader.take::<TableQuery>(),
    );
    reader.finish()?;
    match groups {
        (Some(page), Some(records), Some(own), Some(_)) => Ok((page, records, own)),
        _ => Err(ApiError::internal("parameters that passed cannot be read")),
    }
}

/// What a cursor is bound to: the resource, the caller's region, all parameters but those that only cut the pages.
fn fingerprint<T: Resource>(admitted: &Admitted, pairs: &Pairs) -> Vec<u8> {
    format!("{} {} {:?}", T::PATH, admitted.actor().standing(), page::filters(pairs)).into_bytes()
}

/// Narrows a query to the days that are asked for; `$date` is the main date.
#[macro_export]
macro_rules! within_days {
    ($query:expr, $date:expr, $filter:expr) => {{
        let (mut query, filter): (_, &$crate::ledger::lists::RecordFilter) = ($query, $filter);
        if let Some(year) = filter.year {
            // The year is that of the main date; by the date, the index finds it.
            let (first, last) = $crate::clock::days_of(year);
            query = query.filter($date.ge(first)).filter($date.le(last));
        }
        if let Some(from) = filter.from {
            query = query.filter($date.ge(from));
        }
        if let Some(to) = filter.to {
            query = query.filter($date.le(to));
        }
        query
    }};
}

/// Applies the common filters to a query over a record table; `$date` is its main date, `$texts` what `q` looks into.
#[macro_export]
macro_rules! matching_records {
    ($table:ident, $date:expr, $texts:expr, $request:expr) => {{
        use $crate::ledger::lists::Voided;
        let mut query = $crate::within!($table::table.into_boxed(), $table, $request.reach);
        let filter = &$request.records;
        query = $crate::within_days!(query, $date, filter);
        if let Some(until) = $request.keyset.until() {
            query = query.filter(until);
        }
        if let Some(q) = &filter.q {
            query = query.filter($texts.ilike($crate::ledger::lists::containing(q)));
        }
        if let Some(since) = filter.updated_since {
            query = query.filter($table::updated_at.ge(since));
        }
        if let Some(external_ref) = &filter.external_ref {
            query = query.filter($table::external_ref.eq(external_ref.clone()));
        }
        match filter.voided.unwrap_or(Voided::Exclude) {
            Voided::Exclude => query.filter($table::voided_at.is_null()),
            Voided::Only => query.filter($table::voided_at.is_not_null()),
            Voided::Include => query,
        }
    }};
}
