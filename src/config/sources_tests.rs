//! Values and files of settings, whatever stands in them.

use std::io::Write;

use proptest::collection::btree_map;
use proptest::prelude::*;
use proptest::sample::select;
use tempfile::NamedTempFile;

use super::*;

/// The settings that are numbers, with what they allow.
const NUMBERS: [(&str, i64, i64); 6] = [
    ("pool_size", 1, 1000),
    ("pool_timeout_ms", 1, 60_000),
    ("statement_timeout_ms", 1, 600_000),
    ("rate_burst", 1, 10_000_000),
    ("workers", 1, 256),
    ("shutdown_seconds", 0, 600),
];

fn checked(id: &str, value: &str) -> Result<(), Error> {
    check(id, &Found::in_variable("here", value.into()))
}

/// The values in a file of this text.
fn file(text: &str) -> Result<BTreeMap<String, Found>, Error> {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    from_file(&arguments(), file.path(), "here")
}

/// The settings that may stand in a file.
fn ids() -> Vec<String> {
    arguments().iter().map(|arg| arg.get_id().to_string()).filter(|id| id != "config").collect()
}

fn value() -> impl Strategy<Value = toml::Value> {
    prop_oneof![
        any::<String>().prop_map(toml::Value::String),
        any::<i64>().prop_map(toml::Value::Integer),
        any::<bool>().prop_map(toml::Value::Boolean),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn a_number_is_taken_within_its_bounds_and_refused_by_name(
        (id, least, most) in select(NUMBERS.to_vec()),
        text in prop_oneof!["[0-9]{1,6}", "-?[0-9]{0,25}", "[0-9 +.ex_-]{0,6}", "\\PC{0,8}"],
    ) {
        let right = text.parse::<i64>().is_ok_and(|number| (least..=most).contains(&number));
        let found = checked(id, &text);
        prop_assert_eq!(found.is_ok(), right, "{} {:?}", id, text);
        if let Err(error) = found {
            prop_assert!(error.to_string().starts_with("here: "), "{}", error);
        }
    }

    #[test]
    fn no_value_of_any_setting_is_too_odd(id in select(ids()), text in prop_oneof!["[^\u{0}]{0,20}", "-{0,2}[a-z=]{0,8}"]) {
        if let Err(error) = checked(&id, &text) {
            let shown = error.to_string();
            let reason = reasons::no_url(&text, Form::Variable);
            let no_url = Error::Value { origin: Text::said("here"), reason }.to_string();
            let of_secret = ["here: 这个值不能用\nhere: this value cannot be used".to_owned(), no_url];
            prop_assert!(!SECRETS.contains(&id.as_str()) || of_secret.contains(&shown), "{}", shown);
        }
    }

    #[test]
    fn what_stands_in_a_file_is_found_there(table in btree_map(select(ids()), value(), 0..8)) {
        let text = table.iter().map(|(id, value)| (id.clone(), value.clone())).collect::<toml::Table>().to_string();
        let found = file(&text).unwrap();
        prop_assert_eq!(found.len(), table.len());
        for (id, value) in table {
            let as_text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            prop_assert_eq!(found[&id].value.to_str(), Some(as_text.as_str()));
            let origin = found[&id].origin.as_str();
            prop_assert!(origin.ends_with(id.as_str()), "{} of {}", origin, id);
        }
    }

    #[test]
    fn a_name_that_is_no_settings_is_refused(name in "[a-z_]{1,16}", value in 0..9_i64) {
        let known = ids().contains(&name);
        prop_assert_eq!(file(&format!("{name} = {value}")).is_ok(), known);
    }

    #[test]
    fn no_file_is_too_odd(text in prop_oneof![any::<String>(), "(pool_size|=|\\[|\\]|\"|1|\n|'| |\\{|#|-|:){0,20}"]) {
        let _ = file(&text);
    }
}
