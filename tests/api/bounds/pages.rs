//! Pages end at so many bytes.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::{App, spawn_app};

/// Puts in so many plans of 古堆乡, the nth adopted on the nth day, with 200 tasks each, with so many characters each.
fn plans(app: &App, plans: u32, characters: u32) {
    app.connect()
        .batch_execute(&format!(
            "INSERT INTO plans (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
                    kind, title, period_from, period_to, adopted_on, main_date, status)
                SELECT '540526', gen_random_uuid(), '540526201', 2024, 1, now(), 'x', now(), 'x', 'annual_plan', n,
                    '2024-01-01', '2024-12-31', date '2023-12-31' + n, date '2023-12-31' + n, 'in_force'
                FROM generate_series(1, {plans}) n;
            INSERT INTO plan_tasks (county_code, id, township_code, plan_id, position, title, measure, status)
                SELECT county_code, gen_random_uuid(), township_code, id, n, plans.title || '.' || n, repeat('法', {characters}), 'done'
                FROM plans, generate_series(0, 199) n;
            INSERT INTO township_years (county_code, township_code, year, version, changed_at)
                VALUES ('540526', '540526201', 2024, 1, now())"
        ))
        .expect("put in");
}

/// How many plans each page of all has; each plan has to be there with its tasks in their order.
fn lengths(app: &App) -> Vec<usize> {
    let (clerk, mut lengths, mut n) = (app.clerk("540526201"), Vec::new(), 0);
    let mut next = Some("/api/v1/plans?limit=200&sort=adopted_on".to_owned());
    while let Some(path) = next {
        let page = app.get(&clerk, &path).send().expect(200).body;
        assert!(page.to_string().len() < 5 << 20, "{} bytes", page.to_string().len());
        let items = page["items"].as_array().unwrap();
        for plan in items {
            n += 1;
            assert_eq!(plan["title"], json!(n.to_string()));
            let titles: Vec<&Value> =
                plan["tasks"].as_array().unwrap().iter().map(|task| &task["title"]).collect();
            assert_eq!(
                titles,
                (0..200)
                    .map(|task| json!(format!("{n}.{task}")))
                    .collect::<Vec<_>>()
                    .iter()
                    .collect::<Vec<_>>()
            );
        }
        lengths.push(items.len());
        next = page["page"]["next_cursor"]
            .as_str()
            .map(|cursor| format!("/api/v1/plans?limit=200&sort=adopted_on&cursor={cursor}"));
    }
    lengths
}

#[test]
fn a_page_of_long_plans_ends_at_its_bytes() {
    let app = spawn_app();
    // 200 tasks with 4,500 bytes of text, and some 250 more each: 950 KB a plan, of which four fit.
    plans(&app, 10, 1500);
    assert_eq!(lengths(&app), [4, 4, 2]);
}

#[test]
fn a_page_of_many_parts_ends_at_their_number() {
    let app = spawn_app();
    plans(&app, 25, 1);
    assert_eq!(lengths(&app), [10, 10, 5]);
}

#[test]
fn a_county_adds_so_many_terms_and_no_more() {
    let app = spawn_app();
    let officer = app.officer("540526");
    app.connect()
        .batch_execute(
            "INSERT INTO vocabulary_terms (county_code, vocabulary, code, name_zh, created_at, created_by, id)
                SELECT '540526', 'venue_classes', 'own_' || n, '场所', now(), 'x', gen_random_uuid() FROM generate_series(1, 499) n",
        )
        .expect("put in");
    let add = |code: &str| {
        let term = json!({"county_code": "540526", "code": code, "name_zh": "牧民定居点"});
        app.post(&officer, "/api/v1/vocabularies/venue_classes/terms", &term).send()
    };
    add("the_last_one").expect(201);
    add("one_more").expect_problem(409, "conflict");
    app.connect()
        .batch_execute(
            "INSERT INTO vocabulary_terms (county_code, vocabulary, code, name_zh, created_at, created_by, id)
                SELECT code, 'venue_classes', 'own_' || n, '场所', now(), 'x', gen_random_uuid()
                FROM (SELECT code FROM regions WHERE level = 'county' AND code <> '540526' LIMIT 150) counties, generate_series(1, 100) n",
        )
        .expect("put in");
    let viewer = app.officer("CN");
    app.get(&viewer, "/api/v1/vocabularies/venue_classes").send().expect_problem(422, "query_too_large");
    app.get(&viewer, "/api/v1/vocabularies").send().expect_problem(422, "query_too_large");
    app.get(&viewer, "/api/v1/vocabularies/venue_classes?county=540526").send().expect(200);
    let added = json!({"county_code": "540521", "code": "still_added", "name_zh": "牧民定居点"});
    app.post(&viewer, "/api/v1/vocabularies/venue_classes/terms", &added).send().expect(201);
}
