//! Valid bodies for the township 540526201 古堆乡.

use serde_json::{Value, json};

use super::published;

/// A valid body of every resource.
pub fn of_resources() -> impl Iterator<Item = (&'static str, Value)> {
    fazhi::ledger::RESOURCES.iter().map(|known| (known.path, of(known.path)))
}

/// A valid body of a resource, with a remark or something else to clear: where none is made below, the example of the contract.
pub fn of(path: &str) -> Value {
    match path {
        "activities" => activity(),
        "cases" => case(),
        "decisions" => decision(),
        "declarations" => declaration(),
        "explanations" => explanation(),
        "reports" => report(),
        "duties" => duty(),
        "documents" => document(),
        "legality-reviews" => legality_review(),
        "members" => member(),
        "observations" => observation(),
        "plans" => plan(),
        "shortcomings" => shortcoming(),
        _ => with(example(path), &json!({"note": "见附件"})),
    }
}

/// The example that the contract gives for a resource.
fn example(path: &str) -> Value {
    let create = &published()["paths"][format!("/api/v1/{path}")]["post"];
    let schema = create["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
    let schema = schema.and_then(|schema| published().pointer(schema.trim_start_matches('#')));
    schema.expect("the schema of a record")["example"].clone()
}

/// A training of all cadres.
pub fn activity() -> Value {
    json!({
        "township_code": "540526201", "kind": "training", "held_on": "2024-05-20", "title": "民法典专题讲座",
        "organising_body": "all_cadres", "form": "lecture", "place": "乡政府会议室", "note": "邀请县法院法官授课",
        "sessions": 1, "persons": 12, "person_times": 12, "staff_due": 12, "joint_townships": ["540526101"]
    })
}

/// The mediation of a dispute, agreed on in writing.
pub fn case() -> Value {
    json!({
        "township_code": "540526201", "kind": "mediation", "reference_number": "古调〔2024〕3号",
        "subject": "草场边界纠纷", "accepted_on": "2024-03-11", "closed_on": "2024-03-20",
        "mechanism": "peoples_mediation", "organisation": "古堆乡人民调解委员会", "organisation_level": "township",
        "dispute_type": "land_grassland", "outcome": "succeeded", "agreement": "written", "performed": true,
        "performed_on": "2024-04-02", "amount": "12000.00", "parties": 2, "paper_file_number": "2024-调-003",
        "events": [
            {"kind": "accepted", "occurred_on": "2024-03-11", "note": "双方当事人到场"},
            {"kind": "closed", "occurred_on": "2024-03-20"}
        ]
    })
}

/// A petition of pathway 6, the one with the clock of 60 days, still pending.
pub fn petition() -> Value {
    json!({
        "township_code": "540526201", "kind": "petition", "subject": "反映草补发放", "accepted_on": "2024-03-01",
        "channel": "visit", "pathway": 6, "repeated": false, "backlog": true,
        "events": [{"kind": "accepted", "occurred_on": "2024-03-01"}]
    })
}

/// A decision with the five steps of which reports speak, each as the Decree wants it.
pub fn decision() -> Value {
    json!({
        "township_code": "540526201", "title": "古堆乡人居环境整治三年方案", "in_catalogue": true, "catalogue_year": 2024,
        "handling_unit": "乡村振兴办公室", "started_on": "2024-02-20", "decided_on": "2024-05-10", "status": "decided",
        "note": "涉及两个村",
        "steps": [
            {"kind": "public_participation", "state": "done", "method": "public_comment", "started_on": "2024-03-01",
             "completed_on": "2024-04-01", "persons": 35, "evidence": "2024-决-001/1", "note": "收到意见 12 条"},
            {"kind": "expert_argument", "state": "done", "completed_on": "2024-04-08", "persons": 3},
            {"kind": "risk_assessment", "state": "done", "completed_on": "2024-04-10"},
            {"kind": "legality_review", "state": "done", "started_on": "2024-04-15", "completed_on": "2024-04-28", "passed": true},
            {"kind": "collective_discussion", "state": "done", "completed_on": "2024-05-10", "persons": 9}
        ]
    })
}

/// There was neither a penalty nor a reconsideration in the year.
pub fn declaration() -> Value {
    json!({
        "township_code": "540526201", "year": 2024, "says": "none", "indicators": ["penalty_cases", "reconsiderations"],
        "note": "全年未办理行政处罚、行政复议案件"
    })
}

/// Why a finding stands.
pub fn explanation() -> Value {
    json!({
        "township_code": "540526201", "year": 2024, "finding": "4f1c2a9b7d3e5a60", "explanation": "本年新设两个调解点，受理数相应增加",
        "note": "已核对调解台账"
    })
}

/// A report of one part, whose only number is bound to an indicator.
pub fn report() -> Value {
    json!({
        "township_code": "540526201", "year": 2024, "title": "古堆乡2024年法治政府建设年度报告", "document_number": "古政发〔2025〕3号",
        "addressee": "措美县人民政府", "signatories": ["古堆乡人民政府"], "dated_on": "2025-01-20", "note": "初稿",
        "sections": [{"part": "measures", "heading": "主要举措和成效", "text": "全年组织集中学习{study_sessions}次。"}]
    })
}

/// What the Party secretary deployed; the person is not recorded as a member.
pub fn duty() -> Value {
    json!({
        "township_code": "540526201", "office": "party_secretary", "kind": "deployed", "performed_on": "2024-02-20",
        "subject": "主持党委会议，部署年度法治政府建设工作", "result": "通过工作方案，明确责任分工", "evidence": "2024-党委会-02"
    })
}

/// A normative document with its whole course.
pub fn document() -> Value {
    json!({
        "township_code": "540526201", "kind": "normative_document", "title": "古堆乡草原防火管理办法",
        "document_number": "古政发〔2024〕12号", "drafted_on": "2024-03-01", "comments_from": "2024-03-05",
        "comments_to": "2024-04-04", "legality_reviewed_on": "2024-04-18", "decided_on": "2024-04-25",
        "issued_on": "2024-04-28", "published_on": "2024-04-30", "filed_on": "2024-05-10", "effective_on": "2024-06-01",
        "expires_on": "2029-05-31", "status": "in_force", "note": "每年防火期前重印"
    })
}

/// The review of a contract with the legal adviser, who asked for changes.
pub fn legality_review() -> Value {
    json!({
        "township_code": "540526201", "subject_kind": "contract", "subject": "乡卫生院供暖改造施工合同",
        "submitted_on": "2024-05-06", "reviewed_on": "2024-05-15", "reviewer": "古堆乡司法所", "adviser_consulted": true,
        "outcome": "passed_with_changes", "problems_found": 2, "opinions_given": 3, "opinions_adopted": 2, "note": "补充违约责任条款"
    })
}

/// Litigation in which the township responded and kept its act; its mayor appeared in court.
pub fn litigation() -> Value {
    json!({
        "township_code": "540526201", "kind": "litigation", "subject": "不服宅基地处理决定", "accepted_on": "2024-06-03",
        "closed_on": "2024-08-30", "outcome": "failed", "township_role": "respondent", "township_result": "upheld",
        "leader_appeared": true
    })
}

/// One of the two heads of the leading group.
pub fn member() -> Value {
    json!({
        "township_code": "540526201", "person_name": "扎西", "office": "乡长", "group_role": "head",
        "body": "leading_group", "duties": "主持领导小组全面工作", "note": "双组长之一", "serves_from": "2024-01-15"
    })
}

/// The township had one legal adviser at the end of the year.
pub fn observation() -> Value {
    json!({
        "township_code": "540526201", "indicator": "legal_advisers", "observed_on": "2024-12-31", "value": "1.00",
        "evidence": "法律顾问聘用合同"
    })
}

/// A plan of two years in force, with two tasks.
pub fn plan() -> Value {
    json!({
        "township_code": "540526201", "kind": "work_plan", "title": "古堆乡法治政府建设工作方案（2024-2025年）",
        "document_number": "古政发〔2024〕5号", "objective": "依法行政能力明显提高，矛盾纠纷化解在基层",
        "period_from": "2024-01-01", "period_to": "2025-12-31", "adopted_on": "2024-02-20",
        "in_annual_work_plan": true, "status": "in_force",
        "tasks": [
            {"title": "组织党委理论学习中心组集中学习", "measure": "每两个月一次", "responsible_office": "党政综合办公室",
             "due_on": "2024-12-31", "status": "in_progress", "target": {"indicator": "study_sessions", "value": 6}},
            {"title": "开展法治宣传", "responsible_office": "司法所"}
        ]
    })
}

/// A shortcoming with its cause, still open.
pub fn shortcoming() -> Value {
    json!({
        "township_code": "540526201", "title": "普法效果不明显", "description": "部分群众遇事信访不信法",
        "cause": "农牧民群众文化水平普遍偏低，普法形式单一", "found_by": "self_check", "found_on": "2024-12-10",
        "remedy": "用藏汉双语开展案例普法", "due_on": "2025-12-31", "status": "open"
    })
}

/// A body with some of its fields replaced, as a merge patch would.
pub fn with(body: Value, patch: &Value) -> Value {
    fazhi::http::merge_patch::merge(body, patch.clone())
}
