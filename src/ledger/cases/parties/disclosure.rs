//! Disclosure of a case's parties to those who see them masked: for a purpose, which stands in the trail.

use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use validator::Validate;

use super::super::CaseInput;
use super::queries;
use crate::county;
use crate::http::{Answer, Input, Received};
use crate::ledger::request::RecordId;
use crate::ledger::resource::Lock;
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::screening;
use crate::session::Writing;
use crate::session::audit::Event;
use crate::session::trail::Action;

/// What the names of a case's parties are needed for.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"purpose": "信访复查，需与当事人核实办理情况"}))]
pub struct DisclosureInput {
    /// The purpose (个人信息保护法 art. 6: definite and reasonable), without names and personal numbers: it is kept in the trail.
    #[validate(length(min = 5, max = 500))]
    #[schema(min_length = 5, max_length = 500, example = "信访复查，需与当事人核实办理情况")]
    pub purpose: String,
}

impl Input for DisclosureInput {
    fn rules(&self) -> Vec<Violation> {
        let refusal = screening::refusal(&self.purpose);
        refusal.map(|detail| Violation::at("/purpose", screening::REFUSED, detail)).into_iter().collect()
    }
}

/// `POST /cases/{id}/parties:reveal`.
///
/// # Errors
/// 404 where the case is unknown or out of reach; 403 for whom its trail is not to read; 422 for the body; 409 while the
/// county does not allow names; 503 where the database fails.
pub fn reveal(
    writing: &mut Writing<'_>,
    id: &RecordId,
    body: &Received<DisclosureInput>,
) -> ApiResult<Answer> {
    let case = id.find::<CaseInput>(writing.conn, &writing.actor, Lock::None)?;
    writing.must_at(&case.township()?, "")?;
    let purpose = body.input()?.purpose;
    if !county::queries::find(writing.conn, case.county_code())?.party_names {
        return Err(ApiError::of(Problem::PartyNamesOff));
    }
    let list = queries::read(writing.conn, &case, &writing.keys.parties)?;
    let said = json!({"case_id": case.metadata.id, "purpose": purpose, "parties": list.items.len()});
    let disclosure = Event::new("disclosures", &case.fields.township_code, said);
    writing.audit(Action::Disclosed, None, &disclosure)?;
    Answer::ok(&list)?.tagged(&list.etag()).secret(&list.without_parties())
}
