//! Sums beyond what 64 bits hold, at every level. Records that come near them are put in by SQL: nobody can enter them.

use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use super::{activity, figure, figures, item, value};
use crate::support::{App, Token, spawn_app};

/// Puts in so many mediations of a township that succeeded in 2024, of 999,999,999,999.99 yuan each.
fn put_in(app: &App, township: &str, cases: u32) {
    let county = &township[..6];
    app.connect()
        .batch_execute(&format!(
            "INSERT INTO cases (county_code, id, township_code, year, version, created_at, created_by, updated_at, updated_by,
                    kind, subject, accepted_on, closed_on, outcome, amount)
                SELECT '{county}', gen_random_uuid(), '{township}', 2024, 1, now(), 'x', now(), 'x', 'mediation', '纠纷',
                    '2024-03-01', '2024-03-02', 'succeeded', 999999999999.99 FROM generate_series(1, {cases});
            INSERT INTO township_years (county_code, township_code, year, version, changed_at)
                VALUES ('{county}', '{township}', 2024, 9223372036854775807, now())"
        ))
        .expect("put in");
}

fn amount(app: &App, token: &Token, region: &str, year: i32) -> Value {
    value(&figure(app, token, region, year, "disputes_amount"))
}

/// 93,000 × 999,999,999,999.99 = 93,000 × 10¹² − 930; in fen beyond 2⁶³ (92,233,720,368,547,758.08 yuan).
const GUDUI: &str = "92999999999999070.00";
/// With 60,000 more of another county: 153,000 × 10¹² − 1,530.
const TIBET: &str = "152999999999998470.00";

#[test]
fn sums_are_exact_at_any_size_and_every_level() {
    let app = spawn_app();
    put_in(&app, "540526201", 93_000);
    put_in(&app, "540221200", 60_000);
    let admin = app.admin("CN");
    for (region, expected) in
        [("540526201", GUDUI), ("540526", GUDUI), ("5405", GUDUI), ("54", TIBET), ("CN", TIBET)]
    {
        // Twice, since what is above counties is kept by the first reading.
        for _ in 0..2 {
            assert_eq!(amount(&app, &admin, region, 2024), json!(expected), "{region}");
        }
        assert_eq!(amount(&app, &admin, region, 2025), json!("no_records"), "{region}");
        let query = "from=2023&to=2024&compare=previous_year&indicators=disputes_amount,disputes_accepted";
        let series = figures(&app, &admin, region, query);
        assert_eq!(value(&item(&series.body["years"][1]["items"], "disputes_amount")), json!(expected));
        let compared = figures(&app, &admin, region, "year=2025&compare=previous_year");
        let previous = item(&compared.body["items"], "disputes_amount")["previous"].clone();
        assert_eq!(previous, json!({"value": expected, "status": "computed"}), "{region}");
        let parts = figures(&app, &admin, region, "year=2024&breakdown=mechanism");
        let parts = item(&parts.body["items"], "disputes_amount")["parts"].clone();
        assert_eq!(parts, json!([{"term": null, "value": expected}]), "{region}");
        let path = format!("/api/v1/regions/{region}/figures/disputes_amount/sources?year=2024&limit=1");
        let sources = app.get(&admin, &path).send().expect(200);
        assert_eq!(sources.body["items"][0]["value"], json!(99_999_999_999_999_i64), "{region}");
    }
    for (region, by, row, expected) in [
        ("540526", "township", "540526201", GUDUI),
        ("54", "county", "540526", GUDUI),
        ("54", "prefecture", "5405", GUDUI),
        ("CN", "province", "54", TIBET),
        ("CN", "county", "540526", GUDUI),
    ] {
        let matrix = figures(&app, &admin, region, &format!("year=2024&by={by}&indicators=disputes_amount"));
        let rows = matrix.body["rows"].as_array().expect("rows");
        let row = rows.iter().find(|found| found["region"]["code"] == row).expect("the row");
        assert_eq!(row["items"][0]["value"], json!(expected), "{region} by {by}");
        let total = if region == "540526" { GUDUI } else { TIBET };
        assert_eq!(matrix.body["total"]["items"][0]["value"], json!(total), "{region} by {by}");
    }
    // Counters of both townships at the end of what a bigint holds: lists are tagged by their sum.
    app.get(&admin, "/api/v1/cases?limit=1").send().expect(200);
}

/// What cannot be told says so, and takes nothing else down. Only who writes the database can make it so large.
#[test]
fn a_figure_beyond_telling_is_alone_in_that() {
    let app = spawn_app();
    let (clerk, admin) = (app.clerk("540526201"), app.admin("CN"));
    activity(&app, &clerk, &json!({"kind": "publicity", "materials": 7}));
    assert_eq!(value(&figure(&app, &admin, "54", 2024, "publicity_materials")), json!(7));
    app.connect()
        .batch_execute(
            "UPDATE county_figures SET quantities = (
                SELECT array_agg(CASE WHEN quantity = 7 THEN 1e60 ELSE quantity END ORDER BY n)
                FROM unnest(quantities) WITH ORDINALITY AS q (quantity, n))",
        )
        .expect("changed");
    let answer = figures(&app, &admin, "54", "year=2024&compare=previous_year");
    let materials = item(&answer.body["items"], "publicity_materials");
    assert_eq!((&materials["status"], &materials["reason"]), (&json!("out_of_range"), &json!("too_large")));
    assert_eq!(materials["value"], json!(null));
    assert_eq!(value(&item(&answer.body["items"], "publicity_activities")), json!(1));
    let nation = figures(
        &app,
        &admin,
        "CN",
        "year=2024&by=province&indicators=publicity_materials,publicity_activities",
    );
    let statuses = |items: &Value| [items[0]["status"].clone(), items[1]["status"].clone()];
    assert_eq!(statuses(&nation.body["total"]["items"]), [json!("out_of_range"), json!("computed")]);
    let rows = nation.body["rows"].as_array().expect("rows");
    let other = rows.iter().find(|row| row["region"]["code"] == "51").expect("another province");
    assert_eq!(statuses(&other["items"]), [json!("missing"), json!("missing")]);
}
