//! What is special to declarations: what they say of which indicators, and that no two say it of the same one.

use std::sync::Barrier;
use std::thread;

use fazhi::clock;
use fazhi::regions::Code;
use fazhi::regions::reorganise::{self, Succession};
use serde_json::{Value, json};

use crate::support::{Answer, App, GUDUI, Token, ZHEGU, bodies, spawn_app};

const LIST: &str = "/api/v1/declarations";

fn declared(patch: &Value) -> Value {
    bodies::with(bodies::declaration(), patch)
}

fn declare(app: &App, clerk: &Token, patch: &Value) -> Answer {
    app.post(clerk, LIST, &declared(patch)).send()
}

fn item(declaration: &Answer) -> String {
    format!("{LIST}/{}", declaration.id())
}

/// The ids on a list, in its order.
fn listed(app: &App, clerk: &Token, query: &str) -> Vec<String> {
    app.get(clerk, &format!("{LIST}?{query}")).send().expect(200).ids()
}

/// Places, codes and texts of what is wrong.
fn errors(answer: &Answer) -> Vec<(&str, &str, &str)> {
    let errors = answer.body["errors"].as_array().unwrap().iter();
    errors
        .map(|error| {
            let text = |name: &str| error[name].as_str().unwrap();
            (text("pointer"), text("code"), text("detail"))
        })
        .collect()
}

/// Refused since another declaration has the indicator at this place.
#[track_caller]
fn taken(answer: Answer, place: &str, other: &Answer) {
    let refused = answer.expect_problem(409, "conflict");
    let address = item(other);
    let detail = format!("该乡镇该年度已有说明列有这个指标：{address}；请修改或作废它");
    assert_eq!(errors(&refused), [(place, "taken", detail.as_str())]);
    assert_eq!(
        refused.body["conflicts_with"],
        json!({"resource": "declarations", "id": other.id(), "address": address})
    );
}

/// Runs the same in two threads that start together.
fn both<T: Send>(work: impl Fn(usize) -> T + Sync) -> [T; 2] {
    let start = Barrier::new(2);
    let run = |who: usize| {
        start.wait();
        work(who)
    };
    thread::scope(|scope| {
        let threads = [0, 1].map(|who| scope.spawn(move || run(who)));
        threads.map(|thread| thread.join().unwrap())
    })
}

#[test]
fn declarations_are_found_by_year_statement_and_indicator() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let none = declare(&app, &clerk, &json!({})).expect(201).id();
    let uncounted =
        json!({"says": "without_figure", "indicators": ["leading_group_meetings", "mediation_success_rate"]});
    let uncounted = declare(&app, &clerk, &uncounted).expect(201).id();
    let before = declare(&app, &clerk, &json!({"year": 2023, "note": "全年无诉讼"})).expect(201).id();
    for (query, expected) in [
        ("year=2024&sort=created_at", vec![&none, &uncounted]),
        ("year=2023", vec![&before]),
        ("sort=year&limit=1", vec![&before]),
        ("says=none&sort=-year", vec![&none, &before]),
        ("says=without_figure", vec![&uncounted]),
        ("indicator=penalty_cases", vec![&none, &before]),
        ("indicator=mediation_success_rate", vec![&uncounted]),
        ("indicator=penalty_cases&year=2024", vec![&none]),
        ("indicator=fines", vec![]),
        ("from=2024-12-31", vec![&uncounted, &none]),
        ("to=2024-12-30", vec![&before]),
        ("q=%E8%AF%89%E8%AE%BC", vec![&before]),
    ] {
        assert_eq!(listed(&app, &clerk, query).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    for odd in ["says=zero", "indicator=Fines", "indicator="] {
        app.get(&clerk, &format!("{LIST}?{odd}")).send().expect_problem(400, "invalid_parameter");
    }
}

#[test]
fn what_is_withdrawn_says_nothing_until_it_is_restored() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let first = declare(&app, &clerk, &json!({})).expect(201);
    app.delete(&clerk, &item(&first)).if_match("\"1\"").reason("漏登了一件").send().expect(200);
    assert_eq!(listed(&app, &clerk, "year=2024"), [""; 0]);
    let second = declare(&app, &clerk, &json!({"indicators": ["fines", "reconsiderations"]})).expect(201);
    let restore = |etag: &str| app.restore(&clerk, &item(&first)).if_match(etag).send();
    taken(restore("\"2\""), "/indicators/1", &second);
    app.delete(&clerk, &item(&second)).if_match("\"1\"").send().expect(200);
    restore("\"2\"").expect(200);
    assert_eq!(listed(&app, &clerk, "year=2024"), [first.id()]);
    taken(app.restore(&clerk, &item(&second)).if_match("\"2\"").send(), "/indicators/1", &first);
}

