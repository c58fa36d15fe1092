//! The SQL of legality reviews, and how a list of them can be narrowed and ordered.

use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{LegalityReview, LegalityReviewInput, ReviewOutcome, SubjectKind};
use crate::db::schema::legality_reviews;
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

crate::record_sort! {
    pub enum LegalityReviewSort by "reviewed_on" {
        "reviewed_on", "按审查日期", "by day of the review";
        "-reviewed_on", "按审查日期倒序", "by day of the review, latest first";
    }
}

/// What legality reviews can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LegalityReviewFilter {
    /// Only reviews of these kinds of matters; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 5)]
    pub subject_kind: Option<Vec<SubjectKind>>,
    /// Only those that came to this; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 3)]
    pub outcome: Option<Vec<ReviewOutcome>>,
    /// Only those in which a legal adviser gave an opinion (`true`), or of which it is said that none did (`false`).
    pub adviser_consulted: Option<bool>,
    /// The order; `-reviewed_on` where it is not said.
    #[param(inline)]
    pub sort: Option<LegalityReviewSort>,
}

impl Filter for LegalityReviewFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(LegalityReviewSort::DateDescending).order()
    }
}

impl Statements for LegalityReviewInput {
    type Filter = LegalityReviewFilter;

    fn find(
        conn: &mut PgConnection,
        reach: &Reach,
        id: Uuid,
        lock: Lock,
    ) -> QueryResult<Option<LegalityReview>> {
        let row = crate::record_columns!(legality_reviews, LegalityReviewInput);
        let found: Option<LegalityReview> = match lock {
            Lock::None => crate::find_row!(conn, legality_reviews, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, legality_reviews, row, reach, id)?,
        };
        Ok(found.filter(|review| reach.covers(&review.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[LegalityReview]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, legality_reviews, records, |review| &review.fields)
    }

    fn update(conn: &mut PgConnection, review: &LegalityReview) -> QueryResult<()> {
        diesel::update(legality_reviews::table.find((review.county_code(), review.metadata.id)))
            .set((crate::metadata_changes!(legality_reviews, review), &review.fields))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<LegalityReviewInput>> {
        let rows =
            legality_reviews::table.order((legality_reviews::county_code, legality_reviews::id)).select((
                legality_reviews::county_code,
                crate::record_columns!(legality_reviews, LegalityReviewInput),
            ));
        let batches = Batches::open(conn, "all_legality_reviews", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<LegalityReviewFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let row = crate::rendered!(crate::record_columns!(legality_reviews, LegalityReviewInput));
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((row, keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<LegalityReviewFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(legality_reviews::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<LegalityReviewFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, legality_reviews, legality_reviews::reviewed_on, request)
    }
}

fn matching(request: &ListRequest<LegalityReviewFilter>) -> legality_reviews::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', subject, reviewer, note)");
    let mut query = crate::matching_records!(legality_reviews, legality_reviews::reviewed_on, texts, request);
    let filter = &request.own;
    if let Some(kinds) = &filter.subject_kind {
        query = query.filter(legality_reviews::subject_kind.eq_any(kinds));
    }
    if let Some(outcomes) = &filter.outcome {
        query = query.filter(legality_reviews::outcome.eq_any(outcomes));
    }
    if let Some(consulted) = filter.adviser_consulted {
        query = query.filter(legality_reviews::adviser_consulted.eq(consulted));
    }
    query
}
