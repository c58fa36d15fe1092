//! The template of a report, which is data: see `template.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::ledger::reports::ReportPart;

/// A template.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its version, which grows with every change of its texts.
    pub version: u32,
    /// The title.
    pub title: String,
    /// The paragraph before the first heading.
    pub opening: String,
    /// The parts in their order.
    pub parts: Vec<Part>,
}

/// A part of the report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Which of those that the law prescribes.
    #[serde(rename = "part")]
    pub kind: ReportPart,
    /// Its heading.
    pub heading: String,
    /// The records that the part tells one by one, after its sentences.
    pub from: Option<Told>,
    /// What stands under it.
    #[serde(default)]
    pub blocks: Vec<Block>,
}

/// Records that a part tells one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The shortcomings of the year, and those carried into it.
    Shortcomings,
    /// What each first responsible person did.
    Duties,
    /// The tasks of next year's arrangements, and what shortcomings call for.
    Arrangements,
}

/// Records that a sentence needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    /// The plans adopted, whose titles it lists.
    Plans,
    /// A plan that stands in the annual work plan.
    AnnualWorkPlan,
    /// A plan that counts in the performance assessment.
    PerformanceAssessment,
}

/// A heading of the second level, with what stands under it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// The heading; none where the sentences stand directly under that of the part.
    pub heading: Option<String>,
    /// 一是, 二是 …
    pub points: Vec<Point>,
}

/// Sentences on one matter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The words it begins with.
    pub lead: Option<String>,
    /// The sentences, which are joined by commas.
    pub sentences: Vec<Sentence>,
}

/// A sentence, and when it may stand in the report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// The indicators that must be greater than 0.
    #[serde(default)]
    pub needs: Vec<String>,
    /// The records that it needs.
    pub records: Option<Listed>,
    /// Its words where the first figure is 0.
    pub zero: Option<String>,
    /// Its words where the township declared that there was some, without a figure.
    pub stated: Option<String>,
}

impl Sentence {
    /// The references in its words, in their order.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        let pieces = self.text.split('{').skip(1);
        pieces.filter_map(|piece| piece.split_once('}')).map(|(reference, _)| reference).filter(|one| {
            // Of `{{ year }}` the first brace ends nothing.
            one.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && !one.is_empty()
        })
    }
}

/// The template of every township and county that has none of its own. A fault in the file is what the test below finds.
pub static DEFAULT: LazyLock<Template> =
    LazyLock::new(|| toml::from_str(include_str!("template.toml")).unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators;

    #[test]
    fn every_reference_is_an_indicator() {
        let points = DEFAULT.parts.iter().flat_map(|part| &part.blocks).flat_map(|block| &block.points);
        let mut references = 0;
        for sentence in points.flat_map(|point| &point.sentences) {
            for code in sentence.references().chain(sentence.needs.iter().map(String::as_str)) {
                assert!(indicators::find(code).is_some(), "{code}: {}", sentence.text);
                references += 1;
            }
        }
        assert!(references > 50, "{references}");
    }

    #[test]
    fn the_parts_are_those_of_the_law_in_their_order() {
        let parts: Vec<ReportPart> = DEFAULT.parts.iter().map(|part| part.kind).collect();
        assert_eq!(parts, ReportPart::REQUIRED);
    }
}
