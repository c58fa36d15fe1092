//! What is enforced is what the contract publishes: a JSON Schema validator by others is the judge.

use std::sync::LazyLock;

use jsonschema::Validator;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::json;

use super::*;

fn validator(schema: &Value) -> Validator {
    jsonschema::options().should_validate_formats(true).build(schema).unwrap()
}

static DATES: LazyLock<Validator> =
    LazyLock::new(|| validator(&json!({"type": "string", "format": "date", "pattern": DATE})));
static INSTANTS: LazyLock<Validator> =
    LazyLock::new(|| validator(&json!({"type": "string", "format": "date-time"})));
static UUIDS: LazyLock<Validator> = LazyLock::new(|| validator(&json!({"type": "string", "format": "uuid"})));
/// Texts, of one line where they are short: what is enforced, and its published form.
static TEXTS: LazyLock<[(Value, Validator); 4]> = LazyLock::new(|| {
    [
        (json!({"maxLength": 3}), LINE),
        (json!({"maxLength": 3, "minLength": 1}), FILLED_LINE),
        (json!({"maxLength": 300}), TEXT),
        (json!({"maxLength": 300, "minLength": 1}), FILLED_TEXT),
    ]
    .map(|(enforced, form)| {
        let mut published = enforced.clone();
        published["pattern"] = form.into();
        (enforced, validator(&published))
    })
});

/// Digits in the form of a date, many of which are none.
fn date_like() -> impl Strategy<Value = String> {
    let near = "(19[4-5][0-9]|20[0-9]{2}|210[0-1])-(0[0-9]|1[0-3])-([0-2][0-9]|3[0-2])";
    prop_oneof![4 => near, 1 => "[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}", 1 => "[+-]?[0-9T:.Z-]{0,12}", 1 => "\\PC{0,12}"]
}

/// What a day of the calendar is, worked out from the lengths of the months.
fn is_day(text: &str) -> bool {
    let parts: Vec<u32> = text.split('-').map(|part| part.parse().unwrap()).collect();
    let (year, month, day) = (parts[0], parts[1], parts[2]);
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let lengths = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    (1..=12).contains(&month) && (1..=lengths[month as usize - 1]).contains(&day)
}

/// Text of what makes a difference: control characters, white space, what is beyond the basic plane.
fn text() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        "字",
        "𠮷",
        " ",
        "\n",
        "\t",
        "\r",
        "\u{0}",
        "\u{b}",
        "\u{1f}",
        "\u{7f}",
        "\u{85}",
        "\u{9f}",
        "\u{a0}",
        "\u{2028}",
        "\u{3000}",
        "\u{feff}",
        "\u{200b}",
        "\u{202e}",
        "\u{2066}",
        "\u{ad}",
        "\u{fffe}",
        "\u{fdd0}",
        "\u{e0041}",
        "\u{e0100}",
        "\u{180b}",
        "\u{202f}",
        "\u{fe0f}",
        "\u{fffd}",
        "?",
    ];
    prop_oneof![vec(select(pieces.to_vec()), 0..6).prop_map(|pieces| pieces.concat()), any::<String>()]
}

/// Instants in the form of RFC 3339, and nearly so.
fn instant_like() -> impl Strategy<Value = String> {
    let near = "(19|20)[0-9]{2}-(0[1-9]|1[0-3])-([0-2][0-9]|3[01])[Tt ]([01][0-9]|2[0-5]):[0-6][0-9]:[0-6][0-9](\\.[0-9]{0,9})?([Zz]|[+-](0[0-9]|2[34]):?[0-6][0-9])?";
    prop_oneof![4 => near, 1 => "[0-9T:.Z+-]{0,30}", 1 => "\\PC{0,30}"]
}

proptest! {
    #[test]
    fn dates_are_what_the_contract_says(value in date_like()) {
        let accepted = format_violation("date", &value).is_none();
        prop_assert_eq!(accepted, DATES.is_valid(&json!(value)), "{:?}", value);
        prop_assert_eq!(accepted, pattern::fits(DATE, &value) && is_day(&value), "{:?}", value);
    }

    #[test]
    fn texts_are_what_the_contract_says(value in text()) {
        for (enforced, published) in TEXTS.iter() {
            prop_assume!(lost(&value).is_none());
            // Judged as it is kept, published as it is sent.
            let judged = value.replace("\r\n", "\n").replace('\r', "\n");
            prop_assume!(judged.chars().count() == value.chars().count());
            let accepted = text_violation(enforced, &judged).is_none();
            let has_no_tag = !value.chars().any(|c| matches!(c, '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}'));
            let is_published = published.is_valid(&json!(value)) && has_no_tag;
            prop_assert_eq!(accepted, is_published, "{:?} {}", value, enforced);
        }
    }

    #[test]
    fn uuids_are_what_the_contract_says(
        value in prop_oneof![
            any::<u128>().prop_map(|bits| Uuid::from_u128(bits).to_string()),
            "[0-9a-fA-F]{8}-?[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-gA-F]{11,13}",
            any::<u128>().prop_map(|bits| Uuid::from_u128(bits).braced().to_string()),
            any::<u128>().prop_map(|bits| Uuid::from_u128(bits).simple().to_string()),
            "\\PC{36}",
        ],
    ) {
        prop_assert_eq!(uuid(&value).is_some(), UUIDS.is_valid(&json!(value)), "{:?}", value);
    }

    #[test]
    fn decimals_are_what_their_pattern_says(
        value in prop_oneof!["[0-9]{0,14}(\\.[0-9]{0,3})?", "\\PC{0,16}", "[-+0-9.eE_ ]{0,8}"],
    ) {
        prop_assert_eq!(is_decimal(&value), pattern::fits(r"^[0-9]{1,12}(\.[0-9]{1,2})?$", &value));
    }

    #[test]
    fn instants_are_what_the_contract_says(value in instant_like()) {
        let accepted = format_violation("date-time", &value).is_none();
        prop_assert_eq!(accepted, INSTANTS.is_valid(&json!(value)), "{:?}", value);
    }
}

/// Clients that compile patterns without ECMA-262's flag `u` read two halves for what is beyond U+FFFF.
#[test]
fn every_client_can_compile_the_patterns() {
    for pattern in [TEXT, FILLED_TEXT, LINE, FILLED_LINE] {
        assert!(pattern.is_ascii(), "{pattern}");
    }
}
