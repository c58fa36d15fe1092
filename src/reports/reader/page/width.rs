//! Full-width digits, letters and per cent signs as their half-width ones, and the numerals of bills (叁万元) as the common ones.

use super::Placed;

pub(super) fn folded(source: &[char]) -> Vec<Placed> {
    let visible = |c: &char| !matches!(c, '\r' | '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}');
    let at = |i: usize| source.get(i).copied().unwrap_or_default();
    source
        .iter()
        .enumerate()
        .filter(|(_, c)| visible(c))
        .map(|(i, &c)| Placed {
            char: folded_char(c, at(i.wrapping_sub(1)), at(i + 1)),
            origin: i,
            gap: false,
        })
        .collect()
}

fn folded_char(char: char, before: char, after: char) -> char {
    match char {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '％' => half(char),
        '．' if is_digit(before) && is_digit(after) => '.',
        '﹪' => '%',
        '\u{3000}' | '\u{a0}' | '\u{2002}'..='\u{200a}' => ' ',
        '｜' => '|',
        _ => bill_numeral(char, before, after).unwrap_or(char),
    }
}

/// The numerals of bills; the common ones stand at the same place.
const BILL: &str = "壹贰叁肆伍陆柒捌玖拾佰仟";
const COMMON: &str = "一二三四五六七八九十百千";

/// A numeral of bills beside another or before 万 and 元, as the surname 陆 and the noun 队伍 are not.
fn bill_numeral(char: char, before: char, after: char) -> Option<char> {
    let place = BILL.chars().position(|c| c == char)?;
    let in_number = BILL.contains(before) || BILL.contains(after) || matches!(after, '万' | '亿' | '元');
    COMMON.chars().nth(place).filter(|_| in_number && before != '队')
}

fn half(char: char) -> char {
    char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char)
}

fn is_digit(char: char) -> bool {
    char.is_ascii_digit() || matches!(char, '０'..='９')
}
