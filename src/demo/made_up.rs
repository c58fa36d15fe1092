//! Made-up records of the other townships: always the same ones, each marked as made up.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

/// The years they cover.
const YEARS: std::ops::RangeInclusive<i32> = 2023..=2025;
/// What every one of them says of itself.
const NOTE: &str = "演示数据，纯属虚构";

/// A township of the demo county, and how busy it is made out to be.
pub struct Township {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    name: &'static str,
    /// Publicity activities a year.
    publicity: u32,
    /// Disputes a year.
    disputes: u32,
}

/// The three whose figures are made up.
pub const TOWNSHIPS: &[Township] = &[
    Township { code: "540526100", name: "措美镇", publicity: 18, disputes: 11 },
    Township { code: "540526101", name: "哲古镇", publicity: 12, disputes: 8 },
    Township { code: "540526200", name: "乃西乡", publicity: 9, disputes: 4 },
];

/// A township's records.
pub fn records(township: &Township) -> Value {
    let years = || YEARS.flat_map(|year| activities(township, year));
    json!({
        "members": members(township),
        "plans": YEARS.map(|year| plan(township, year)).collect::<Vec<_>>(),
        "activities": years().collect::<Vec<_>>(),
        "cases": YEARS.flat_map(|year| cases(township, year)).collect::<Vec<_>>(),
    })
}

/// The `n`th of `count` days spread over a year.
fn day(year: i32, n: u32, count: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, 1, 10).unwrap_or_default();
    first + Days::new(u64::from(n * 340 / count.max(1)))
}

fn members(township: &Township) -> Vec<Value> {
    let seats =
        [("党委书记", "head"), ("镇（乡）长", "head"), ("政法委员", "deputy_head"), ("司法所所长", "member")];
    let seat = |(n, (office, role)): (usize, (&str, &str))| {
        json!({"external_ref": format!("demo-member-{n}"), "township_code": township.code, "note": NOTE,
            "person_name": format!("{}{office}", township.name), "office": office, "group_role": role,
            "body": "leading_group", "serves_from": "2023-01-05"})
    };
    seats.into_iter().enumerate().map(seat).collect()
}

fn plan(township: &Township, year: i32) -> Value {
    let status = if year < 2025 { "completed" } else { "in_force" };
    let task = if year < 2025 { "done" } else { "in_progress" };
    json!({"external_ref": format!("demo-plan-{year}"), "township_code": township.code, "note": NOTE,
    "kind": "annual_plan", "title": format!("{}{year}年法治政府建设工作计划", township.name),
    "period_from": format!("{year}-01-01"), "period_to": format!("{year}-12-31"),
    "adopted_on": format!("{year}-01-20"), "status": status,
    "tasks": [
        {"title": "集中学法", "due_on": format!("{year}-11-30"), "status": task,
         "target": {"indicator": "study_sessions", "value": 4}},
        {"title": "法治宣传", "due_on": format!("{year}-12-10"), "status": task,
         "target": {"indicator": "publicity_activities", "value": township.publicity}}
    ]})
}

/// What kinds of activities a year has, how many of each, and what each one says besides.
fn activities(township: &Township, year: i32) -> Vec<Value> {
    let kinds = [
        ("leading_group_meeting", 2, "法治建设领导小组会议", json!({"problems_solved": 1})),
        ("study_session", 4, "集中学法", json!({"organising_body": "party_committee_study_group"})),
        (
            "training",
            3,
            "干部法治培训",
            json!({"person_times": 16, "persons": 16, "staff_due": 20, "form": "lecture"}),
        ),
        (
            "publicity",
            township.publicity,
            "法治宣传",
            json!({"materials": 80, "audience": 60, "audience_estimated": true,
            "consultations": 3, "venue_class": "village"}),
        ),
        ("dispute_sweep", 6, "矛盾纠纷排查", json!({})),
        ("leader_reception", 4, "领导接访", json!({"consultations": 2})),
    ];
    kinds
        .iter()
        .flat_map(|(kind, count, title, more)| {
            (0..*count).map(move |n| activity(township, (year, n, *count), (*kind, *title), more))
        })
        .collect()
}

fn activity(
    township: &Township,
    (year, n, count): (i32, u32, u32),
    (kind, title): (&str, &str),
    more: &Value,
) -> Value {
    let mut activity = json!({"external_ref": format!("demo-{kind}-{year}-{n}"), "township_code": township.code,
        "note": NOTE, "kind": kind, "held_on": day(year, n, count), "title": title});
    if let (Some(activity), Some(more)) = (activity.as_object_mut(), more.as_object()) {
        activity.extend(more.clone());
        if (township.code, kind, year, n) == ("540526101", "publicity", 2025, 0) {
            // It waits for 古堆乡 to confirm it.
            activity.insert("joint_townships".to_owned(), json!(["540526201"]));
        }
    }
    activity
}

/// Disputes of a year: one in five fails, and the last of the year is closed in the next, or is still pending.
fn cases(township: &Township, year: i32) -> Vec<Value> {
    (0..township.disputes).map(|n| case(township, (year, n))).collect()
}

fn case(township: &Township, (year, n): (i32, u32)) -> Value {
    let accepted = day(year, n, township.disputes);
    let is_last = n + 1 == township.disputes;
    let pending = is_last && year == *YEARS.end();
    let closed = accepted + Days::new(if is_last { 75 } else { 12 });
    let outcome = match (pending, n % 5 == 4) {
        (true, _) => "pending",
        (_, true) => "failed",
        _ => "succeeded",
    };
    json!({"external_ref": format!("demo-case-{year}-{n}"), "township_code": township.code, "note": NOTE,
        "kind": "mediation", "subject": "纠纷调解（虚构）", "accepted_on": accepted,
        "closed_on": (!pending).then_some(closed), "mechanism": "peoples_mediation",
        "organisation_level": "village", "dispute_type": "neighbourhood", "outcome": outcome,
        "agreement": (outcome == "succeeded").then_some("written"),
        "performed": (outcome == "succeeded").then_some(true), "parties": 2})
}
