//! Whether what was published of reports is what the courses of the reports say: each publication has the digest that stands in the step
//! by which it was published.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use uuid::Uuid;

use super::fault::{Fault, FaultKind};
use crate::problems::ApiResult;

/// What a publication is called in what is found.
const RESOURCE: &str = "report_editions";

/// The digest of what is stored, as `reports/editions.rs` computes it.
const DIGEST: &str =
    "encode(sha256(convert_to(edition.document::text || edition.files::text, 'UTF8')), 'hex')";

/// A report with a publication that is not what its course says.
#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    township_code: String,
    /// Whether something is stored that no step published; otherwise what a step published is not stored.
    #[diesel(sql_type = Bool)]
    is_stored: bool,
}

/// The reports whose publications are not what their courses say. An altered one is found twice: what was published is missing, and what
/// is stored was never published.
///
/// # Errors
/// 503 where the database fails.
pub fn faults(conn: &mut PgConnection) -> ApiResult<Vec<Fault>> {
    let sql = format!(
        "SELECT report.id, report.township_code, true AS is_stored
        FROM reports report JOIN report_editions edition
            ON edition.county_code = report.county_code AND edition.report_id = report.id
        WHERE NOT EXISTS (SELECT FROM json_array_elements(report.course) step WHERE step ->> 'digest' = {DIGEST})
        UNION ALL
        SELECT report.id, report.township_code, false
        FROM reports report, json_array_elements(report.course) step
        WHERE step ->> 'digest' IS NOT NULL AND NOT EXISTS (
            SELECT FROM report_editions edition
            WHERE edition.county_code = report.county_code AND edition.report_id = report.id
                AND {DIGEST} = step ->> 'digest')
        ORDER BY 2, 1, 3"
    );
    let found: Vec<Found> = diesel::sql_query(sql).load(conn)?;
    Ok(found.into_iter().map(Found::fault).collect())
}

impl Found {
    fn fault(self) -> Fault {
        let Self { id, township_code, is_stored } = self;
        let kind = if is_stored { FaultKind::Unexplained } else { FaultKind::Missing };
        Fault { resource: RESOURCE.to_owned(), id, township_code, kind }
    }
}
