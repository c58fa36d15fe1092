//! Single rules: what numbers are, how hedges and units are compared, which words a county adds.

use fazhi::reports::reader::compare::{LedgerValue, compare};
use fazhi::reports::reader::{Context, Kind, Lexicon, PlaceNames, Status, read};

use super::reading;

fn status(text: &str, ledger: &str) -> Status {
    let mut reading = reading(text, Some(2024));
    compare(&mut reading, |_| LedgerValue::Value(ledger.parse().unwrap()));
    reading.figures[0].status
}

#[test]
fn hedges_reach_as_far_as_they_say() {
    assert_eq!(status("受理矛盾纠纷50余件。", "53"), Status::Match);
    assert_eq!(status("受理矛盾纠纷50余件。", "49"), Status::Mismatch);
    assert_eq!(status("受理矛盾纠纷近50件。", "48"), Status::Match);
    assert_eq!(status("受理矛盾纠纷近50件。", "51"), Status::Mismatch);
    assert_eq!(status("受理矛盾纠纷不少于50件。", "500"), Status::Match);
}

#[test]
fn money_is_compared_in_yuan() {
    assert_eq!(status("罚款0.35万元。", "3500"), Status::Match);
    assert_eq!(status("罚款0.35万元。", "3549"), Status::Match);
    assert_eq!(status("罚款0.35万元。", "3560"), Status::Mismatch);
    assert_eq!(status("罚款三千五百元。", "3500"), Status::Match);
}

#[test]
fn rates_may_be_cut_off() {
    assert_eq!(status("调解成功率96.9%。", "96.94"), Status::Match);
    assert_eq!(status("调解成功率96.9%。", "96.98"), Status::Match);
    assert_eq!(status("调解成功率96.7%。", "96.94"), Status::Mismatch);
}

#[test]
fn what_is_not_of_the_year_is_not_compared() {
    for text in ["上年受理矛盾纠纷50件。", "2021年以来累计受理矛盾纠纷50件。", "力争受理矛盾纠纷50件以下。"]
    {
        assert_eq!(status(text, "50"), Status::NotChecked, "{text}");
    }
}

#[test]
fn rates_are_worked_out_anew() {
    let rules = |text: &str| reading(text, Some(2024)).slips.iter().map(|slip| slip.rule).collect::<Vec<_>>();
    assert_eq!(rules("受理纠纷2872件，调解成功2784件，成功率96.7%。"), ["rate_mismatch"]);
    assert!(rules("受理纠纷2872件，调解成功2784件，成功率96.94%。").is_empty());
    assert!(rules("受理纠纷2872件，调解成功2784件，成功率96.9%。").is_empty());
}

#[test]
fn another_denominator_is_explained() {
    let reading = reading("受理纠纷184件，调解成功176件，调解不成5件，成功率97.24%。", Some(2024));
    assert!(reading.slips.is_empty(), "{:?}", reading.slips);
    let rate = reading.figures.iter().find(|f| f.kind == Kind::Rate).unwrap();
    assert!(rate.notes[0].message_zh.contains("181"), "{rate:?}");
}

#[test]
fn numbers_that_are_no_figures_stay_out() {
    let text = "利用“3·15”“12·4”等节点，依托12345热线，按照〔2025〕3号文件和第二十四条规定，深入开展“法律七进”，贯彻二十届三中全会精神，电话0000-7788123。";
    assert!(reading(text, Some(2024)).figures.is_empty());
}

#[test]
fn the_regulation_on_legal_aid_is_in_force() {
    assert!(reading("认真落实《法律援助条例》。", Some(2026)).slips.is_empty());
}

#[test]
fn a_county_adds_words() {
    let addition = "[[term]]\ncode = \"leader_receptions\"\nname = \"领导接访下访\"\nforms = [\"马背接访\"]\n\n[[term]]\nname = \"帐篷夜话\"\nunits = [\"场\"]\nforms = [\"帐篷夜话\"]\n";
    let lexicon = Lexicon::with(&[addition]).unwrap();
    let read =
        read("开展马背接访12次、帐篷夜话6场。", &Context { year: None, place: None, lexicon: &lexicon });
    let found: Vec<_> = read.figures.iter().map(|f| (f.indicator.as_deref(), f.name.as_str())).collect();
    assert_eq!(found, [(Some("leader_receptions"), "领导接访下访"), (None, "帐篷夜话")]);
    assert!(Lexicon::with(&["[[term]]\nname = \"x\"\nforms = [\"nowhere> x\"]"]).is_err());
}

#[test]
fn names_that_the_caller_knows_are_foreign() {
    let place = PlaceNames {
        name: "古堆乡".to_owned(),
        within: vec!["措美县".to_owned()],
        others: vec!["哲古镇".to_owned()],
    };
    let context = Context { year: Some(2024), place: Some(&place), lexicon: Lexicon::built_in() };
    let slips = read("哲古镇扎实推进各项工作。与哲古镇联合开展宣传。", &context).slips;
    assert_eq!(slips.iter().map(|slip| (slip.rule, slip.offset)).collect::<Vec<_>>(), [("foreign_place", 0)]);
}
