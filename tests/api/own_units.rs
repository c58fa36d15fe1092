//! The own unit of a county (本级): what the county's organs did themselves is recorded under the county's code and 000.

use std::num::NonZeroI64;

use chrono::NaiveDate;
use fazhi::problems::ApiResult;
use fazhi::regions::Code;
use fazhi::regions::reorganise::{self, Outcome, Succession};
use fazhi::regions::undo::{self, Undone};
use serde_json::{Value, json};

use crate::support::app::spawn_app_of;
use crate::support::{Answer, App, ELSEWHERE, GUDUI, Token, ZHEGU, bodies, spawn_app};

/// 措美县本级.
const UNIT: &str = "540526000";
const ACTIVITIES: &str = "/api/v1/activities";

fn region(app: &App, path: &str) -> Value {
    app.get(&app.clerk("54"), &format!("/api/v1/regions{path}")).send().expect(200).body
}

fn codes(list: &Value) -> Vec<&str> {
    list["items"].as_array().unwrap().iter().map(|item| item["code"].as_str().unwrap()).collect()
}

/// A body of the own unit, held or done by it alone.
fn of_unit(body: Value) -> Value {
    let mut body = bodies::with(body, &json!({"township_code": UNIT}));
    if body.get("joint_townships").is_some() {
        body["joint_townships"] = json!([]);
    }
    body
}

fn training(township: &str, with: &[&str]) -> Value {
    bodies::with(bodies::activity(), &json!({"township_code": township, "joint_townships": with}))
}

#[test]
fn the_directory_has_the_own_unit_first_below_its_county() {
    let app = spawn_app();
    let expected = json!({
        "code": UNIT, "name": "措美县本级", "level": "own_unit", "parent_code": "540526", "valid_from": null,
        "valid_to": null, "successor_code": null, "full_name": "西藏自治区山南市措美县本级"
    });
    assert_eq!(region(&app, &format!("/{UNIT}")), expected);
    let children = region(&app, "/540526/children");
    assert_eq!(codes(&children), [UNIT, "540526100", ZHEGU, "540526200", GUDUI]);
    assert_eq!(children["items"][0], expected);
    assert_eq!(codes(&region(&app, "?level=own_unit&parent=540526")), [UNIT]);
    assert_eq!(codes(&region(&app, &format!("/{UNIT}/ancestors"))), ["CN", "54", "5405", "540526"]);
    assert_eq!(codes(&region(&app, &format!("/{UNIT}/children"))), [""; 0]);
    // 措美县本级.
    let named = "%E6%8E%AA%E7%BE%8E%E5%8E%BF%E6%9C%AC%E7%BA%A7";
    assert_eq!(codes(&region(&app, &format!("?q={named}"))), [UNIT]);
}

/// 东莞 is a prefecture without counties, 市辖区 a heading of the code book; 金门县 has no townships there, but this code.
#[test]
fn its_full_name_says_the_county_once() {
    let app = spawn_app();
    for (code, name) in [
        ("441900000", "广东省东莞市本级"),
        ("110101000", "北京市东城区本级"),
        ("350527000", "福建省泉州市金门县本级"),
    ] {
        let unit = region(&app, &format!("/{code}"));
        assert_eq!((&unit["full_name"], &unit["level"]), (&json!(name), &json!("own_unit")), "{code}");
    }
}

