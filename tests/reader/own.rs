//! Sentences in other wordings, labelled before the reader met them: text, figures, slips, divided by tabs. A figure is its
//! indicators (divided by |), its words, value, unit and kind.

use super::evaluation::{Figure, Labelled, Score, Slip, score};
use super::reading;

const SENTENCES: &str = include_str!("data/own.tsv");

fn labelled(line: &str) -> Labelled {
    let mut columns = line.split('\t');
    let text = columns.next().unwrap().to_owned();
    let mut from = 0;
    let figures = columns
        .next()
        .unwrap_or_default()
        .split(';')
        .filter(|f| !f.is_empty())
        .map(|f| figure(&text, f, &mut from))
        .collect();
    let rules = columns.next().unwrap_or_default().split(';').filter(|rule| !rule.is_empty());
    let slips = rules.map(|rule| Slip { rule: rule.to_owned(), phrase: String::new(), at: None }).collect();
    Labelled { id: text.clone(), text, figures, slips }
}

/// The same words that stand twice are labelled in their order.
fn figure(text: &str, label: &str, from: &mut usize) -> Figure {
    let parts: Vec<&str> = label.split(',').collect();
    let found =
        text[*from..].find(parts[1]).map(|at| at + *from).or_else(|| text.find(parts[1])).expect(label);
    *from = found + parts[1].len();
    Figure {
        indicator: parts[0].to_owned(),
        phrase: parts[1].to_owned(),
        value: serde_json::from_str(parts[2]).unwrap(),
        unit: parts[3].to_owned(),
        kind: parts[4].to_owned(),
        at: text[..found].chars().count(),
    }
}

#[test]
fn other_wordings_are_read() {
    let mut total = Score::default();
    for line in SENTENCES.lines().filter(|line| !line.starts_with('#')) {
        let labelled = labelled(line);
        total += score(&labelled, &reading(&labelled.text, None));
    }
    println!("other wordings: {total}");
    assert!(total.recall() >= 0.97 && total.naming() >= 0.92 && total.precision() >= 0.98, "{total}");
    assert_eq!(total.false_alarms, 0);
}
