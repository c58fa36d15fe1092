//! Reports and sentences of other hands, half of them not looked into while the reader was improved.

use super::evaluation::{Labelled, Score, score};
use super::reading;

const OPEN: &str = include_str!("data/hands/open.jsonl");
const BLIND: &str = include_str!("data/hands/blind.jsonl");

fn total(name: &str, lines: &str) -> Score {
    let mut total = Score::default();
    for line in lines.lines() {
        let labelled: Labelled = serde_json::from_str(line).unwrap();
        total += score(&labelled, &reading(&labelled.text, None));
    }
    println!("{name}: {total}");
    total
}

#[test]
fn reports_of_other_hands_are_read() {
    let total = total("open half", OPEN);
    assert!(total.recall() >= 0.97 && total.naming() >= 0.92 && total.precision() >= 0.98, "{total}");
}

#[test]
fn reports_that_were_not_looked_into_are_read() {
    let total = total("blind half", BLIND);
    assert!(total.recall() >= 0.90 && total.naming() >= 0.85 && total.precision() >= 0.90, "{total}");
}
