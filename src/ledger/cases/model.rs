//! What a client enters and reads of a case.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::codes::{
    Agreement, CaseKind, Channel, Mechanism, OrganisationLevel, Outcome, TownshipResult, TownshipRole,
};
use super::event::CaseEvent;
use crate::clock;
use crate::db::schema::cases;
use crate::ledger::Record;
use crate::ledger::money::Money;
use crate::ledger::parts::Parts;

/// A case as it is stored and read.
pub type Case = Record<CaseInput>;

/// A case as a client enters it; sent whole, to create or to replace. Parties are counted, not named: who they are
/// stands in the paper file.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = cases, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "kind": "mediation", "reference_number": "古调〔2024〕3号",
    "subject": "草场边界纠纷", "accepted_on": "2024-03-11", "closed_on": "2024-03-20",
    "mechanism": "peoples_mediation", "organisation": "古堆乡人民调解委员会", "organisation_level": "township",
    "dispute_type": "land_grassland", "outcome": "succeeded", "agreement": "written", "performed": true,
    "performed_on": "2024-04-02", "amount": "12000.00", "parties": 2, "paper_file_number": "2024-调-003",
    "events": [{"kind": "accepted", "occurred_on": "2024-03-11"}, {"kind": "closed", "occurred_on": "2024-03-20"}]
}))]
pub struct CaseInput {
    /// The township, or the county's own unit, that handles it (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `accepted_on`, also where the case is closed in a later one. May be left out.
    #[serde(default)]
    #[validate(range(min = 1949, max = 2100))]
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// Another system's id for this record, unique among the township's records that are not voided.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = json!(null))]
    pub external_ref: Option<String>,
    /// A free remark, without names of the parties.
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = json!(null))]
    pub note: Option<String>,
    /// What kind of matter it is.
    pub kind: CaseKind,
    /// The number it is registered under (案号、登记编号).
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "古调〔2024〕3号")]
    pub reference_number: Option<String>,
    /// The matter in a few words. No names of persons, no identity or telephone numbers: 个人信息保护法 art. 6 allows
    /// no more than the purpose needs.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "草场边界纠纷")]
    pub subject: String,
    /// The day it was accepted (受理); for a penalty the day it was filed (立案), for legal aid and a disclosure request that of the
    /// application. As all days of what has happened, it is not after today in Beijing.
    #[schema(example = "2024-03-11")]
    #[serde(serialize_with = "clock::write_day")]
    pub accepted_on: NaiveDate,
    /// The day it was closed (办结), not after today in Beijing; none while it is pending. For a penalty and for legal aid, the
    /// day of the decision.
    #[schema(example = json!(null))]
    pub closed_on: Option<NaiveDate>,
    /// The day by which the law wants it closed, computed from `kind`, `pathway` and `events`: petition of pathway 6
    /// `accepted_on` + 60 days (信访工作条例 art. 34), penalty 90 (行政处罚法 art. 60), reconsideration 60 (行政复议法
    /// art. 62), legal aid 7 (法律援助法 art. 43); a permit 20 working days (行政许可法 art. 42), a disclosure request 20
    /// (政府信息公开条例 art. 33), counted anew from `applied` where it was corrected. An extension sets it anew. Time paused is not
    /// counted where that law knows a pause (行政复议法 art. 39, 行政许可法 art. 45, 政府信息公开条例 art. 33(3)); while such a case is
    /// paused it is null. A rest day moves it to the next working day where that law says so, which is reconsideration (行政复议法
    /// art. 88), and where the holidays of its year are known. Null also where the law sets no time, and where working days of a year
    /// would have to be known that are not.
    #[serde(default)]
    #[schema(read_only, example = json!(null))]
    pub due_on: Option<NaiveDate>,
    /// By which mechanism it is mediated; for mediation only.
    pub mechanism: Option<Mechanism>,
    /// The organisation that handles it, such as a people's mediation committee.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "古堆乡人民调解委员会")]
    pub organisation: Option<String>,
    /// Where that organisation stands.
    pub organisation_level: Option<OrganisationLevel>,
    /// What the dispute is about: a term of the vocabulary `dispute_types`; for mediation only.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = "land_grassland")]
    pub dispute_type: Option<String>,
    /// How it ended for the one who brought it, in mediation for the parties; `pending` where nothing is said. `succeeded`: an
    /// agreement was reached, or what was asked for was given. How reconsideration or litigation ended for the township is
    /// `township_result`. Of a penalty (行政处罚法 art. 57) `succeeded` says that it was imposed, `failed` that it was decided
    /// to impose none, `withdrawn` that the case was dropped, `referred` that it was handed over as a suspected crime.
    #[serde(default = "pending")]
    #[schema(default = "pending")]
    pub outcome: Outcome,
    /// The form of the agreement (人民调解法 art. 28 to 30); only for mediation that succeeded.
    pub agreement: Option<Agreement>,
    /// Whether the agreement has been performed (人民调解法 art. 31); null while nobody has looked.
    #[schema(example = json!(null))]
    pub performed: Option<bool>,
    /// The day the agreement was performed in full (人民调解法 art. 31), not after today in Beijing; only where `performed` is
    /// `true`.
    #[schema(example = json!(null))]
    pub performed_on: Option<NaiveDate>,
    /// The day a court confirmed the agreement (人民调解法 art. 33: asked for within 30 days of its taking effect), not after
    /// today in Beijing.
    #[schema(example = json!(null))]
    pub judicially_confirmed_on: Option<NaiveDate>,
    /// What was agreed, claimed or fined, in yuan (元), at most 10,000,000,000.00.
    pub amount: Option<Money>,
    /// How the petition was brought; for petitions only.
    pub channel: Option<Channel>,
    /// The pathway of a petition, 1 to 6, by the items of 信访工作条例 art. 31: 1 court, procuratorate or police
    /// procedure; 2 arbitration; 3 appeal of a Party member or Party organisation; 4 administrative procedure;
    /// 5 a statutory duty to act on; 6 none of these, the petition procedure itself, which alone has the clock of
    /// art. 34. For petitions only.
    #[validate(range(min = 1, max = 6))]
    #[schema(minimum = 1, maximum = 6, example = json!(null))]
    pub pathway: Option<i16>,
    /// Whether it repeats an earlier petition about the same matter (重复信访); for petitions only.
    #[schema(example = json!(null))]
    pub repeated: Option<bool>,
    /// Whether it is a backlog case (信访积案); for petitions only.
    #[schema(example = json!(null))]
    pub backlog: Option<bool>,
    /// The leader in charge (领导包案): the id of a member of this township.
    #[schema(example = json!(null))]
    pub leader_member_id: Option<Uuid>,
    /// Why legal aid is given: a term of the vocabulary `legal_aid_grounds`; for legal aid only.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40, example = json!(null))]
    pub legal_aid_ground: Option<String>,
    /// What the township is in it; for reconsideration and litigation only.
    pub township_role: Option<TownshipRole>,
    /// How it ended for the township; for reconsideration and litigation that are closed.
    pub township_result: Option<TownshipResult>,
    /// Whether a leader of the township appeared in court (行政诉讼法 art. 3 para. 3; 最高人民法院关于行政机关负责人出庭应诉若干问题的规定,
    /// 法释〔2020〕3号): the head, a deputy, or another leader in charge. Null where there was no hearing, and where it is not
    /// stated. For litigation only.
    #[schema(example = json!(null))]
    pub leader_appeared: Option<bool>,
    /// How many parties it has (人).
    #[validate(range(min = 1, max = 100_000))]
    #[schema(minimum = 1, maximum = 100_000, example = 2)]
    pub parties: Option<i32>,
    /// Where the paper file is to be found.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "2024-调-003")]
    pub paper_file_number: Option<String>,
    /// Its course, in the order of the days. Replaced as a whole.
    #[serde(default)]
    #[validate(length(max = 200), nested)]
    #[schema(value_type = Vec<CaseEvent>, max_items = 200)]
    pub events: Parts<CaseEvent>,
}

fn pending() -> Outcome {
    Outcome::Pending
}
