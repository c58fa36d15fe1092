//! Deadlines as a calendar (RFC 5545) that telephones subscribe to: a day each, with an alarm before it where its clock warns.

use chrono::{Duration, NaiveDate, NaiveTime};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, Trigger};
use uuid::Uuid;

use super::model::Deadline;
use crate::deadlines;
use crate::text::{Language, Text};
use crate::{digest, text};

/// When an alarm rings on its day, in hours.
const AT: i64 = 9;

/// The name of a region's calendar.
#[must_use]
pub fn name(region: &str) -> Text {
    text!("{region}法定期限", "Deadlines of {region}")
}

/// The calendar of these deadlines. The same deadlines give the same text.
#[must_use]
pub fn calendar(name: &Text, deadlines: &[Deadline], language: Language) -> String {
    let mut calendar = Calendar::new();
    calendar.name(name.in_language(language));
    for deadline in deadlines {
        calendar.push(event(deadline, language));
    }
    calendar.done().to_string()
}

/// On the last working day that is still in time, where that is known.
fn event(deadline: &Deadline, language: Language) -> Event {
    let day = deadline.act_by.or(deadline.due_on).unwrap_or(deadline.started_on);
    let (summary, description) = (summary(deadline), description(deadline));
    let summary = summary.in_language(language).replace('\r', "");
    // The day on which the calendar is made would make it another one each time.
    let (uid, made) = (uid(deadline), deadline.started_on.and_time(NaiveTime::MIN).and_utc());
    let mut event = Event::new();
    event.uid(&uid).timestamp(made).starts(day).summary(&summary);
    event.description(description.in_language(language));
    for days in warnings(deadline) {
        let trigger = Trigger::before_start(Duration::days(days) - Duration::hours(AT));
        let mut alarm = Alarm::display(&summary, trigger);
        alarm.uid(&format!("{days}-{uid}")).timestamp(made);
        event.alarm(alarm);
    }
    event.done()
}

/// The same as long as it is the same clock of the same record.
fn uid(deadline: &Deadline) -> String {
    let record = deadline.id.unwrap_or(Uuid::nil());
    let township = &deadline.township.code;
    format!("{}@fazhi", digest::short(format!("{record} {township} {}", deadline.clock).as_bytes(), 16))
}

fn summary(deadline: &Deadline) -> Text {
    let Deadline { name_zh, name_en, title, township, .. } = deadline;
    let place = &township.name;
    text!("{name_zh}：{title}（{place}）", "{name_en}: {title} ({place})")
}

fn description(deadline: &Deadline) -> Text {
    let Deadline { law, article, .. } = deadline;
    let of = |day: Option<NaiveDate>| day.map_or_else(|| "?".to_owned(), |day| day.to_string());
    let (due_on, act_by) = (of(deadline.due_on), of(deadline.act_by));
    let article = article.unwrap_or("-");
    text!(
        "依据：《{law}》 {article}；期限 {due_on}；最后工作日 {act_by}",
        "By {law}, {article}; due on {due_on}; last working day {act_by}"
    )
}

/// How many days before it to warn.
fn warnings(deadline: &Deadline) -> impl Iterator<Item = i64> {
    let clock = deadlines::find(deadline.clock);
    clock.into_iter().flat_map(|clock| &clock.warn).map(|days| i64::from(*days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlines::codes::{Boundary, Matter, ObligedParty};
    use crate::regions::RegionName;

    fn deadline() -> Deadline {
        let day = |text: &str| text.parse().unwrap();
        Deadline {
            clock: "xf.conclude_60",
            name_zh: "信访事项办结",
            name_en: "petition: conclude",
            law: "信访工作条例",
            article: Some("34"),
            obliged: ObligedParty::Township,
            township: RegionName { code: "540526201".to_owned(), name: "古堆乡".to_owned() },
            resource: "cases",
            kind: Matter::Petition,
            id: Some(Uuid::from_u128(1 << 100)),
            title: "草场, 水源;\r\nBEGIN:VEVENT".to_owned(),
            started_on: day("2024-03-01"),
            due_on: Some(day("2024-05-01")),
            boundary: Boundary::Within,
            act_by: Some(day("2024-04-30")),
            days_left: 3,
            status: "ok".to_owned(),
            unknown: Vec::new(),
        }
    }

    #[test]
    fn a_deadline_is_a_day_with_its_alarms_and_the_same_each_time() {
        let of = || calendar(&name("古堆乡"), &[deadline()], Language::Zh);
        let text = of();
        assert_eq!(text, of());
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.contains(&"DTSTART;VALUE=DATE:20240430"), "{text}");
        assert!(lines.contains(&"X-WR-CALNAME:古堆乡法定期限"), "{text}");
        // Fifteen and seven days before it, at nine o'clock.
        let alarm = |hours: i64| format!("TRIGGER;RELATED=START:-PT{}S", hours * 3600);
        assert!(text.contains(&alarm(14 * 24 + 15)) && text.contains(&alarm(6 * 24 + 15)), "{text}");
        // A title stays a text, whatever stands in it.
        assert_eq!(lines.iter().filter(|line| line.starts_with("BEGIN:VEVENT")).count(), 1, "{text}");
        assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    }
}
