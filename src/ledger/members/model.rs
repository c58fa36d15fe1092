//! What a client enters and reads of a member.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::clock;
use crate::db::schema::members;
use crate::ledger::Record;

/// A member's term as it is stored and read.
pub type Member = Record<MemberInput>;

crate::coded_enum! {
    /// What a member is in the group. Two heads at a time (双组长: secretary and mayor) are normal.
    pub enum GroupRole {
        /// Head (组长).
        Head = "head", "组长", "head";
        /// Executive deputy head (常务副组长).
        ExecutiveDeputyHead = "executive_deputy_head", "常务副组长", "executive deputy head";
        /// Deputy head (副组长).
        DeputyHead = "deputy_head", "副组长", "deputy head";
        /// Member (成员).
        Member = "member", "成员", "member";
        /// Director of the group's office (办公室主任).
        OfficeDirector = "office_director", "办公室主任", "office director";
        /// Member of the group's office (办公室成员).
        OfficeMember = "office_member", "办公室成员", "office member";
    }
}

crate::coded_enum! {
    /// The body someone is a member of.
    pub enum GroupBody {
        /// The leading group for building a government under the rule of law (法治政府建设工作领导小组).
        LeadingGroup = "leading_group", "领导小组", "leading group";
        /// The committee for the rule of law (全面依法治乡委员会), where there is one.
        Committee = "committee", "委员会", "committee";
        /// The office that does the group's or the committee's daily work (办公室).
        Office = "office", "办公室", "office";
    }
}

/// One person's term in one body, as a client enters it; sent whole, to create or to replace. A person who changes role is
/// entered again with a new term, so that it stays known who served on which day.
#[derive(
    Clone, Debug, Serialize, Deserialize, ToSchema, Validate, Queryable, Selectable, Insertable, AsChangeset,
)]
#[diesel(table_name = members, treat_none_as_null = true, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "township_code": "540526201", "person_name": "扎西", "office": "乡长", "group_role": "head", "body": "leading_group",
    "duties": "主持领导小组全面工作", "serves_from": "2024-01-15"
}))]
pub struct MemberInput {
    /// The township, or the county's own unit, whose group it is (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The reporting year: that of `serves_from`, the year the term began. May be left out.
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
    /// The person's name.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "扎西")]
    pub person_name: String,
    /// The office held outside the group (职务): 党委书记, 乡长, 司法所所长 …
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "乡长")]
    pub office: String,
    /// What the person is in the group.
    pub group_role: GroupRole,
    /// The body the person is a member of.
    pub body: GroupBody,
    /// What the person answers for in the group (职责分工).
    #[validate(length(min = 1, max = 2000))]
    #[schema(min_length = 1, max_length = 2000, example = "主持领导小组全面工作")]
    pub duties: Option<String>,
    /// The first day of the term; not after today in Beijing.
    #[schema(example = "2024-01-15")]
    #[serde(serialize_with = "clock::write_day")]
    pub serves_from: NaiveDate,
    /// The last day of the term, on which the person still serves; left out while the term runs without an end. It may lie
    /// ahead.
    #[schema(example = json!(null))]
    pub serves_to: Option<NaiveDate>,
}
