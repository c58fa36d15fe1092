//! What PostgreSQL does for each list and figure query with many rows behind it: never a scan of a whole table of
//! records.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use fazhi::db::schema::RECORDS;
use serde_json::json;

use super::activity;
use crate::resources::RESOURCES;
use crate::support::{App, GUDUI, Token, spawn_app};

/// The townships that records are copied to: some 560 counties of up to 12 of them.
const TOWNSHIPS: &str = "
    CREATE TABLE some_townships AS
        SELECT code, left(code, 6) AS county FROM (
            SELECT code, row_number() OVER (PARTITION BY left(code, 6) ORDER BY code) AS n FROM regions
            WHERE level = 'township' AND (left(code, 2) IN ('13', '37', '51', '54'))
        ) numbered WHERE n <= 12";

/// A record of each resource, as it was entered, and copies of it in many townships: 6 of each kind, or one a township and year where no two
/// may say the same. Enough for a plan to choose, few enough to load in seconds.
fn fill(app: &App) {
    let clerk = app.clerk(GUDUI);
    for resource in RESOURCES.iter() {
        resource.create(app, &clerk);
    }
    let copies = RECORDS.map(|table| {
        format!(
            "INSERT INTO {table} SELECT copy.* FROM {table} AS one, some_townships, generate_series(1, 6) AS n,
                jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'county_code', county,
                    'township_code', code, 'updated_at', now() - n * interval '1 hour', 'external_ref', NULL)) AS copy
            ON CONFLICT DO NOTHING"
        )
    });
    let tasks = "INSERT INTO plan_tasks (county_code, id, township_code, plan_id, position, title, status)
        SELECT county_code, gen_random_uuid(), township_code, id, 1, '任务', 'done' FROM plans ON CONFLICT DO NOTHING";
    let script = [TOWNSHIPS, &copies.join(";"), tasks, "ANALYZE"].join(";");
    app.connect().batch_execute(&script).expect("filled");
    for table in RECORDS {
        assert!(app.number(&format!("SELECT count(*) FROM {table}")) > 5_000, "{table} is not filled");
    }
}

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
    fill(&app);
    let admin = app.admin("CN");
    settle(&app, &admin);
    let before = scans(&app);
    let mut paths = Vec::new();
    for resource in RESOURCES.iter().map(|resource| resource.path) {
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
