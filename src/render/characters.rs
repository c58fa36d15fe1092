//! What characters of people's texts come into a published file, and how.

/// Whether a character is printed. Controls have no place in XML, and marks that turn the direction of writing could
/// make a number read backwards.
pub(super) fn is_printable(c: char) -> bool {
    let turns = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let noncharacter = u32::from(c) & 0xfffe == 0xfffe || ('\u{fdd0}'..='\u{fdef}').contains(&c);
    !(c.is_control() || turns || noncharacter || c == '\u{feff}' || c == '\u{2028}' || c == '\u{2029}')
}

/// The characters that are printed. Line breaks and tabs become spaces.
pub(super) fn printable(text: &str) -> impl Iterator<Item = char> + '_ {
    let spaced = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c });
    spaced.filter(|&c| is_printable(c))
}

/// Appends text to XML or HTML, in content or between double quotes.
pub(super) fn escape(into: &mut String, text: &str) {
    for c in printable(text) {
        match c {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            '\'' => into.push_str("&#39;"),
            _ => into.push(c),
        }
    }
}

/// How many halves of a Chinese character a text is wide: Latin letters and digits have half its width (半角).
pub(super) fn half_widths(text: &str) -> usize {
    printable(text).map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_turned_directions_are_left_out_and_markup_is_text() {
        let mut escaped = String::new();
        escape(&mut escaped, "一\0\u{1b}\u{202e}\u{ffff}\n<b title=\"a'b\">&\u{a0}𠮷བོད😀");
        assert_eq!(escaped, "一 &lt;b title=&quot;a&#39;b&quot;&gt;&amp;\u{a0}𠮷བོད😀");
    }

    #[test]
    fn digits_are_half_as_wide() {
        assert_eq!(half_widths("2025年1月20日"), 13);
    }
}
