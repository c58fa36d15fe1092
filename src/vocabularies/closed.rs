//! The closed vocabularies: every enumeration that stands in an answer or a parameter, listed in one place.

use super::coded::Label;
use crate::auth::{Permission, Role};
use crate::ledger::activities::model::ActivityKind;
use crate::ledger::lists::Voided;
use crate::regions::Level;
use crate::session::trail::Action;

/// An enumeration as it is published.
#[derive(Clone, Copy, Debug)]
pub struct Closed {
    /// Its name in `/vocabularies/{name}`: a plural in `snake_case`.
    pub name: &'static str,
    /// 名称.
    pub title_zh: &'static str,
    /// Its title.
    pub title_en: &'static str,
    /// Its codes.
    pub labels: &'static [Label],
}

const fn closed(
    name: &'static str,
    title_zh: &'static str,
    title_en: &'static str,
    labels: &'static [Label],
) -> Closed {
    Closed {
        name,
        title_zh,
        title_en,
        labels,
    }
}

/// Every closed vocabulary. An enumeration of a new resource gets its line here, resource by resource; its codes and
/// labels stand at the enumeration itself.
pub const ALL: &[Closed] = &[
    closed(
        "activity_kinds",
        "活动类型",
        "kinds of activities",
        ActivityKind::LABELS,
    ),
    closed("actions", "变更方式", "what was done to a record", Action::LABELS),
    closed(
        "voided",
        "作废记录的取舍",
        "which records a list holds",
        Voided::LABELS,
    ),
    closed("region_levels", "区划层级", "levels of regions", Level::LABELS),
    closed("roles", "角色", "roles", Role::LABELS),
    closed("permissions", "权限", "permissions", Permission::LABELS),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::vocabularies::Vocabulary;

    #[test]
    fn no_two_vocabularies_share_a_name_and_no_two_terms_a_code() {
        let open = Vocabulary::LABELS.iter().map(|label| label.code);
        let names: Vec<&str> = ALL.iter().map(|closed| closed.name).chain(open).collect();
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        let shared = Vocabulary::ALL.iter().map(|open| open.shared_terms());
        for labels in ALL.iter().map(|closed| closed.labels).chain(shared) {
            assert_eq!(
                labels
                    .iter()
                    .map(|label| label.code)
                    .collect::<HashSet<_>>()
                    .len(),
                labels.len()
            );
        }
    }
}
