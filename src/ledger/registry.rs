//! All resources of records, for what treats them alike: the feed, the integrity check, the contract.

use diesel::pg::PgConnection;
use utoipa_actix_web::service_config::ServiceConfig;

use super::activities::{self, ActivityInput};
use super::cases::{self, CaseInput};
use super::decisions::{self, DecisionInput};
use super::declarations::{self, DeclarationInput};
use super::documents::{self, DocumentInput};
use super::duties::{self, DutyInput};
use super::explanations::{self, ExplanationInput};
use super::legality_reviews::{self, LegalityReviewInput};
use super::members::{self, MemberInput};
use super::observations::{self, ObservationInput};
use super::plans::{self, PlanInput};
use super::reports::{self, ReportInput};
use super::resource::Names;
use super::shortcomings::{self, ShortcomingInput};
use super::{Record, Statements};
use crate::problems::ApiResult;
use crate::session::audit::AuditedRow;

/// Every resource of records: a new one gets its line here and in [`routes`].
pub const RESOURCES: [Registered; 13] = [
    Registered::of::<MemberInput>(),
    Registered::of::<PlanInput>(),
    Registered::of::<ActivityInput>(),
    Registered::of::<CaseInput>(),
    Registered::of::<LegalityReviewInput>(),
    Registered::of::<DocumentInput>(),
    Registered::of::<DecisionInput>(),
    Registered::of::<DeclarationInput>(),
    Registered::of::<ExplanationInput>(),
    Registered::of::<DutyInput>(),
    Registered::of::<ShortcomingInput>(),
    Registered::of::<ObservationInput>(),
    Registered::of::<ReportInput>(),
];

/// Mounts their operations. The router tries one after the other, so what is asked for most comes first.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(activities::routes::routes).configure(activities::partners::routes::routes);
    cfg.configure(cases::routes::routes).configure(cases::parties::routes::routes);
    cfg.configure(members::routes::routes).configure(plans::routes::routes);
    cfg.configure(decisions::routes::routes).configure(documents::routes::routes);
    cfg.configure(legality_reviews::routes::routes).configure(duties::routes::routes);
    cfg.configure(shortcomings::routes::routes).configure(observations::routes::routes);
    cfg.configure(declarations::routes::routes).configure(explanations::routes::routes);
    cfg.configure(reports::routes::routes);
}

/// A resource, whatever a client enters of it.
#[derive(Clone, Copy)]
pub struct Registered {
    /// How it is called.
    pub names: Names,
    /// As in its path, and in entries of the trail.
    pub path: &'static str,
    /// Begins to read all its records, in the order of county and id.
    pub all: fn(&mut PgConnection) -> ApiResult<StoredRecords>,
}

/// The next records; none at the end.
pub type StoredRecords = Box<dyn FnMut(&mut PgConnection) -> ApiResult<Vec<AuditedRow>>>;

impl Registered {
    const fn of<T: Statements>() -> Self {
        Self { names: T::NAMES, path: T::PATH, all: all::<T> }
    }
}

fn all<T: Statements>(conn: &mut PgConnection) -> ApiResult<StoredRecords> {
    let mut all = T::all(conn)?;
    let stored = |(county_code, record): &(String, Record<T>)| AuditedRow::of(county_code, record);
    Ok(Box::new(move |conn| all(conn)?.iter().map(stored).collect()))
}
