//! The sections of a report, made of the template, the figures and the records.

use chrono::Datelike;

use super::material::{Duty, Shortcoming};
use super::template::{Block, DEFAULT, Listed, Part, Point, Sentence, Told};
use super::{Composed, Figures, Material, ReportGap, Words};
use crate::figures::{Figure, FigureReason, FigureStatus, FigureValue};
use crate::indicators;
use crate::ledger::duties::model::DutyOffice;
use crate::ledger::reports::{ReportPart, ReportSection};
use crate::ledger::shortcomings::model::ShortcomingStatus;
use crate::problems::ApiResult;
use crate::render::editable::escaped;
use crate::render::ordinal;

/// Composes a report.
///
/// # Errors
/// 500 where the template is broken.
pub fn compose(words: &Words, material: &Material, figures: &Figures) -> ApiResult<Composed> {
    let mut composer = Composer { words, material, figures, gaps: Vec::new(), part: ReportPart::Measures };
    let template = &*DEFAULT;
    let opening = words.fill(&template.opening, "")?;
    let mut sections = Vec::new();
    for part in &template.parts {
        composer.part = part.kind;
        let heading = words.fill(&part.heading, "")?;
        let text = composer.part(part)?;
        let text = if sections.is_empty() { format!("{opening}\n\n{text}") } else { text };
        sections.push(ReportSection { part: part.kind, heading, text });
    }
    Ok(Composed {
        template_version: template.version,
        title: words.fill(&template.title, "")?,
        addressee: words.superior.clone(),
        signatories: vec![words.government.clone()],
        sections,
        gaps: composer.gaps,
    })
}

struct Composer<'a> {
    words: &'a Words,
    material: &'a Material,
    figures: &'a Figures,
    gaps: Vec<ReportGap>,
    part: ReportPart,
}

impl Composer<'_> {
    fn part(&mut self, part: &Part) -> ApiResult<String> {
        let mut paragraphs = Vec::new();
        for block in &part.blocks {
            paragraphs.extend(self.block(block)?);
        }
        if let Some(records) = part.from {
            let written = self.written(records);
            if written.is_empty() {
                self.gap(None, format!("没有登记{}", part.kind.label().zh));
            }
            paragraphs.extend(written);
        }
        Ok(paragraphs.join("\n\n"))
    }

    /// A heading with one paragraph: 一是 …；二是 …
    fn block(&mut self, block: &Block) -> ApiResult<Vec<String>> {
        let mut points = Vec::new();
        for point in &block.points {
            let sentences = self.point(point)?;
            if !sentences.is_empty() {
                points.push((point.lead.as_deref(), sentences.join("，")));
            }
        }
        let is_one = points.len() < 2;
        let told = points.iter().enumerate().map(|(at, (lead, sentences))| match lead {
            Some(lead) if is_one => format!("**{lead}：**{sentences}。"),
            Some(lead) => format!("**{}是{lead}：**{sentences}。", ordinal(at)),
            None => format!("{sentences}。"),
        });
        let paragraph: String = told.collect();
        let heading = block.heading.as_ref().filter(|_| !paragraph.is_empty());
        let heading = heading.map(|heading| self.words.fill(heading, "")).transpose()?;
        let heading = heading.map(|heading| format!("## {heading}"));
        Ok(heading.into_iter().chain(Some(paragraph).filter(|text| !text.is_empty())).collect())
    }

    fn point(&mut self, point: &Point) -> ApiResult<Vec<String>> {
        let mut sentences = Vec::new();
        for sentence in &point.sentences {
            if let Some((text, listed)) = self.sentence(sentence) {
                sentences.push(self.words.fill(text, &listed)?);
            }
        }
        Ok(sentences)
    }

    /// The words of a sentence that may stand in the report, and what it lists.
    fn sentence<'s>(&mut self, sentence: &'s Sentence) -> Option<(&'s str, String)> {
        if !sentence.needs.iter().all(|code| self.figures.get(code).is_some_and(is_positive)) {
            return None;
        }
        let listed = match sentence.records {
            Some(records) => self.listed(records)?,
            None => String::new(),
        };
        let figures: Vec<&Figure> = sentence.references().filter_map(|code| self.figures.get(code)).collect();
        if figures.first().is_some_and(|first| is_zero(first))
            && let Some(zero) = &sentence.zero
        {
            return Some((zero, String::new()));
        }
        match figures.iter().find(|figure| figure.status != FigureStatus::Computed) {
            None => Some((&sentence.text, listed)),
            Some(missing) => self.without(sentence, missing),
        }
    }

    /// What is said where a figure is missing: that there was some, where that was declared. Else it is a gap.
    fn without<'s>(&mut self, sentence: &'s Sentence, missing: &Figure) -> Option<(&'s str, String)> {
        if missing.reason == Some(FigureReason::DeclaredWithoutFigure)
            && let Some(stated) = &sentence.stated
        {
            return Some((stated, String::new()));
        }
        if missing.status != FigureStatus::NotApplicable {
            let name = indicators::find(&missing.indicator).map_or("", |indicator| indicator.name_zh);
            let reason = missing.reason.map_or("", |reason| reason.label().zh);
            self.gap(Some(missing.indicator.clone()), format!("{name}：{reason}"));
        }
        None
    }

    fn gap(&mut self, indicator: Option<String>, missing: String) {
        self.gaps.push(ReportGap { part: self.part, indicator, missing });
    }

    /// What a sentence lists of the records that it needs; `None` where there are none.
    fn listed(&self, records: Listed) -> Option<String> {
        let Material { plans, in_annual_work_plan, in_performance_assessment, .. } = self.material;
        match records {
            Listed::AnnualWorkPlan => in_annual_work_plan.then(String::new),
            Listed::PerformanceAssessment => in_performance_assessment.then(String::new),
            Listed::Plans => {
                let titles: Vec<String> = plans.iter().map(|title| titled(title)).collect();
                (!titles.is_empty()).then(|| titles.join("、"))
            }
        }
    }

    /// The paragraphs that tell records one by one.
    fn written(&mut self, records: Told) -> Vec<String> {
        match records {
            Told::Shortcomings => self.material.shortcomings.iter().flat_map(shortcoming).collect(),
            Told::Duties => self.duties(),
            Told::Arrangements => self.arrangements(),
        }
    }

    /// A paragraph for each of the two heads. Neither is forgotten: one without a record is a gap.
    fn duties(&mut self) -> Vec<String> {
        let mut paragraphs = Vec::new();
        for office in [DutyOffice::PartySecretary, DutyOffice::TownshipHead, DutyOffice::Other] {
            let acts: Vec<String> =
                self.material.duties.iter().filter(|duty| duty.office == office).map(act).collect();
            let name = office_name(office, &self.words.unit);
            if !acts.is_empty() {
                paragraphs.push(format!("**{name}：**{}。", acts.join("；")));
            } else if office != DutyOffice::Other {
                self.gap(None, format!("没有登记{name}的履职情况"));
            }
        }
        paragraphs
    }

    fn arrangements(&self) -> Vec<String> {
        let tasks = self.material.arrangements.iter();
        let tasks = tasks.map(|(title, measure)| (title.as_str(), measure.as_deref()));
        let open = self.material.shortcomings.iter().filter(|one| !one.is_answered);
        let open = open.filter(|one| one.status != ShortcomingStatus::Closed);
        let remedies =
            open.filter_map(|one| Some((format!("着力解决“{}”的问题", one.title), one.remedy.as_deref()?)));
        let remedies = remedies.map(|(title, remedy)| headed(&title, Some(sentence(remedy))));
        let tasks = tasks.map(|(title, measure)| headed(title, measure.map(sentence)));
        tasks.chain(remedies).flatten().collect()
    }
}

