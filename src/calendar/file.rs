//! A notice of holidays as a file: lines of date, kind and name, separated by commas, below a line that says so.

use chrono::NaiveDate;

use super::model::HolidayDay;
use crate::deadlines::codes::DayKind;
use crate::suggest;
use crate::text;
use crate::text::Text;

/// The first line; what follows its columns is left aside.
const HEADER: &str = "date,kind,name";

/// Reads the days.
///
/// # Errors
/// Where a line is none of these, with its number.
pub fn days(file: &str) -> Result<Vec<HolidayDay>, Text> {
    let mut lines = file.trim_start_matches('\u{feff}').lines().zip(1_usize..);
    if !lines.next().is_some_and(|(line, _)| line.starts_with(HEADER)) {
        return Err(text!("第 1 行应为 {HEADER}", "line 1 has to be {HEADER}"));
    }
    lines.filter(|(line, _)| !line.trim().is_empty()).map(|(line, number)| day(line, number)).collect()
}

fn day(line: &str, number: usize) -> Result<HolidayDay, Text> {
    let mut columns = line.split(',').map(str::trim);
    let (Some(date), Some(kind), Some(name)) = (columns.next(), columns.next(), columns.next()) else {
        return Err(text!(
            "第 {number} 行应有日期、类型、名称三列",
            "line {number} needs a date, a kind and a name"
        ));
    };
    let date = NaiveDate::parse_from_str(date, "%Y-%m-%d").map_err(|error| {
        text!("第 {number} 行的日期应写作 YYYY-MM-DD", "line {number}: a day is written YYYY-MM-DD ({error})")
    })?;
    let kind = DayKind::parse(kind).ok_or_else(|| unknown(kind, number))?;
    Ok(HolidayDay { date, kind, name: name.to_owned() })
}

fn unknown(kind: &str, number: usize) -> Text {
    let known: Vec<&str> = DayKind::LABELS.iter().map(|label| label.code).collect();
    let Text { zh, en } = suggest::not_allowed(kind, &known);
    text!("第 {number} 行的类型：{zh}", "line {number}: {en}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_what_is_none_is_named() {
        let read = days(
            "\u{feff}date,kind,name,source\r\n2027-01-01,holiday,元旦,x\n\n2027-01-03,workday_moved,元旦\n",
        );
        let read = read.unwrap();
        assert_eq!((read.len(), read[0].name.as_str(), read[1].kind), (2, "元旦", DayKind::WorkdayMoved));
        for (file, said) in [
            ("", "line 1 has to be date,kind,name"),
            ("2027-01-01,holiday,元旦", "line 1 has to be"),
            ("date,kind,name\n2027-02-30,holiday,元旦", "line 2: a day is written"),
            (
                "date,kind,name\n2027-01-01,holidays,元旦",
                "line 2: “holidays” is not known, did you mean holiday?",
            ),
            ("date,kind,name\n2027-01-01,holiday", "line 2 needs a date"),
        ] {
            assert!(days(file).unwrap_err().en.contains(said), "{file}: {:?}", days(file));
        }
    }
}
