//! What is found in records and figures, and how a township explains it.

use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const COUNTY: &str = "540526";

fn enter(app: &App, token: &Token, resource: &str, good: Value, patch: &Value) -> Answer {
    app.post(token, &format!("/api/v1/{resource}"), &bodies::with(good, patch)).send().expect(201)
}

fn activity(app: &App, token: &Token, patch: &Value) -> Answer {
    let plain = bodies::with(bodies::activity(), &json!({"joint_townships": []}));
    enter(app, token, "activities", plain, patch)
}

fn read(app: &App, token: &Token, region: &str, query: &str) -> Answer {
    app.get(token, &format!("/api/v1/regions/{region}/checks?{query}")).send().expect(200)
}

/// Township, check and message of each finding.
fn found(answer: &Answer) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = answer.body["items"].as_array().unwrap().iter();
    items
        .map(|item| (text(&item["township"]["code"]), text(&item["check"]), text(&item["message"])))
        .collect()
}

fn said(township: &str, check: &str, message: &str) -> (String, String, String) {
    (township.to_owned(), check.to_owned(), message.to_owned())
}

#[test]
fn a_ledger_without_faults_has_no_findings() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    activity(&app, &clerk, &json!({}));
    enter(&app, &clerk, "cases", bodies::case(), &json!({}));
    for region in [GUDUI, COUNTY, "54"] {
        let answer = read(&app, &app.admin("CN"), region, "year=2024");
        assert_eq!(found(&answer), [], "{region}");
        assert_eq!(answer.body["counts"], json!({"errors": 0, "warnings": 0, "hints": 0, "explained": 0}));
    }
    app.get(&app.admin("CN"), "/api/v1/regions/CN/checks?year=2024")
        .send()
        .expect_problem(400, "invalid_parameter");
}

#[test]
fn each_rule_over_records_finds_its_record_and_not_its_neighbour() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // Twice the same day and title; a third on another day.
    let twice =
        [0, 1].map(|_| activity(&app, &clerk, &json!({"title": "宪法讲座", "held_on": "2024-03-01"})).id());
    activity(&app, &clerk, &json!({"title": "宪法讲座", "held_on": "2024-03-02"}));
    // The audience is marked as an estimate, the materials cannot be.
    let publicity = json!({"kind": "publicity", "title": "三一五宣传", "held_on": "2024-03-16", "key_date": "consumer_rights_day",
        "persons": null, "person_times": null, "staff_due": null, "audience": 800, "audience_estimated": true, "materials": 600});
    let publicity = activity(&app, &clerk, &publicity).id();
    // 1 March + 60 days = 30 April 2024.
    let petition = enter(&app, &clerk, "cases", bodies::petition(), &json!({})).id();
    // In charge of a petition of April, out of office since 31 March.
    let left = json!({"serves_from": "2023-01-01", "serves_to": "2024-03-31"});
    let left = enter(&app, &clerk, "members", bodies::member(), &left).id();
    let late = json!({"accepted_on": "2024-04-15", "closed_on": "2024-05-01", "outcome": "succeeded",
        "leader_member_id": left, "events": []});
    let late = enter(&app, &clerk, "cases", bodies::petition(), &late).id();
    let answer = read(&app, &clerk, GUDUI, "year=2024");
    assert_eq!(
        found(&answer),
        [
            said(GUDUI, "act_outside_term", "反映草补发放：扎西 当时不在任"),
            said(GUDUI, "case_overdue", "反映草补发放：2024-04-30 到期，仍未办结"),
            said(GUDUI, "same_day_and_title", "宪法讲座（2024-03-01）：登记了不止一次"),
            said(GUDUI, "key_date_differs", "三一五宣传（2024-03-16）：不在所填节点的日子"),
            said(GUDUI, "round_number", "三一五宣传：800"),
        ]
    );
    let records = |place: usize| &answer.body["items"][place]["records"];
    assert_eq!(records(0), &json!([{"resource": "cases", "id": late}, {"resource": "members", "id": left}]));
    assert_eq!(records(1), &json!([{"resource": "cases", "id": petition}]));
    let mut ids: Vec<&str> =
        records(2).as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    let mut twice = twice.to_vec();
    twice.sort_unstable();
    assert_eq!(ids, twice);
    assert_eq!(records(3), &json!([{"resource": "activities", "id": publicity}]));
    assert_eq!(answer.body["counts"], json!({"errors": 1, "warnings": 2, "hints": 2, "explained": 0}));
    // The petition is open and overdue in 2025, too; activities are of their year.
    let later: Vec<String> =
        found(&read(&app, &clerk, GUDUI, "year=2025")).into_iter().map(|(_, check, _)| check).collect();
    assert_eq!(later, ["case_overdue"]);
    assert_eq!(found(&read(&app, &clerk, GUDUI, "year=2023")), []);
}

