//! What every resource does alike, tried on every resource: one row each, and the contract for the rest.

mod conditions;
mod life;
mod limits;
pub mod lists;
mod reach;
mod refusals;

use serde_json::Value;

use crate::support::contract::node::Node;
use crate::support::{Answer, App, Token, bodies, published};

/// A resource, as far as the contract does not tell it.
pub struct Resource {
    /// As in its path.
    pub path: &'static str,
    /// A valid body, with at least one item in each of its arrays.
    pub good: fn() -> Value,
    /// A merge patch that changes something and leaves the body valid.
    pub change: &'static str,
    /// An optional field that the good body has.
    pub clearable: &'static str,
    /// Merge patches that make the good body break a rule, and where the complaint stands.
    pub bad: &'static [(&'static str, &'static str)],
}

pub const RESOURCES: &[Resource] = &[Resource {
    path: "activities",
    good: bodies::activity,
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
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
}];

impl Resource {
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
        bodies::with((self.good)(), &json(patch))
    }

    /// A record just entered.
    #[track_caller]
    pub fn create(&self, app: &App, token: &Token) -> Answer {
        app.post(token, &self.list(), &(self.good)()).send().expect(201)
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

/// Every resource of the contract has its row: a record can be restored.
#[test]
fn no_resource_is_missing_from_the_table() {
    let paths = published()["paths"].as_object().unwrap().keys();
    let documented = paths.filter_map(|path| path.strip_prefix("/api/v1/")?.strip_suffix("/{id}:restore"));
    let documented: Vec<&str> = documented.collect();
    let mut listed: Vec<&str> = RESOURCES.iter().map(|resource| resource.path).collect();
    listed.sort_unstable();
    assert_eq!(listed, documented);
}
