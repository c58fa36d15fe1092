//! A ledger of an earlier release is upgraded when it is opened, and is what it was.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::fixture::Fixture;
use crate::postgres::Database;
use crate::program::{fazhi, refuses, succeeds};
use crate::service::Service;

/// Tokens that let nobody in: revoked, replaced without an overlap, of an account that is disabled, of another network; and that
/// of the first start, which is valid for a day.
const REFUSED: [&str; 5] = ["已撤销", "已更换", "已停用", "内网看板", "首次启动的管理员"];

/// Cursors are encrypted anew for every answer.
const NEW_EACH_TIME: [&str; 2] = ["page", "cursor"];

/// Where what was answered is not answered any more. What was added since is no difference, nor is one more code in a list of codes.
fn differences(was: &Value, is: &Value, place: &str, found: &mut Vec<String>) {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) => {
            for (key, was) in was.iter().filter(|(key, _)| !NEW_EACH_TIME.contains(&key.as_str())) {
                differences(was, is.get(key).unwrap_or(&Value::Null), &format!("{place}/{key}"), found);
            }
        }
        (Value::Array(was), Value::Array(is)) => {
            // What the upgrade itself states in the trail comes after all that was there.
            let is: Vec<&Value> = is.iter().filter(|item| item["actor"] != "upgrade").collect();
            if was.len() != is.len() && !was.iter().all(|item| item.is_string() && is.contains(&item)) {
                found.push(format!("{place}: were {} items, are {}", was.len(), is.len()));
            } else if was.len() == is.len() {
                for (index, (was, is)) in was.iter().zip(is).enumerate() {
                    differences(was, is, &format!("{place}/{index}"), found);
                }
            }
        }
        _ if was == is => {}
        _ => found.push(format!("{place}: was {was}, is {is}")),
    }
}

/// Figures whose definitions count other records than they did.
const REDEFINED: [&str; 8] = [
    "training_coverage",
    "leading_group_members",
    "leading_group_heads",
    "work_plans_adopted",
    "plan_tasks",
    "plan_task_completion_rate",
    "petition_timely_closure_rate",
    "fines",
];

/// The figures that are on neither basis what they were, when a township was asked for with all its earlier codes. A zero may be
/// missing now: it was computed where nothing of its kind was recorded.
fn other_figures(was: &Value, bases: [&Value; 2], place: &str, found: &mut Vec<String>) {
    for old in was["items"].as_array().into_iter().flatten() {
        let code = old["indicator"].as_str().unwrap_or_default();
        let says = old["value"].is_string() || old["value"].as_i64().is_some_and(|number| number != 0);
        let now = bases.map(|answer| {
            let figures = answer["items"].as_array().into_iter().flatten();
            figures.clone().find(|figure| figure["indicator"] == code).map(|figure| &figure["value"])
        });
        if says && !REDEFINED.contains(&code) && !now.contains(&Some(&old["value"])) {
            found.push(format!("{place}/{code}: was {old}, is {now:?}"));
        }
    }
}

/// The program on a ledger under its secret.
fn program(database: &Database, fixture: &Fixture, args: &[&str]) -> Command {
    let mut command = fazhi(&database.url, args);
    command.env("FAZHI_SECRET", &fixture.answers.secret);
    command
}

#[track_caller]
fn says_what_it_said(
    service: &Service,
    fixture: &Fixture,
    which: impl Fn(&str) -> bool,
    token: impl Fn(&str) -> Option<String>,
) {
    let mut found = Vec::new();
    for request in fixture.answers.requests.iter().filter(|request| which(&request.path)) {
        let Some(token) = token(&request.token) else { continue };
        let (status, answer) = service.get(&token, &request.path);
        assert_eq!(status, 200, "{} {}: {answer}", request.token, request.path);
        if request.path.contains("/figures?") {
            let as_it_was = service.get(&token, &format!("{}&basis=as_it_was", request.path)).1;
            other_figures(&request.answer, [&answer, &as_it_was], &request.path, &mut found);
            let totals = [&answer["total"], &as_it_was["total"]];
            other_figures(&request.answer["total"], totals, &request.path, &mut found);
        } else {
            differences(&request.answer, &answer, &request.path, &mut found);
        }
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_ledger_of_schema_10_is_what_it_was() {
    let fixture = Fixture::of("schema-10");
    let database = fixture.ledger();
    let service = Service::start(&database.url, &fixture.answers.secret);
    for (name, token) in &fixture.answers.tokens {
        let (status, _) = service.get(token, "/me");
        assert_eq!(status, if REFUSED.contains(&name.as_str()) { 401 } else { 200 }, "{name}");
    }
    let valid = |name: &str| fixture.answers.tokens.get(name).filter(|_| !REFUSED.contains(&name)).cloned();
    says_what_it_said(&service, &fixture, |_| true, valid);
    let said = succeeds(program(&database, &fixture, &["verify"]));
    assert!(said.contains("\nverified: "), "{said}");
}

/// A new token for the account of an old one.
fn new_token(database: &Database, fixture: &Fixture, name: &str) -> String {
    let me = fixture.answers.requests.iter().find(|request| request.token == name && request.path == "/me");
    let account = me.unwrap().answer["account"].as_str().unwrap();
    succeeds(program(database, fixture, &["token", "create", "--account", account])).trim().to_owned()
}

/// Its format has no digest under the ledger's secret.
#[test]
fn a_backup_of_schema_10_is_restored_without_its_tokens() {
    let fixture = Fixture::of("schema-10");
    let (database, backup) = (Database::empty(), fixture.backup());
    let backup = backup.to_str().unwrap();
    let said = refuses(program(&database, &fixture, &["restore", "--verify", backup]));
    assert!(said.contains("it was made by an older release"), "{said}");
    let said = succeeds(program(&database, &fixture, &["restore", "--verify", "--unproven", backup]));
    assert!(said.contains("\nverified: ") && said.contains("\nNOT PROVEN: "), "{said}");
    let tokens: BTreeMap<&str, String> = ["措美县审计", "全国看板", "古堆乡经办人", "兼职人员"]
        .map(|name| (name, new_token(&database, &fixture, name)))
        .into();
    let service = Service::start(&database.url, &fixture.answers.secret);
    for (name, token) in &fixture.answers.tokens {
        assert_eq!(service.get(token, "/me").0, 401, "{name}");
    }
    // Who it is has another token now, and the accounts have entries more.
    let is_same =
        |path: &str| path != "/me" && !path.starts_with("/accounts") && !path.starts_with("/changes");
    says_what_it_said(&service, &fixture, is_same, |name| tokens.get(name).cloned());
    succeeds(program(&database, &fixture, &["verify"]));
}
