//! What every resource does alike, tried on every resource: one row each, and the contract for the rest.

mod conditions;
mod decisions;
mod life;
mod limits;
pub mod lists;
mod put_back;
mod reach;
mod refusals;
mod unchanged;
mod validation;
mod warnings;

use std::sync::LazyLock;

use serde_json::Value;

use self::decisions::{DECISIONS, DOCUMENTS, LEGALITY_REVIEWS};
use crate::support::contract::node::Node;
use crate::support::{Answer, App, Token, bodies, published};

/// A resource, as far as the contract does not tell it.
#[derive(Clone, Copy)]
pub struct Resource {
    /// As in its path.
    pub path: &'static str,
    /// A merge patch that makes the `n`th good body say what no other one says, where two records may not say the same; none for the
    /// first.
    pub nth: fn(usize) -> Value,
    /// A merge patch that changes something and leaves the body valid.
    pub change: &'static str,
    /// An optional field that the good body has.
    pub clearable: &'static str,
    /// Merge patches that make the good body break a rule, and where the complaint stands.
    pub bad: &'static [(&'static str, &'static str)],
}

/// Every resource of records: its row below, or, where it has none, what holds of a plain one.
pub static RESOURCES: LazyLock<Vec<Resource>> = LazyLock::new(|| {
    let row =
        |path| PARTICULAR.iter().find(|row| row.path == path).copied().unwrap_or(Resource { path, ..PLAIN });
    fazhi::ledger::RESOURCES.iter().map(|known| row(known.path)).collect()
});

/// The resource with this path.
pub fn resource(path: &str) -> &'static Resource {
    RESOURCES.iter().find(|resource| resource.path == path).expect("a resource of records")
}

