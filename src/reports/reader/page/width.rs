//! Full-width digits, letters and per cent signs, as their half-width ones.

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
        _ => char,
    }
}

fn half(char: char) -> char {
    char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char)
}

fn is_digit(char: char) -> bool {
    char.is_ascii_digit() || matches!(char, '０'..='９')
}
