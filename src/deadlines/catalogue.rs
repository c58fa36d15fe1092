//! The catalogue of clocks, and the matters without one. To add one: `CONTRIBUTING.md`.

use std::sync::LazyLock;

use serde::Deserialize;

use super::codes::Matter;
use super::model::{Clock, UNDECIDED, Unlimited};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    clock: Vec<Clock>,
}

/// A fault in the file is what the test below finds.
pub(super) static CLOCKS: LazyLock<Vec<Clock>> =
    LazyLock::new(|| toml::from_str::<File>(include_str!("clocks.toml")).unwrap_or_default().clock);

pub(super) const UNLIMITED: &[Unlimited] = &[
    Unlimited {
        matter: Matter::Petition,
        pathways: &[1, 2, 3, 4, 5],
        reason: (
            "导入其他法定程序，适用该程序的期限",
            "it is led into another statutory procedure, which has time limits of its own",
        ),
    },
    Unlimited {
        matter: Matter::Petition,
        pathways: &[UNDECIDED],
        reason: ("办理途径尚未确定", "the pathway is not decided yet"),
    },
    Unlimited {
        matter: Matter::Mediation,
        pathways: &[],
        reason: (
            "人民调解法未规定期限，司法部规章的一个月是一般期限",
            "人民调解法 sets no time, and the month of the ministry's rule is a target",
        ),
    },
    Unlimited {
        matter: Matter::Litigation,
        pathways: &[],
        reason: (
            "审理期限约束人民法院，不约束应诉的乡镇",
            "how long a court takes does not bind the township that responds",
        ),
    },
];

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
