//! Made-up records of the other townships: always the same ones, each marked as made up.

mod decisions;

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Value, json};

use self::decisions::{decision, documents, reviews};

/// From this year on there are petitions and legal aid, too. The years before are as the reports have them.
const OF_ALL_KINDS: i32 = 2025;
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
    /// The first year of its records; the last is the present one.
    since: i32,
}

/// The townships, and what of theirs is made up: of 古堆乡, the years after the one whose report there is.
pub const TOWNSHIPS: &[Township] = &[
    Township { code: "540526100", name: "措美镇", publicity: 18, disputes: 11, since: 2023 },
    Township { code: "540526101", name: "哲古镇", publicity: 12, disputes: 8, since: 2023 },
    Township { code: "540526200", name: "乃西乡", publicity: 9, disputes: 4, since: 2023 },
    Township { code: "540526201", name: "古堆乡", publicity: 8, disputes: 5, since: 2025 },
];

/// A township's records of what has happened up to this day.
pub fn records(township: &Township, today: NaiveDate) -> Value {
    let years = township.since..=today.year();
    let activities = years.clone().flat_map(|year| activities(township, year, today));
    let cases = years.clone().flat_map(|year| cases(township, year, today));
    let duties = years.clone().flat_map(|year| duties(township, year, today));
    let shortcomings = years.clone().filter_map(|year| shortcoming(township, year, today));
    let observations = years.clone().flat_map(|year| observations(township, year, today));
    let decisions = years.clone().filter_map(|year| decision(township, year, today));
    let documents = years.clone().flat_map(|year| documents(township, year, today));
    let reviews = years.clone().flat_map(|year| reviews(township, year, today));
    json!({
        "members": members(township),
        "observations": observations.collect::<Vec<_>>(),
        "duties": duties.collect::<Vec<_>>(),
        "shortcomings": shortcomings.collect::<Vec<_>>(),
        "declarations": years.clone().filter(|year| *year < today.year()).map(|year| declaration(township, year))
            .collect::<Vec<_>>(),
        "plans": years.map(|year| plan(township, year, today)).collect::<Vec<_>>(),
        "activities": activities.collect::<Vec<_>>(),
        "cases": cases.chain(under_way(township, today)).collect::<Vec<_>>(),
        "decisions": decisions.collect::<Vec<_>>(),
        "documents": documents.collect::<Vec<_>>(),
        "legality_reviews": reviews.collect::<Vec<_>>(),
    })
}

/// The `n`th of `count` days spread over a year.
fn day(year: i32, n: u32, count: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(year, 1, 10).unwrap_or_default();
    first + Days::new(u64::from(n * 340 / count.max(1)))
}

/// Those of 古堆乡 come from its report.
fn members(township: &Township) -> Vec<Value> {
    if township.code == "540526201" {
        return Vec::new();
    }
    let seats =
        [("党委书记", "head"), ("镇（乡）长", "head"), ("政法委员", "deputy_head"), ("司法所所长", "member")];
    let seat = |(n, (office, role)): (usize, (&str, &str))| {
        json!({"external_ref": format!("demo-member-{n}"), "township_code": township.code, "note": NOTE,
            "person_name": format!("{}{office}", township.name), "office": office, "group_role": role,
            "body": "leading_group", "serves_from": "2023-01-05"})
    };
    seats.into_iter().enumerate().map(seat).collect()
}

