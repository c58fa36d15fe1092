//! The parties of a case as a client enters and reads them. None of it can be printed for debugging, so that no log can
//! come to hold it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::{ETag, Input};
use crate::problems::Violation;
use crate::text;

/// The largest number of parties that are named.
pub const MOST_PARTIES: usize = 50;

crate::coded_enum! {
    /// What a party is in a case.
    pub enum PartyRole {
        /// Who asks: 申请人, also 信访人 and 受援人.
        Applicant = "applicant", "申请人", "applicant";
        /// Of whom it is asked: 被申请人, also 被处罚人.
        Respondent = "respondent", "被申请人", "respondent";
        /// 第三人.
        ThirdParty = "third_party", "第三人", "third party";
        /// Anybody else.
        Other = "other", "其他", "other";
    }
}

/// A party as a client enters it.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PartyInput {
    /// The name of the person or organisation. As all texts here: without asterisks, which stand for what is masked.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "扎西")]
    pub name: String,
    /// What it is in the case.
    pub role: PartyRole,
    /// The number of the identity card or another document, where the procedure needs it.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, example = json!(null))]
    pub identity_number: Option<String>,
    /// A telephone number.
    #[validate(length(min = 1, max = 30))]
    #[schema(min_length = 1, max_length = 30, example = json!(null))]
    pub telephone: Option<String>,
    /// Where it is to be found.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = json!(null))]
    pub address: Option<String>,
    /// A free remark.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = json!(null))]
    pub note: Option<String>,
}

/// The parties of a case, sent whole. Their number need not be that of `parties` of the case, which is what counts.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"items": [
    {"name": "扎西", "role": "applicant", "telephone": "13800000000"}, {"name": "次仁", "role": "respondent"}
]}))]
pub struct PartyListInput {
    /// The parties, in the order in which they are answered; empty to take all of them out.
    #[validate(length(max = 50), nested)]
    #[schema(max_items = 50)]
    pub items: Vec<PartyInput>,
}

impl Input for PartyListInput {
    /// Whoever sends back what was masked would lose what it stands for.
    fn rules(&self) -> Vec<Violation> {
        let masked = self
            .items
            .iter()
            .enumerate()
            .flat_map(|(index, party)| party.masked().map(move |name| format!("/items/{index}/{name}")));
        let refused = |pointer| {
            let detail = text!(
                "不得含星号：掩码后的内容不能再存入",
                "must have no asterisk: what is masked cannot be stored"
            );
            Violation::at(pointer, "masked", detail)
        };
        masked.map(refused).collect()
    }
}

impl PartyInput {
    /// The fields with what stands for something masked.
    fn masked(&self) -> impl Iterator<Item = &'static str> {
        let texts = [
            ("name", Some(&self.name)),
            ("identity_number", self.identity_number.as_ref()),
            ("telephone", self.telephone.as_ref()),
            ("address", self.address.as_ref()),
            ("note", self.note.as_ref()),
        ];
        let is_masked = |text: Option<&String>| text.is_some_and(|text| text.contains('*'));
        texts.into_iter().filter(move |(_, text)| is_masked(*text)).map(|(name, _)| name)
    }
}

/// A party of a case, as far as the caller may know it.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Party {
    /// The name; masked, its first character.
    #[schema(max_length = 100, example = "扎*")]
    pub name: String,
    /// What it is in the case.
    pub role: PartyRole,
    /// The number of a document; masked, its last two characters. Null where there is none.
    #[schema(required, max_length = 30, example = json!(null))]
    pub identity_number: Option<String>,
    /// The telephone number; masked, its last four digits. Null where there is none.
    #[schema(required, max_length = 30, example = "*******0000")]
    pub telephone: Option<String>,
    /// Where it is to be found; masked, `***`. Null where it is not known.
    #[schema(required, max_length = 200, example = json!(null))]
    pub address: Option<String>,
    /// A free remark; masked, `***`. Null where there is none.
    #[schema(required, max_length = 500, example = json!(null))]
    pub note: Option<String>,
}

impl From<PartyInput> for Party {
    fn from(input: PartyInput) -> Self {
        let PartyInput { name, role, identity_number, telephone, address, note } = input;
        Self { name, role, identity_number, telephone, address, note }
    }
}

/// The parties of a case. Those who hold a role that writes records at the very township that handles the case see them
/// in clear, all others masked.
#[derive(Clone, Serialize, ToSchema)]
pub struct PartyList {
    /// The case.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub case_id: Uuid,
    /// 1, 2, 3 …, counted apart from the case's own; 0 where nothing was ever entered.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 1)]
    pub version: i32,
    /// Whether the parties are masked, or left out of an answer that is given again under its `Idempotency-Key`.
    #[schema(example = true)]
    pub masked: bool,
    /// When the list was last changed; null where nothing was ever entered.
    #[schema(required, example = "2024-12-04T01:30:00Z")]
    pub updated_at: Option<DateTime<Utc>>,
    /// The name of the account that last changed it; null where nothing was ever entered.
    #[schema(required, max_length = 100, example = "古堆乡司法所")]
    pub updated_by: Option<String>,
    /// The parties, in the order they were entered in.
    #[schema(max_items = 50)]
    pub items: Vec<Party>,
}

impl PartyList {
    /// Its tag. What is masked is another representation than what is in clear.
    #[must_use]
    pub fn etag(&self) -> ETag {
        if self.masked {
            ETag::strong(format!("{}-masked", self.version))
        } else {
            ETag::version(self.version)
        }
    }
}
