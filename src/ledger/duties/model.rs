//! What a client enters and reads of a duty.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::clock;
use crate::db::schema::duties;
use crate::ledger::Record;

/// A duty as it is stored and read.
pub type Duty = Record<DutyInput>;

crate::coded_enum! {
    /// In which office the first responsible person did it.
    pub enum DutyOffice {
        /// Secretary of the Party committee (党委书记).
        PartySecretary = "party_secretary", "党委书记", "Party secretary";
        /// Head of the township's government (乡长、镇长、街道办事处主任).
        TownshipHead = "township_head", "乡镇长（主任）", "township head";
        /// Whoever stands in for one of them, such as a deputy in charge (主持工作的副职).
        Other = "other", "其他（主持工作的副职等）", "other";
    }
}

crate::coded_enum! {
    /// What a first responsible person did in person (党政主要负责人履行推进法治建设第一责任人职责规定 art. 4).
    pub enum DutyKind {
        /// Deployed important work (重要工作亲自部署).
        Deployed = "deployed", "部署重要工作", "deployed important work";
        /// Inquired into a major problem (重大问题亲自过问).
        Inquired = "inquired", "过问重大问题", "inquired into a major problem";
        /// Coordinated a key link (重点环节亲自协调).
        Coordinated = "coordinated", "协调重点环节", "coordinated a key link";
        /// Supervised an important task (重要任务亲自督办).
        Supervised = "supervised", "督办重要任务", "supervised an important task";
        /// Studied law (学法).
        StudiedLaw = "studied_law", "学法", "studied law";
        /// Gave a lecture on law (讲授法治课).
        Lectured = "lectured", "讲授法治课", "gave a law lecture";
        /// Heard reports, opinions or advice (听取汇报、意见建议).
        HeardAdvice = "heard_advice", "听取汇报和意见建议", "heard reports or advice";
        /// Reported on the own performance of these duties (述法).
        Reported = "reported", "述法", "reported on the own duties";
    }
}

/// One act by which a first responsible person (党政主要负责人) furthered law-based government in person, as a client enters it;
/// sent whole, to create or to replace.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = duties, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "office": "party_secretary", "kind": "deployed", "performed_on": "2024-02-20",
    "subject": "主持党委会议，部署年度法治政府建设工作", "result": "通过工作方案，明确责任分工", "evidence": "2024-党委会-02"
}))]
pub struct DutyInput {
    /// The township, or the county's own unit, whose first responsible person did it (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `performed_on`. May be left out.
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
    /// In which office it was done.
    pub office: DutyOffice,
    /// Who did it: the id of a member of this township who leads the group (head, executive deputy head or deputy head) and served
    /// on the day; left out where the person is not recorded as a member.
    #[schema(example = json!(null))]
    pub member_id: Option<Uuid>,
    /// What was done.
    pub kind: DutyKind,
    /// The day it was done, within the member's term; not after today in Beijing.
    #[schema(example = "2024-02-20")]
    #[serde(serialize_with = "clock::write_day")]
    pub performed_on: NaiveDate,
    /// What it was about.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "主持党委会议，部署年度法治政府建设工作")]
    pub subject: String,
    /// What came of it.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "通过工作方案，明确责任分工")]
    pub result: Option<String>,
    /// Where the evidence is to be found: the number of the paper file (minutes, photographs, speech).
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "2024-党委会-02")]
    pub evidence: Option<String>,
}
