//! An indicator stands in one declaration only of a township and year that is not voided.

use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use uuid::Uuid;

use super::model::{Declaration, DeclarationInput};
use super::queries;
use crate::ledger::duplicates::Exclusive;
use crate::text;
use crate::text::Text;

impl Exclusive for DeclarationInput {
    /// Township, year and indicator.
    type Statement = (String, i16, String);

    fn states(&self) -> Vec<(String, Self::Statement)> {
        let statement = |(at, indicator): (usize, &String)| {
            (format!("/indicators/{at}"), (self.township_code.clone(), self.year, indicator.clone()))
        };
        self.indicators.iter().enumerate().map(statement).collect()
    }

    fn stated(conn: &mut PgConnection, records: &[Declaration]) -> QueryResult<Vec<(Uuid, Self::Statement)>> {
        let stored = queries::of_same_years(conn, records)?.into_iter();
        let each = |(id, township, year, indicators): queries::Declared| {
            indicators.into_iter().map(move |one| (id, (township.clone(), year, one)))
        };
        Ok(stored.flat_map(each).collect())
    }

    fn taken(address: Option<&str>) -> Text {
        match address {
            Some(address) => text!(
                "该乡镇该年度已有说明列有这个指标：{address}；请修改或作废它",
                "Another declaration of this township and year has this indicator: {address}; change or void that one"
            ),
            None => text!(
                "同一批中前面已有说明列有该乡镇该年度的这个指标",
                "An earlier declaration of this batch has this indicator of the township and year"
            ),
        }
    }
}
