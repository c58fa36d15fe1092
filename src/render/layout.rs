//! Measures of GB/T 9704-2012 (党政机关公文格式), and what it says on lines, for all formats.

use super::characters::half_widths;

/// What the attachment is called, after the text and above the table.
pub(super) const ATTACHMENT_TITLE: &str = "法治政府建设主要数据";
/// Heads of the columns of the attachment.
pub(super) const COLUMNS: [&str; 6] = ["序号", "指标", "数值", "单位", "记录数", "备注"];
/// What a draft says on each page.
pub(super) const DRAFT_MARK: &str = "草稿　不对外公开";

/// Lines of 2号 hold 20 characters; a title that fills one to its end is divided as well.
const TITLE_HALF_WIDTHS: usize = 2 * 19;
/// After these words a title may be divided: each part keeps its sense (词意完整).
const TITLE_WORDS: [&str; 12] =
    ["委员会", "人民政府", "办事处", "街道", "县", "乡", "镇", "年度", "年", "法治政府建设", "情况", "的"];

/// The lines of a title (7.3.1): as its author divided it, else at the word's end that makes lines most alike.
pub(super) fn title_lines(title: &str) -> Vec<&str> {
    let lines: Vec<&str> = title.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines[..] {
        [line] if half_widths(line) > TITLE_HALF_WIDTHS => divided(line),
        _ => lines,
    }
}

/// A line in two, where a word ends near its middle; in one where none does.
fn divided(line: &str) -> Vec<&str> {
    let ends = TITLE_WORDS.iter().flat_map(|word| line.match_indices(word).map(|(at, word)| at + word.len()));
    let parts = ends.filter_map(|end| line.split_at_checked(end)).filter(|(_, after)| !after.is_empty());
    let alike = |&(before, after): &(&str, &str)| half_widths(before).abs_diff(half_widths(after));
    // A word inside another one ends earlier than it: 年 in 年度.
    let whole = parts.filter(|(_, after)| !after.starts_with('度') && !after.starts_with('的'));
    whole.min_by_key(alike).map_or_else(|| vec![line], |(before, after)| vec![before, after])
}

/// Space at the right of organs and date, in halves of a character (7.3.5.2, without a seal): an organ has two characters of space,
/// the date begins two characters after the organ; where the date is too long for that, it has the two characters and the organ moves.
pub(super) struct Signature {
    /// Of each organ.
    pub organs: Vec<usize>,
    /// Of the date.
    pub date: usize,
}

/// Where organs and date stand. Organs of a joint document stand below each other, centred on the longest.
pub(super) fn signature(organs: &[String], date: Option<&str>) -> Signature {
    let widths: Vec<usize> = organs.iter().map(|organ| half_widths(organ)).collect();
    let longest = widths.iter().copied().max().unwrap_or(0);
    let date_width = date.map_or(0, half_widths);
    let (organ_space, date_space) = match longest.checked_sub(date_width) {
        Some(rest) if rest >= 4 => (4, rest),
        _ if longest == 0 || date.is_none() => (4, 4),
        _ => ((8 + date_width).saturating_sub(longest), 4),
    };
    Signature {
        organs: widths.iter().map(|width| organ_space + (longest - width) / 2).collect(),
        date: date_space,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_divided_where_words_end() {
        assert_eq!(title_lines("古堆乡2024年度法治政府建设工作情况报告").len(), 1);
        let long = title_lines("措美县古堆乡人民政府2024年度法治政府建设工作情况报告");
        assert_eq!(long, ["措美县古堆乡人民政府2024年度", "法治政府建设工作情况报告"]);
        let joint = title_lines("中共古堆乡委员会　古堆乡人民政府关于2024年度法治政府建设情况的报告");
        assert_eq!(joint, ["中共古堆乡委员会　古堆乡人民政府", "关于2024年度法治政府建设情况的报告"]);
        assert_eq!(title_lines("一\n\n二"), ["一", "二"]);
        assert_eq!(title_lines(&"甲".repeat(40)).len(), 1);
        assert!(title_lines("").is_empty());
    }

    #[test]
    fn the_date_begins_two_characters_after_the_organ() {
        let organs = ["措美县古堆乡人民政府".to_owned()];
        let placed = signature(&organs, Some("2025年1月20日"));
        // 20 halves of an organ, 13 of a date: 7 at the date's right put its beginning 4 after that of the organ.
        assert_eq!((placed.organs, placed.date), (vec![4], 7));
    }

    #[test]
    fn a_date_too_long_for_that_moves_the_organ() {
        let organs = ["古堆乡人民政府".to_owned(), "古堆乡委员会".to_owned()];
        let placed = signature(&organs, Some("2025年12月31日"));
        assert_eq!((placed.organs, placed.date), (vec![8, 9], 4));
    }
}
