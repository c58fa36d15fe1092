//! What a client enters and reads of an activity.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::clock;
use crate::db::schema::activities;
use crate::ledger::Record;

/// An activity as it is stored and read.
pub type Activity = Record<ActivityInput>;

crate::coded_enum! {
    /// What kind of activity it was.
    pub enum ActivityKind {
        /// A meeting of the Party committee, government or leading group with rule of law as a topic.
        LeadingGroupMeeting = "leading_group_meeting", "专题会议（领导小组会议）", "leading group meeting";
        /// Collective study (集中学习) by a body.
        StudySession = "study_session", "集中学习", "study session";
        /// A seminar (专题研讨).
        Seminar = "seminar", "专题研讨", "seminar";
        /// Training or a lecture (法治培训、讲座).
        Training = "training", "法治培训", "training";
        /// An exam in law (学法考试).
        LawExam = "law_exam", "学法考试", "law exam";
        /// Legal publicity (法治宣传).
        Publicity = "publicity", "法治宣传", "publicity";
        /// A leader receiving petitioners (领导接访下访).
        LeaderReception = "leader_reception", "领导接访下访", "leader reception";
        /// A sweep for disputes (矛盾纠纷排查).
        DisputeSweep = "dispute_sweep", "矛盾纠纷排查", "dispute sweep";
        /// Supervision (督查) of law-based government work, made or received. An inspection of enterprises or persons is
        /// [`ActivityKind::EnforcementInspection`].
        Inspection = "inspection", "督查", "supervision";
        /// An administrative inspection (行政检查) of enterprises or persons: how they observe the law (国办发〔2024〕54号).
        EnforcementInspection = "enforcement_inspection", "行政检查", "administrative inspection";
        /// Sitting in on a court hearing (旁听庭审).
        CourtObservation = "court_observation", "旁听庭审", "court observation";
    }
}

/// An activity as a client enters it; sent whole, to create or to replace. Quantities that nobody counted are left
/// out: a zero says that it was counted and was none.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = activities, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "kind": "training", "held_on": "2024-05-20", "title": "民法典专题讲座",
    "organising_body": "all_cadres", "form": "lecture", "sessions": 1, "persons": 12, "person_times": 12, "staff_due": 12
}))]
pub struct ActivityInput {
    /// The township, or the county's own unit, that held it (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `held_on`. May be left out.
    #[serde(default)]
    #[validate(range(min = 1949, max = 2100))]
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// Another system's id for this record, unique among the township's records that are not voided.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    pub external_ref: Option<String>,
    /// A free remark.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub note: Option<String>,
    /// What kind of activity it was.
    pub kind: ActivityKind,
    /// The day it was held, or began; not after today in Beijing.
    #[schema(example = "2024-05-20")]
    #[serde(serialize_with = "clock::write_day")]
    pub held_on: NaiveDate,
    /// Its last day, where it took several; it may lie ahead while the activity goes on.
    #[schema(example = json!(null))]
    pub ends_on: Option<NaiveDate>,
    /// What it was about.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "民法典专题讲座")]
    pub title: String,
    /// Where it was held.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = json!(null))]
    pub place: Option<String>,
    /// Who studied, met or organised: a term of the vocabulary `organising_bodies`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "all_cadres")]
    pub organising_body: Option<String>,
    /// In what form: a term of `activity_forms`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "lecture")]
    pub form: Option<String>,
    /// Where the law was taken to (法律N进): a term of `venue_classes`, the county's own list.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = json!(null))]
    pub venue_class: Option<String>,
    /// The key date it belongs to (3·15, 4·15, 12·4 …): a term of `key_dates`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = json!(null))]
    pub key_date: Option<String>,
    /// Other townships of the county, or its own unit, that held it jointly. It counts as one of theirs, too, once they have
    /// confirmed it (`/joint-activities`), and once for the county; its quantities stay with the one that recorded it.
    #[serde(default)]
    #[validate(length(max = 100))]
    #[schema(value_type = Vec<crate::regions::Code>, max_items = 100, example = json!([]))]
    pub joint_townships: Vec<String>,
    /// Sessions held (场次), 1 to 1,000; 1 where nothing is said.
    #[serde(default = "one")]
    #[validate(range(min = 1, max = 1000))]
    #[schema(minimum = 1, maximum = 1000, default = 1, example = 1)]
    pub sessions: i32,
    /// Different persons who took part (人): a person who came twice counts once.
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = 12)]
    pub persons: Option<i32>,
    /// Attendances (人次): a person who came twice counts twice.
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = 12)]
    pub person_times: Option<i32>,
    /// Staff who should have taken part (人), for the coverage.
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = 12)]
    pub staff_due: Option<i32>,
    /// Publicity materials handed out (份).
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = json!(null))]
    pub materials: Option<i32>,
    /// Legal questions answered (人次).
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = json!(null))]
    pub consultations: Option<i32>,
    /// People reached (人次).
    #[validate(range(min = 0, max = 100_000_000))]
    #[schema(minimum = 0, maximum = 100_000_000, example = json!(null))]
    pub audience: Option<i32>,
    /// Whether `audience` is an estimate; `false` where nothing is said.
    #[serde(default)]
    #[schema(default = false, example = false)]
    pub audience_estimated: bool,
    /// Key problems studied and solved at the meeting (项).
    #[validate(range(min = 0, max = 100_000))]
    #[schema(minimum = 0, maximum = 100_000, example = json!(null))]
    pub problems_solved: Option<i32>,
    /// Persons who should have sat the exam (人).
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = json!(null))]
    pub exam_due: Option<i32>,
    /// Persons who sat it (人).
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = json!(null))]
    pub exam_sat: Option<i32>,
    /// Persons who passed it (人).
    #[validate(range(min = 0, max = 10_000_000))]
    #[schema(minimum = 0, maximum = 10_000_000, example = json!(null))]
    pub exam_passed: Option<i32>,
}

fn one() -> i32 {
    1
}
