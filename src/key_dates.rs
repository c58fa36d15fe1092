//! The key dates of legal publicity (普法重要节点) that all counties share, with the days of the year that each is about, and the
//! conditions by which figures count activities on them. Terms that a county has added have no days here.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::coded::Label;

/// A key date of every year.
#[derive(Debug)]
pub struct KeyDate {
    /// Its code and names.
    pub term: Label<'static>,
    /// Its first and last day, each as month × 100 + day; within one year.
    days: RangeInclusive<u32>,
}

const fn key_date(
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    days: RangeInclusive<u32>,
) -> KeyDate {
    KeyDate { term: Label { code, zh, en }, days }
}

const ALL: &[KeyDate] = &[
    // 国际消费者权益日, observed by 中国消费者协会 since 1986.
    key_date("consumer_rights_day", "3·15 消费者权益保护日", "Consumer Rights Day, 15 March", 315..=315),
    // 国家安全法 art. 14.
    key_date(
        "national_security_education_day",
        "4·15 全民国家安全教育日",
        "National Security Education Day, 15 April",
        415..=415,
    ),
    // Every May since 2021, by notices of 中央宣传部, 司法部 and others.
    key_date("civil_code_month", "5 月 民法典宣传月", "Civil Code Month, May", 501..=531),
    // Every June since 2002, by notices of 国务院安全生产委员会.
    key_date("work_safety_month", "6 月 安全生产月", "Work Safety Month, June", 601..=630),
    // Resolution 42/112 of the General Assembly of the United Nations.
    key_date("anti_drug_day", "6·26 国际禁毒日", "Anti-Drug Day, 26 June", 626..=626),
    // Set by 公安部 in 1992.
    key_date("fire_safety_day", "11·9 全国消防日", "Fire Safety Day, 9 November", 1109..=1109),
    // The day: decision of the Standing Committee of the National People's Congress of 1 November 2014, 法治宣传教育法 art. 13. The
    // week around it (宪法宣传周) since 2018, by notices of 中央宣传部, 司法部 and 全国普法办.
    key_date("constitution_day", "12·4 国家宪法日", "National Constitution Day, 4 December", 1201..=1207),
];

static TERMS: LazyLock<Vec<Label<'static>>> = LazyLock::new(|| ALL.iter().map(|date| date.term).collect());

/// The terms of the key dates, in the order of the year.
#[must_use]
pub fn terms() -> &'static [Label<'static>] {
    &TERMS
}

/// Month × 100 + day of the column `held_on`. It is immutable, so that any node of a distributed database computes it.
const HELD_ON: &str = "(extract(month FROM held_on) * 100 + extract(day FROM held_on))";

static FITS: LazyLock<String> = LazyLock::new(|| {
    let whens = ALL.iter().map(|date| format!("WHEN '{}' THEN {}", date.term.code, is_within(date)));
    format!("(CASE key_date {} ELSE key_date IS NOT NULL END)", whens.collect::<Vec<_>>().join(" "))
});

/// All days together, so that the day of an activity is compared once.
static IS_ONE: LazyLock<String> = LazyLock::new(|| {
    let days = ALL.iter().map(|date| format!("[{},{}]", date.days.start(), date.days.end()));
    let days = days.collect::<Vec<_>>().join(",");
    format!("('{{{days}}}'::int4multirange @> {HELD_ON}::integer)")
});

fn is_within(date: &KeyDate) -> String {
    format!("{HELD_ON} BETWEEN {} AND {}", date.days.start(), date.days.end())
}

/// The condition, in SQL, that the day in the column `held_on` fits the key date in the column `key_date`. A term without days fits
/// every day; false where no key date is stated.
#[must_use]
pub fn key_date_fits_sql() -> &'static str {
    &FITS
}

/// The condition, in SQL, that a key date is about the day in the column `held_on`, whether or not one is stated.
#[must_use]
pub fn is_a_key_date_sql() -> &'static str {
    &IS_ONE
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn every_key_date_has_days_that_are_in_the_calendar() {
        for date in ALL {
            let (first, last) = (*date.days.start(), *date.days.end());
            assert!(first <= last, "{date:?}");
            for bound in [first, last] {
                assert!(NaiveDate::from_ymd_opt(2023, bound / 100, bound % 100).is_some(), "{date:?}");
            }
        }
        assert!(ALL.is_sorted_by_key(|date| *date.days.start()));
    }
}
