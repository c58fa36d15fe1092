//! The findings of a region: what the rules found, with its township and its explanation.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::pg::PgConnection;
use uuid::Uuid;

use super::catalogue::{self, CheckCode};
use super::figures::{Judged, judge};
use super::model::{Finding, FindingExplanation, FoundRecord};
use super::rules::{self, Found};
use crate::digest;
use crate::figures::{Basis, Period, Scope, TownshipFigures, Units};
use crate::ledger::explanations;
use crate::problems::ApiResult;
use crate::regions::{Code, Reach, RegionName};
use crate::text::Language;

/// Whose findings are wanted, and which.
pub struct Wanted<'a> {
    /// The region.
    pub region: &'a Code,
    /// The records of it that the reader reaches.
    pub reach: &'a Reach,
    /// The year.
    pub year: i16,
    /// Today, in Beijing.
    pub today: NaiveDate,
    /// Only these checks; all where none is named.
    pub checks: &'a [CheckCode],
    /// The language of the messages.
    pub language: Language,
}

impl Wanted<'_> {
    fn wants(&self, check: CheckCode) -> bool {
        self.checks.is_empty() || self.checks.contains(&check)
    }
}

/// All findings, by township, the gravest first.
///
/// # Errors
/// 422 where there are too many; 503 where the database fails.
pub fn all(conn: &mut PgConnection, wanted: &Wanted<'_>) -> ApiResult<Vec<Finding>> {
    let figures =
        TownshipFigures::of_year(conn, wanted.reach, wanted.region, (wanted.year, wanted.today), true)?;
    let names: HashMap<String, RegionName> =
        figures.townships().iter().map(|region| (region.code.clone(), region.clone())).collect();
    let mut findings = of_records(conn, wanted, &names)?;
    for (township, figures) in figures.rows() {
        let judged = judge(&figures).into_iter().filter(|judged| wanted.wants(judged.check));
        findings.extend(judged.filter_map(|judged| of_figures(&township, judged, wanted.language)));
    }
    explain(conn, wanted, &mut findings)?;
    findings.sort_by_cached_key(sort_key);
    Ok(findings)
}

/// The order of findings: by township, the gravest first.
#[must_use]
pub fn sort_key(finding: &Finding) -> String {
    let Finding { township, severity, check, key, .. } = finding;
    format!("{} {} {} {key}", township.code, *severity as u8, check.as_str())
}

fn of_records(
    conn: &mut PgConnection,
    wanted: &Wanted<'_>,
    names: &HashMap<String, RegionName>,
) -> ApiResult<Vec<Finding>> {
    let period = Period::of_year(wanted.year, wanted.today);
    let units = Units::load(conn, wanted.reach, Basis::Current, &period)?;
    let scope = Scope {
        reach: wanted.reach,
        region: Some(wanted.region),
        units: &units,
        period: &period,
        except: &[],
    };
    let found = rules::find(conn, &scope, |check| wanted.wants(check))?;
    let finding = |found: &Found| {
        let township = names.get(units.unit_of(&found.township_code))?;
        of_record(township, found, wanted.language)
    };
    Ok(found.iter().filter_map(finding).collect())
}

fn of_record(township: &RegionName, found: &Found, language: Language) -> Option<Finding> {
    let check = found.check()?;
    let key = format!("{} {} {:?} {}", check.as_str(), township.code, found.ids, found.versions);
    let record = |(resource, id): (&str, Uuid)| FoundRecord { resource: resource.to_owned(), id };
    Some(Finding {
        key: digest::short(key.as_bytes(), 8),
        check,
        severity: catalogue::find(check)?.severity,
        township: township.clone(),
        message: found.message().in_language(language).to_owned(),
        indicators: Vec::new(),
        records: found.records().map(record).collect(),
        sources: None,
        explanation: None,
    })
}

fn of_figures(township: &RegionName, judged: Judged, language: Language) -> Option<Finding> {
    let Judged { check, indicators, message, values, sources } = judged;
    let key = format!("{} {} {indicators:?} {values}", check.as_str(), township.code);
    Some(Finding {
        key: digest::short(key.as_bytes(), 8),
        check,
        severity: catalogue::find(check)?.severity,
        township: township.clone(),
        message: message.in_language(language).to_owned(),
        indicators: indicators.into_iter().map(str::to_owned).collect(),
        records: Vec::new(),
        sources,
        explanation: None,
    })
}

/// Adds the explanations to the findings that they name.
fn explain(conn: &mut PgConnection, wanted: &Wanted<'_>, findings: &mut [Finding]) -> ApiResult<()> {
    let explanations = explanations::queries::of_year(conn, wanted.reach, wanted.year)?;
    let by_key: HashMap<String, FindingExplanation> = explanations
        .into_iter()
        .map(|(key, id, text, updated_at)| (key, FindingExplanation { id, text, updated_at }))
        .collect();
    for finding in findings {
        finding.explanation = by_key.get(&finding.key).cloned();
    }
    Ok(())
}
