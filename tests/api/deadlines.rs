//! Deadlines by what happened to a record: each clock starts and ends with an event.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{Days, NaiveDate};
use fazhi::clock;
use serde_json::{Value, json};

use crate::support::{App, GUDUI, Token, bodies, spawn_app};

fn day(from_today: i64) -> NaiveDate {
    let days = Days::new(from_today.unsigned_abs());
    let today = clock::today();
    if from_today < 0 { today.checked_sub_days(days) } else { today.checked_add_days(days) }.unwrap()
}

fn event(kind: &str, on: i64) -> Value {
    json!({"kind": kind, "occurred_on": day(on)})
}

fn case(kind: &str, accepted: i64, events: &Value) -> Value {
    json!({"township_code": GUDUI, "kind": kind, "subject": "事由", "accepted_on": day(accepted), "events": events})
}

/// The clocks of a record that are listed, whoever is obliged, each with the day due.
fn clocks(app: &App, token: &Token, record: &str) -> Vec<(String, Value)> {
    let path = format!("/api/v1/regions/{GUDUI}/deadlines?obliged=all&within=366&record={record}");
    let listed = app.get(token, &path).send().expect(200);
    let items = listed.body["items"].as_array().unwrap().iter();
    items.map(|item| (item["clock"].as_str().unwrap().to_owned(), item["due_on"].clone())).collect()
}

fn codes(app: &App, token: &Token, record: &str) -> Vec<String> {
    let mut codes: Vec<String> = clocks(app, token, record).into_iter().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes
}

/// Enters a case, then gives it one list of events after the other; the clocks that run after each.
#[track_caller]
fn runs(kind: &str, accepted: i64, steps: &[(&Value, &[&str])]) {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let id = app.post(&clerk, "/api/v1/cases", &case(kind, accepted, &json!([]))).send().expect(201).id();
    for (events, expected) in steps {
        let path = format!("/api/v1/cases/{id}");
        let change = json!({ "events": events });
        app.patch(&clerk, &path, &change).if_match("*").reason("补记").send().expect(200);
        assert_eq!(codes(&app, &clerk, &id), *expected, "{events}");
    }
}

#[track_caller]
fn refused(app: &App, clerk: &Token, case: &Value, place: &str, code: &str) {
    let refused =
        app.post(clerk, "/api/v1/cases", case).reason("补录").send().expect_problem(422, "invalid_body");
    assert_eq!(refused.violations(), [(place.to_owned(), code.to_owned())]);
}

#[test]
fn a_petition_is_owed_a_notice_a_result_and_a_conclusion() {
    let forwarded = event("forwarded", -10);
    let mut assigned = event("assigned", -9);
    assigned["until"] = json!(day(20));
    let (informed, reported) = (event("informed", -3), event("reported", -2));
    runs(
        "petition",
        -8,
        &[
            (&json!([]), &[]),
            (&json!([forwarded]), &["xf.inform_forwarded_15"]),
            (&json!([forwarded, assigned]), &["xf.assigned", "xf.inform_forwarded_15"]),
            (&json!([forwarded, assigned, informed]), &["xf.assigned"]),
            (&json!([forwarded, assigned, informed, reported]), &[]),
            // What is forwarded again is to be answered again.
            (&json!([forwarded, informed, event("forwarded", -1)]), &["xf.inform_forwarded_15"]),
        ],
    );
}

#[test]
fn a_penalty_is_delivered_handed_in_and_its_seizures_end() {
    let (seized, released) = (event("seized", -20), event("released", -4));
    let (collected, remitted) = (event("collected", -3), event("remitted", -2));
    let (decided, delivered) = (event("decided", -3), event("delivered", -1));
    runs(
        "penalty",
        -30,
        &[
            (&json!([]), &["ap.decide_90"]),
            (&json!([seized]), &["ac.seize_30", "ap.decide_90"]),
            (&json!([seized, released, collected]), &["ap.decide_90", "ap.fine_2wd"]),
            (&json!([seized, released, collected, decided, remitted]), &["ap.decide_90", "ap.deliver_7wd"]),
            (&json!([seized, released, collected, decided, remitted, delivered]), &["ap.decide_90"]),
        ],
    );
}

/// 行政处罚法 art. 64: seven working days before the hearing, which lies ahead.
#[test]
fn a_hearing_is_announced_before_its_day() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // 2024-06-20 is a Thursday; 11, 12, 13, 14, 17, 18 and 19 June lie between, the 10th is a holiday.
    let hearing = json!({"kind": "hearing_set", "occurred_on": "2024-05-27", "until": "2024-06-20"});
    let mut penalty = case("penalty", 0, &json!([hearing]));
    penalty["accepted_on"] = "2024-05-20".into();
    let id = app.post(&clerk, "/api/v1/cases", &penalty).reason("补录").send().expect(201).id();
    let listed = clocks(&app, &clerk, &id);
    assert!(listed.contains(&("ap.hearing_notice_7wd".to_owned(), json!("2024-06-07"))), "{listed:?}");
    for (kind, until, code) in [
        ("hearing_set", Value::Null, "required"),
        ("hearing_set", json!("2024-05-26"), "period"),
        ("delivered", json!("2024-06-20"), "not_for_kind"),
    ] {
        penalty["events"] = json!([{"kind": kind, "occurred_on": "2024-05-27", "until": until}]);
        refused(&app, &clerk, &penalty, "/events/0/until", code);
    }
}

