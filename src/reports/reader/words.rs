//! Words that the grammar and the checks go by, from `words.toml`.

use serde::Deserialize;

/// The lists of `words.toml`, which says what each is for.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    pub(super) numbers: Numbers,
    pub(super) kinds: Kinds,
    pub(super) zero: Zero,
    pub(super) implicit: Implicit,
    pub(super) lost: Lost,
    pub(super) slips: Slips,
}

/// Numbers that are no figures.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Numbers {
    pub(super) background: Vec<String>,
    pub(super) works: Vec<String>,
    pub(super) per_head: Vec<String>,
    pub(super) averages: Vec<String>,
    pub(super) places: Vec<String>,
    pub(super) not_places: Vec<String>,
    pub(super) direct: Vec<String>,
    pub(super) staff: Vec<String>,
}

/// In which sense a figure is stated.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kinds {
    pub(super) growth: Vec<String>,
    pub(super) comparison: Vec<String>,
    pub(super) column_growth: Vec<String>,
    pub(super) column_target: Vec<String>,
    pub(super) previous: Vec<String>,
    pub(super) target: Vec<String>,
    pub(super) plan: Vec<String>,
    pub(super) done: Vec<String>,
    pub(super) ahead: Vec<String>,
    pub(super) cumulative: Vec<String>,
    pub(super) this_year: Vec<String>,
    pub(super) this_year_again: Vec<String>,
    pub(super) parts: Vec<String>,
    pub(super) totals: Vec<String>,
    pub(super) bodies: Vec<String>,
    pub(super) filler: Vec<String>,
}

/// Sentences that say there was none.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Zero {
    pub(super) verbs: Vec<String>,
    pub(super) negations: Vec<String>,
    pub(super) not_negations: Vec<String>,
    pub(super) between: Vec<String>,
    pub(super) after: Vec<String>,
}

/// Figures in words.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Implicit {
    pub(super) coverage: Vec<String>,
    pub(super) in_time: Vec<String>,
    pub(super) rectified: Vec<String>,
    pub(super) upheld: Vec<String>,
}

/// Figures that were lost.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lost {
    pub(super) verbs: Vec<String>,
    pub(super) links: Vec<String>,
    pub(super) demanding: Vec<String>,
    pub(super) effects: Vec<String>,
    pub(super) excused: Vec<String>,
    pub(super) units: Vec<String>,
    pub(super) single_units: Vec<String>,
    pub(super) hedges: Vec<String>,
    pub(super) placeholders: Vec<String>,
}

/// Checks of words and names.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Slips {
    pub(super) misspelt: Vec<[String; 2]>,
    pub(super) level_subjects: Vec<String>,
    pub(super) organs: Vec<String>,
    pub(super) acts: Vec<String>,
    pub(super) before_names: Vec<String>,
    pub(super) no_names: Vec<String>,
    pub(super) neighbours: Vec<String>,
    pub(super) comparison_marks: Vec<String>,
    pub(super) complete_pairs: Vec<[String; 2]>,
}

impl Words {
    pub(super) fn built_in() -> Self {
        toml::from_str(include_str!("words.toml")).unwrap_or_default()
    }
}
