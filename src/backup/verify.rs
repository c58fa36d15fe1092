//! Proof that what was restored is what was backed up.

use diesel::pg::PgConnection;

use super::catalogue::Table;
use super::error::Error;
use super::manifest::{Content, CountyYear, Manifest};
use super::{figures, rows};
use crate::indicators;
use crate::text;
use crate::text::Text;

/// What was read back and found to be as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    tables: usize,
    rows: u64,
    /// None where the backup has no figures, or those of indicators that are defined in another way by now.
    county_years: Option<usize>,
    /// Why the backup has none, where that is known.
    without_figures: Option<Text>,
}

impl Proof {
    /// What was found to be as it was.
    #[must_use]
    pub fn text(&self) -> Text {
        let Self { tables, rows, .. } = self;
        let Text { zh, en } = self.figures();
        text!("{tables} 张表，{rows} 行，{zh}", "{tables} tables, {rows} rows, {en}")
    }

    fn figures(&self) -> Text {
        match (self.county_years, &self.without_figures) {
            (Some(number), _) => text!("{number} 组各县年度数据", "{number} county-years"),
            (None, Some(Text { zh, en })) => text!(
                "年度数据没有比对：备份中没有，原因是{zh}",
                "no figures: there are none in the backup, since {en}"
            ),
            (None, None) => text!(
                "年度数据没有比对：备份中没有与本版本算法相同的",
                "no figures: there are none in the backup that this release computes the same way"
            ),
        }
    }

    /// What is proven of a backup of which everything was compared.
    #[must_use]
    pub fn of(manifest: &Manifest, county_years: Option<usize>) -> Self {
        Self {
            tables: manifest.tables.len(),
            rows: manifest.rows(),
            county_years,
            without_figures: manifest.why_without_figures(),
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

fn difference(backed_up: &Content, restored: &Content) -> Text {
    let (table, rows, here) = (&backed_up.table, backed_up.rows, restored.rows);
    if here == rows {
        text!(
            "表 {table} 的 {rows} 行与备份中的不同",
            "the {rows} rows of table {table} are not what they are in the backup"
        )
    } else {
        text!(
            "表 {table} 有 {here} 行，备份中有 {rows} 行",
            "table {table} has {here} rows, and {rows} in the backup"
        )
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
    let failed =
        |Text { zh, en }| text!("年度数据与原来不同：{zh}", "the figures are not what they were: {en}");
    let restored = figures::if_possible(conn).map_err(|why| Error::Differs(failed(why)))?.county_years;
    if let Some((one, _)) = backed_up.iter().zip(&restored).find(|(one, other)| one != other) {
        let CountyYear { county, year, .. } = one;
        return Err(Error::Differs(text!(
            "{county} 的 {year} 年数据与原来不同",
            "the figures of {county} for {year} are not what they were"
        )));
    }
    let (were, are) = (backed_up.len(), restored.len());
    if were == are {
        return Ok(Some(are));
    }
    Err(Error::Differs(text!(
        "各县年度数据有 {are} 组，备份中有 {were} 组",
        "there are figures of {are} county-years, and of {were} in the backup"
    )))
}
