//! The service at work, and what it sends meanwhile.

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use fazhi::auth::Role;
use fazhi::session::counters;
use fazhi::upgrade::deadlines;
use serde_json::{Value, json};

use crate::recorder;
use crate::rules::Tables;
use crate::support::{App, GUDUI, Token, ZHEGU, bodies, spawn_app};

/// Statements that are about no county, with what they are for.
const OF_ALL: [(&str, &str); 2] = [
    (
        r#"FROM "trail_heads" ORDER BY"#,
        "whether the secret was rotated, asked once a second by /readyz and for a token that is not proven",
    ),
    (
        "WHERE $6::text[] IS NOT NULL",
        "the counters, which are read by another statement where they are distributed",
    ),
];

fn complain(sent: &BTreeSet<String>, names_county: bool) {
    let tables = Tables::of_the_code();
    let is_of_all = |statement: &str| OF_ALL.iter().any(|(part, _)| statement.contains(part));
    let complaints: Vec<String> = sent
        .iter()
        .flat_map(|statement| {
            let faults = tables.faults(statement, names_county && !is_of_all(statement));
            faults.into_iter().map(move |fault| format!("{fault}: {statement}"))
        })
        .collect();
    assert!(
        complaints.is_empty(),
        "{} of {} statements\n{}",
        complaints.len(),
        sent.len(),
        complaints.join("\n")
    );
}

/// A record of each kind through its life, by somebody who writes, and read by somebody else.
fn keep(app: &App, writer: &Token, reader: &Token) {
    for (path, good) in bodies::of_resources() {
        let change = json!({"note": "更正"});
        let list = format!("/api/v1/{path}");
        let post = || app.post(writer, &list, &good).idempotency_key(&format!("{path} {}", writer.id)).send();
        let id = post().expect(201).id();
        post().expect(201);
        let item = format!("{list}/{id}");
        let put =
            |etag: &str| app.put(writer, &item, &bodies::with(good.clone(), &change)).if_match(etag).send();
        put("\"1\"").expect(200);
        app.patch(writer, &item, &json!({"note": "注"})).if_match("\"2\"").send().expect(200);
        app.delete(writer, &item).if_match("\"3\"").send().expect(200);
        app.restore(writer, &item).if_match("\"4\"").send().expect(200);
        app.request("POST", writer, &format!("{item}:restore?version=1"))
            .reason("更正")
            .if_match("\"5\"")
            .send()
            .expect(200);
        for query in ["", "/history"] {
            app.get(reader, &format!("{item}{query}")).send().expect(200);
        }
        let record = app.get(reader, &item).send().expect(200);
        app.get(reader, &format!("{item}?as_of={}", record.body["updated_at"].as_str().unwrap()))
            .send()
            .expect(200);
        for query in [
            "",
            "?limit=1&count=exact",
            "?q=%E4%B9%A1",
            "?year=2024&sort=-updated_at",
            "?voided=include&external_ref=x",
            "?updated_since=2024-01-01T00:00:00Z",
            "?region=540526201",
        ] {
            let page = app.get(reader, &format!("{list}{query}")).send();
            assert!([200, 400].contains(&page.status), "{list}{query}: {}", page.body);
        }
        // The next writer enters the same.
        app.delete(writer, &item).if_match("*").send().expect(200);
    }
}

