//! The database is the last judge: what each named constraint means to the client.
//!
//! Field rules catch these cases before; what arrives here lost a race or came another way.

use super::schema::RECORDS;
use crate::problems::{ApiError, Code, Violation};
use crate::text;
use crate::text::Text;

/// The tables besides those of records whose rows clients enter.
const ALSO_ENTERED: [&str; 2] = ["plan_tasks", "vocabulary_terms"];

/// What the service itself writes: where one of these is broken, it is our fault.
const OURS: [&str; 7] = [
    "_version_check",
    "_voided_check",
    "_main_date_check",
    "_township_code_check",
    "_position_key",
    "_steps_done_check",
    "_edition_check",
];

/// The refusal for a broken constraint. One that no client can break is our fault, so it is an internal error.
pub fn refusal(constraint: &str, message: &str) -> ApiError {
    if constraint == "idempotency_keys_pkey" {
        return ApiError::of(Code::IdempotencyKeyInFlight);
    }
    if let Some((pointer, taken)) = uniqueness(constraint) {
        return ApiError::new(Code::Conflict, taken.clone())
            .with_violations(vec![Violation::at(pointer, "taken", taken)]);
    }
    let rule = rule(constraint).map(|(pointer, detail)| (pointer.to_owned(), detail));
    match rule.or_else(|| check_of_a_field(constraint)) {
        Some((pointer, detail)) => {
            ApiError::invalid_body(vec![Violation::at(pointer, constraint.to_owned(), detail)])
        }
        None => ApiError::internal(format!("{constraint}: {message}")),
    }
}

/// A check that says no more than which values a field may have; it is named after table and field.
fn check_of_a_field(constraint: &str) -> Option<(String, Text)> {
    if OURS.iter().any(|ours| constraint.ends_with(ours)) {
        return None;
    }
    let of_table = |table: &&str| constraint.strip_prefix(*table)?.strip_prefix('_')?.strip_suffix("_check");
    let field = RECORDS.iter().chain(&ALSO_ENTERED).find_map(of_table)?;
    Some((format!("/{field}"), text!("取值不被允许", "has a value that is not allowed")))
}

/// What another row has already.
fn uniqueness(constraint: &str) -> Option<(&'static str, Text)> {
    if constraint.ends_with("_external_ref_key") {
        let taken = text!(
            "该乡镇已有记录使用这个 external_ref",
            "Another record of this township has this external_ref"
        );
        return Some(("/external_ref", taken));
    }
    if constraint == "reports_year_key" {
        let taken = text!("该乡镇该年度已有报告", "This township has a report of this year already");
        return Some(("/year", taken));
    }
    if constraint == "calendar_notices_number_key" {
        let taken = text!("该区划已有这个文号的通知", "The region already has a notice of this number");
        return Some(("/number", taken));
    }
    let term = text!("该县已有这个词条", "This county already has this term");
    (constraint == "vocabulary_terms_pkey").then_some(("/code", term))
}