#[test]
fn an_indicator_is_declared_once_for_a_township_and_year() {
    let app = spawn_app();
    let clerk = app.clerk("540526");
    let first = declare(&app, &clerk, &json!({})).expect(201);
    let again = json!({"says": "without_figure", "indicators": ["fines", "penalty_cases"]});
    taken(declare(&app, &clerk, &again), "/indicators/1", &first);
    taken(
        app.post(&clerk, &format!("{LIST}?validate_only=true"), &declared(&again)).send(),
        "/indicators/1",
        &first,
    );
    // Another year and another township are another matter.
    let earlier = declare(&app, &clerk, &json!({"year": 2023})).expect(201);
    declare(&app, &clerk, &json!({"township_code": ZHEGU})).expect(201);
    let other = declare(&app, &clerk, &json!({"indicators": ["fines", "litigations"]})).expect(201);
    let patch = |declaration: &Answer, patch: &Value| {
        app.patch(&clerk, &item(declaration), patch).if_match(&declaration.etag()).send()
    };
    taken(
        patch(&other, &json!({"indicators": ["fines", "litigations", "penalty_cases"]})),
        "/indicators/2",
        &first,
    );
    let moved = patch(&earlier, &json!({"year": 2024})).expect_problem(409, "conflict");
    assert_eq!(
        moved.violations(),
        ["/indicators/0", "/indicators/1"].map(|place| (place.to_owned(), "taken".to_owned()))
    );
    // What it has already, it keeps; what it gives up, another one may have.
    patch(&first, &json!({"indicators": ["reconsiderations"]})).expect(200);
    let more = patch(&other, &json!({"indicators": ["penalty_cases", "fines"]})).expect(200);
    assert_eq!(more.body["indicators"], json!(["penalty_cases", "fines"]));
}

#[test]
fn the_year_stays_unless_it_is_changed() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let entered = declare(&app, &clerk, &json!({})).expect(201);
    let patch = |etag: &str, patch: &Value| {
        app.patch(&clerk, &item(&entered), patch).if_match(etag).send().expect(200)
    };
    assert_eq!(patch("\"1\"", &json!({"note": "已核对"})).body["year"], json!(2024));
    assert_eq!(patch("\"2\"", &json!({"year": 2022})).body["year"], json!(2022));
    assert_eq!(listed(&app, &clerk, "to=2022-12-31&from=2022-12-31"), [entered.id()]);
    let earlier = format!("{}:restore?version=1", item(&entered));
    let restored =
        app.request("POST", &clerk, &earlier).reason("改错了").if_match("\"3\"").send().expect(200);
    assert_eq!(restored.body["year"], json!(2024));
}

#[test]
fn what_cannot_be_declared_is_refused_at_its_place() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let this_year = clock::this_year();
    let ahead = format!("不得晚于今年（北京时间 {this_year} 年）");
    for (patch, place, code, text) in [
        (json!({"year": this_year + 1}), "/year", "in_future", ahead.as_str()),
        (
            json!({"indicators": ["fines", "penalty_case"]}),
            "/indicators/1",
            "unknown_indicator",
            "不认识 “penalty_case”，是不是 penalty_cases？",
        ),
        (
            json!({"indicators": ["fines", "litigations", "fines"]}),
            "/indicators/2",
            "repeated",
            "同一指标只列一次",
        ),
        (
            json!({"indicators": ["mediation_success_rate"]}),
            "/indicators/0",
            "rate",
            "mediation_success_rate 是比率，不作零报告；请对计算它的数量指标作零报告",
        ),
    ] {
        let refused = declare(&app, &clerk, &patch).expect_problem(422, "invalid_body");
        assert_eq!(errors(&refused), [(place, code, text)]);
    }
    for (patch, place) in [
        (json!({"indicators": vec!["fines"; 201]}), "/indicators"),
        (json!({"indicators": []}), "/indicators"),
        (json!({"says": null}), "/says"),
        (json!({"year": null}), "/year"),
    ] {
        let refused = declare(&app, &clerk, &patch).expect_problem(422, "invalid_body");
        assert!(refused.violates(place), "{}", refused.body);
    }
    assert_eq!(app.number("SELECT count(*) FROM declarations"), 0);
    let running =
        json!({"year": this_year, "says": "without_figure", "indicators": ["mediation_success_rate"]});
    app.post(&clerk, LIST, &declared(&running)).without_reason().send().expect(201);
}