fn shortcoming(one: &Shortcoming) -> Vec<String> {
    let description = one.description.as_deref().map(sentence);
    let cause = one.cause.as_deref().map(|cause| format!("主要原因：{}", sentence(cause)));
    let result = (one.status == ShortcomingStatus::Closed)
        .then(|| format!("目前已整改。{}", one.result.as_deref().map(sentence).unwrap_or_default()));
    let text: String = [description, cause, result].into_iter().flatten().collect();
    headed(&one.title, Some(text).filter(|text| !text.is_empty()))
}

fn headed(title: &str, text: Option<String>) -> Vec<String> {
    let heading = format!("## {}", escaped(title.trim_end_matches(['。', '；', '，'])));
    std::iter::once(heading).chain(text).collect()
}

/// What somebody entered, as a sentence.
fn sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = if line.ends_with(['。', '！', '？']) { "" } else { "。" };
    format!("{}{end}", escaped(line.trim_end_matches(['；', '，', ';', ','])))
}

fn act(duty: &Duty) -> String {
    let (day, kind) = (duty.performed_on, duty.kind.label().zh);
    format!("{}月{}日{kind}（{}）", day.month(), day.day(), escaped(duty.subject.trim_end_matches('。')))
}

/// What the office is called in a place of this kind: 乡长, 镇长, 街道办事处主任.
fn office_name(office: DutyOffice, unit: &str) -> String {
    match office {
        DutyOffice::PartySecretary => "党委书记".to_owned(),
        DutyOffice::TownshipHead if unit == "街道" => "街道办事处主任".to_owned(),
        DutyOffice::TownshipHead => format!("{unit}长"),
        DutyOffice::Other => "主持工作的其他负责人".to_owned(),
    }
}

/// A title in its marks.
fn titled(title: &str) -> String {
    if title.starts_with('《') { escaped(title) } else { format!("《{}》", escaped(title)) }
}

fn is_zero(figure: &Figure) -> bool {
    match &figure.value {
        Some(FigureValue::Number(number)) => *number == 0,
        Some(FigureValue::Decimal(text)) => text.bytes().all(|byte| matches!(byte, b'0' | b'.')),
        None => false,
    }
}

fn is_positive(figure: &Figure) -> bool {
    figure.status == FigureStatus::Computed && !is_zero(figure)
}