#[test]
fn tasks_and_joint_activities_that_wait_are_found_where_they_wait() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    enter(&app, &clerk, "activities", bodies::activity(), &json!({}));
    let tasks = json!({"tasks": [
        {"title": "每两个月学习一次", "due_on": "2024-06-30"}, {"title": "培训", "due_on": "2024-06-30", "status": "done"}
    ]});
    enter(&app, &clerk, "plans", bodies::plan(), &tasks);
    let county = read(&app, &app.officer(COUNTY), COUNTY, "year=2024");
    assert_eq!(
        found(&county),
        [
            said(ZHEGU, "joint_activity_unconfirmed", "民法典专题讲座（2024-05-20）：尚未确认"),
            said(GUDUI, "task_overdue", "每两个月学习一次：应于 2024-06-30 前完成，仍未完成"),
        ]
    );
    assert_eq!(found(&read(&app, &clerk, GUDUI, "year=2024")).len(), 1, "the township sees its own");
    app.get(&clerk, &format!("/api/v1/regions/{COUNTY}/checks?year=2024"))
        .send()
        .expect_problem(404, "not_found");
}

#[test]
fn figures_are_judged_by_themselves_and_by_the_year_before() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    // 8 and 24 person-times: three times as many. 2 and 7 sessions are too few to be a jump.
    for (year, person_times, sessions) in [(2023, 8, 2), (2024, 24, 7)] {
        let patch = json!({"held_on": format!("{year}-05-20"), "sessions": sessions, "persons": null, "staff_due": null,
            "person_times": person_times});
        activity(&app, &clerk, &patch);
    }
    // Accepted in 2023 and closed in 2024, besides the one of 2024: 2 ÷ 1.
    enter(&app, &clerk, "cases", bodies::case(), &json!({"accepted_on": "2023-12-20", "events": []}));
    enter(&app, &clerk, "cases", bodies::case(), &json!({}));
    let none = json!({"indicators": ["disputes_accepted"]});
    enter(&app, &clerk, "declarations", bodies::declaration(), &none);
    let answer =
        read(&app, &clerk, GUDUI, "year=2024&check=jump,rate_above_100,records_contradict_declaration");
    assert_eq!(
        found(&answer),
        [
            said(GUDUI, "rate_above_100", "调解成功率（÷ 受理）：分子 2 大于分母 1"),
            said(GUDUI, "records_contradict_declaration", "受理矛盾纠纷：作了零报告，而有记录计得 1"),
            said(GUDUI, "jump", "培训人次：本年 24，上年 8"),
        ]
    );
    let sources = "/api/v1/regions/540526201/figures/training_person_times/sources?year=2024";
    assert_eq!(answer.body["items"][2]["sources"], sources);
    assert_eq!(answer.body["items"][2]["indicators"], json!(["training_person_times"]));
}

