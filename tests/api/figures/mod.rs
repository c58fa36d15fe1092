//! Figures, against numbers counted by hand.

mod bases;
mod decisions;
mod declared;
mod demo;
mod large;
mod pages;
mod plans_of_queries;
mod rules;
mod traps;

use serde_json::{Value, json};

use crate::support::{Answer, App, Token};

/// Enters an activity of 古堆乡 (or what `fields` says) and returns its id.
fn activity(app: &App, token: &Token, fields: &Value) -> String {
    let body = json!({"township_code": "540526201", "kind": "study_session", "held_on": "2024-03-01", "title": "学法"});
    enter(app, token, "activities", &body, fields)
}

/// Enters a mediation accepted on a day.
fn mediation(app: &App, token: &Token, fields: &Value) -> String {
    let body = json!({"township_code": "540526201", "kind": "mediation", "subject": "邻里纠纷", "accepted_on": "2024-03-01"});
    enter(app, token, "cases", &body, fields)
}

fn enter(app: &App, token: &Token, resource: &str, body: &Value, fields: &Value) -> String {
    let body = fazhi::http::merge_patch::merge(body.clone(), fields.clone());
    app.post(token, &format!("/api/v1/{resource}"), &body).send().expect(201).id()
}

pub fn figures(app: &App, token: &Token, region: &str, query: &str) -> Answer {
    app.get(token, &format!("/api/v1/regions/{region}/figures?{query}")).send().expect(200)
}

/// One figure of a region's year.
pub fn figure(app: &App, token: &Token, region: &str, year: i32, indicator: &str) -> Value {
    let answer = figures(app, token, region, &format!("year={year}&indicators={indicator}"));
    item(&answer.body["items"], indicator)
}

/// The figure of an indicator among `items`.
#[track_caller]
pub fn item(items: &Value, indicator: &str) -> Value {
    let found = items.as_array().expect("items").iter().find(|item| item["indicator"] == indicator);
    found.unwrap_or_else(|| panic!("no {indicator}")).clone()
}

/// The value of a figure, or why there is none.
pub fn value(figure: &Value) -> Value {
    if figure["status"] == "computed" { figure["value"].clone() } else { figure["reason"].clone() }
}