#[test]
fn what_happens_only_in_other_kinds_of_cases_is_refused() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let seized = case("mediation", -5, &json!([event("seized", -2)]));
    refused(&app, &clerk, &seized, "/events/0/kind", "not_for_kind");
}

#[test]
fn a_permit_and_a_disclosure_request_are_closed_within_working_days() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let enter = |kind: &str, events: Value| {
        let mut case = case(kind, 0, &events);
        case["accepted_on"] = "2024-04-01".into();
        app.post(&clerk, "/api/v1/cases", &case).reason("补录").send().expect(201).body
    };
    // 2, 3, 7 to 12, 15 to 19, 22 to 26, 28 and 29 April are twenty working days.
    let permit = enter("permit", json!([]));
    assert_eq!(permit["due_on"], "2024-04-29");
    let corrected = json!([{"kind": "correction_told", "occurred_on": "2024-04-02"}, {"kind": "applied", "occurred_on": "2024-04-03"}]);
    let request = enter("disclosure_request", corrected);
    // From the 3rd on: 7 to 12 (6), 15 to 19 (11), 22 to 26 (16), 28, 29, 30 (19), 6 May (20).
    assert_eq!(request["due_on"], "2024-05-06");
    let pause = json!([{"kind": "paused", "occurred_on": "2024-04-10"}]);
    assert_eq!(enter("permit", pause)["due_on"], Value::Null);
}

#[test]
fn a_normative_document_is_published_filed_and_not_valid_for_ever() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let document = json!({"township_code": GUDUI, "kind": "normative_document", "title": "办法", "drafted_on": day(-40),
        "issued_on": day(-10), "status": "in_force"});
    let id = app.post(&clerk, "/api/v1/documents", &document).send().expect(201).id();
    let patched = |patch: &Value| {
        let path = format!("/api/v1/documents/{id}");
        app.patch(&clerk, &path, patch).if_match("*").reason("更新").send().expect(200);
        codes(&app, &clerk, &id)
    };
    assert_eq!(codes(&app, &clerk, &id), ["gi.proactive_20wd"], "its end is five years off");
    assert_eq!(patched(&json!({"published_on": day(-5)})), ["nd.file_gov"]);
    assert_eq!(patched(&json!({"filed_on": day(-1)})), Vec::<String>::new());
    assert_eq!(patched(&json!({"kind": "standing_rule", "filed_on": null})), Vec::<String>::new());
}

#[test]
fn a_proposal_of_the_procuratorate_is_answered_within_two_months() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let found =
        json!({"found_by": "procuratorial_proposal", "found_on": day(-30), "due_on": null, "year": null});
    let shortcoming = bodies::with(bodies::shortcoming(), &found);
    let id = app.post(&clerk, "/api/v1/shortcomings", &shortcoming).reason("补录").send().expect(201).id();
    assert_eq!(codes(&app, &clerk, &id), ["pc.proposal_2m"]);
    let closed = json!({"status": "closed", "closed_on": day(-1), "result": "已整改"});
    let path = format!("/api/v1/shortcomings/{id}");
    app.patch(&clerk, &path, &closed).if_match("*").reason("销号").send().expect(200);
    assert_eq!(codes(&app, &clerk, &id), Vec::<String>::new());
}

#[test]
fn a_voided_record_owes_nothing_and_a_restored_one_does_again() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let id = app.post(&clerk, "/api/v1/cases", &case("penalty", -5, &json!([]))).send().expect(201).id();
    let path = format!("/api/v1/cases/{id}");
    app.delete(&clerk, &path).if_match("*").send().expect(200);
    assert_eq!(codes(&app, &clerk, &id), Vec::<String>::new());
    app.restore(&clerk, &path).if_match("*").send().expect(200);
    assert_eq!(codes(&app, &clerk, &id), ["ap.decide_90"]);
    assert_eq!(app.number("SELECT count(*) FROM deadlines"), 1);
}