#[test]
fn a_year_copied_from_the_one_before_is_found() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for year in [2023, 2024] {
        for kind in ["study_session", "training", "seminar", "dispute_sweep"] {
            activity(
                &app,
                &clerk,
                &json!({"kind": kind, "held_on": format!("{year}-05-20"), "staff_due": null}),
            );
        }
    }
    // Study sessions, sessions, courses, person-times and persons of training, seminars, sweeps.
    let same = read(&app, &clerk, GUDUI, "year=2024");
    assert_eq!(found(&same), [said(GUDUI, "same_as_last_year", "7 项年度发生数与上年全部相同")]);
    activity(&app, &clerk, &json!({"kind": "seminar", "held_on": "2024-06-01", "staff_due": null}));
    assert_eq!(found(&read(&app, &clerk, GUDUI, "year=2024")), []);
}

#[test]
fn an_explanation_stands_until_the_records_change() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let petition = enter(&app, &clerk, "cases", bodies::petition(), &json!({}));
    let before = read(&app, &clerk, GUDUI, "year=2024");
    let key = before.body["items"][0]["key"].clone();
    let unchanged =
        app.get(&clerk, "/api/v1/regions/540526201/checks?year=2024").if_none_match(&before.etag()).send();
    assert_eq!(unchanged.status, 304);
    let explained = enter(&app, &clerk, "explanations", bodies::explanation(), &json!({"finding": key}));
    let after = read(&app, &clerk, GUDUI, "year=2024");
    assert_ne!(after.etag(), before.etag());
    let explanation = &after.body["items"][0]["explanation"];
    assert_eq!(
        (&explanation["id"], &explanation["text"]),
        (&json!(explained.id()), &json!("本年新设两个调解点，受理数相应增加"))
    );
    assert_eq!(after.body["counts"], json!({"errors": 0, "warnings": 0, "hints": 0, "explained": 1}));
    assert_eq!(found(&read(&app, &clerk, GUDUI, "year=2024&explained=false")), []);
    assert_eq!(found(&read(&app, &clerk, GUDUI, "year=2024&severity=hint")), []);
    let item = format!("/api/v1/cases/{}", petition.id());
    app.patch(&clerk, &item, &json!({"subject": "反映草补"})).if_match("\"1\"").send().expect(200);
    let changed = read(&app, &clerk, GUDUI, "year=2024");
    assert_eq!(changed.body["items"][0]["explanation"], Value::Null, "the record has changed");
    assert_ne!(changed.body["items"][0]["key"], key);
}

#[test]
fn findings_come_in_pages() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    for day in 1..=5 {
        enter(
            &app,
            &clerk,
            "cases",
            bodies::petition(),
            &json!({"accepted_on": format!("2024-03-0{day}"), "events": []}),
        );
    }
    let all = found(&read(&app, &clerk, GUDUI, "year=2024"));
    assert_eq!(all.len(), 5);
    let (mut paged, mut query) = (Vec::new(), "year=2024&limit=2".to_owned());
    loop {
        let page = read(&app, &clerk, GUDUI, &query);
        assert_eq!(page.body["counts"]["warnings"], 5);
        paged.extend(found(&page));
        let Some(cursor) = page.next_cursor() else { break };
        query = format!("year=2024&limit=2&cursor={cursor}");
    }
    assert_eq!(paged, all);
}

#[test]
fn the_catalogue_says_what_is_checked() {
    let app = spawn_app();
    let list = app.get(&app.clerk(GUDUI), "/api/v1/checks").send().expect(200);
    let overdue =
        list.body["items"].as_array().unwrap().iter().find(|check| check["code"] == "case_overdue").unwrap();
    assert_eq!(
        ["severity", "name_zh", "name_en"].map(|name| &overdue[name]),
        [&json!("warning"), &json!("案件超期未结"), &json!("case overdue")]
    );
    let unchanged = app.get(&app.clerk(GUDUI), "/api/v1/checks").if_none_match(&list.etag()).send();
    assert_eq!(unchanged.status, 304);
}
