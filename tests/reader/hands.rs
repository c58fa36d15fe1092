//! Reports and sentences of other hands. Half of the first ones were held aside while the reader was improved, and the later ones
//! written afterwards: `data/hands/README.md` says what was reached before anybody looked.

use super::evaluation::{Labelled, Score, score};
use super::reading;

const OPEN: &str = include_str!("data/hands/open.jsonl");
const HELD: &str = include_str!("data/hands/held.jsonl");
const LATER: &str = include_str!("data/hands/later.jsonl");

fn total(name: &str, lines: &str) -> Score {
    let mut total = Score::default();
    for line in lines.lines() {
        let labelled: Labelled = serde_json::from_str(line).unwrap();
        let score = score(&labelled, &reading(&labelled.text, None));
        assert_eq!(score.false_alarms, 0, "{}: {:?}", labelled.id, reading(&labelled.text, None).slips);
        total += score;
    }
    println!("{name}: {total}");
    total
}

#[test]
fn reports_of_other_hands_are_read() {
    for (name, lines) in [("open", OPEN), ("held", HELD), ("later", LATER)] {
        let total = total(name, lines);
        assert!(
            total.recall() >= 0.99 && total.naming() >= 0.97 && total.precision() >= 0.99,
            "{name}: {total}"
        );
        assert!(total.slip_recall() >= 0.95 && total.misdated <= 2, "{name}: {total}");
    }
}
