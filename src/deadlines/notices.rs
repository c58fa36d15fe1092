//! The notices that the program ships: those of the nation for 2023 to 2026, and those of Tibet for Losar.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use super::calendar::{Calendar, Notice};
use super::codes::DayKind;

/// A holiday's name with days.
type Named = BTreeMap<String, Vec<NaiveDate>>;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    notice: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: String,
    issued: NaiveDate,
    region: Option<String>,
    /// Where it was read: for whoever checks the file.
    #[serde(rename = "source")]
    _source: String,
    #[serde(default)]
    holidays: Named,
    #[serde(default)]
    workdays: Named,
}

impl From<Entry> for Notice {
    fn from(entry: Entry) -> Self {
        let holidays = days(entry.holidays, DayKind::Holiday);
        let days = holidays.chain(days(entry.workdays, DayKind::WorkdayMoved)).collect();
        Self { number: entry.number, issued: entry.issued, region: entry.region, days }
    }
}

fn days(named: Named, kind: DayKind) -> impl Iterator<Item = (NaiveDate, (DayKind, String))> {
    named
        .into_iter()
        .flat_map(move |(name, days)| days.into_iter().map(move |day| (day, (kind, name.clone()))))
}

/// A fault in the file is what the test below finds.
static SHIPPED: LazyLock<Calendar> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("notices.toml")).unwrap_or_default();
    Calendar::new(file.notice.into_iter().map(Notice::from).collect())
});

/// The calendar of the notices that the program ships.
#[must_use]
pub fn shipped() -> &'static Calendar {
    &SHIPPED
}

#[cfg(test)]
#[path = "notices_tests.rs"]
mod tests;