#[test]
fn all_that_a_township_records_is_recorded_under_it() {
    let app = spawn_app();
    let (clerk, county, other) = (app.clerk(UNIT), app.clerk("540526"), app.clerk(GUDUI));
    for (resource, body) in bodies::of_resources() {
        let list = format!("/api/v1/{resource}");
        let id = app.post(&clerk, &list, &of_unit(body)).send().expect(201).id();
        let item = format!("{list}/{id}");
        let record = app.get(&clerk, &item).send().expect(200).body;
        assert_eq!(record["township_code"], json!(UNIT), "{resource}");
        app.patch(&county, &item, &json!({"note": "更正"})).if_match("\"1\"").send().expect(200);
        app.get(&clerk, &format!("{item}/history")).send().expect(200);
        app.delete(&clerk, &item).if_match("\"2\"").send().expect(200);
        app.restore(&clerk, &item).if_match("\"3\"").send().expect(200);
        for query in ["", "?township=540526000", "?region=540526", "?region=540526000"] {
            let listed = app.get(&county, &format!("{list}{query}")).send().expect(200).ids();
            assert_eq!(listed, [id.as_str()], "{list}{query}");
        }
        app.get(&other, &item).send().expect_problem(404, "not_found");
        assert_eq!(app.get(&other, &list).send().expect(200).ids(), [""; 0]);
    }
    app.post(&clerk, ACTIVITIES, &training(GUDUI, &[])).send().expect_problem(404, "not_found");
    app.post(&other, ACTIVITIES, &training(UNIT, &[])).send().expect_problem(404, "not_found");
}

#[test]
fn a_county_records_nothing_under_its_own_code() {
    let app = spawn_app();
    let unknown = |code: &str| {
        let refused = app.post(&app.clerk("CN"), ACTIVITIES, &training(code, &[])).send();
        refused.expect_problem(422, "invalid_body")
    };
    assert!(unknown("540526").violates("/township_code"));
    let refused = unknown("999999000");
    assert_eq!(refused.violations(), [("/township_code".to_owned(), "unknown_township".to_owned())]);
    let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.starts_with("999999000 不是乡镇或县本级的代码"), "{detail}");
}

fn status(app: &App, token: &Token, activity: &str) -> Value {
    let partners = app.get(token, &format!("{ACTIVITIES}/{activity}/partners")).send().expect(200).body;
    partners["items"][0]["status"].clone()
}

#[test]
fn it_holds_activities_jointly_with_the_townships_of_its_county() {
    let app = spawn_app();
    let (unit, gudui) = (app.clerk(UNIT), app.clerk(GUDUI));
    for (recorder, own, partner, other) in [(&unit, UNIT, &gudui, GUDUI), (&gudui, GUDUI, &unit, UNIT)] {
        let id = app.post(recorder, ACTIVITIES, &training(own, &[other])).send().expect(201).id();
        let waiting = app.get(partner, "/api/v1/joint-activities?status=pending").send().expect(200).body;
        assert_eq!(waiting["items"][0]["activity_id"], json!(id), "{other}");
        app.decide(partner, &id, other, "confirm").send().expect(200);
        assert_eq!(status(&app, recorder, &id), json!("confirmed"), "{other}");
    }
    let refused = |own: &str, with: &str| {
        let answer = app.post(&app.clerk("CN"), ACTIVITIES, &training(own, &[with])).send();
        answer.expect_problem(422, "invalid_body").violations()
    };
    let joint = [("/joint_townships/0".to_owned(), "joint".to_owned())];
    assert_eq!(refused(UNIT, UNIT), joint);
    assert_eq!(refused(GUDUI, "110101000"), joint);
    assert_eq!(refused(UNIT, ELSEWHERE), joint);
}

