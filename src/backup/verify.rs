//! Proof that what was restored is what was backed up.

use std::fmt;

use diesel::pg::PgConnection;

use super::catalogue::Table;
use super::error::Error;
use super::manifest::{Content, CountyYear, Manifest};
use super::{figures, rows};
use crate::indicators;

/// What was read back and found to be as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    tables: usize,
    rows: u64,
    /// None where the backup has no figures, or those of indicators that are defined in another way by now.
    county_years: Option<usize>,
    /// Why the backup has none, where that is known.
    without_figures: Option<String>,
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tables, rows, county_years, without_figures } = self;
        write!(f, "{tables} tables, {rows} rows, ")?;
        match (county_years, without_figures) {
            (Some(number), _) => write!(f, "{number} county-years"),
            (None, Some(why)) => write!(f, "no figures: there are none in the backup, since {why}"),
            (None, None) => f.write_str(
                "no figures: there are none in the backup that this release computes the same way",
            ),
        }
    }
}

impl Proof {
    /// What is proven of a backup of which everything was compared.
    #[must_use]
    pub fn of(manifest: &Manifest, county_years: Option<usize>) -> Self {
        Self {
            tables: manifest.tables.len(),
            rows: manifest.rows(),
            county_years,
            without_figures: manifest.without_figures.clone(),
        }
    }
}

/// Reads every table back.
///
/// # Errors
/// The first that differs; where the database fails.
pub fn tables(conn: &mut PgConnection, tables: &[Table], manifest: &Manifest) -> Result<(), Error> {
    for (table, backed_up) in tables.iter().zip(&manifest.tables) {
        let restored = rows::read(conn, table, |_| Ok(()))?;
        if restored != *backed_up {
            return Err(Error::Differs(difference(backed_up, &restored)));
        }
    }
    Ok(())
}

fn difference(backed_up: &Content, restored: &Content) -> String {
    let (table, rows) = (&backed_up.table, backed_up.rows);
    if restored.rows == rows {
        format!("the {rows} rows of table {table} are not what they are in the backup")
    } else {
        format!("table {table} has {} rows, and {rows} in the backup", restored.rows)
    }
}

/// Computes all figures anew, and says of how many county-years. Where the indicators are defined in another way by
/// now there is nothing to compare.
///
/// # Errors
/// The first that differs; where the database fails.
pub fn figures(conn: &mut PgConnection, manifest: &Manifest) -> Result<Option<usize>, Error> {
    let comparable = manifest.figures.as_ref().filter(|f| f.catalogue == indicators::catalogue_digest());
    let Some(backed_up) = comparable.map(|figures| &figures.county_years) else {
        return Ok(None);
    };
    let restored = figures::if_possible(conn)
        .map_err(|why| Error::Differs(format!("the figures are not what they were: {why}")))?
        .county_years;
    if let Some((one, _)) = backed_up.iter().zip(&restored).find(|(one, other)| one != other) {
        let CountyYear { county, year, .. } = one;
        return Err(Error::Differs(format!("the figures of {county} for {year} are not what they were")));
    }
    let (were, are) = (backed_up.len(), restored.len());
    if were == are {
        return Ok(Some(are));
    }
    Err(Error::Differs(format!("there are figures of {are} county-years, and of {were} in the backup")))
}