/// What the law-enforcement of a county and its townships read besides.
fn look_around(app: &App, reader: &Token, region: &str, townships: &str) {
    for path in [
        format!("/regions/{region}"),
        format!("/regions/{region}/figures?year=2024"),
        format!("/regions/{region}/figures?year=2024&by={townships}"),
        format!("/regions/{region}/figures?year=2024&breakdown=organising_body"),
        format!("/regions/{region}/figures?from=2022&to=2024"),
        format!("/regions/{region}/figures/study_sessions/sources?year=2024"),
        format!("/regions/{region}/figures/mediation_success_rate/sources?year=2024"),
        "/changes?limit=5".to_owned(),
        format!("/changes?region={region}&wait=0"),
        "/me".to_owned(),
        "/vocabularies".to_owned(),
    ] {
        let answer = app.get(reader, &format!("/api/v1{path}")).send();
        assert!([200, 400, 404, 422].contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
    }
}

/// Joint activities and their partners, parties and who may name them, terms, accounts and tokens.
fn decide(app: &App, clerk: &Token) {
    let (officer, auditor, admin) = (app.officer("540526"), app.auditor("540526"), app.admin("540526"));
    let joint = app.post(clerk, "/api/v1/activities", &bodies::activity()).send().expect(201).id();
    let partner = app.clerk(ZHEGU);
    app.get(&partner, "/api/v1/activities?limit=1").send().expect(200);
    app.decide(&app.token(Role::Head, ZHEGU, chrono::TimeDelta::days(1)), &joint, ZHEGU, "confirm").send();
    app.get(&partner, &format!("/api/v1/activities/{joint}/partners")).send().expect(200);
    let personal = "/api/v1/regions/540526/personal-data";
    for is_on in [true, false, true] {
        app.put(&officer, personal, &json!({"party_names": is_on})).if_match("*").send().expect(200);
    }
    let case = app.post(clerk, "/api/v1/cases", &bodies::case()).send().expect(201).id();
    let parties = format!("/api/v1/cases/{case}/parties");
    let two =
        json!({"items": [{"name": "张三", "role": "applicant"}, {"name": "次仁", "role": "respondent"}]});
    for version in ["\"0\"", "\"1\""] {
        app.put(clerk, &parties, &two).if_match(version).send().expect(200);
    }
    app.get(clerk, &parties).send().expect(200);
    app.post(&auditor, &format!("{parties}:reveal"), &json!({"purpose": "信访复查，核实办理情况"}))
        .send()
        .expect(200);
    let term = json!({"code": "herders_school", "name": {"zh": "牧民夜校", "en": "herders' school"}});
    let added: Value = app.post(&officer, "/api/v1/vocabularies/organising_body/terms", &term).send().body;
    assert!(added.is_object());
    let account = json!({"name": "次仁", "roles": [{"role": "clerk", "region": GUDUI}]});
    let account = app.post(&admin, "/api/v1/accounts", &account).send();
    assert!([201, 422].contains(&account.status), "{}", account.body);
    app.get(&admin, "/api/v1/accounts").send().expect(200);
}

/// What is sent to a distributed database alone.
#[test]
fn counters_are_read_where_they_stand() {
    complain(&BTreeSet::from([counters::SUMS_WHERE_DISTRIBUTED.to_owned()]), true);
}

/// Whoever reaches counties, and no more, sends nothing that is not about them; a writer above the county neither.
#[test]
fn statements_name_their_counties() {
    recorder::begin();
    let app = spawn_app();
    let (clerk, county) = (app.clerk(GUDUI), app.officer("540526"));
    let above = app.clerk("5405");
    // What each of them reaches is known before.
    app.get(&above, "/api/v1/members").send().expect(200);
    let sent = recorder::sent_by(|| {
        keep(&app, &clerk, &county);
        keep(&app, &above, &app.officer("5405"));
        decide(&app, &clerk);
        look_around(&app, &clerk, GUDUI, "township");
        look_around(&app, &county, "540526", "township");
        look_around(&app, &app.officer("5405"), "5405", "county");
    });
    assert!(sent.len() > 100, "{}", sent.len());
    complain(&sent, true);
    nation(&app);
}

/// What is about all counties names none, and obeys the other rules.
fn nation(app: &App) {
    let (writer, reader) = (app.clerk("CN"), app.officer("CN"));
    let sent = recorder::sent_by(|| {
        keep(app, &writer, &reader);
        look_around(app, &reader, "CN", "province");
        look_around(app, &reader, "54", "prefecture");
        // As an older catalogue of deadlines may have had it.
        app.connect().batch_execute("UPDATE cases SET due_on = '2000-01-01'").unwrap();
        assert_ne!(deadlines::renew(&mut app.connect(), &app.db, &app.secrets.keys).unwrap(), 0);
    });
    assert!(sent.len() > 60, "{}", sent.len());
    complain(&sent, false);
}