#[test]
fn its_records_count_for_it_and_once_for_the_county() {
    let app = spawn_app();
    let (unit, gudui) = (app.clerk(UNIT), app.clerk(GUDUI));
    app.post(&unit, ACTIVITIES, &training(UNIT, &[])).send().expect(201);
    let id = app.post(&unit, ACTIVITIES, &training(UNIT, &[GUDUI])).send().expect(201).id();
    app.decide(&gudui, &id, GUDUI, "confirm").send().expect(200);
    app.post(&gudui, ACTIVITIES, &training(GUDUI, &[])).send().expect(201);
    let figures = |token: &Token, region: &str| {
        let query = "year=2024&indicators=training_sessions,training_person_times";
        app.get(token, &format!("/api/v1/regions/{region}/figures?{query}")).send().expect(200).body
    };
    let values = |body: &Value| [body["items"][0]["value"].clone(), body["items"][1]["value"].clone()];
    // Two of its own; one of 古堆乡 and the joint one; three in the county, of 12 person-times each.
    let own = figures(&unit, UNIT);
    assert_eq!(values(&own), [json!(2), json!(24)]);
    assert_eq!(own["region"], json!({"code": UNIT, "name": "措美县本级"}));
    assert_eq!(own["coverage"]["townships"], json!(0));
    assert_eq!(values(&figures(&gudui, GUDUI)), [json!(2), json!(12)]);
    for above in ["540526", "5405"] {
        assert_eq!(values(&figures(&app.officer(above), above)), [json!(3), json!(36)], "{above}");
    }
    assert_eq!(figures(&app.officer("540526"), "540526")["coverage"]["townships"], json!(4));
    app.get(&gudui, &format!("/api/v1/regions/{UNIT}/figures?year=2024"))
        .send()
        .expect_problem(404, "not_found");
    let below = format!("/api/v1/regions/{UNIT}/figures?year=2024&by=township");
    app.get(&unit, &below).send().expect_problem(400, "invalid_parameter");
}

#[test]
fn its_clerk_sees_the_parties_of_its_cases() {
    let app = spawn_app();
    let county = "/api/v1/regions/540526/personal-data";
    app.put(&app.officer("540526"), county, &json!({"party_names": true})).if_match("*").send().expect(200);
    let unit = app.clerk(UNIT);
    let id = app.post(&unit, "/api/v1/cases", &of_unit(bodies::case())).send().expect(201).id();
    let parties = format!("/api/v1/cases/{id}/parties");
    let list = json!({"items": [{"name": "张三丰", "role": "applicant"}]});
    app.put(&app.clerk("540526"), &parties, &list).if_match("\"0\"").send().expect_problem(403, "forbidden");
    app.put(&unit, &parties, &list).if_match("\"0\"").send().expect(200);
    assert_eq!(app.get(&unit, &parties).send().expect(200).body["items"][0]["name"], json!("张三丰"));
    let masked = app.get(&app.clerk("540526"), &parties).send().expect(200).body;
    assert_eq!(masked["items"][0]["name"], json!("张**"));
}

#[test]
fn accounts_have_roles_at_it() {
    let app = spawn_app();
    let roles = json!({"name": "县司法局经办人", "roles": [{"role": "clerk", "region": UNIT}]});
    let made = app.post(&app.admin("540526"), "/api/v1/accounts", &roles).send().expect(201).body;
    assert_eq!(made["roles"], json!([{"role": "clerk", "region": UNIT}]));
    app.post(&app.admin(GUDUI), "/api/v1/accounts", &roles).send().expect_problem(404, "not_found");
}

#[test]
fn it_has_a_daily_quota_as_a_township_has() {
    let app = spawn_app_of(|state| state.with_quota(NonZeroI64::new(1)));
    let refused = app.post(&app.clerk(UNIT), "/api/v1/members", &of_unit(bodies::member())).send();
    refused.expect_problem(429, "daily_quota_exceeded");
}

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

/// A succession on 1 January 2025.
fn succeed(app: &App, from: &str, to: &str, name: Option<&str>) -> ApiResult<Outcome> {
    let on = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap();
    let change = Succession { from: code(from), to: code(to), on, name: name.map(str::to_owned) };
    app.db.write_now(|conn| reorganise::succeed(conn, &change))
}

fn undo(app: &App, from: &str) -> ApiResult<Undone> {
    app.db.write_now(|conn| undo::undo(conn, &code(from)))
}

fn validity(app: &App, code: &str) -> [Value; 3] {
    let region = region(app, &format!("/{code}"));
    ["valid_from", "valid_to", "successor_code"].map(|field| region[field].clone())
}

