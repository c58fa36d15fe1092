//! What PostgreSQL does for each list and figure query with many rows behind it: never a scan of a whole table of
//! records.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use fazhi::db::schema::RECORDS;
use serde_json::json;

use super::activity;
use crate::resources::RESOURCES;
use crate::support::{App, Token, spawn_app};

/// Some 560 counties of up to 12 townships with 6 records of each kind: enough for a plan to choose, few enough to load
/// in seconds.
const FILL: &str = "
    CREATE TEMP TABLE some_townships AS
        SELECT code, left(code, 6) AS county FROM (
            SELECT code, row_number() OVER (PARTITION BY left(code, 6) ORDER BY code) AS n FROM regions
            WHERE level = 'township' AND (left(code, 2) IN ('13', '37', '51', '54'))
        ) numbered WHERE n <= 12;
    INSERT INTO activities (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, held_on, title, joint_townships, sessions, audience_estimated)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'publicity',
            date '2024-01-01' + (n * 7) % 366, '宣传', '{}', 1, false FROM some_townships, generate_series(1, 6) n;
    INSERT INTO cases (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, subject, accepted_on, closed_on, outcome)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'mediation', '纠纷',
            date '2024-01-01' + (n * 7) % 300, date '2024-12-01', 'succeeded' FROM some_townships, generate_series(1, 6) n;
    INSERT INTO members (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            person_name, office, group_role, body, serves_from)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', '某', '乡长', 'head', 'leading_group',
            date '2024-01-01' + n FROM some_townships, generate_series(1, 6) n;
    INSERT INTO plans (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, title, period_from, period_to, adopted_on, main_date, status)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'annual_plan', '计划',
            '2024-01-01', '2024-12-31', date '2024-01-01' + n, date '2024-01-01' + n, 'in_force'
        FROM some_townships, generate_series(1, 6) n;
    INSERT INTO declarations (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            says, indicators, main_date)
        SELECT county, gen_random_uuid(), code, 2018 + n, 1, now(), 'x', now(), 'x', 'none', '{fines}',
            make_date(2018 + n, 12, 31) FROM some_townships, generate_series(1, 6) n;
    INSERT INTO duties (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            office, kind, performed_on, subject)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'township_head', 'lectured',
            date '2024-01-01' + n, '法治课' FROM some_townships, generate_series(1, 6) n;
    INSERT INTO shortcomings (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            title, found_by, found_on, status)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', '不足', 'self_check',
            date '2024-01-01' + n, 'open' FROM some_townships, generate_series(1, 6) n;
    INSERT INTO observations (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            indicator, observed_on, value, estimated)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'mediators', date '2024-01-01' + n, n, false
        FROM some_townships, generate_series(1, 6) n;
    INSERT INTO legality_reviews (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            subject_kind, subject, reviewed_on, reviewer, outcome)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'contract', '合同', date '2024-01-01' + n, '司法所',
            'passed' FROM some_townships, generate_series(1, 6) n;
    INSERT INTO documents (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            kind, title, drafted_on, issued_on, status, main_date)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', 'normative_document', '办法', '2024-01-01',
            date '2024-01-01' + n, 'in_force', date '2024-01-01' + n FROM some_townships, generate_series(1, 6) n;
    INSERT INTO decisions (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            title, started_on, decided_on, status, urgent, reform_exploration, steps, steps_done, main_date)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', '决策', '2024-01-01', date '2024-01-01' + n, 'decided',
            false, false, '[]', '{}', date '2024-01-01' + n FROM some_townships, generate_series(1, 6) n;
    INSERT INTO explanations (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            finding, explanation, main_date)
        SELECT county, gen_random_uuid(), code, 2024, 1, now(), 'x', now(), 'x', '0123456789abcdef', '说明', date '2024-12-31'
        FROM some_townships, generate_series(1, 6) n;
    INSERT INTO reports (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
            title, signatories, sections, state, course, edition, main_date)
        SELECT county, gen_random_uuid(), code, 2018 + n, 1, now(), 'x', now(), 'x', '报告', '{}', '[]', 'draft', '[]', 0,
            make_date(2018 + n, 12, 31) FROM some_townships, generate_series(1, 6) n;
    INSERT INTO plan_tasks (county_code, id, township_code, plan_id, position, title, status)
        SELECT county_code, gen_random_uuid(), township_code, id, 1, '任务', 'done' FROM plans;
    ANALYZE";

/// The tables of records and what hangs on them.
fn tables() -> impl Iterator<Item = &'static str> {
    RECORDS.into_iter().chain(["plan_tasks", "trail"])
}

