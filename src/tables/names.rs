//! The names of the regions in a table.

use std::collections::{BTreeSet, HashMap};

use diesel::pg::PgConnection;
use diesel::result::QueryResult;

use crate::regions::Code;
use crate::regions::queries::with_codes;

/// Names by codes, looked up as the rows come.
#[derive(Default)]
pub struct RegionNames(HashMap<String, String>);

impl RegionNames {
    /// Looks up those of these codes that are not known yet.
    ///
    /// # Errors
    /// Where the database fails.
    pub fn learn<'a>(
        &mut self,
        conn: &mut PgConnection,
        codes: impl Iterator<Item = &'a str>,
    ) -> QueryResult<()> {
        let unknown: BTreeSet<&str> = codes.filter(|code| !self.0.contains_key(*code)).collect();
        let unknown: Vec<Code> = unknown.into_iter().filter_map(Code::parse).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        let found = with_codes(conn, &unknown)?;
        self.0.extend(found.into_iter().map(|region| (region.code, region.name)));
        Ok(())
    }

    /// The name of a region; its code where it has none.
    pub fn name<'a>(&'a self, code: &'a str) -> &'a str {
        self.0.get(code).map_or(code, String::as_str)
    }
}