fn enter(app: &App, token: &Token, unit: &str, day: &str) -> Answer {
    let held = bodies::with(training(unit, &[]), &json!({"held_on": day}));
    app.post(token, ACTIVITIES, &held).send()
}

#[test]
fn it_ends_and_goes_on_with_its_county() {
    let app = spawn_app();
    let old = app.clerk(UNIT);
    let id = enter(&app, &old, UNIT, "2024-05-20").expect(201).id();
    let done = succeed(&app, "540526", "540599", Some("措美区")).expect("撤县设区");
    // Four townships are still in force below the county, and the token at its own unit is told of.
    assert_eq!((done.added, done.below, done.tokens), (true, 4, 1));
    assert_eq!(validity(&app, UNIT), [json!(null), json!("2024-12-31"), json!("540599000")]);
    assert_eq!(validity(&app, "540599000"), [json!("2025-01-01"), json!(null), json!(null)]);
    let unit = region(&app, "/540599000");
    assert_eq!(
        (&unit["full_name"], &unit["level"]),
        (&json!("西藏自治区山南市措美区本级"), &json!("own_unit"))
    );
    let new = app.clerk("540599000");
    enter(&app, &new, "540599000", "2025-05-20").expect(201);
    assert!(enter(&app, &old, UNIT, "2025-05-20").expect(422).violates("/township_code"));
    enter(&app, &old, UNIT, "2024-06-20").expect_problem(403, "forbidden");
    assert!(
        app.get(&new, ACTIVITIES).send().expect(200).ids().contains(&id),
        "what it was entered under before"
    );
    let query = "year=2025&compare=previous_year&indicators=training_sessions";
    let compared = format!("/api/v1/regions/540599000/figures?{query}");
    let figure = app.get(&new, &compared).send().expect(200).body["items"][0].clone();
    assert_eq!((&figure["value"], &figure["previous"]["value"]), (&json!(1), &json!(1)));
    let county = app.get(&app.clerk("540599"), ACTIVITIES).send().expect(200).ids();
    assert_eq!(county.len(), 2, "of the county before and after");
}

#[test]
fn it_comes_back_with_its_county() {
    let app = spawn_app();
    succeed(&app, "540526", "540599", Some("措美区")).expect("撤县设区");
    assert!(undo(&app, "540526").expect("taken back").removed);
    assert_eq!(validity(&app, UNIT), [json!(null), json!(null), json!(null)]);
    let gone = app.get(&app.clerk(UNIT), "/api/v1/regions/540599000").send();
    gone.expect_problem(404, "not_found");
    // What was entered under the own unit alone keeps the county that was added.
    succeed(&app, "540526", "540599", Some("措美区")).expect("撤县设区");
    enter(&app, &app.clerk("5405"), "540599000", "2025-05-20").expect(201);
    assert_eq!(undo(&app, "540526").err().expect("in use").code().as_str(), "conflict");
    // A county that was there before keeps its own unit.
    succeed(&app, "540527", "540528", None).expect("并入");
    assert_eq!(validity(&app, "540527000")[2], json!("540528000"));
    assert!(!undo(&app, "540527").expect("taken back").removed);
    assert_eq!(validity(&app, "540527000"), [json!(null), json!(null), json!(null)]);
    assert_eq!(validity(&app, "540528000"), [json!(null), json!(null), json!(null)]);
}

#[test]
fn it_is_not_reorganised_by_itself() {
    let app = spawn_app();
    for (from, to) in [(UNIT, "540527000"), (UNIT, GUDUI), (GUDUI, UNIT), ("540526", "540527000")] {
        let refused = succeed(&app, from, to, None).err().expect("it is refused");
        assert_eq!(refused.code().as_str(), "conflict", "{from} {to}");
    }
    succeed(&app, "540526", "540527", None).expect("并入");
    assert_eq!(undo(&app, UNIT).err().expect("it is refused").code().as_str(), "conflict");
    assert_eq!(validity(&app, UNIT)[2], json!("540527000"));
}