/// How often each table was scanned as a whole so far, as PostgreSQL itself counts it.
fn scans(app: &App) -> Vec<(String, i64)> {
    tables()
        .map(|table| {
            let sql = format!(
                "SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_user_tables WHERE relname = '{table}'"
            );
            (table.to_owned(), app.number(&sql))
        })
        .collect()
}

/// Makes every session of the server hand in its statistics, and this one read them anew.
fn settle(app: &App, token: &Token) {
    // A backend reports at most once a second; it does so when it next ends a transaction.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    for _ in 0..8 {
        app.get(token, "/api/v1/me").send().expect(200);
        // The workers that look records up take turns; what is no id makes them look for none.
        app.get(token, "/api/v1/activities/nothing").send().expect_problem(404, "not_found");
    }
    app.db
        .write_now(|conn| {
            Ok(diesel::sql_query("SELECT pg_stat_clear_snapshot()").execute(conn).map(|_| ())?)
        })
        .expect("a fresh look");
}

#[test]
fn no_list_or_figure_scans_a_table_of_records() {
    let app = spawn_app();
    app.connect().batch_execute(FILL).expect("filled");
    let admin = app.admin("CN");
    activity(&app, &app.clerk("540526201"), &json!({}));
    settle(&app, &admin);
    let before = scans(&app);
    let mut paths = Vec::new();
    for (resource, table) in RESOURCES.iter().map(|resource| (resource.path, resource.table())) {
        assert!(FILL.contains(&format!("INSERT INTO {table} ")), "{table} is not filled");
        for scope in
            ["", "township=540526201", "region=540526", "region=5405", "region=54", "year=2024&region=130102"]
        {
            for sort in ["", "updated_at", "-updated_at", "created_at", "-created_at"] {
                let sort = if sort.is_empty() { String::new() } else { format!("&sort={sort}") };
                paths.push(format!("/api/v1/{resource}?{scope}{sort}&limit=5"));
            }
        }
    }
    for region in ["540526201", "540526", "5405", "54"] {
        paths.push(format!("/api/v1/regions/{region}/figures?year=2024&compare=previous_year"));
        for indicator in fazhi::indicators::all() {
            paths.push(format!("/api/v1/regions/{region}/figures/{}/sources?year=2024", indicator.code));
        }
    }
    for path in ["checks?year=2024", "progress?year=2024", "deadlines", "deadlines?obliged=all&within=366"] {
        paths
            .extend(["540526201", "540526", "5405"].map(|region| format!("/api/v1/regions/{region}/{path}")));
    }
    paths.push("/api/v1/regions/540526/figures?year=2024&by=township&breakdown=venue_class".to_owned());
    for path in &paths {
        app.get(&admin, path).send().expect(200);
    }
    settle(&app, &admin);
    let after = scans(&app);
    for ((table, before), (_, after)) in before.iter().zip(&after) {
        assert_eq!(before, after, "{table} was scanned as a whole");
    }
}

#[test]
fn an_unchanged_answer_touches_no_record() {
    let app = spawn_app();
    let (clerk, officer) = (app.clerk("540526201"), app.officer("540526"));
    let record = activity(&app, &clerk, &json!({}));
    let lists = ["/api/v1/activities?region=540526", "/api/v1/cases?year=2024&count=exact"];
    let figures = [
        "/api/v1/regions/540526/figures?year=2024&by=township&compare=previous_year",
        "/api/v1/regions/540526/figures?from=2020&to=2024",
        "/api/v1/regions/540526/figures/study_sessions/sources?year=2024",
    ];
    let tagged: Vec<(&str, String)> = lists
        .into_iter()
        .chain(figures)
        .map(|path| (path, app.get(&officer, path).send().expect(200).etag()))
        .collect();
    settle(&app, &officer);
    let touched = || {
        let columns = "coalesce(sum(seq_scan + coalesce(idx_scan, 0)), 0)";
        let tables = tables().map(|table| format!("'{table}'")).collect::<Vec<_>>().join(", ");
        app.number(&format!("SELECT {columns} FROM pg_stat_user_tables WHERE relname IN ({tables})"))
    };
    let before = touched();
    for _ in 0..10 {
        for (path, etag) in &tagged {
            app.get(&officer, path).if_none_match(etag).send().expect(304);
        }
    }
    settle(&app, &officer);
    assert_eq!(touched(), before);
    // The measure does measure.
    app.get(&officer, &format!("/api/v1/activities/{record}")).send().expect(200);
    settle(&app, &officer);
    assert!(touched() > before);
}
