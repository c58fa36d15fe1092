//! A report as it was published: its figures, its four slips, nothing else.

use fazhi::reports::reader::Status;
use fazhi::reports::reader::compare::{LedgerValue, compare};

use super::reading;

pub const SEED: &str = include_str!("data/seed.txt");

#[test]
fn figures_are_found() {
    let reading = reading(SEED, None);
    assert_eq!(reading.year, Some(2024));
    assert_eq!(
        (reading.place.name.as_str(), reading.place.within.as_slice()),
        ("古堆乡", &["措美县".to_owned()][..])
    );
    let found: Vec<(String, String)> = reading
        .figures
        .iter()
        .map(|f| {
            (
                f.indicator.clone().unwrap_or_default(),
                format!("{}{}", serde_json::to_string(&f.value).unwrap(), f.unit),
            )
        })
        .collect();
    let expected = [
        ("leading_group_heads", "2人"),
        ("study_sessions", "6次"),
        ("seminars", "1次"),
        ("training_sessions", "4场次"),
        ("training_person_times", "50人次"),
        ("training_coverage", "100%"),
        ("publicity_activities", "13场次"),
        ("publicity_materials", "2000份"),
        ("legal_consultations", "null人次"),
        ("disputes_accepted", "5件"),
        ("disputes_resolved", "5件"),
        ("mediation_success_rate", "100%"),
    ];
    assert_eq!(found, expected.map(|(code, value)| (code.to_owned(), value.to_owned())));
}

#[test]
fn slips_are_found_and_nothing_else() {
    let slips = reading(SEED, None).slips;
    let rules: Vec<_> = slips.iter().map(|slip| slip.rule).collect();
    assert_eq!(rules, ["law_name_misspelt", "lost_figure", "mixed_section_marks"], "{slips:?}");
    assert!(slips[1].phrase.starts_with("解答群众"));
    assert!(slips[2].phrase.starts_with("(三)") && slips[2].phrase.ends_with(','));
}

#[test]
fn places_are_counted_in_characters() {
    let chars: Vec<char> = SEED.chars().collect();
    for figure in reading(SEED, None).figures {
        let words: String = chars[figure.offset..figure.offset + figure.length].iter().collect();
        assert_eq!(words, figure.phrase);
    }
}

#[test]
fn a_lost_figure_is_missing_where_the_ledger_has_one() {
    let mut reading = reading(SEED, None);
    compare(&mut reading, |_| LedgerValue::Value("38".parse().unwrap()));
    let lost =
        reading.figures.iter().find(|f| f.indicator.as_deref() == Some("legal_consultations")).unwrap();
    assert_eq!(lost.status, Status::Missing);
}