/// A resource whose fields depend on nothing but their own bounds, which the contract has.
const PLAIN: Resource = Resource {
    path: "",
    nth: alike,
    change: r#"{"note": "另有附件"}"#,
    clearable: "note",
    bad: &[(r#"{"year": 1948}"#, "/year"), (r#"{"township_code": "540526999"}"#, "/township_code")],
};

/// Resources with rules of their own.
pub const PARTICULAR: &[Resource] = &[
    ACTIVITIES,
    CASES,
    DECISIONS,
    DECLARATIONS,
    DOCUMENTS,
    DUTIES,
    EXPLANATIONS,
    LEGALITY_REVIEWS,
    MEMBERS,
    OBSERVATIONS,
    PLANS,
    REPORTS,
    SHORTCOMINGS,
];

const ACTIVITIES: Resource = Resource {
    path: "activities",
    nth: alike,
    change: r#"{"title": "宪法专题讲座", "persons": 11}"#,
    clearable: "form",
    bad: &[
        (r#"{"ends_on": "2024-05-19"}"#, "/ends_on"),
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"persons": 13}"#, "/persons"),
        (r#"{"staff_due": 11}"#, "/persons"),
        (r#"{"audience_estimated": true}"#, "/audience_estimated"),
        (r#"{"exam_due": 12}"#, "/exam_due"),
        (r#"{"kind": "law_exam", "exam_due": 12, "exam_sat": 13}"#, "/exam_sat"),
        (r#"{"kind": "law_exam", "exam_sat": 12, "exam_passed": 13}"#, "/exam_passed"),
        (r#"{"kind": "trainings"}"#, "/kind"),
        (r#"{"held_on": "2024-02-30"}"#, "/held_on"),
        (r#"{"form": "no_such_form"}"#, "/form"),
        (r#"{"venue_class": "no_such_class"}"#, "/venue_class"),
        (r#"{"joint_townships": ["540526201"]}"#, "/joint_townships/0"),
        (r#"{"joint_townships": ["110101001"]}"#, "/joint_townships/0"),
        (r#"{"joint_townships": ["540526999"]}"#, "/joint_townships/0"),
        (r#"{"joint_townships": ["540526999", "540526101"]}"#, "/joint_townships/0"),
        (r#"{"joint_townships": ["540526200", "540526101", "540526200"]}"#, "/joint_townships/2"),
        (r#"{"joint_townships": ["540526"]}"#, "/joint_townships/0"),
        (r#"{"person_times": -1}"#, "/person_times"),
        (r#"{"exam_passed": 5}"#, "/exam_passed"),
        (r#"{"organising_body": "no_such_body"}"#, "/organising_body"),
        (r#"{"key_date": "no_such_day"}"#, "/key_date"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const CASES: Resource = Resource {
    path: "cases",
    nth: alike,
    change: r#"{"subject": "草场边界纠纷（二组）", "amount": "12000.50"}"#,
    clearable: "paper_file_number",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"kind": "mediations"}"#, "/kind"),
        (r#"{"closed_on": "2024-03-10", "events": []}"#, "/closed_on"),
        (r#"{"closed_on": "2024-03-19"}"#, "/events/1/occurred_on"),
        (r#"{"closed_on": null, "events": []}"#, "/closed_on"),
        (r#"{"outcome": "pending", "agreement": null, "performed": null, "performed_on": null}"#, "/outcome"),
        (r#"{"outcome": "failed"}"#, "/agreement"),
        (r#"{"agreement": null}"#, "/performed"),
        (r#"{"judicially_confirmed_on": "2024-03-10"}"#, "/judicially_confirmed_on"),
        (r#"{"kind": "petition"}"#, "/mechanism"),
        (r#"{"kind": "petition"}"#, "/dispute_type"),
        (r#"{"kind": "petition"}"#, "/agreement"),
        (r#"{"kind": "petition"}"#, "/performed"),
        (r#"{"kind": "petition"}"#, "/performed_on"),
        (r#"{"performed": false}"#, "/performed_on"),
        (r#"{"performed_on": "2024-03-10"}"#, "/performed_on"),
        (r#"{"performed_on": "2100-01-01"}"#, "/performed_on"),
        (r#"{"township_role": "respondent"}"#, "/township_role"),
        (r#"{"township_role": "defendant"}"#, "/township_role"),
        (r#"{"township_result": "upheld"}"#, "/township_result"),
        (r#"{"township_result": "won"}"#, "/township_result"),
        (r#"{"leader_appeared": true}"#, "/leader_appeared"),
        (r#"{"channel": "visit"}"#, "/channel"),
        (r#"{"pathway": 6}"#, "/pathway"),
        (r#"{"backlog": false}"#, "/backlog"),
        (r#"{"repeated": false}"#, "/repeated"),
        (r#"{"legal_aid_ground": "economic_hardship"}"#, "/legal_aid_ground"),
        (r#"{"dispute_type": "no_such_type"}"#, "/dispute_type"),
        (r#"{"amount": "12.345"}"#, "/amount"),
        (r#"{"amount": "-1"}"#, "/amount"),
        (r#"{"amount": "1e3"}"#, "/amount"),
        (r#"{"amount": 12000}"#, "/amount"),
        (r#"{"amount": "1000000000000.00"}"#, "/amount"),
        (r#"{"amount": "10000000000.01"}"#, "/amount"),
        (r#"{"parties": 0}"#, "/parties"),
        (r#"{"leader_member_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/leader_member_id"),
        (r#"{"events": [{"kind": "accepted", "occurred_on": "2024-03-12"}]}"#, "/events/0/occurred_on"),
        (r#"{"events": [{"kind": "paused", "occurred_on": "2024-03-10"}]}"#, "/events/0/occurred_on"),
        (r#"{"events": [{"kind": "resumed", "occurred_on": "2024-03-12"}]}"#, "/events/0/kind"),
        (
            r#"{"events": [{"kind": "extended", "occurred_on": "2024-03-12", "until": "2024-04-01"}]}"#,
            "/events/0/approved_by",
        ),
        (
            r#"{"events": [{"kind": "extended", "occurred_on": "2024-03-12", "approved_by": "乡长"}]}"#,
            "/events/0/until",
        ),
        (
            r#"{"events": [{"kind": "replied", "occurred_on": "2024-03-12", "until": "2024-04-01"}]}"#,
            "/events/0/until",
        ),
        (
            r#"{"events": [{"kind": "replied", "occurred_on": "2024-03-15"}, {"kind": "paused", "occurred_on": "2024-03-14"}]}"#,
            "/events/1/occurred_on",
        ),
        (r#"{"events": [{"kind": "opened", "occurred_on": "2024-03-12"}]}"#, "/events/0/kind"),
        (r#"{"township_code": "540526"}"#, "/township_code"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const DECLARATIONS: Resource = Resource {
    path: "declarations",
    nth: another_indicator,
    change: r#"{"says": "without_figure"}"#,
    clearable: "note",
    bad: &[
        (r#"{"year": 1948}"#, "/year"),
        (r#"{"year": 2099}"#, "/year"),
        (r#"{"year": null}"#, "/year"),
        (r#"{"says": "zero"}"#, "/says"),
        (r#"{"indicators": []}"#, "/indicators"),
        (r#"{"indicators": ["penalty_cases", "penalty_case"]}"#, "/indicators/1"),
        (r#"{"indicators": ["fines", "fines"]}"#, "/indicators/1"),
        (r#"{"indicators": ["mediation_success_rate"]}"#, "/indicators/0"),
        (r#"{"indicators": ["Fines"]}"#, "/indicators/0"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const EXPLANATIONS: Resource = Resource {
    path: "explanations",
    nth: alike,
    change: r#"{"explanation": "已核对，数据属实"}"#,
    clearable: "note",
    bad: &[
        (r#"{"year": 2099}"#, "/year"),
        (r#"{"year": null}"#, "/year"),
        (r#"{"finding": "4f1c2a9b7d3e5a6"}"#, "/finding"),
        (r#"{"finding": "4F1C2A9B7D3E5A60"}"#, "/finding"),
        (r#"{"explanation": " "}"#, "/explanation"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const REPORTS: Resource = Resource {
    path: "reports",
    nth: of_another_year,
    change: r#"{"title": "古堆乡2024年法治政府建设情况报告"}"#,
    clearable: "note",
    bad: &[
        (r#"{"year": 2099}"#, "/year"),
        (r#"{"period_to": "2025-01-10"}"#, "/period_to"),
        (r#"{"sections": [{"part": "preface", "heading": "前言", "text": ""}]}"#, "/sections/0/part"),
        (
            r#"{"sections": [{"part": "other", "heading": "其他", "text": "{study_session}次"}]}"#,
            "/sections/0/text",
        ),
        (
            r#"{"sections": [{"part": "other", "heading": "其他", "text": "{study_sessions次"}]}"#,
            "/sections/0/text",
        ),
        (r#"{"signatories": ["一", "二", "三", "四", "五"]}"#, "/signatories"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const DUTIES: Resource = Resource {
    path: "duties",
    nth: alike,
    change: r#"{"kind": "supervised", "subject": "督办矛盾纠纷化解"}"#,
    clearable: "result",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"performed_on": "2100-01-01"}"#, "/performed_on"),
        (r#"{"performed_on": "2023-02-29"}"#, "/performed_on"),
        (r#"{"office": "mayor"}"#, "/office"),
        (r#"{"kind": "studied"}"#, "/kind"),
        (r#"{"subject": " "}"#, "/subject"),
        (r#"{"member_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/member_id"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const MEMBERS: Resource = Resource {
    path: "members",
    nth: alike,
    change: r#"{"office": "党委书记", "serves_to": "2024-09-30"}"#,
    clearable: "duties",
    bad: &[
        (r#"{"serves_to": "2024-01-14"}"#, "/serves_to"),
        (r#"{"serves_from": "2023-02-29"}"#, "/serves_from"),
        (r#"{"year": 2025}"#, "/year"),
        (r#"{"group_role": "boss"}"#, "/group_role"),
        (r#"{"body": "village_committee"}"#, "/body"),
        (r#"{"person_name": " "}"#, "/person_name"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const OBSERVATIONS: Resource = Resource {
    path: "observations",
    nth: another_day,
    change: r#"{"value": "2.00", "estimated": true}"#,
    clearable: "evidence",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"observed_on": "2100-01-01"}"#, "/observed_on"),
        (r#"{"indicator": "legal_adviser"}"#, "/indicator"),
        (r#"{"indicator": "study_sessions"}"#, "/indicator"),
        (r#"{"indicator": "training_coverage"}"#, "/indicator"),
        (r#"{"value": "-1"}"#, "/value"),
        (r#"{"value": "1.5"}"#, "/value"),
        (r#"{"value": 1}"#, "/value"),
        (r#"{"value": "10000000001"}"#, "/value"),
        (r#"{"estimated": "about"}"#, "/estimated"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const PLANS: Resource = Resource {
    path: "plans",
    nth: alike,
    change: r#"{"title": "古堆乡法治政府建设工作方案（修订）", "status": "completed"}"#,
    clearable: "objective",
    bad: &[
        (r#"{"adopted_on": null}"#, "/adopted_on"),
        (r#"{"adopted_on": null, "status": "completed"}"#, "/adopted_on"),
        (r#"{"period_to": "2023-12-31"}"#, "/period_to"),
        (r#"{"year": 2025}"#, "/year"),
        (r#"{"kind": "plan"}"#, "/kind"),
        (r#"{"status": "done"}"#, "/status"),
        (r#"{"tasks": [{"title": "甲", "status": "dropped"}]}"#, "/tasks/0/status_reason"),
        (r#"{"tasks": [{"title": "甲", "due_on": "2023-12-31"}]}"#, "/tasks/0/due_on"),
        (r#"{"tasks": [{"title": "甲"}, {"title": " "}]}"#, "/tasks/1/title"),
        (r#"{"tasks": [{"measure": "每两个月一次"}]}"#, "/tasks/0/title"),
        (r#"{"tasks": [{"title": "甲", "person": "扎西"}]}"#, "/tasks/0/person"),
        (
            r#"{"tasks": [{"title": "甲", "target": {"indicator": "study_session", "value": 6}}]}"#,
            "/tasks/0/target/indicator",
        ),
        (
            r#"{"tasks": [{"title": "甲", "target": {"indicator": "study_sessions", "value": -1}}]}"#,
            "/tasks/0/target/value",
        ),
        (
            r#"{"tasks": [{"title": "甲", "target": {"indicator": "study_sessions"}}]}"#,
            "/tasks/0/target/value",
        ),
        (
            r#"{"tasks": [{"title": "甲", "id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c"}, {"title": "乙", "id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c"}]}"#,
            "/tasks/1/id",
        ),
        (
            r#"{"tasks": [{"title": "甲"}, {"title": "乙", "responsible_member_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}]}"#,
            "/tasks/1/responsible_member_id",
        ),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

const SHORTCOMINGS: Resource = Resource {
    path: "shortcomings",
    nth: alike,
    change: r#"{"status": "in_progress", "remedy": "组织双语宣讲队"}"#,
    clearable: "cause",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"found_on": "2100-01-01"}"#, "/found_on"),
        (r#"{"due_on": "2024-12-09"}"#, "/due_on"),
        (r#"{"closed_on": "2025-06-01"}"#, "/closed_on"),
        (r#"{"status": "closed", "result": "已整改"}"#, "/closed_on"),
        (r#"{"status": "closed", "closed_on": "2025-06-01"}"#, "/result"),
        (r#"{"status": "closed", "closed_on": "2024-12-09", "result": "已整改"}"#, "/closed_on"),
        (r#"{"status": "closed", "closed_on": "2100-01-01", "result": "已整改"}"#, "/closed_on"),
        (r#"{"status": "done"}"#, "/status"),
        (r#"{"found_by": "self"}"#, "/found_by"),
        (r#"{"title": " "}"#, "/title"),
        (r#"{"responsible_member_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/responsible_member_id"),
        (r#"{"carried_over_from": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/carried_over_from"),
        (r#"{"answered_by_task_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/answered_by_task_id"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

/// Two records may say the same.
fn alike(_: usize) -> Value {
    serde_json::json!({})
}

/// An indicator that neither the good body nor another `n` has, while there are any in the year; then of the year before.
fn another_indicator(n: usize) -> Value {
    let good = bodies::declaration()["indicators"].clone();
    let is_free =
        |code: &&str| fazhi::indicators::find(code).unwrap().unit != "%" && !good.to_string().contains(code);
    let codes: Vec<&str> = fazhi::indicators::all().iter().map(|known| known.code).filter(is_free).collect();
    match n.checked_sub(1) {
        None => serde_json::json!({}),
        Some(n) => {
            serde_json::json!({"indicators": [codes[n % codes.len()]], "year": 2024 - n / codes.len()})
        }
    }
}

/// A day before that of the good body, each another one.
fn another_day(n: usize) -> Value {
    let last = chrono::NaiveDate::from_ymd_opt(2024, 12, 31).unwrap();
    serde_json::json!({"observed_on": last - chrono::Days::new(u64::try_from(n).unwrap())})
}

impl Resource {
    /// A valid body.
    pub fn good(&self) -> Value {
        bodies::of(self.path)
    }

    /// The name of its table.
    pub fn table(&self) -> String {
        self.path.replace('-', "_")
    }

    /// The address of the list.
    pub fn list(&self) -> String {
        format!("/api/v1/{}", self.path)
    }

    /// The address of one record.
    pub fn item(&self, id: &str) -> String {
        format!("/api/v1/{}/{id}", self.path)
    }

    /// The good body with a merge patch applied.
    pub fn with(&self, patch: &str) -> Value {
        bodies::with(self.good(), &json(patch))
    }

    /// A record just entered.
    #[track_caller]
    pub fn create(&self, app: &App, token: &Token) -> Answer {
        self.create_nth(app, token, 0)
    }

    /// One of several records just entered.
    #[track_caller]
    pub fn create_nth(&self, app: &App, token: &Token, n: usize) -> Answer {
        app.post(token, &self.list(), &self.nth_with(n, "{}")).send().expect(201)
    }

    /// The `n`th good body with a merge patch applied.
    pub fn nth_with(&self, n: usize, patch: &str) -> Value {
        bodies::with(bodies::with(self.good(), &(self.nth)(n)), &json(patch))
    }

    /// The schema of its input.
    pub fn input(&self) -> Node<'static> {
        self.schema("/post/requestBody/content/application~1json/schema")
    }

    /// The schema of a record.
    pub fn record(&self) -> Node<'static> {
        self.schema("/post/responses/201/content/application~1json/schema")
    }

    fn schema(&self, below: &str) -> Node<'static> {
        let pointer = format!("/paths/~1api~1v1~1{}{below}", self.path);
        Node::root(published()).pointer(&pointer).expect("a documented resource").target()
    }
}

/// A merge patch out of the table.
pub fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON in the table")
}

/// What the tests take for all resources is what the contract has, and each row is of one of them: a record can be restored.
#[test]
fn every_resource_is_tried_and_every_row_is_of_one() {
    let paths = published()["paths"].as_object().unwrap().keys();
    let documented = paths.filter_map(|path| path.strip_prefix("/api/v1/")?.strip_suffix("/{id}:restore"));
    let documented: Vec<&str> = documented.collect();
    let mut tried: Vec<&str> = RESOURCES.iter().map(|resource| resource.path).collect();
    tried.sort_unstable();
    assert_eq!(tried, documented);
    let strangers = PARTICULAR.iter().filter(|row| !documented.contains(&row.path));
    assert_eq!(strangers.map(|row| row.path).collect::<Vec<_>>(), [""; 0]);
}

/// One report is of each year.
fn of_another_year(n: usize) -> Value {
    serde_json::json!({"year": 2024 - n})
}