fn plan(township: &Township, year: i32, today: NaiveDate) -> Value {
    let is_over = year < today.year();
    let status = if is_over { "completed" } else { "in_force" };
    let task = if is_over { "done" } else { "in_progress" };
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

/// What the two heads of a township do in a year.
fn duties(township: &Township, year: i32, today: NaiveDate) -> Vec<Value> {
    let acts = [
        ("party_secretary", "deployed", "部署年度法治建设工作"),
        ("township_head", "supervised", "督办法治建设重点任务"),
        ("party_secretary", "lectured", "讲授法治课"),
        ("township_head", "studied_law", "学习宪法和行政法律法规"),
        ("party_secretary", "reported", "年度述法"),
        ("township_head", "reported", "年度述法"),
    ];
    let days = (0_u32..).map(|n| (n, day(year, n, 6)));
    let has_come = days.zip(acts).filter(|((_, day), _)| *day <= today);
    has_come
        .map(|((n, day), (office, kind, subject))| {
            json!({"external_ref": format!("demo-duty-{year}-{n}"), "township_code": township.code, "note": NOTE,
                "office": office, "kind": kind, "performed_on": day, "subject": subject})
        })
        .collect()
}

/// What a township finds wanting in October, and puts right by the May after.
fn shortcoming(township: &Township, year: i32, today: NaiveDate) -> Option<Value> {
    let found = NaiveDate::from_ymd_opt(year, 10, 15).filter(|day| *day <= today)?;
    let closed = NaiveDate::from_ymd_opt(year + 1, 5, 20).filter(|day| *day <= today);
    Some(
        json!({"external_ref": format!("demo-shortcoming-{year}"), "township_code": township.code, "note": NOTE,
        "title": "普法形式单一", "cause": "人手不足", "found_by": "self_check", "found_on": found,
        "remedy": "用藏汉双语开展案例普法", "status": if closed.is_some() { "closed" } else { "open" },
        "closed_on": closed, "result": closed.map(|_| "已组织双语宣讲")}),
    )
}

/// What a township counts in the middle of a year.
fn observations(township: &Township, year: i32, today: NaiveDate) -> Vec<Value> {
    let observed = [
        ("legal_advisers", "1"),
        ("mediators", "9"),
        ("staff_due_for_training", "20"),
        ("staff_trained", "18"),
    ];
    let day = NaiveDate::from_ymd_opt(year, 6, 30).filter(|day| *day <= today);
    let on = |day: NaiveDate| {
        observed.map(|(indicator, value)| {
            json!({"external_ref": format!("demo-observation-{year}-{indicator}"), "township_code": township.code, "note": NOTE,
                "indicator": indicator, "observed_on": day, "value": value})
        })
    };
    day.into_iter().flat_map(on).collect()
}

/// No township of the demo county has records of these matters.
fn declaration(township: &Township, year: i32) -> Value {
    json!({"external_ref": format!("demo-declaration-{year}"), "township_code": township.code, "note": NOTE,
        "year": year, "says": "none",
        "indicators": ["penalty_cases", "fines", "reconsiderations", "litigations", "litigations_lost"]})
}

/// What kinds of activities a year has, how many of each, and what each one says besides.
fn activities(township: &Township, year: i32, today: NaiveDate) -> Vec<Value> {
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
            let held = (0..*count).filter(move |n| day(year, *n, *count) <= today);
            held.map(move |n| activity(township, (year, n, *count), (*kind, *title), more))
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

/// The cases of a year: disputes and, in later years, petitions and requests for legal aid.
fn cases(township: &Township, year: i32, today: NaiveDate) -> Vec<Value> {
    let others = if year < OF_ALL_KINDS { 0 } else { township.disputes.div_ceil(2) };
    let disputes = (0..township.disputes).map(|n| dispute(township, (year, n), today));
    let petitions = (0..others).map(|n| petition(township, (year, n, others), today));
    let aid = (0..others.div_ceil(2)).map(|n| legal_aid(township, (year, n, others.div_ceil(2)), today));
    let has_begun = |case: &Value| case["accepted_on"].as_str() <= Some(&*today.to_string());
    disputes.chain(petitions).chain(aid).filter(has_begun).collect()
}

/// What all cases have, closed where the day for it has come.
fn case(
    township: &Township,
    (reference, kind, subject): (String, &str, &str),
    (accepted, closed): (NaiveDate, Option<NaiveDate>),
    more: Value,
) -> Value {
    let mut case = json!({"external_ref": reference, "township_code": township.code, "note": NOTE, "kind": kind,
        "subject": subject, "accepted_on": accepted, "closed_on": closed, "parties": 2,
        "outcome": if closed.is_some() { "succeeded" } else { "pending" }});
    if let (Some(case), Value::Object(more)) = (case.as_object_mut(), more) {
        case.extend(more);
    }
    case
}

/// A dispute: one in five fails, and the last of the year is closed in the next.
fn dispute(township: &Township, (year, n): (i32, u32), today: NaiveDate) -> Value {
    let accepted = day(year, n, township.disputes);
    let takes = if n + 1 == township.disputes { 75 } else { 12 };
    let closed = Some(accepted + Days::new(takes)).filter(|closed| *closed <= today);
    let outcome = match (closed, n % 5 == 4) {
        (None, _) => "pending",
        (_, true) => "failed",
        _ => "succeeded",
    };
    let more = json!({"mechanism": "peoples_mediation", "organisation_level": "village",
        "dispute_type": "neighbourhood", "outcome": outcome,
        "agreement": (outcome == "succeeded").then_some("written"),
        "performed": (outcome == "succeeded").then_some(true)});
    let reference = format!("demo-case-{year}-{n}");
    case(township, (reference, "mediation", "纠纷调解（虚构）"), (accepted, closed), more)
}

/// A petition of the petition procedure itself, which the law gives 60 days: some take nearly all of them.
fn petition(township: &Township, (year, n, count): (i32, u32, u32), today: NaiveDate) -> Value {
    let accepted = day(year, n, count);
    let closed = accepted + Days::new(u64::from(20 + 15 * (n % 3)));
    let reference = format!("demo-petition-{year}-{n}");
    let closed = Some(closed).filter(|closed| *closed <= today);
    case(township, (reference, "petition", "信访事项（虚构）"), (accepted, closed), of_petition(n))
}

fn of_petition(n: u32) -> Value {
    let channels = ["visit", "online", "letter", "phone"];
    let channel = channels.iter().cycle().nth(usize::try_from(n).unwrap_or(0));
    json!({"channel": channel, "pathway": 6, "repeated": n % 4 == 3})
}

/// A request for legal aid, which is decided within seven days.
fn legal_aid(township: &Township, (year, n, count): (i32, u32, u32), today: NaiveDate) -> Value {
    let accepted = day(year, n, count);
    let closed = Some(accepted + Days::new(5)).filter(|closed| *closed <= today);
    let reference = format!("demo-aid-{year}-{n}");
    let more = json!({"legal_aid_ground": "economic_hardship", "parties": 1});
    case(township, (reference, "legal_aid", "法律援助申请（虚构）"), (accepted, closed), more)
}

/// What is under way on the day on which the demo is loaded first: petitions whose clocks run, one of them out of time, and
/// a request for legal aid.
fn under_way(township: &Township, today: NaiveDate) -> Vec<Value> {
    let ago = |days| today - Days::new(days);
    let petition = |(n, days): (u32, u64)| {
        let reference = format!("demo-petition-pending-{n}");
        case(township, (reference, "petition", "信访事项（虚构，在办）"), (ago(days), None), of_petition(n))
    };
    let aid = case(
        township,
        ("demo-aid-pending".to_owned(), "legal_aid", "法律援助申请（虚构，在办）"),
        (ago(3), None),
        json!({"legal_aid_ground": "economic_hardship", "parties": 1}),
    );
    [(0, 66), (1, 52), (2, 9)].map(petition).into_iter().chain([aid]).collect()
}
