//! The labelled reports and sentences.

use std::fs;
use std::path::Path;

use super::evaluation::{Labelled, Score, score};
use super::reading;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reader/data/corpus")
}

fn reports() -> Vec<Labelled> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut texts: Vec<_> = files.filter(|path| path.extension().is_some_and(|e| e == "txt")).collect();
    texts.sort();
    texts.iter().map(|path| report(path)).collect()
}

fn report(path: &Path) -> Labelled {
    let labels = fs::read_to_string(path.with_extension("truth.json")).unwrap();
    let labelled: Labelled = serde_json::from_str(&labels).unwrap();
    Labelled { text: fs::read_to_string(path).unwrap(), ..labelled }
}

#[test]
fn reports_are_read() {
    let mut total = Score::default();
    for report in reports() {
        let score = score(&report, &reading(&report.text, None));
        println!("{}: {score}", report.id);
        assert!(!report.slips.is_empty() || score.false_alarms == 0, "{} is clean", report.id);
        total += score;
    }
    println!("all reports: {total}");
    assert!(total.recall() >= 0.97 && total.naming() >= 0.92 && total.precision() >= 0.98, "{total}");
    assert!(total.slip_recall() >= 0.95, "{total}");
}

#[test]
fn sentences_are_read() {
    let lines = fs::read_to_string(folder().join("sentences.jsonl")).unwrap();
    let mut total = Score::default();
    for line in lines.lines() {
        let sentence: Labelled = serde_json::from_str(line).unwrap();
        total += score(&sentence, &reading(&sentence.text, None));
    }
    println!("sentences: {total}");
    assert!(total.recall() >= 0.97 && total.naming() >= 0.92 && total.precision() >= 0.98, "{total}");
}
