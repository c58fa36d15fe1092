//! Checks and their findings as the contract describes them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::catalogue::{Check, CheckCode, Severity};
use crate::http::page::PageInfo;
use crate::regions::RegionName;

/// A check of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckDefinition {
    /// Its code.
    pub code: CheckCode,
    /// How grave its findings are.
    pub severity: Severity,
    /// 名称.
    #[schema(example = "案件超期未结")]
    pub name_zh: &'static str,
    /// Its name in English.
    #[schema(example = "case overdue")]
    pub name_en: &'static str,
    /// When there is a finding, and what to do about it, in Chinese.
    #[schema(example = "案件已过法定办理期限而未办结：请办结，或登记办结、延期")]
    pub description_zh: &'static str,
    /// The same in English.
    #[schema(
        example = "A case is open beyond its statutory time: close it, or record that it was closed or extended"
    )]
    pub description_en: &'static str,
    /// The code of the violation by which a record that is entered today is refused for the same; null where it is not.
    #[schema(required, example = json!(null))]
    pub refused_as: Option<&'static str>,
}

impl From<&Check> for CheckDefinition {
    fn from(check: &Check) -> Self {
        let (label, (description_zh, description_en)) = (check.code.label(), check.description);
        Self {
            code: check.code,
            severity: check.severity,
            name_zh: label.zh,
            name_en: label.en,
            description_zh,
            description_en,
            refused_as: check.refused_as,
        }
    }
}

/// The catalogue of checks.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckList {
    /// Every check, the gravest first.
    #[schema(max_items = 100)]
    pub items: Vec<CheckDefinition>,
}

/// A record that a finding is about.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FoundRecord {
    /// Its resource, as in its path.
    #[schema(example = "cases")]
    pub resource: String,
    /// Its id.
    pub id: Uuid,
}

/// What a township says about a finding.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingExplanation {
    /// The id of the record at `/explanations`.
    pub id: Uuid,
    /// The explanation.
    #[schema(max_length = 2000, example = "本年新设两个调解点，受理数相应增加")]
    pub text: String,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Something in the data of a township that had better be looked at.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Finding {
    /// Names the finding as long as what is behind it does not change: what an explanation refers to.
    #[schema(min_length = 16, max_length = 16, pattern = "^[0-9a-f]{16}$", example = "4f1c2a9b7d3e5a60")]
    pub key: String,
    /// The check that found it.
    pub check: CheckCode,
    /// How grave it is.
    pub severity: Severity,
    /// The township, or the county's own unit.
    pub township: RegionName,
    /// What was found.
    #[schema(max_length = 500, example = "草场边界纠纷：2024-05-10 到期，仍未办结")]
    pub message: String,
    /// The indicators that it is about; none where it is about records alone.
    #[schema(max_items = 200, example = json!([]))]
    pub indicators: Vec<String>,
    /// The records that it is about; none where it is about figures.
    #[schema(max_items = 200)]
    pub records: Vec<FoundRecord>,
    /// The address of the records behind the figure; null where the records are named.
    #[schema(required, example = json!(null))]
    pub sources: Option<String>,
    /// What the township says about it; null where it says nothing.
    #[schema(required)]
    pub explanation: Option<FindingExplanation>,
}

/// How many findings there are in a region.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct FindingCounts {
    /// Errors that are not explained.
    #[schema(minimum = 0, example = 0)]
    pub errors: usize,
    /// Warnings that are not explained.
    #[schema(minimum = 0, example = 2)]
    pub warnings: usize,
    /// Hints that are not explained.
    #[schema(minimum = 0, example = 5)]
    pub hints: usize,
    /// Those that are explained.
    #[schema(minimum = 0, example = 1)]
    pub explained: usize,
}

impl FindingCounts {
    /// Of these findings.
    #[must_use]
    pub fn of(findings: &[Finding]) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            let count = match (&finding.explanation, finding.severity) {
                (Some(_), _) => &mut counts.explained,
                (None, Severity::Error) => &mut counts.errors,
                (None, Severity::Warning) => &mut counts.warnings,
                (None, Severity::Hint) => &mut counts.hints,
            };
            *count += 1;
        }
        counts
    }
}

/// One page of the findings of a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct FindingPage {
    /// The findings, by township, the gravest first.
    #[schema(max_items = 200)]
    pub items: Vec<Finding>,
    /// How many there are on all pages.
    pub counts: FindingCounts,
    /// Where the list goes on.
    pub page: PageInfo,
}
