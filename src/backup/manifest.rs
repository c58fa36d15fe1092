//! What a backup says of itself: before the rows where they come from, behind them what they must amount to.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::digest;
use crate::text::Text;

/// Where a backup comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The release that made it.
    pub release: String,
    /// The steps of the schema that its tables have gone through, in ascending order.
    pub schema: Vec<String>,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The version of the PostgreSQL it was made from.
    pub postgresql: String,
    /// The tables, in the order in which their rows follow.
    pub tables: Vec<Table>,
    /// Tables and columns that were in the database and are not of fazhi.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<String>,
    /// The id of the key of the digest at the end; none where the ledger's secret was not at hand.
    #[serde(default)]
    pub key: Option<String>,
    /// Whether the ledger's secret is among the rows, since the ledger kept it in its own database.
    #[serde(default)]
    pub holds_secret: bool,
}

impl Header {
    /// The last step of the schema.
    #[must_use]
    pub fn schema_version(&self) -> &str {
        self.schema.last().map_or("none", String::as_str)
    }
}

/// A table, and what stands where in its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns, in the order of the values in a row.
    pub columns: Vec<String>,
}

/// What a backup holds, by which a copy is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What each table holds, in the order of the header.
    pub tables: Vec<Content>,
    /// The figures that followed from it.
    pub figures: Option<Figures>,
    /// Why there are none, in lines of two languages; earlier releases say it in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub without_figures: Option<String>,
}

impl Manifest {
    /// Why there are no figures, as it was said when the backup was made.
    #[must_use]
    pub fn why_without_figures(&self) -> Option<Text> {
        self.without_figures.as_deref().map(Text::of_lines)
    }

    /// The rows of all tables.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// What a table holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The table.
    pub table: String,
    /// How many rows.
    pub rows: u64,
    /// SHA-256 of them.
    pub sha256: String,
}

/// The figures of every county and year that has records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The digest of the indicators' definitions: under others, other figures are right.
    pub catalogue: String,
    /// By year, then county.
    pub county_years: Vec<CountyYear>,
}

/// The figures of a county and year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyYear {
    /// The county's code.
    pub county: String,
    /// The year.
    pub year: i16,
    /// SHA-256 of them.
    pub sha256: String,
}

/// Counts the rows of a table that goes by, and digests them.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    rows: u64,
    digest: Sha256,
}

impl Tally {
    /// Takes a row in.
    pub fn add(&mut self, row: &str) {
        self.rows += 1;
        // With its length, or two rows could pass for one.
        self.digest.update((row.len() as u64).to_be_bytes());
        self.digest.update(row);
    }

    /// What went by.
    #[must_use]
    pub fn of(self, table: &str) -> Content {
        let sha256 = digest::hexadecimal(&self.digest.finalize());
        Content { table: table.to_owned(), rows: self.rows, sha256 }
    }
}
