//! Decisions, documents and legality reviews, as far as the contract does not tell them.

use super::{Resource, alike};

pub const DECISIONS: Resource = Resource {
    path: "decisions",
    nth: alike,
    change: r#"{"title": "古堆乡人居环境整治方案", "catalogue_year": 2023}"#,
    clearable: "handling_unit",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"title": " "}"#, "/title"),
        (r#"{"in_catalogue": false}"#, "/catalogue_year"),
        (r#"{"catalogue_year": 1948}"#, "/catalogue_year"),
        (r#"{"started_on": "2024-02-30"}"#, "/started_on"),
        (r#"{"started_on": "2024-05-11"}"#, "/decided_on"),
        (r#"{"decided_on": null}"#, "/decided_on"),
        (r#"{"decided_on": "2100-01-01"}"#, "/decided_on"),
        (r#"{"status": "abandoned"}"#, "/status"),
        (r#"{"status": "done"}"#, "/status"),
        (r#"{"urgent": true}"#, "/urgent_reason"),
        (r#"{"urgent_reason": "汛期将至"}"#, "/urgent_reason"),
        (r#"{"reform_exploration": true, "reform_reason": "国家尚无规定"}"#, "/legal_risk"),
        (r#"{"legal_risk": "可能与上位法抵触"}"#, "/legal_risk"),
        (
            r#"{"steps": [{"kind": "meeting", "state": "done", "completed_on": "2024-03-01"}]}"#,
            "/steps/0/kind",
        ),
        (r#"{"steps": [{"kind": "hearing", "state": "planned"}]}"#, "/steps/0/state"),
        (r#"{"steps": [{"kind": "hearing", "state": "done"}]}"#, "/steps/0/completed_on"),
        (r#"{"steps": [{"kind": "hearing", "state": "not_needed"}]}"#, "/steps/0/reason"),
        (
            r#"{"steps": [{"kind": "hearing", "state": "not_needed", "reason": "无分歧", "persons": 3}]}"#,
            "/steps/0/persons",
        ),
        (
            r#"{"steps": [{"kind": "hearing", "state": "done", "started_on": "2024-03-02", "completed_on": "2024-03-01"}]}"#,
            "/steps/0/completed_on",
        ),
        (
            r#"{"steps": [{"kind": "hearing", "state": "done", "completed_on": "2024-03-01", "method": "forum"}]}"#,
            "/steps/0/method",
        ),
        (
            r#"{"steps": [{"kind": "hearing", "state": "done", "completed_on": "2024-03-01", "passed": true}]}"#,
            "/steps/0/passed",
        ),
        (
            r#"{"steps": [{"kind": "legality_review", "state": "done", "completed_on": "2024-03-01"}]}"#,
            "/steps/0/passed",
        ),
        (
            r#"{"steps": [{"kind": "collective_discussion", "state": "done", "completed_on": "2024-05-10"}]}"#,
            "/steps/0/kind",
        ),
        (
            r#"{"steps": [{"id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c", "kind": "filing", "state": "done", "completed_on": "2024-06-01"}, {"id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6c", "kind": "publication", "state": "done", "completed_on": "2024-06-01"}]}"#,
            "/steps/1/id",
        ),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

pub const DOCUMENTS: Resource = Resource {
    path: "documents",
    nth: alike,
    change: r#"{"title": "古堆乡草原防火管理办法（试行）", "filed_on": "2024-05-12"}"#,
    clearable: "comments_to",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"kind": "law"}"#, "/kind"),
        (r#"{"kind": "standing_rule"}"#, "/filed_on"),
        (r#"{"title": " "}"#, "/title"),
        (r#"{"drafted_on": "2024-02-30"}"#, "/drafted_on"),
        (r#"{"drafted_on": "2024-03-06"}"#, "/comments_from"),
        (r#"{"comments_from": null}"#, "/comments_from"),
        (r#"{"comments_to": "2024-03-04"}"#, "/comments_to"),
        (r#"{"comments_to": "2024-04-19"}"#, "/legality_reviewed_on"),
        (r#"{"legality_reviewed_on": "2024-04-26"}"#, "/decided_on"),
        (r#"{"decided_on": null, "legality_reviewed_on": "2024-04-29"}"#, "/issued_on"),
        (r#"{"issued_on": null}"#, "/issued_on"),
        (r#"{"issued_on": null, "status": "drafting"}"#, "/published_on"),
        (r#"{"status": "drafting"}"#, "/status"),
        (r#"{"status": "draft"}"#, "/status"),
        (r#"{"status": "repealed"}"#, "/status"),
        (r#"{"published_on": "2024-04-27"}"#, "/published_on"),
        (r#"{"filed_on": "2024-04-27"}"#, "/filed_on"),
        (r#"{"filed_on": "2100-01-01"}"#, "/filed_on"),
        (r#"{"effective_on": "2024-04-27"}"#, "/effective_on"),
        (r#"{"expires_on": "2024-05-31"}"#, "/expires_on"),
        (r#"{"cleaned_up_on": "2024-06-30"}"#, "/clean_up_result"),
        (r#"{"clean_up_result": "kept"}"#, "/cleaned_up_on"),
        (r#"{"cleaned_up_on": "2024-06-30", "clean_up_result": "repealed"}"#, "/status"),
        (r#"{"cleaned_up_on": "2024-04-27", "clean_up_result": "kept"}"#, "/cleaned_up_on"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};

pub const LEGALITY_REVIEWS: Resource = Resource {
    path: "legality-reviews",
    nth: alike,
    change: r#"{"subject": "乡卫生院供暖改造施工合同（修订）", "opinions_adopted": 3}"#,
    clearable: "submitted_on",
    bad: &[
        (r#"{"year": 2023}"#, "/year"),
        (r#"{"subject_kind": "law"}"#, "/subject_kind"),
        (r#"{"subject": " "}"#, "/subject"),
        (r#"{"decision_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/decision_id"),
        (
            r#"{"subject_kind": "decision", "decision_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#,
            "/decision_id",
        ),
        (r#"{"document_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#, "/document_id"),
        (
            r#"{"subject_kind": "normative_document", "document_id": "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d"}"#,
            "/document_id",
        ),
        (r#"{"submitted_on": "2024-05-16"}"#, "/submitted_on"),
        (r#"{"reviewed_on": "2024-02-30"}"#, "/reviewed_on"),
        (r#"{"reviewed_on": "2100-01-01"}"#, "/reviewed_on"),
        (r#"{"reviewer": null}"#, "/reviewer"),
        (r#"{"outcome": "approved"}"#, "/outcome"),
        (r#"{"opinions_given": 1}"#, "/opinions_adopted"),
        (r#"{"problems_found": -1}"#, "/problems_found"),
        (r#"{"township_code": "540526999"}"#, "/township_code"),
    ],
};
