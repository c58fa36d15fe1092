//! Percentages as text.

/// `part` in percent of `whole` (which is not 0) to two decimals, rounded half up; but a part less than the whole is never
/// rounded to 100.00, nor one above 0 to 0.00.
#[must_use]
pub fn percent(part: i64, whole: i64) -> String {
    let (part, whole) = (i128::from(part), i128::from(whole));
    let hundredths = (part * 20_000 + whole) / (whole * 2);
    let hundredths = match hundredths {
        10_000 if part < whole => 9_999,
        0 if part > 0 => 1,
        exact => exact,
    };
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn percentages_are_exact_and_never_flatter() {
        // Each calculated by hand.
        for (part, whole, expected) in [
            (5, 5, "100.00"),
            (0, 5, "0.00"),
            (1, 3, "33.33"),
            (2, 3, "66.67"),
            (977, 1033, "94.58"),
            (2499, 2500, "99.96"),
            (99_999, 100_000, "99.99"),
            (1, 100_000, "0.01"),
            (1, 8, "12.50"),
            (1, 1600, "0.06"),
            (6, 5, "120.00"),
        ] {
            assert_eq!(percent(part, whole), expected, "{part} of {whole}");
        }
    }

    proptest::proptest! {
        #[test]
        fn all_of_it_is_100_and_only_all(part in 0..1_000_000_i64, more in 0..1_000_000_i64) {
            let whole = part + more;
            proptest::prop_assume!(whole > 0);
            proptest::prop_assert_eq!(percent(part, whole) == "100.00", more == 0);
        }
    }
}
