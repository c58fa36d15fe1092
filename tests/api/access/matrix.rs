//! Every operation, tried by every role at every place. What comes out is printed as `docs/permissions.md`, and must be
//! what the contract says (`x-required-role`).

use std::fmt::Write;

use fazhi::auth::Role;

use super::callers::{Caller, Place, everybody};
use super::requests::{Targets, api_operations, first_part, is_let_in, request, resource_of};
use crate::document::operations::PUBLIC;
use crate::document::walk::Operation;
use crate::support::{App, GUDUI, ZHEGU, spawn_app};

/// Stands for any part of the county.
const ANY_PART: &str = "540526*";

/// What an operation is about, as far as reach goes: the region that has to be in the caller's reach.
fn target(operation: &Operation<'_>) -> Option<&'static str> {
    let path = operation.path.as_str();
    let writes_or_names_one = operation.method != "get" || path.contains("{id}");
    let is_about_records = resource_of(path).is_some() || matches!(first_part(path), "tokens" | "accounts");
    match path {
        // A partner decides for itself.
        _ if path.ends_with(":confirm") || path.ends_with(":decline") => Some(ZHEGU),
        _ if is_about_records && writes_or_names_one => Some(GUDUI),
        // Terms are a whole county's, and so is the notice of holidays of the example.
        "/api/v1/vocabularies/{name}/terms" | "/api/v1/calendar/notices" => Some("540526"),
        // A county decides for all of it; what it has decided is for all to know who reach a part of it.
        "/api/v1/regions/{code}/personal-data" if operation.method == "put" => Some("540526"),
        "/api/v1/regions/{code}/personal-data" => Some(ANY_PART),
        "/api/v1/regions/{code}/checks"
        | "/api/v1/regions/{code}/deadlines"
        | "/api/v1/regions/{code}/deadlines.ics"
        | "/api/v1/regions/{code}/progress" => Some(GUDUI),
        _ if path.starts_with("/api/v1/regions/{code}/figures") => Some(GUDUI),
        _ => None,
    }
}

/// Where those stand who may do this: the parties of a case are its township's to write, and of nobody above it.
fn entrusted(operation: &Operation<'_>) -> Place {
    let is_townships = operation.method == "put" && operation.path.ends_with("/parties");
    if is_townships { Place::Here } else { Place::County }
}

/// What a caller has to be answered: refused for the role, not found for the place, or let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    LetIn,
    Forbidden,
    NotFound,
}

fn expected(operation: &Operation<'_>, caller: &Caller) -> Verdict {
    if PUBLIC.contains(&operation.path.as_str()) {
        return Verdict::LetIn;
    }
    if !required_roles(operation).contains(&caller.role) {
        return Verdict::Forbidden;
    }
    match target(operation) {
        Some(ANY_PART) if caller.place == Place::OtherCounty => Verdict::NotFound,
        Some(region) if region != ANY_PART && !caller.place.reaches(region) => Verdict::NotFound,
        _ if entrusted(operation) == Place::Here && caller.place != Place::Here => Verdict::Forbidden,
        _ => Verdict::LetIn,
    }
}

pub fn required_roles(operation: &Operation<'_>) -> Vec<Role> {
    let roles = operation.node.value["x-required-role"].as_array();
    let roles = roles.unwrap_or_else(|| panic!("{} says no x-required-role", operation.name));
    roles.iter().map(|role| Role::parse(role.as_str().unwrap()).expect("a role")).collect()
}

fn tried(app: &App, operation: &Operation<'_>, caller: &Caller, id: &str) -> Verdict {
    let answer = request(app, operation, &caller.token, id).send();
    match (answer.status, answer.problem_code()) {
        (403, "forbidden") => Verdict::Forbidden,
        (404, "not_found") => Verdict::NotFound,
        _ if is_let_in(&answer) => Verdict::LetIn,
        (status, _) => {
            panic!("{} as {:?} {:?}: {status} {}", operation.name, caller.role, caller.place, answer.body)
        }
    }
}

#[test]
fn everybody_may_do_what_the_contract_says_and_no_more() {
    compare(&printed(&try_everything(&spawn_app())));
}

/// Every operation by everybody, and the roles that are let in from where it is entrusted.
fn try_everything(app: &App) -> Vec<(Operation<'static>, Vec<Role>)> {
    let (everybody, targets) = (everybody(app), Targets::new(app));
    let mut table = Vec::new();
    for operation in api_operations() {
        let mut id = targets.fresh(&operation.path);
        let mut let_in = Vec::new();
        for caller in &everybody {
            let verdict = tried(app, &operation, caller, &id);
            assert_eq!(
                verdict,
                expected(&operation, caller),
                "{} as {:?} at {:?}",
                operation.name,
                caller.role,
                caller.place
            );
            if verdict == Verdict::LetIn && operation.method != "get" {
                id = targets.fresh(&operation.path);
            }
            if verdict == Verdict::LetIn && caller.place == entrusted(&operation) {
                let_in.push(caller.role);
            }
        }
        table.push((operation, let_in));
    }
    table
}

/// The table for people: what each role may do.
fn printed(table: &[(Operation<'_>, Vec<Role>)]) -> String {
    let mut text = String::from(INTRODUCTION);
    let names: Vec<String> =
        Role::all().map(|role| format!("{}<br>`{}`", role.label().zh, role.as_str())).collect();
    let _ = writeln!(text, "| | 无令牌 | {} |", names.join(" | "));
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(names.len()));
    for (operation, let_in) in table {
        let labels = ["x-label-zh", "x-label-en"].map(|word| operation.node.value[word].as_str());
        let summary = labels.map(Option::unwrap_or_default).join(" ");
        let mark = |is: bool| if is { "✓" } else { "" };
        let marks: Vec<&str> = Role::all().map(|role| mark(let_in.contains(&role))).collect();
        let public = mark(PUBLIC.contains(&operation.path.as_str()));
        let _ = writeln!(text, "| `{}` {summary} | {public} | {} |", operation.name, marks.join(" | "));
    }
    text
}

const INTRODUCTION: &str = "# 谁可以做什么 · Who may do what

角色在区划树的一个节点上有效，及于其下全部地区；一个账号可以有几个角色。范围之外与不存在一样：404。本表由测试逐项试出，不要手改，用 `make permissions` 更新。

管理员除查看人员外不得兼任其他角色。对自己的账号，谁也不能变更、停用或发放令牌；只能更换正在使用的令牌（照原样，一次）、撤销令牌。案件当事人只由办理的乡镇填写。

代码终止以后，原代码和接续代码上的经办人、负责人只能说明理由更正原有记录，补登由县级或以上的经办人办理；不再在已终止的代码上给角色。

A role holds at a node of the region tree and reaches everything below; an account may have several. What is out of reach looks like what
does not exist: 404. This table is what the tests found by trying; do not edit it, `make permissions` does.

Whoever administers holds no other role but viewer. Of his own account, nobody changes roles, name or whether it is disabled, nor issues
tokens; he replaces the token that he calls with (as it was, once) and revokes tokens. The parties of a case are written by its township alone.

Once a code has ended, those who hold a role at it or at the code that follows correct what stands there, for a reason; what is late is
entered by the county or above. No role is given at an ended code.

";

/// Holds the table against the one that is checked in, or writes that.
fn compare(table: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/permissions.md");
    if std::env::var_os("WRITE_PERMISSIONS").is_some() {
        std::fs::write(path, table).unwrap();
    }
    let checked_in = std::fs::read_to_string(path).unwrap_or_default();
    assert!(checked_in == table, "docs/permissions.md is outdated: run make permissions");
}
