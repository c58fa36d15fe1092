//! Holds readings against labels, as `data/corpus/README.md` explains them.

use std::fmt;
use std::ops::AddAssign;

use fazhi::reports::reader::{Reading, StatedFigure};
use serde::Deserialize;
use serde_json::Value;

/// A labelled text.
#[derive(Deserialize)]
pub struct Labelled {
    #[serde(alias = "name")]
    pub id: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub figures: Vec<Figure>,
    #[serde(default)]
    pub slips: Vec<Slip>,
}

/// A labelled figure. Several indicators that would be right are divided by |.
#[derive(Deserialize)]
pub struct Figure {
    pub indicator: String,
    pub value: Value,
    pub unit: String,
    pub phrase: String,
    pub at: usize,
    pub kind: String,
}

/// A labelled slip; without a place any will do.
#[derive(Deserialize)]
pub struct Slip {
    pub rule: String,
    pub phrase: String,
    pub at: Option<usize>,
}

/// Counts of what was right.
#[derive(Clone, Copy, Default)]
pub struct Score {
    pub labelled: usize,
    pub found: usize,
    pub coded: usize,
    pub named: usize,
    /// Found, but said to be of another year, planned or a change where it is not, or the other way round.
    pub misdated: usize,
    pub stated: usize,
    pub slips: usize,
    pub slips_found: usize,
    pub false_alarms: usize,
}

impl Score {
    pub fn recall(&self) -> f64 {
        share(self.found, self.labelled)
    }

    pub fn naming(&self) -> f64 {
        share(self.named, self.coded)
    }

    pub fn precision(&self) -> f64 {
        share(self.found, self.stated)
    }

    pub fn slip_recall(&self) -> f64 {
        share(self.slips_found, self.slips)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(whole).unwrap())
    }
}

impl AddAssign for Score {
    fn add_assign(&mut self, other: Self) {
        self.labelled += other.labelled;
        self.found += other.found;
        self.coded += other.coded;
        self.named += other.named;
        self.misdated += other.misdated;
        self.stated += other.stated;
        self.slips += other.slips;
        self.slips_found += other.slips_found;
        self.false_alarms += other.false_alarms;
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "figures {}/{} ({:.1} %), right indicator {}/{} ({:.1} %), misdated {}, precision {:.1} %, slips {}/{}, false alarms {}",
            self.found,
            self.labelled,
            self.recall() * 100.0,
            self.named,
            self.coded,
            self.naming() * 100.0,
            self.misdated,
            self.precision() * 100.0,
            self.slips_found,
            self.slips,
            self.false_alarms
        )
    }
}

/// Holds a reading against the labels of its text.
pub fn score(labelled: &Labelled, reading: &Reading) -> Score {
    let mut score = Score {
        labelled: labelled.figures.len(),
        stated: reading.figures.len(),
        slips: labelled.slips.len(),
        ..Score::default()
    };
    let mut used = vec![false; reading.figures.len()];
    for label in &labelled.figures {
        let fits = |i: &usize| !used[*i] && agrees(label, &reading.figures[*i]);
        let candidates: Vec<usize> = (0..used.len()).filter(fits).collect();
        let best = candidates.iter().find(|&&i| named(label, &reading.figures[i])).or(candidates.first());
        if let Some(&best) = best {
            used[best] = true;
            score.found += 1;
            let coded = label.indicator != "free_indicator";
            score.coded += usize::from(coded);
            score.named += usize::from(coded && named(label, &reading.figures[best]));
            score.misdated += usize::from(is_misdated(label, &reading.figures[best]));
        }
    }
    slips(labelled, reading, &mut score);
    score
}

fn named(label: &Figure, figure: &StatedFigure) -> bool {
    label.indicator.split('|').any(|code| {
        Some(code) == figure.indicator.as_deref() || (code == "free_indicator" && figure.indicator.is_none())
    })
}

fn is_misdated(label: &Figure, figure: &StatedFigure) -> bool {
    let stated = serde_json::to_value(figure.kind).unwrap();
    let other = ["target", "previous", "growth", "cumulative"];
    stated != label.kind.as_str()
        && (other.contains(&label.kind.as_str()) || other.iter().any(|kind| stated == *kind))
}

/// Value, unit and place.
fn agrees(label: &Figure, figure: &StatedFigure) -> bool {
    let value = serde_json::to_value(figure.value).unwrap();
    let in_words = matches!(label.kind.as_str(), "zero" | "lost" | "implicit" | "name");
    let unit = in_words || plain(&label.unit) == plain(&figure.unit);
    let length = label.phrase.chars().count();
    let place = figure.offset < label.at + length && label.at < figure.offset + figure.length;
    place && unit && numbers(&label.value) == numbers(&value)
}

fn plain(unit: &str) -> String {
    unit.replace(' ', "").replace('％', "%").replace("人/次", "人次")
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().filter_map(Value::as_f64).collect(),
        value => value.as_f64().into_iter().collect(),
    }
}

fn slips(labelled: &Labelled, reading: &Reading, score: &mut Score) {
    let mut used = vec![false; reading.slips.len()];
    for label in &labelled.slips {
        let length = label.phrase.chars().count();
        let found = reading.slips.iter().enumerate().position(|(i, slip)| {
            let place = label.at.is_none_or(|at| slip.offset < at + length && at < slip.offset + slip.length);
            !used[i] && slip.rule == label.rule && place
        });
        if let Some(found) = found {
            used[found] = true;
            score.slips_found += 1;
        }
    }
    score.false_alarms += used.iter().filter(|used| !**used).count();
}