/// Who owes the report on the last year is listed until it is handed in, and published.
#[test]
fn the_report_on_the_last_year_is_owed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let listed = || {
        let path = format!("/api/v1/regions/{GUDUI}/deadlines?kind=report&within=366");
        app.get(&clerk, &path).send().expect(200).body["items"].as_array().unwrap().clone()
    };
    let year = clock::year_of(clock::today()) - 1;
    let owed = listed();
    let told: Vec<(&Value, &Value)> = owed.iter().map(|item| (&item["clock"], &item["due_on"])).collect();
    let (submit, publish) = (json!(format!("{}-03-01", year + 1)), json!(format!("{}-04-01", year + 1)));
    assert_eq!(told, [(&json!("rp.submit"), &submit), (&json!("rp.publish"), &publish)]);
    assert_eq!((&owed[0]["id"], &owed[0]["boundary"]), (&Value::Null, &json!("before")));
    assert_eq!(owed[0]["title"], json!(format!("{year} 年度法治政府建设年度报告")));
    let report = json!({"township_code": GUDUI, "year": year});
    let id = app.post(&clerk, "/api/v1/reports", &report).reason("起草").send().expect(201).id();
    assert_eq!(listed()[0]["id"], json!(id), "begun, but not handed in");
    let county = app
        .get(&app.officer("540526"), "/api/v1/regions/540526/deadlines?kind=report&within=366&limit=3")
        .send()
        .expect(200);
    assert_eq!(county.body["items"].as_array().unwrap().len(), 3);
    let next = county.next_cursor().unwrap();
    let path = format!("/api/v1/regions/540526/deadlines?kind=report&within=366&cursor={next}");
    assert_eq!(
        app.get(&app.officer("540526"), &path).send().expect(200).body["items"].as_array().unwrap().len(),
        5
    );
}

/// Nothing is known of the rest days of 2027 until a notice is loaded; then all deadlines that run are counted anew.
#[test]
fn a_notice_counts_open_deadlines_anew() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk(GUDUI), app.officer("CN"));
    let accepted = "2026-11-24".parse::<NaiveDate>().unwrap();
    let mut contested = case("reconsideration", 0, &json!([]));
    contested["accepted_on"] = json!(accepted);
    let contested = app.post(&clerk, "/api/v1/cases", &contested).send().expect(201).id();
    let mut permit = case("permit", 0, &json!([]));
    permit["accepted_on"] = json!("2026-11-30");
    let permit = app.post(&clerk, "/api/v1/cases", &permit).send().expect(201).id();
    let read = |id: &str| {
        let path = format!("/api/v1/regions/{GUDUI}/deadlines?obliged=all&within=366&record={id}");
        app.get(&clerk, &path).send().expect(200).body["items"][0].clone()
    };
    let before = read(&contested);
    assert_eq!((&before["due_on"], &before["act_by"]), (&json!("2027-01-23"), &Value::Null));
    assert_eq!((&before["status"], &before["unknown"]), (&json!("ok"), &json!(["rest_days_2027"])));
    let notice = json!({"region_code": "CN", "number": "国办发明电〔2026〕9号", "issued_on": "2026-11-05",
        "days": [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}, {"date": "2027-01-23", "kind": "holiday", "name": "测试"}]});
    app.post(&officer, "/api/v1/calendar/notices", &notice).send().expect(201);
    let after = read(&contested);
    // The 23rd is a Saturday, the 24th a Sunday.
    assert_eq!((&after["due_on"], &after["act_by"]), (&json!("2027-01-25"), &json!("2027-01-25")));
    let case = app.get(&clerk, &format!("/api/v1/cases/{contested}")).send().expect(200);
    assert_eq!((&case.body["due_on"], &case.body["version"]), (&json!("2027-01-25"), &json!(2)));
    // The first twenty working days of December end on the 28th.
    assert_eq!(read(&permit)["due_on"], json!("2026-12-28"));
}

#[test]
fn deadlines_come_as_a_calendar_with_the_token_as_a_password() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    app.post(&clerk, "/api/v1/cases", &case("penalty", -5, &json!([]))).send().expect(201);
    let path = format!("/api/v1/regions/{GUDUI}/deadlines.ics?within=366&kind=penalty");
    let calendar = app.get(&clerk, &path).send().expect(200);
    assert_eq!(calendar.header("content-type"), Some("text/calendar; charset=utf-8"));
    let text = String::from_utf8(calendar.bytes.clone()).unwrap();
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 1, "{text}");
    assert!(text.contains("SUMMARY:行政处罚决定：事由（古堆乡）"), "{text}");
    let unchanged = app.get(&clerk, &path).if_none_match(&calendar.etag()).send();
    assert_eq!(unchanged.status, 304);
    let basic = |path: &str| {
        let pair = STANDARD.encode(format!("phone:{}", clerk.text.as_ref().unwrap()));
        app.get(&Token::nobody(), path).header("authorization", format!("Basic {pair}")).send()
    };
    assert_eq!(basic(&path).expect(200).bytes, calendar.bytes);
    basic(&format!("/api/v1/regions/{GUDUI}/deadlines")).expect_problem(401, "unauthenticated");
}
