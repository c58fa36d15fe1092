//! Pages of lists: what a client asks for, what an answer says of where the list goes on.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Answer;
use super::cursor::Signer;
use super::query::Pairs;
use crate::problems::{ApiError, ApiResult};

/// Items of a page where the client does not say.
pub const LIMIT: u16 = 50;
/// Bytes of items that a page has at most, unless it has but one item: it ends earlier where its items are long.
pub const MOST_BYTES: usize = 4 << 20;

/// What page of a list is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The most items to send, 1 to 200; 50 where it is not said.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before, as it came. It is good for the same filters and sort only.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
    /// `exact` counts the list into `page.total`, up to 10,000 items: `page.total_is_exact` says whether these are all. It
    /// costs a second query.
    #[param(inline)]
    pub count: Option<Count>,
}

crate::coded_enum! {
    /// Whether to count the whole list.
    pub enum Count {
        /// Count it.
        Exact = "exact", "精确计数", "exact";
    }
}

/// Where a list goes on.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PageInfo {
    /// What to send as `cursor` for the next page; null on the last one.
    #[schema(required, example = json!(null))]
    pub next_cursor: Option<String>,
    /// The most items a page has. It has fewer where they are long, or where a search stopped.
    #[schema(minimum = 1, maximum = 200, example = 50)]
    pub limit: u16,
    /// How many items the list has; null unless `count=exact` asked for it.
    #[schema(required, minimum = 0, example = json!(null))]
    pub total: Option<i64>,
    /// Whether `total` is all of them, and not only those that were counted; null where nothing was.
    #[schema(required, example = json!(null))]
    pub total_is_exact: Option<bool>,
    /// Where a search stopped that looked at as many records as one page may: the day (or instant, or id) by which the list
    /// is sorted, of the last record that it looked at. What there is beyond it is on the pages that follow. Null where
    /// nothing was left out.
    #[schema(required, max_length = 40, example = json!(null))]
    pub searched_until: Option<String>,
}

impl PageInfo {
    /// A page of a list whose items, where they are counted, are all counted.
    #[must_use]
    pub fn of(next_cursor: Option<String>, limit: u16, total: Option<i64>) -> Self {
        Self { next_cursor, limit, total, total_is_exact: total.map(|_| true), searched_until: None }
    }
}

/// The parameters that make a list what it is: all but those that only cut its pages and lay them out, in a fixed order.
#[must_use]
pub fn filters(pairs: &Pairs) -> Vec<&(String, String)> {
    let mut filters: Vec<_> = pairs
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "cursor" | "limit" | "count" | "format"))
        .collect();
    filters.sort_unstable();
    filters
}

/// The address of the page that begins at `cursor`, of the list at `path` with these parameters.
#[must_use]
pub fn next_address(path: &str, pairs: &Pairs, cursor: &str) -> String {
    let mut next: Vec<(&str, &str)> = pairs
        .iter()
        .filter(|(name, _)| name != "cursor")
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    next.push(("cursor", cursor));
    format!("{path}?{}", serde_urlencoded::to_string(next).unwrap_or_default())
}

/// Leaves out what does not fit on a page; whether there was such.
///
/// # Errors
/// 500 where an item cannot be written as JSON.
pub fn cut_to_bytes<T: Serialize>(items: &mut Vec<T>) -> ApiResult<bool> {
    let (mut bytes, all) = (0, items.len());
    for index in 0..all {
        let written = items.get(index).map(serde_json::to_vec).transpose().map_err(ApiError::internal)?;
        bytes += written.map_or(0, |written| written.len());
        if bytes > MOST_BYTES && index > 0 {
            items.truncate(index);
            break;
        }
    }
    Ok(items.len() < all)
}

/// One page of a list in the order of a text that no two items share: a region's code, a token's id.
pub struct KeyedPage<'a> {
    /// The key of the last item before the page; empty on the first.
    pub after: String,
    /// The most items it has.
    pub limit: u16,
    path: &'a str,
    pairs: &'a Pairs,
    signer: &'a Signer,
    list: Vec<u8>,
}

impl<'a> KeyedPage<'a> {
    /// The page asked for. `reader` is bound into its cursors: whose list it is, where readers have different ones.
    ///
    /// # Errors
    /// 400 where the cursor was not made for this very list.
    pub fn open(
        (path, pairs): (&'a str, &'a Pairs),
        query: &PageQuery,
        signer: &'a Signer,
        reader: &str,
    ) -> ApiResult<Self> {
        let list = format!("{path} {reader} {:?}", filters(pairs)).into_bytes();
        let after = query.cursor.as_deref().map(|cursor| signer.read(&list, cursor)).transpose()?;
        let after = after.map(|(key, _)| key).unwrap_or_default();
        Ok(Self { after, limit: query.limit.unwrap_or(LIMIT), path, pairs, signer, list })
    }

    /// One row more than the page, to know whether another page follows.
    #[must_use]
    pub fn rows(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// The answer: the page's items and where the list goes on, put together by `body`.
    ///
    /// # Errors
    /// 500 where the body cannot be written as JSON.
    pub fn answer<T: Serialize, B: Serialize>(
        &self,
        mut rows: Vec<T>,
        total: Option<i64>,
        key: impl Fn(&T) -> String,
        body: impl FnOnce(Vec<T>, PageInfo) -> B,
    ) -> ApiResult<Answer> {
        let more = rows.len() > usize::from(self.limit);
        rows.truncate(usize::from(self.limit));
        let more = cut_to_bytes(&mut rows)? || more;
        self.answer_of(rows, more, total, key, body)
    }

    /// The answer with all of these items, and whether more follow.
    ///
    /// # Errors
    /// As [`KeyedPage::answer`].
    pub fn answer_of<T, B: Serialize>(
        &self,
        rows: Vec<T>,
        more: bool,
        total: Option<i64>,
        key: impl Fn(&T) -> String,
        body: impl FnOnce(Vec<T>, PageInfo) -> B,
    ) -> ApiResult<Answer> {
        let last = rows.last().filter(|_| more);
        let next_cursor = last.map(|item| self.signer.cursor(&self.list, &key(item), Uuid::nil()));
        let next = next_cursor.as_deref().map(|cursor| next_address(self.path, self.pairs, cursor));
        let page = PageInfo::of(next_cursor, self.limit, total);
        Ok(Answer::ok(&body(rows, page))?.with_next(next))
    }
}
