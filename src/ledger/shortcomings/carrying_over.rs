//! A shortcoming that goes on into a later year: at most one record carries it over, and that of a later year, so that no
//! chain of records closes to a circle.

use std::collections::HashMap;

use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use uuid::Uuid;

use super::model::{Shortcoming, ShortcomingInput};
use super::queries;
use crate::ledger::Resource;
use crate::ledger::duplicates::{self, Exclusive};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::session::Writing;
use crate::text;
use crate::text::Text;

const PLACE: &str = "/carried_over_from";

/// Why the record that a shortcoming carries over cannot be that.
///
/// # Errors
/// Where the database fails.
pub fn unfit(fields: &ShortcomingInput, conn: &mut PgConnection) -> QueryResult<Vec<Violation>> {
    let Some(id) = fields.carried_over_from else {
        return Ok(Vec::new());
    };
    let violation = match queries::year_of(conn, &fields.township_code, id)? {
        None => {
            let detail =
                text!("该乡镇没有这条未作废的记录", "this township has no such record that is not voided");
            Some(Violation::at(PLACE, "unknown_shortcoming", detail))
        }
        Some(year) if year >= fields.year => {
            let own = fields.year;
            let detail = text!(
                "应为更早年度的记录：所填的是 {year} 年的，本条是 {own} 年的",
                "must be a record of an earlier year: that one is of {year}, this one of {own}"
            );
            Some(Violation::at(PLACE, "not_earlier", detail))
        }
        Some(_) => None,
    };
    Ok(violation.into_iter().collect())
}

/// The refusals, by id, of records that carry over what another one carries over already, and of those that would be no
/// earlier than the record that carries them over.
///
/// # Errors
/// 503 where the database fails.
pub fn refusals(writing: &mut Writing<'_>, records: &[Shortcoming]) -> ApiResult<HashMap<Uuid, ApiError>> {
    let mut refused = duplicates::refusals(writing, records)?;
    let carried = queries::carried_over(writing.conn, records)?;
    for record in records {
        let later = carried.iter().filter(|(from, ..)| *from == record.metadata.id);
        if let Some((_, id, year)) =
            later.min_by_key(|(.., year)| *year).filter(|(.., year)| *year <= record.fields.year)
        {
            refused.entry(record.metadata.id).or_insert_with(|| no_earlier(*id, *year));
        }
    }
    Ok(refused)
}

fn no_earlier(id: Uuid, year: i16) -> ApiError {
    let path = ShortcomingInput::PATH;
    let detail = text!(
        "{year} 年的记录 /api/v1/{path}/{id} 由本条结转，本条须早于该年度",
        "The record /api/v1/{path}/{id} of {year} carries this one over, so this one is of an earlier year"
    );
    ApiError::invalid_body(vec![Violation::at("/found_on", "carried_over", detail)])
}

impl Exclusive for ShortcomingInput {
    /// The record that is carried over.
    type Statement = Uuid;

    fn states(&self) -> Vec<(String, Self::Statement)> {
        self.carried_over_from.map(|id| (PLACE.to_owned(), id)).into_iter().collect()
    }

    fn stated(conn: &mut PgConnection, records: &[Shortcoming]) -> QueryResult<Vec<(Uuid, Self::Statement)>> {
        queries::carrying_over_the_same(conn, records)
    }

    fn taken(address: Option<&str>) -> Text {
        match address {
            Some(address) => text!(
                "该记录已由另一条结转：{address}",
                "Another record carries that one over already: {address}"
            ),
            None => text!(
                "该记录已由同一批中前面的一条结转",
                "An earlier record of this batch carries that one over already"
            ),
        }
    }
}
