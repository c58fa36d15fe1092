//! Activities on key dates, as figures count them: by conditions in SQL.

use fazhi::key_dates::{is_a_key_date_sql, key_date_fits_sql};
use serde_json::{Value, json};

use crate::support::{GUDUI, bodies, spawn_app};

/// A key date, a day, whether the one fits the other, and whether the day is one of any key date.
const DAYS: &[(&str, &str, bool, bool)] = &[
    ("constitution_day", "2024-12-04", true, true),
    ("constitution_day", "2024-12-01", true, true),
    ("constitution_day", "2024-12-02", true, true),
    ("constitution_day", "2024-12-07", true, true),
    ("constitution_day", "2024-12-08", false, false),
    ("constitution_day", "2024-11-30", false, false),
    ("constitution_day", "2024-05-04", false, true),
    ("consumer_rights_day", "2024-03-15", true, true),
    ("consumer_rights_day", "2024-03-14", false, false),
    ("consumer_rights_day", "2024-03-16", false, false),
    ("consumer_rights_day", "2023-03-15", true, true),
    ("consumer_rights_day", "2023-03-14", false, false),
    ("national_security_education_day", "2024-04-14", false, false),
    ("national_security_education_day", "2024-04-15", true, true),
    ("national_security_education_day", "2024-03-15", false, true),
    ("civil_code_month", "2024-04-30", false, false),
    ("civil_code_month", "2024-05-01", true, true),
    ("civil_code_month", "2024-05-31", true, true),
    ("civil_code_month", "2024-06-01", false, true),
    ("work_safety_month", "2024-06-30", true, true),
    ("work_safety_month", "2024-07-01", false, false),
    ("anti_drug_day", "2024-06-26", true, true),
    ("anti_drug_day", "2024-06-25", false, true),
    ("fire_safety_day", "2024-11-09", true, true),
    ("fire_safety_day", "2024-11-10", false, false),
    // The county has added it, and said no days.
    ("losar", "2024-02-10", true, false),
    ("losar", "2024-12-04", true, true),
];

fn publicity(key_date: &Value, held_on: &str) -> Value {
    let of_a_training = json!({"persons": null, "person_times": null, "staff_due": null});
    let publicity =
        json!({"kind": "publicity", "key_date": key_date, "held_on": held_on, "joint_townships": []});
    bodies::with(bodies::with(bodies::activity(), &of_a_training), &publicity)
}

#[test]
fn conditions_find_the_activities_that_were_held_on_key_dates() {
    let app = spawn_app();
    let term = json!({"county_code": "540526", "code": "losar", "name_zh": "藏历新年"});
    app.post(&app.officer("540526"), "/api/v1/vocabularies/key_dates/terms", &term).send().expect(201);
    let clerk = app.clerk(GUDUI);
    let enter = |key_date: Value, held_on: &str| {
        app.post(&clerk, "/api/v1/activities", &publicity(&key_date, held_on)).send().expect(201).id()
    };
    let holds = |condition: &str, id: &str| {
        app.number(&format!("SELECT count(*) FROM activities WHERE {condition} AND id = '{id}'")) == 1
    };
    for (key_date, held_on, is_fitting, is_one) in DAYS {
        let id = enter(json!(key_date), held_on);
        let found = (holds(key_date_fits_sql(), &id), holds(is_a_key_date_sql(), &id));
        assert_eq!(found, (*is_fitting, *is_one), "{key_date} on {held_on}");
    }
    // Nothing is stated that could fit.
    let unstated = enter(json!(null), "2024-12-04");
    assert!(!holds(key_date_fits_sql(), &unstated) && holds(is_a_key_date_sql(), &unstated));
    let not_fitting = format!("SELECT count(*) FROM activities WHERE NOT {}", key_date_fits_sql());
    assert_eq!(app.number(&not_fitting), 14, "13 of the table and the one that states none");
}
