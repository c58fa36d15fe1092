//! The rows that have entries in the trail, as they are now.

use std::collections::VecDeque;

use diesel::pg::PgConnection;
use uuid::Uuid;

use crate::access::accounts::audited::AuditedAccount;
use crate::auth::accounts::store;
use crate::calendar;
use crate::county;
use crate::db::All;
use crate::ledger::cases::parties;
use crate::ledger::{RESOURCES, activities};
use crate::problems::ApiResult;
use crate::session::audit::{Audited, AuditedRow};
use crate::vocabularies;

/// The next rows of a table, in the order of county and id; none at its end.
type Source = Box<dyn FnMut(&mut PgConnection) -> ApiResult<Vec<AuditedRow>>>;

/// A table, as far as it was read.
struct Table {
    source: Source,
    queue: VecDeque<AuditedRow>,
    is_read: bool,
}

impl Table {
    fn of(source: Source) -> Self {
        Self { source, queue: VecDeque::new(), is_read: false }
    }

    fn fill(&mut self, conn: &mut PgConnection) -> ApiResult<()> {
        if self.queue.is_empty() && !self.is_read {
            self.queue.extend((self.source)(conn)?);
            self.is_read = self.queue.is_empty();
        }
        Ok(())
    }

    fn place(&self) -> Option<(&str, Uuid, &'static str)> {
        self.queue.front().map(|row| (row.county_code.as_str(), row.id, row.resource))
    }
}

/// Begins to read a table.
type Open = fn(&mut PgConnection) -> ApiResult<Source>;

/// The tables whose rows have entries: what entries call a row, and what reads them all.
/// Those of records are beside them.
const TABLES: [(&str, Open); 6] = [
    ("partners", partners),
    ("parties", party_lists),
    ("personal_data", county_settings),
    ("terms", terms),
    ("calendar_notices", notices),
    ("accounts", accounts),
];

/// Whether what entries call so has a row.
pub fn have(resource: &str) -> bool {
    let others = TABLES.iter().map(|(name, _)| *name);
    RESOURCES.iter().map(|records| records.path).chain(others).any(|known| known == resource)
}

/// All tables whose rows have entries, read together in the order of county and id.
pub struct Tables(Vec<Table>);

impl Tables {
    /// Begins at the first row. The connection has to be in a transaction with one snapshot.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn open(conn: &mut PgConnection) -> ApiResult<Self> {
        let mut sources = Vec::new();
        for resource in RESOURCES.iter() {
            sources.push((resource.all)(conn)?);
        }
        for (_, open) in TABLES {
            sources.push(open(conn)?);
        }
        Ok(Self(sources.into_iter().map(Table::of).collect()))
    }

    /// The next row.
    ///
    /// # Errors
    /// 503 where the database fails.
    pub fn next(&mut self, conn: &mut PgConnection) -> ApiResult<Option<AuditedRow>> {
        for table in &mut self.0 {
            table.fill(conn)?;
        }
        let left = self.0.iter_mut().filter(|table| !table.queue.is_empty());
        let first = left.min_by(|one, other| one.place().cmp(&other.place()));
        Ok(first.and_then(|table| table.queue.pop_front()))
    }
}

/// The rows of a table: `county_code` is what leads the key of each.
fn source<T: Audited + 'static>(mut all: All<T>, county_code: fn(&T) -> &str) -> Source {
    let row = move |item: &T| AuditedRow::of(county_code(item), item);
    Box::new(move |conn| all(conn)?.iter().map(row).collect())
}

fn partners(conn: &mut PgConnection) -> ApiResult<Source> {
    Ok(source(activities::partners::queries::all(conn)?, |part| &part.county_code))
}

fn party_lists(conn: &mut PgConnection) -> ApiResult<Source> {
    Ok(source(parties::queries::all(conn)?, |counted| &counted.list.county_code))
}

fn county_settings(conn: &mut PgConnection) -> ApiResult<Source> {
    Ok(source(county::queries::all(conn)?, |decided| &decided.county_code))
}

fn terms(conn: &mut PgConnection) -> ApiResult<Source> {
    Ok(source(vocabularies::store::all(conn)?, |term| &term.county_code))
}

fn notices(conn: &mut PgConnection) -> ApiResult<Source> {
    Ok(source(calendar::queries::all(conn)?, calendar::queries::chain))
}

fn accounts(conn: &mut PgConnection) -> ApiResult<Source> {
    let mut all = store::all(conn)?;
    Ok(Box::new(move |conn| {
        let (counties, accounts): (Vec<_>, Vec<_>) = all(conn)?.into_iter().unzip();
        let accounts = AuditedAccount::all(conn, accounts)?;
        counties.iter().zip(&accounts).map(|(county, account)| AuditedRow::of(county, account)).collect()
    }))
}
