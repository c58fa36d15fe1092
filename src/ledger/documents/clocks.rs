//! What a document says of its statutory clocks: it is to be published and filed in time, and not valid for ever.

use chrono::NaiveDate;

use super::model::{DocumentInput, DocumentKind, DocumentStatus};
use crate::deadlines::codes::Matter;
use crate::deadlines::ends::EndEvent;
use crate::deadlines::starts::StartEvent;
use crate::deadlines::{Occurrence, RecordEvents};

/// The clocks of a normative document; `None` for a standing rule, which need not be published or filed.
pub fn events(document: &DocumentInput) -> Option<RecordEvents<'static>> {
    if document.kind != DocumentKind::NormativeDocument {
        return None;
    }
    let days = [
        (StartEvent::Made.as_str(), document.issued_on),
        (StartEvent::Published.as_str(), document.published_on),
        (StartEvent::Effective.as_str(), document.effective_on.or(document.issued_on)),
        (EndEvent::Filed.as_str(), document.filed_on),
        (EndEvent::Ended.as_str(), ended_on(document)),
    ];
    let occurrences = Occurrence::all(days);
    Some(RecordEvents { matter: Matter::Document.as_str(), pathway: None, occurrences, closing: None })
}

/// The day on which it ends or ended, where that is stated; one that ended otherwise has none, but is in force no longer.
fn ended_on(document: &DocumentInput) -> Option<NaiveDate> {
    let is_over = !matches!(document.status, DocumentStatus::Drafting | DocumentStatus::InForce);
    document.expires_on.or(document.cleaned_up_on).or(document.issued_on.filter(|_| is_over))
}
