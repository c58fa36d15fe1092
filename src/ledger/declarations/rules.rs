//! Rules over several fields of a declaration.

use super::model::{DeclarationInput, DeclarationStatement};
use crate::indicators::{self, IndicatorKind};
use crate::ledger::rules::Rules;
use crate::problems::Violation;
use crate::text;

/// Every rule a declaration breaks.
pub fn broken_by(declaration: &DeclarationInput) -> Vec<Violation> {
    let mut rules = Rules::new(declaration);
    rules.has_begun("/year", declaration.year);
    for (index, code) in declaration.indicators.iter().enumerate() {
        let is_first = !declaration.indicators.iter().take(index).any(|earlier| earlier == code);
        check_indicator(declaration.says, (index, code), is_first, &mut rules);
    }
    rules.broken()
}

fn check_indicator(
    says: DeclarationStatement,
    (index, code): (usize, &str),
    is_first: bool,
    rules: &mut Rules,
) {
    let at = format!("/indicators/{index}");
    rules.require(is_first, &at, || ("repeated", text!("同一指标只列一次", "an indicator is named once")));
    let Some(indicator) = indicators::find(code) else {
        rules.require(false, &at, || ("unknown_indicator", indicators::unknown(code)));
        return;
    };
    let is_rate = indicator.kind == IndicatorKind::Rate;
    rules.require(says != DeclarationStatement::Nothing || !is_rate, &at, || {
        (
            "rate",
            text!(
                "{code} 是比率，不作零报告；请对计算它的数量指标作零报告",
                "{code} is a rate, of which no zero is declared: declare the count it is computed from instead"
            ),
        )
    });
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
