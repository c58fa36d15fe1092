//! Requests for figures: of a year or of several, of a region or with a row per region below.

use diesel::pg::PgConnection;

use super::answer_cache::AnswerCache;
use super::compute::compute;
use super::layout;
use super::request::{FigureQuery, Request};
use super::stored::{CountySums, store};
use crate::auth::Actor;
use crate::db::Lane;
use crate::http::Answer;
use crate::http::accept::MediaType;
use crate::http::page::{KeyedPage, PageQuery};
use crate::http::query::{Pairs, Query};
use crate::indicators::catalogue_digest;
use crate::metrics;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::authentication::{Scope, Years};
use crate::session::{Caller, Reading, counters};
use crate::tables::{self, TableQuery};
use crate::text::Language;

/// Answers a request for figures. By the counters alone, it is answered 304 or from the cache; otherwise the figures are
/// computed, and the new sums of counties stored for the next reader.
///
/// # Errors
/// 400 for parameters, 404 for a region out of reach, 406 for a media type that is not offered, 422 for too large a query,
/// 503 where the database fails.
pub async fn answer(
    caller: Caller,
    cache: &AnswerCache,
    path: &str,
    query: Query<FigureQuery>,
) -> ApiResult<Answer> {
    let region = Code::parse(path);
    // Errors in the parameters are reported after the caller is known to have the permission.
    let parsed = region.clone().ok_or_else(ApiError::not_found).and_then(|region| {
        let (query, TableQuery { format }) = query.parse_beside::<TableQuery>()?;
        Ok((query.request(region)?, query.page(), format))
    });
    let years = parsed.as_ref().map_or(Years::All, |(request, ..)| request.years());
    let admitted = caller.admit(move |conn, actor| scope(conn, actor, region.as_ref(), years)).await?;
    let ((request, page, format), counted) = (parsed?, admitted.counted()?);
    let media_type = tables::media_type(admitted.context(), format)?;
    let language = admitted.context().language;
    let asked = Asked { request, page, pairs: query.into_pairs(), media_type, language };
    let etag = admitted.tag(asked.name().as_bytes())?;
    if admitted.context().has_current(&etag)? {
        return Ok(Answer::not_modified(&etag).in_media_type(media_type));
    }
    let question = format!("{:?} {}", admitted.reach(), asked.name());
    let (metrics, lane) = (cache.metrics.clone(), asked.request.lane());
    let compute = admitted.in_lane(lane).read_and_store(
        move |reading| asked.answer(reading, &metrics),
        |conn, new_sums| Ok(store(conn, new_sums)?),
    );
    let answer = cache.get(&question, counted, Box::pin(compute)).await;
    if lane == Lane::Large { answer.map_err(ApiError::of_large_query) } else { answer }
}

fn scope(conn: &mut PgConnection, actor: &Actor, region: Option<&Code>, years: Years) -> ApiResult<Scope> {
    let region = region.ok_or_else(ApiError::not_found)?;
    Ok(Scope { reach: actor.narrowed(conn, Some(region))?, counted: Some(years) })
}

/// A request for figures in a media type.
struct Asked {
    request: Request,
    page: PageQuery,
    pairs: Pairs,
    media_type: MediaType,
    language: Language,
}

impl Asked {
    fn path(&self) -> String {
        format!("/api/v1/regions/{}/figures", self.request.region)
    }

    /// Distinguishes the answer from all others of the same reach, in tags and in the cache. They are of one
    /// representation each (RFC 9110 §8.8.3), so the media type is part of it; and so is the day, since units and stocks may be
    /// others tomorrow.
    fn name(&self) -> String {
        let Self { pairs, media_type, .. } = self;
        let today = self.request.today;
        // Numbers are the same in every language.
        let language = if *media_type == MediaType::Json { "" } else { self.language.tag() };
        format!("{} {pairs:?} {media_type:?} {language} {today} {}", self.path(), catalogue_digest())
    }

    /// Computes the answer, and the sums of counties that are worth storing.
    fn answer(
        &self,
        reading: &mut Reading<'_>,
        metrics: &metrics::Figures,
    ) -> ApiResult<(Answer, Vec<CountySums>)> {
        let path = self.path();
        let page = KeyedPage::open((&path, &self.pairs), &self.page, reading.signer, "")?;
        let total = counters::total(reading.conn, reading.reach, self.request.years().last())?;
        let counted = total.of_reach_in(reading.actor.directory);
        let computed = compute(reading.conn, reading.reach, &self.request)?;
        let Request { dimension, compares, .. } = self.request;
        let wanted =
            layout::Wanted { media_type: self.media_type, language: self.language, dimension, compares };
        let answer = layout::answer(computed.data, wanted, &page)?;
        metrics.answered(computed.origin);
        let etag = Reading::tag_by(&counted, reading.reach, self.name().as_bytes());
        Ok((answer.tagged(&etag), computed.new_sums))
    }
}
