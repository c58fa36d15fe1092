//! 65 due dates that were counted by hand and recounted by another program: how, says the last column of `golden.tsv`.

use chrono::NaiveDate;

use super::{Course, Due, find, shipped};

const TABLE: &str = include_str!("golden.tsv");

struct Row<'a>(Vec<&'a str>);

impl<'a> Row<'a> {
    fn get(&self, column: &str) -> &'a str {
        let header = TABLE.lines().next().unwrap();
        self.0[header.split('\t').position(|name| name == column).unwrap()]
    }

    fn day(&self, column: &str) -> Option<NaiveDate> {
        Some(self.get(column)).filter(|text| !text.is_empty()).map(|text| text.parse().unwrap())
    }

    fn computed(&self) -> Due {
        let course = Course {
            start: self.day("start").unwrap(),
            extended: self.get("extended").parse().unwrap_or_default(),
            paused: Some(self.get("paused"))
                .filter(|text| !text.is_empty())
                .map(|text| text.parse().unwrap())
                .into_iter()
                .collect(),
        };
        let region = Some(self.get("region")).filter(|code| !code.is_empty());
        find(self.get("clock")).unwrap().due(&course, &shipped().working_days(region)).unwrap()
    }
}

#[test]
fn every_row_is_reproduced() {
    let rows: Vec<Row> = TABLE.lines().skip(1).map(|line| Row(line.split('\t').collect())).collect();
    assert_eq!(rows.len(), 65);
    for row in rows {
        let due = row.computed();
        let told = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let computed = [told(due.natural_end), told(due.rolled_end), told(due.due_on), told(due.act_by)];
        let columns = ["natural_end", "rolled_end", "due_on", "act_by"].map(|name| row.get(name).to_owned());
        assert_eq!(computed, columns, "{}: {}", row.get("id"), row.get("counting"));
        assert_eq!(due.status.to_string(), row.get("status"), "{}", row.get("id"));
        assert_eq!(due.boundary.as_str(), row.get("boundary"), "{}", row.get("id"));
        assert_eq!(due.unknown.is_empty(), due.act_by.is_some(), "{}", row.get("id"));
    }
}
