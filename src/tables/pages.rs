//! A list as a table: its pages, one after the other.

use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use serde::Deserialize;
use serde_json::Value;

use super::MOST_ROWS;
use super::cell::Cell;
use super::columns::Column;
use super::names::RegionNames;
use super::offer::{List, TableRequest};
use super::writer::{Heading, Note, Writer};
use crate::clock;
use crate::http::accept::MediaType;
use crate::http::query::Pairs;
use crate::http::{Answer, ETag};
use crate::problems::{ApiError, ApiResult, Code};
use crate::session::Reading;
use crate::text;

/// The items of the longest page.
const LONGEST_PAGE: u16 = 200;

/// A page of a list, as it is answered in JSON.
#[derive(Deserialize)]
struct Page {
    items: Vec<Value>,
    page: Option<PageEnd>,
}

#[derive(Deserialize)]
struct PageEnd {
    next_cursor: Option<String>,
}

impl TableRequest {
    /// A list with these parameters in the media type asked for: as JSON its page, as a table all of its pages, or the one that
    /// `limit` asks for. They are all of one snapshot. `page` answers the page with these parameters.
    ///
    /// # Errors
    /// 406 for a media type that is not offered, 422 where the list has more than [`MOST_ROWS`] items; what `page` answers.
    pub fn answer(
        &self,
        reading: &mut Reading<'_>,
        pairs: &Pairs,
        mut page: impl FnMut(&mut Reading<'_>, Pairs) -> ApiResult<Answer>,
    ) -> ApiResult<Answer> {
        match self.media_type(pairs)? {
            MediaType::Json => page(reading, pairs.clone()),
            media_type => self.table(reading, (media_type, pairs), page),
        }
    }

    /// As [`TableRequest::answer`], of a list that is wanted as a table.
    ///
    /// # Errors
    /// As [`TableRequest::answer`].
    pub fn table(
        &self,
        reading: &mut Reading<'_>,
        (media_type, pairs): (MediaType, &Pairs),
        mut page: impl FnMut(&mut Reading<'_>, Pairs) -> ApiResult<Answer>,
    ) -> ApiResult<Answer> {
        let List { title, columns } = self.list()?;
        let headings: Vec<Heading> = columns.iter().map(|column| column.heading.clone()).collect();
        let writer = Writer::begin(media_type, self.context.language, &headings, &self.notes(title, pairs))?;
        let mut rows = Rows { columns, names: RegionNames::default(), written: 0, writer };
        let is_one_page = stated(pairs, "limit");
        let mut pairs = pairs.clone();
        if !is_one_page {
            pairs.push(("limit".to_owned(), LONGEST_PAGE.to_string()));
        }
        let mut etag = None;
        loop {
            let answer = page(reading, pairs.clone())?;
            if answer.status() == StatusCode::NOT_MODIFIED {
                return Ok(answer);
            }
            if etag.is_none() {
                etag = answer.header(&ETAG).map(|page| self.tag(page, media_type));
            }
            if let Some(etag) = &etag
                && self.context.has_current(etag)?
            {
                return Ok(Answer::not_modified(etag));
            }
            let Page { items, page } = serde_json::from_slice(answer.body()).map_err(ApiError::internal)?;
            rows.write(reading, &items)?;
            let Some(cursor) = page.and_then(|page| page.next_cursor).filter(|_| !is_one_page) else {
                let answer = rows.writer.answer(title)?;
                return Ok(match &etag {
                    Some(etag) => answer.tagged(etag),
                    None => answer,
                });
            };
            pairs.retain(|(name, _)| name != "cursor");
            pairs.push(("cursor".to_owned(), cursor));
        }
    }

    /// The tag of a table, by that of its first page: a table in another language is another one.
    fn tag(&self, page: &str, media_type: MediaType) -> ETag {
        ETag::digest(format!("{page} {}", self.name(media_type)).as_bytes())
    }

    /// What the table is, when it was made, and what it was asked for.
    fn notes(&self, title: &str, pairs: &Pairs) -> Vec<Note> {
        let said = [
            (text!("内容", "Contents"), title.to_owned()),
            (text!("截至（北京时间）", "As of (Beijing time)"), Cell::Instant(clock::now()).printed()),
            (text!("地址", "Address"), self.context.path().to_owned()),
        ];
        let said =
            said.into_iter().map(|(about, said)| (about.in_language(self.context.language).to_owned(), said));
        said.chain(pairs.iter().cloned()).collect()
    }
}

fn stated(pairs: &Pairs, name: &str) -> bool {
    pairs.iter().any(|(known, _)| known == name)
}

/// The rows that are written so far.
struct Rows<'a> {
    columns: &'a [Column],
    names: RegionNames,
    written: usize,
    writer: Writer,
}

impl Rows<'_> {
    fn write(&mut self, reading: &mut Reading<'_>, items: &[Value]) -> ApiResult<()> {
        self.written += items.len();
        if self.written > MOST_ROWS {
            return Err(ApiError::new(
                Code::QueryTooLarge,
                text!(
                    "超过 {MOST_ROWS} 行，请缩小范围，例如按年度或者按县分别导出",
                    "There are more than {MOST_ROWS} rows: ask for less at a time, such as one year or one county"
                ),
            ));
        }
        let codes = items.iter().flat_map(|item| self.columns.iter().flat_map(|column| column.regions(item)));
        self.names.learn(reading.conn, codes)?;
        for item in items {
            let cells: Vec<Cell> = self.columns.iter().map(|column| column.cell(item, &self.names)).collect();
            self.writer.row(cells)?;
        }
        Ok(())
    }
}
