//! Rules over several fields of a member's term.

use super::model::MemberInput;
use crate::ledger::rules::Rules;
use crate::problems::Violation;
use crate::text;

/// Every rule a member's term breaks.
pub fn broken_by(member: &MemberInput) -> Vec<Violation> {
    let mut rules = Rules::new(member);
    let from = member.serves_from;
    rules.has_come("/serves_from", Some(from));
    rules.require(member.serves_to.is_none_or(|to| to >= from), "/serves_to", || {
        (
            "period",
            text!(
                "不得早于任职起始日 serves_from（{from}）",
                "must not be before serves_from, which is {from}"
            ),
        )
    });
    rules.broken()
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