#[test]
fn refusals_are_told_in_english_to_who_asks_for_it() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let first = declare(&app, &clerk, &json!({})).expect(201);
    let english = |patch: &Value| app.post(&clerk, LIST, &declared(patch)).language("en").send();
    let address = item(&first);
    let detail = format!(
        "Another declaration of this township and year has this indicator: {address}; change or void that one"
    );
    let refused = english(&json!({"indicators": ["penalty_cases"]})).expect_problem(409, "conflict");
    assert_eq!(errors(&refused), [("/indicators/0", "taken", detail.as_str())]);
    let refused = english(&json!({"indicators": ["law_exam_pass_rate"]})).expect_problem(422, "invalid_body");
    let detail = "law_exam_pass_rate is a rate, of which no zero is declared: declare the count it is computed from instead";
    assert_eq!(errors(&refused), [("/indicators/0", "rate", detail)]);
}

/// A year is declared by who is there at its end: 古堆乡 is merged into 哲古镇 in the middle of 2024.
#[test]
fn a_township_that_ended_within_the_year_leaves_it_to_its_successor() {
    let app = spawn_app();
    let county = app.clerk("540526");
    let code = |text| Code::parse(text).unwrap();
    let on = "2024-07-01".parse().unwrap();
    let merger = Succession { from: code(GUDUI), to: code(ZHEGU), on, name: None };
    app.db.write_now(|conn| reorganise::succeed(conn, &merger)).expect("撤乡并镇");
    let refused = declare(&app, &county, &json!({})).expect_problem(422, "invalid_body");
    let detail = "540526201 到 2024-06-30 为止，此后由 540526101 接续；2024-12-31 的记录请登记到 540526101";
    assert_eq!(errors(&refused), [("/township_code", "unknown_township", detail)]);
    declare(&app, &county, &json!({"township_code": ZHEGU})).expect(201);
    declare(&app, &county, &json!({"year": 2023})).expect(201);
}

#[test]
fn a_batch_declares_each_indicator_once() {
    let app = spawn_app();
    let clerk = app.clerk("540526");
    let stored = declare(&app, &clerk, &json!({})).expect(201);
    let batch = [
        json!({"indicators": ["fines"]}),
        json!({"indicators": ["litigations", "fines"]}),
        json!({"indicators": ["litigations"]}),
        json!({"indicators": ["petitions", "penalty_cases"]}),
        json!({"township_code": ZHEGU, "indicators": ["fines"]}),
        json!({"year": 2023, "indicators": ["fines"]}),
        json!({"indicators": ["petitions", "no_such_code"]}),
    ];
    let batch: Vec<Value> = batch.iter().map(declared).collect();
    let send = |mode: &str| app.post(&clerk, &format!("{LIST}:batch?mode={mode}"), &json!(batch)).send();
    let refused = send("all").expect_problem(409, "conflict");
    let all = refused.body["items"].as_array().unwrap().iter().map(|item| item["index"].as_u64().unwrap());
    assert_eq!(all.collect::<Vec<_>>(), [1, 3, 6], "in their order");
    assert_eq!(app.number("SELECT count(*) FROM declarations"), 1);
    let answer = send("each").expect(200);
    assert_eq!((&answer.body["created"], &answer.body["refused"]), (&json!(4), &json!(3)));
    let error = |index: usize| answer.body["items"][index]["problem"]["errors"][0].clone();
    let earlier = "同一批中前面已有说明列有该乡镇该年度的这个指标";
    assert_eq!(
        (&error(1)["pointer"], &error(1)["code"], &error(1)["detail"]),
        (&json!("/1/indicators/1"), &json!("taken"), &json!(earlier))
    );
    assert_eq!((&error(3)["pointer"], &error(3)["code"]), (&json!("/3/indicators/1"), &json!("taken")));
    assert!(error(3)["detail"].as_str().unwrap().contains(&item(&stored)));
}