/// Constraint (without its table where all tables share it) → place in the body and what is allowed.
#[expect(clippy::too_many_lines, reason = "a table: one line per constraint")]
fn rule(constraint: &str) -> Option<(&'static str, Text)> {
    if constraint.ends_with("_year_check") {
        return Some(("/year", text!("必须等于主要日期所在的年份", "must be the year of the main date")));
    }
    if constraint.ends_with("_member_id_fkey") {
        return Some((
            "",
            text!("所引用的成员不属于该乡镇", "the member referred to is not one of this township"),
        ));
    }
    if let Some(pointer) = referred(constraint) {
        let detail = text!("所引用的记录不属于该乡镇", "the record referred to is not one of this township");
        return Some((pointer, detail));
    }
    Some(match constraint {
        "members_term_check" => {
            ("/serves_to", text!("不得早于 serves_from", "must not be before serves_from"))
        }
        "plans_period_check" => {
            ("/period_to", text!("不得早于 period_from", "must not be before period_from"))
        }
        "plans_adopted_check" => (
            "/adopted_on",
            text!("生效的计划必须有通过日期", "a plan in force needs the date it was adopted on"),
        ),
        "plan_tasks_target_check" => {
            ("/tasks", text!("目标值不得为负", "a target value must not be negative"))
        }
        "activities_period_check" => ("/ends_on", text!("不得早于 held_on", "must not be before held_on")),
        "activities_sessions_check" => ("/sessions", text!("须为 1 到 1000", "must be 1 to 1000")),
        "activities_measures_check" | "legality_reviews_measures_check" => {
            ("", text!("数量不得为负", "a quantity must not be negative"))
        }
        "activities_persons_check" => {
            ("/persons", text!("人数不得多于人次", "persons must not exceed person_times"))
        }
        "activities_staff_due_check" => {
            ("/persons", text!("人数不得多于应到人数", "persons must not exceed staff_due"))
        }
        "activities_audience_estimated_check" => (
            "/audience_estimated",
            text!("没有受众数就无所谓估计", "there is no audience that could be estimated"),
        ),
        "activities_exam_sat_check" => {
            ("/exam_sat", text!("参考人数不得多于应考人数", "exam_sat must not exceed exam_due"))
        }
        "activities_exam_passed_check" => {
            ("/exam_passed", text!("合格人数不得多于参考人数", "exam_passed must not exceed exam_sat"))
        }
        "cases_closed_on_check" => {
            ("/closed_on", text!("不得早于 accepted_on", "must not be before accepted_on"))
        }
        "cases_pending_check" => (
            "/outcome",
            text!(
                "在办的没有办结日期，办结的必须有",
                "a pending case has no closed_on, any other must have it"
            ),
        ),
        "cases_judicially_confirmed_on_check" => {
            ("/judicially_confirmed_on", text!("不得早于 accepted_on", "must not be before accepted_on"))
        }
        "cases_performed_on_check" => {
            ("/performed_on", text!("不得早于 accepted_on", "must not be before accepted_on"))
        }
        "cases_performed_check" => {
            ("/performed_on", text!("只在 performed 为 true 时填写", "goes with performed true only"))
        }
        "cases_pathway_check" => ("/pathway", text!("须为 1 到 6", "must be 1 to 6")),
        "cases_amount_check" => ("/amount", text!("金额不得为负", "an amount must not be negative")),
        "cases_parties_check" => ("/parties", text!("须为 1 到 100000", "must be 1 to 100000")),
        "cases_mediation_check" => {
            ("/kind", text!("调解字段只用于 mediation", "the mediation fields go with kind mediation only"))
        }
        "cases_petition_check" => {
            ("/kind", text!("信访字段只用于 petition", "the petition fields go with kind petition only"))
        }
        "cases_legal_aid_check" => {
            ("/legal_aid_ground", text!("只用于 legal_aid", "goes with kind legal_aid only"))
        }
        "cases_contested_check" => (
            "/kind",
            text!(
                "乡镇地位和结果只用于 reconsideration、litigation",
                "role and result of the township go with kind reconsideration or litigation only"
            ),
        ),
        "cases_litigation_check" => {
            ("/leader_appeared", text!("只用于 litigation", "goes with kind litigation only"))
        }
        "cases_township_result_closed_check" => {
            ("/township_result", text!("只用于已办结的案件", "goes with closed cases only"))
        }
        "observations_value_check" => ("/value", text!("数值不得为负", "a value must not be negative")),
        "shortcomings_due_on_check" => ("/due_on", text!("不得早于 found_on", "must not be before found_on")),
        "shortcomings_closed_on_check" => {
            ("/closed_on", text!("不得早于 found_on", "must not be before found_on"))
        }
        "shortcomings_closed_check" => (
            "/closed_on",
            text!(
                "已整改的必须有整改完成日期和结果，其他的没有日期",
                "a closed shortcoming needs closed_on and result, any other has no closed_on"
            ),
        ),
        "shortcomings_carried_over_from_fkey" => (
            "/carried_over_from",
            text!("所引用的记录不属于该乡镇", "the record referred to is not one of this township"),
        ),
        "shortcomings_carried_over_from_check" => {
            ("/carried_over_from", text!("不得引用自身", "must not refer to the record itself"))
        }
        "decisions_decided_on_check" => (
            "/decided_on",
            text!(
                "已决定的必须有决定日期，且不得早于 started_on，其他的没有",
                "a decision that was taken must have it, not before started_on, any other has none"
            ),
        ),
        "decisions_catalogue_year_check" => {
            ("/catalogue_year", text!("只用于列入目录的", "goes with what stands in the catalogue only"))
        }
        "decisions_urgent_check" => {
            ("/urgent_reason", text!("与 urgent 同填", "goes with urgent, and urgent with it"))
        }
        "decisions_reform_exploration_check" => {
            ("/reform_exploration", text!("须说明理由和法律风险", "goes with its reason and the legal risk"))
        }
        "legality_reviews_decision_id_check" => {
            ("/decision_id", text!("只用于重大行政决策", "goes with major decisions only"))
        }
        "documents_comments_check" => not_before("/comments_to", "comments_from"),
        "documents_issued_on_check" => (
            "/issued_on",
            text!(
                "起草中的没有印发日期，其他的必须有，且不得早于 drafted_on",
                "a document being drafted has none, any other must have it, not before drafted_on"
            ),
        ),
        "documents_course_check" => {
            ("/issued_on", text!("印发之后的日期，须先有印发日期", "what follows the issue needs its day"))
        }
        "documents_published_on_check" => not_before("/published_on", "issued_on"),
        "documents_filed_on_check" => (
            "/filed_on",
            text!(
                "只用于规范性文件，且不得早于 issued_on",
                "goes with normative documents only, and must not be before issued_on"
            ),
        ),
        "documents_effective_on_check" => not_before("/effective_on", "issued_on"),
        "documents_expires_on_check" => not_before("/expires_on", "effective_on"),
        "documents_cleaned_up_on_check" => not_before("/cleaned_up_on", "issued_on"),
        "documents_clean_up_check" => (
            "/clean_up_result",
            text!("清理日期和结果须同时填写", "day and result of a clean-up go together"),
        ),
        "documents_repealed_check" => {
            ("/status", text!("废止须与清理结果一致", "repealed goes with the result of the clean-up"))
        }
        "legality_reviews_document_id_check" => {
            ("/document_id", text!("只用于规范性文件", "goes with normative documents only"))
        }
        "legality_reviews_submitted_on_check" => {
            ("/submitted_on", text!("不得晚于 reviewed_on", "must not be after reviewed_on"))
        }
        "legality_reviews_opinions_adopted_check" => {
            ("/opinions_adopted", text!("不得多于 opinions_given", "must not exceed opinions_given"))
        }
        _ => return None,
    })
}

/// The field that a foreign key is about, but for those of members.
fn referred(constraint: &str) -> Option<&'static str> {
    [("_decision_id_fkey", "/decision_id"), ("_document_id_fkey", "/document_id")]
        .into_iter()
        .find_map(|(end, pointer)| constraint.ends_with(end).then_some(pointer))
}

/// A day that another day limits.
fn not_before(pointer: &'static str, earlier: &str) -> (&'static str, Text) {
    (pointer, text!("不得早于 {earlier}", "must not be before {earlier}"))
}

#[cfg(test)]
#[path = "constraints_tests.rs"]
mod tests;
