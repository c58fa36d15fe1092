//! The SQL of documents, and how a list of them can be narrowed and ordered.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::pg::{Pg, PgConnection};
use diesel::prelude::*;
use diesel::sql_types::Text;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{Document, DocumentInput, DocumentKind, DocumentStatus};
use crate::db::schema::documents;
use crate::db::{Batches, Prepared, RowCount};
use crate::http::cursor::Order;
use crate::ledger::lists::{Filter, ListRequest};
use crate::ledger::resource::Lock;
use crate::ledger::search::MOST_COUNTED;
use crate::ledger::{All, Listed, Statements};
use crate::regions::Reach;

crate::record_sort! {
    /// A document that is not issued stands at the first day of
    /// its draft.
    pub enum DocumentSort by "main_date" {
        "issued_on", "按印发日期", "by day of the issue";
        "-issued_on", "按印发日期倒序", "by day of the issue, latest first";
    }
}

/// What documents can be filtered by, besides what all records can.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DocumentFilter {
    /// Only these kinds; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 2)]
    pub kind: Option<Vec<DocumentKind>>,
    /// Only documents that have come this far; several are separated by commas, or the parameter is repeated.
    #[param(inline, style = Form, explode = true, max_items = 5)]
    pub status: Option<Vec<DocumentStatus>>,
    /// Only those that were published (`true`), or were not (`false`).
    pub published: Option<bool>,
    /// Only those that were handed in for filing (`true`), or were not (`false`).
    pub filed: Option<bool>,
    /// Only those whose last day of validity is this day or earlier.
    #[param(value_type = Option<String>, format = Date)]
    pub expires_until: Option<NaiveDate>,
    /// The order; `-issued_on` where it is not said. A document that is not issued stands at `drafted_on`.
    #[param(inline)]
    pub sort: Option<DocumentSort>,
}

impl Filter for DocumentFilter {
    fn order(&self) -> Order {
        self.sort.unwrap_or(DocumentSort::DateDescending).order()
    }
}

/// What is stored besides what the client enters: `main_date`, which lists are sorted by.
macro_rules! row {
    ($document:expr) => {
        (&$document.fields, documents::main_date.eq($document.fields.stands_at()))
    };
}

impl Statements for DocumentInput {
    type Filter = DocumentFilter;

    fn find(conn: &mut PgConnection, reach: &Reach, id: Uuid, lock: Lock) -> QueryResult<Option<Document>> {
        let row = crate::record_columns!(documents, DocumentInput);
        let found: Option<Document> = match lock {
            Lock::None => crate::find_row!(conn, documents, row, reach, id)?,
            Lock::Update => crate::lock_row!(conn, documents, row, reach, id)?,
        };
        Ok(found.filter(|document| reach.covers(&document.fields.township_code)))
    }

    fn insert(conn: &mut PgConnection, records: &[Document]) -> QueryResult<Vec<Uuid>> {
        crate::insert_records!(conn, documents, records, |document| row!(document))
    }

    fn update(conn: &mut PgConnection, document: &Document) -> QueryResult<()> {
        diesel::update(documents::table.find((document.county_code(), document.metadata.id)))
            .set((crate::metadata_changes!(documents, document), row!(document)))
            .execute(conn)?;
        Ok(())
    }

    fn all(conn: &mut PgConnection) -> QueryResult<All<DocumentInput>> {
        let rows = documents::table
            .order((documents::county_code, documents::id))
            .select((documents::county_code, crate::record_columns!(documents, DocumentInput)));
        let batches = Batches::open(conn, "all_documents", &rows)?;
        Ok(Box::new(move |conn| batches.next(conn)))
    }

    fn page(conn: &mut PgConnection, request: &ListRequest<DocumentFilter>) -> QueryResult<Listed> {
        let keyset = &request.keyset;
        let row = crate::rendered!(crate::record_columns!(documents, DocumentInput));
        let page = matching(request)
            .filter(keyset.after())
            .order(keyset.order())
            .limit(keyset.limit())
            .select((row, keyset.key()));
        Listed::rows(conn, Prepared::if_common(request.is_common(), page), keyset.limit)
    }

    fn count(conn: &mut PgConnection, request: &ListRequest<DocumentFilter>) -> QueryResult<i64> {
        RowCount(matching(request).limit(MOST_COUNTED + 1).select(documents::id)).get_result(conn)
    }

    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<DocumentFilter>,
    ) -> QueryResult<Option<(String, Uuid)>> {
        crate::boundary!(conn, documents, documents::main_date, request)
    }
}

fn matching(request: &ListRequest<DocumentFilter>) -> documents::BoxedQuery<'_, Pg> {
    let texts = sql::<Text>("concat_ws(' ', title, document_number, note)");
    let query = crate::matching_records!(documents, documents::main_date, texts, request);
    in_course(query, &request.own)
}

fn in_course<'a>(
    mut query: documents::BoxedQuery<'a, Pg>,
    filter: &'a DocumentFilter,
) -> documents::BoxedQuery<'a, Pg> {
    if let Some(kinds) = &filter.kind {
        query = query.filter(documents::kind.eq_any(kinds));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(documents::status.eq_any(statuses));
    }
    if let Some(published) = filter.published {
        query = query.filter(documents::published_on.is_not_null().eq(published));
    }
    if let Some(filed) = filter.filed {
        query = query.filter(documents::filed_on.is_not_null().eq(filed));
    }
    if let Some(day) = filter.expires_until {
        query = query.filter(documents::expires_on.le(day));
    }
    query
}
