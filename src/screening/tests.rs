use std::time::Instant;

use proptest::prelude::*;

use super::forms::check_of;
use super::*;

const IDENTITY: &[Personal] = &[Personal::Identity];
const TELEPHONE: &[Personal] = &[Personal::Telephone];

#[test]
fn identity_numbers_are_found_however_they_are_written() {
    // The examples of GB 11643-1999.
    for text in [
        "11010519491231002X",
        "440524188001010014",
        "身份证号11010519491231002x，住古堆乡",
        "１１０１０５１９４９１２３１００２Ｘ",
        "༡༡༠༡༠༥༡༩༤༩༡༢༣༡༠༠༢X",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "110105－1949－1231－002 X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "110105\u{200b}19491231002X",
        "编号2024-11010519491231002X",
        "扎西11010519491231002X次仁440524188001010014",
        "ID11010519491231002X",
        // Of the old form.
        "110105491231002",
        "（110105491231002）",
    ] {
        assert_eq!(find(text), IDENTITY, "{text}");
    }
}

#[test]
fn telephone_numbers_are_found_however_they_are_written() {
    for text in [
        "13800138000",
        "电话：13800138000。",
        "tel13800138000",
        "+8613800138000",
        "+86 138 0013 8000",
        "86-138-0013-8000",
        "008613800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138 00138000",
        "1380013 8000",
        "１３８００１３８０００",
        "1.13800138000 2.13900139000",
        "13800138000,13900139000",
        "138 0013 8000 139 0013 9000",
        "0893-7654321",
        "08937654321",
        "(0893)7654321",
        "（0893）765 4321",
        "010-87654321",
        "021-87654321-8001",
        "0893—7654321转3",
    ] {
        assert_eq!(find(text), TELEPHONE, "{text}");
    }
    assert_eq!(find("11010519491231002X，13800138000"), [Personal::Identity, Personal::Telephone]);
}

/// A slip of the pen in the last place tells of the same person.
#[test]
fn identity_numbers_with_a_wrong_check_character_are_found() {
    for text in
        ["110105194912310021", "身份证：540526 19900101 0010，", "１１０１０５１９４９１２３１００２１"]
    {
        assert_eq!(find(text), IDENTITY, "{text}");
    }
}

#[test]
fn bank_cards_are_found_however_they_are_written() {
    // Numbers that issuers give for trying out, and made-up ones with the right check digit.
    for text in [
        "4111111111111111",
        "5555 5555 5555 4444",
        "3530-1113-3330-0000",
        "6200000000000005",
        "卡号６２０００００００００００００５",
        "6222 0210 0101 2345 671",
        "9558800000000000000",
    ] {
        assert_eq!(find(text), [Personal::BankCard], "{text}");
    }
}

#[test]
fn other_numbers_are_left_alone() {
    for text in [
        "",
        "草场边界纠纷",
        "540526201",
        "古调〔2024〕3号",
        "2024-调-003",
        "藏政发〔2024〕12号、2023-11-25至2024-01-31",
        "20240520 20240521",
        "2024-05-20T08:30:00Z",
        "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b",
        "01931390-1380-7138-8013-13800138000a",
        "12000.00元",
        "13800138000.00",
        "13800138000元",
        "1380013800",
        "138001380001",
        "23800138000",
        "12800138000",
        "2024-138-0013-8000",
        "138-0013-8000-2",
        "12345",
        "12348",
        "400-800-8000",
        "0301-20240305",
        "0893-1234567",
        "00012345678",
        // Longer than a number, or with a wrong check character, month or day.
        "1110105194912310021",
        "11010519491331002X",
        "990105194912310021",
        "110105490230002",
        "990105491231002",
        "1101054912310021",
        // Of a card's form, but with a wrong check digit, or of no issuer.
        "6222021001012345678",
        "1222021001012345677",
    ] {
        assert_eq!(find(text), [], "{text}");
    }
}

/// A record without digits costs next to nothing: this is a minute's worth of records, also where they are compiled
/// without optimisation.
#[test]
fn a_text_without_digits_is_read_in_no_time() {
    let text = "双方当事人经调解达成协议，".repeat(150);
    let begun = Instant::now();
    for _ in 0..100 {
        assert_eq!(find(&text), []);
    }
    assert!(begun.elapsed().as_millis() < 1000, "{:?}", begun.elapsed());
}

/// The text of a valid number.
fn identity_number() -> impl Strategy<Value = String> {
    let day = (1900..2030_i32, 1..=12_u32, 1..=31_u32)
        .prop_filter_map("a day", |(year, month, day)| chrono::NaiveDate::from_ymd_opt(year, month, day));
    (100_000..999_999_u32, day, 0..1000_u32).prop_map(|(place, day, sequence)| {
        let body = format!("{place}{}{sequence:03}", day.format("%Y%m%d"));
        let check = char::from(check_of(body.as_bytes()));
        format!("{body}{check}")
    })
}

/// Text with digits, but none at its ends that would make a number longer.
fn chinese() -> impl Strategy<Value = String> {
    "([\\u{4e00}-\\u{9fa5}，。：、（）〔〕]{1,20}[0-9]{0,8}){0,3}[\\u{4e00}-\\u{9fa5}，。：、（）]{0,3}"
        .prop_map(|text| if text.ends_with(|c: char| c.is_ascii_digit()) { text + "，" } else { text })
}

proptest! {
    #[test]
    fn every_identity_number_in_chinese_text_is_found(
        before in chinese(), number in identity_number(), after in chinese(), gap in "[ \\-　－]{0,1}",
    ) {
        let parts = [&number[..6], &number[6..14], &number[14..]].join(&gap);
        let found = find(&format!("{before}{parts}{after}"));
        prop_assert!(found.contains(&Personal::Identity), "{before}{parts}{after}");
    }

    #[test]
    fn eighteen_digits_at_random_are_found_where_they_are_a_number(digits in "[1-9][0-9]{16}[0-9X]") {
        let is_one = forms::is_identity_number(digits.as_bytes());
        prop_assert_eq!(find(&digits).contains(&Personal::Identity), is_one);
    }

    #[test]
    fn every_mobile_number_in_chinese_text_is_found(
        before in chinese(), number in "1[3-9][0-9]{9}", after in "[，。、次仁]{0,3}", code in "(\\+86|86|0086)? ?",
    ) {
        let text = format!("{before}电话{code}{number}{after}");
        prop_assert!(find(&text).contains(&Personal::Telephone), "{}", text);
    }

    #[test]
    fn nothing_is_too_odd_to_be_read(text in any::<String>(), digits in "[0-9０-９Xx \\-（）.元a-f]{0,60}") {
        let _ = find(&text);
        let _ = find(&digits);
        let _ = find(&format!("{text}{digits}"));
    }
}