#[test]
fn of_two_declaring_the_same_at_once_one_is_told() {
    let app = spawn_app();
    let clerks = [app.clerk("540526"), app.clerk("540526")];
    // The first entries of a township's chain are made here, too.
    let codes = ["fines", "petitions", "litigations", "seminars", "inspections", "law_exams"];
    for (round, code) in codes.into_iter().enumerate() {
        let own = ["penalty_cases", "reconsiderations"].map(|other| {
            json!({
                "year": 2024 - round, "indicators": if round % 2 == 0 { [code, other] } else { [other, code] }
            })
        });
        let [a, b] = both(|who| declare(&app, &clerks[who], &own[who]));
        let (won, lost) = if a.status == 201 { (a, b) } else { (b, a) };
        taken(lost, if round % 2 == 0 { "/indicators/0" } else { "/indicators/1" }, &won.expect(201));
    }
    assert_eq!(listed(&app, &clerks[0], "").len(), 6);
}

/// By a change, a restoration and a batch as well.
#[test]
fn however_two_come_to_declare_the_same_one_is_told() {
    let app = spawn_app();
    let clerk = app.clerk("540526");
    for year in 2015..2020 {
        let declare =
            |code: &str| declare(&app, &clerk, &json!({"year": year, "indicators": [code]})).expect(201);
        let (changed, withdrawn) = (declare("petitions"), declare("fines"));
        app.delete(&clerk, &item(&withdrawn)).if_match("\"1\"").send().expect(200);
        let statuses = both(|who| {
            if who == 0 {
                return app.restore(&clerk, &item(&withdrawn)).if_match("\"2\"").send().status;
            }
            let patch = json!({"indicators": ["petitions", "fines"]});
            app.patch(&clerk, &item(&changed), &patch).if_match("\"1\"").send().status
        });
        assert!([[200, 409], [409, 200]].contains(&statuses), "{statuses:?}");
        let of = |township: &str, code: &str| {
            declared(&json!({"township_code": township, "year": year, "indicators": [code]}))
        };
        let bodies = [
            json!([of(GUDUI, "seminars"), of(ZHEGU, "seminars")]),
            json!([of(ZHEGU, "seminars"), of(GUDUI, "seminars")]),
        ];
        let statuses = both(|who| app.post(&clerk, &format!("{LIST}:batch"), &bodies[who]).send().status);
        assert!([[200, 409], [409, 200]].contains(&statuses), "{statuses:?}");
    }
    let twice =
        "SELECT count(*) FROM (SELECT FROM declarations, unnest(indicators) AS code WHERE voided_at IS NULL
        GROUP BY township_code, year, code HAVING count(*) > 1) AS twice";
    assert_eq!(app.number(twice), 0);
}

#[test]
fn the_figures_of_the_year_have_another_tag_after_each_change() {
    let app = spawn_app();
    let clerk = app.clerk(GUDUI);
    let tag = |year: i16| {
        let path = format!("/api/v1/regions/{GUDUI}/figures?year={year}");
        app.get(&clerk, &path).send().expect(200).etag()
    };
    let (mut known, before) = (vec![tag(2024)], tag(2023));
    let entered = declare(&app, &clerk, &json!({})).expect(201);
    known.push(tag(2024));
    app.delete(&clerk, &item(&entered)).if_match("\"1\"").send().expect(200);
    known.push(tag(2024));
    app.restore(&clerk, &item(&entered)).if_match("\"2\"").send().expect(200);
    known.push(tag(2024));
    known.sort_unstable();
    known.dedup();
    assert_eq!((known.len(), tag(2023)), (4, before));
}

#[test]
fn another_townships_clerk_neither_declares_nor_finds_any() {
    let app = spawn_app();
    let (clerk, neighbour, officer) = (app.clerk(GUDUI), app.clerk(ZHEGU), app.officer("540526"));
    let entered = declare(&app, &clerk, &json!({})).expect(201);
    declare(&app, &neighbour, &json!({})).expect_problem(404, "not_found");
    declare(&app, &officer, &json!({})).expect_problem(403, "forbidden");
    app.get(&neighbour, &item(&entered)).send().expect_problem(404, "not_found");
    app.delete(&neighbour, &item(&entered)).if_match("\"1\"").send().expect_problem(404, "not_found");
    assert_eq!(listed(&app, &neighbour, "indicator=penalty_cases"), [""; 0]);
    assert_eq!(listed(&app, &officer, "indicator=penalty_cases"), [entered.id()]);
}
