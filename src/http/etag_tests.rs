//! The grammar, and the two comparisons.

use actix_web::http::header::EntityTag;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::http::pattern;

fn tags(value: &str) -> Option<Condition> {
    Condition::parse(value)
}

#[test]
fn reads_the_grammar() {
    let both = Some(Condition::Tags(vec![ETag::weak("a,b"), ETag::version(3)]));
    assert_eq!(tags("*"), Some(Condition::Any));
    assert_eq!(tags("\"3\""), Some(Condition::Tags(vec![ETag::version(3)])));
    for several in ["W/\"a,b\" , \"3\"", "W/\"a,b\",\"3\"", ",, W/\"a,b\"\t,, ,\"3\",", " W/\"a,b\",\"3\" "] {
        assert_eq!(tags(several), both, "{several}");
    }
}

#[test]
fn refuses_what_is_not_of_the_grammar() {
    for bad in [
        "",
        ",",
        " ",
        "3",
        "\"3",
        "\"3\" \"4\"",
        "w/\"3\"",
        "W/ \"3\"",
        "\"a b\"",
        "*,\"3\"",
        "*,*",
        "\u{a0}*",
    ] {
        assert_eq!(tags(bad), None, "{bad}");
    }
}

#[test]
fn strong_and_weak_comparison_differ() {
    let weak = Condition::Tags(vec![ETag::weak("3")]);
    assert!(!weak.matches_strongly(&ETag::version(3)));
    assert!(weak.matches_weakly(&ETag::version(3)));
    assert!(!Condition::Tags(vec![ETag::version(3)]).matches_strongly(&ETag::version(4)));
}

/// Text made of what such values are made of, so that many are nearly right.
fn nearly() -> impl Strategy<Value = String> {
    let pieces = [
        "\"",
        "W/",
        ",",
        " ",
        "\t",
        "*",
        "3",
        "abc",
        "é",
        "\u{7f}",
        "\u{0}",
        "\"3\"",
        "W/\"1-a\"",
        "w/",
        "字",
    ];
    vec(select(pieces.to_vec()), 0..12).prop_map(|pieces| pieces.concat())
}

fn etag(opaque: &'static str) -> impl Strategy<Value = ETag> {
    (opaque, any::<bool>()).prop_map(|(opaque, weak)| ETag { weak, opaque })
}

proptest! {
    #[test]
    fn reads_what_the_published_grammar_allows_and_nothing_else(value in prop_oneof![nearly(), "\\PC{0,40}"]) {
        // White space round a value is no part of it (RFC 9110 §5.5).
        let value = value.trim_matches([' ', '\t']);
        prop_assert_eq!(Condition::parse(value).is_some(), pattern::fits(Condition::GRAMMAR, value));
    }

    #[test]
    fn a_list_of_tags_reads_back(list in vec(etag("[!#-~é字]{0,8}"), 1..6), gap in "[ \t]{0,2},[ \t]{0,2}") {
        let value = list.iter().map(ETag::to_string).collect::<Vec<_>>().join(&gap);
        prop_assert_eq!(Condition::parse(&value), Some(Condition::Tags(list)));
    }

    /// The framework has a reader of single tags, of ASCII, and both comparisons.
    #[test]
    fn agrees_with_the_framework(one in etag("[!#-~]{0,8}"), other in prop_oneof![etag("[!#-~]{0,2}"), Just(ETag::version(3))]) {
        let theirs = |tag: &ETag| tag.to_string().parse::<EntityTag>().unwrap();
        let condition = Condition::Tags(vec![one.clone()]);
        for current in [&one, &other] {
            prop_assert_eq!(condition.matches_strongly(current), theirs(&one).strong_eq(&theirs(current)));
            prop_assert_eq!(condition.matches_weakly(current), theirs(&one).weak_eq(&theirs(current)));
        }
    }

    #[test]
    fn a_value_of_any_length_is_read_in_no_time(piece in nearly(), times in 1..4000_usize) {
        let started = std::time::Instant::now();
        let _ = Condition::parse(&piece.repeat(times));
        prop_assert!(started.elapsed().as_millis() < 500);
    }
}
