//! All resources of records, for what treats them alike: the feed, the integrity check, the contract.

use diesel::pg::PgConnection;
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::activities::{self, ActivityInput};
use super::cases::{self, CaseInput};
use super::members::{self, MemberInput};
use super::plans::{self, PlanInput};
use super::resource::Words;
use super::{Record, Statements};
use crate::problems::{ApiError, ApiResult};

/// Every resource of records: a new one gets its line here and in [`routes`].
pub const RESOURCES: [Registered; 4] = [
    Registered::of::<MemberInput>(),
    Registered::of::<PlanInput>(),
    Registered::of::<ActivityInput>(),
    Registered::of::<CaseInput>(),
];

/// Mounts their operations. The router tries one after the other, so what is asked for most comes first.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(activities::routes::routes).configure(activities::partners::routes::routes);
    cfg.configure(cases::routes::routes).configure(cases::parties::routes::routes);
    cfg.configure(members::routes::routes).configure(plans::routes::routes);
}

/// A resource, whatever a client enters of it.
#[derive(Clone, Copy)]
pub struct Registered {
    /// How it is called.
    pub words: Words,
    /// Begins to read all its records, in the order of county and id.
    pub all: fn(&mut PgConnection) -> ApiResult<StoredRecords>,
}

/// The next records; none at the end.
pub type StoredRecords = Box<dyn FnMut(&mut PgConnection) -> ApiResult<Vec<StoredRecord>>>;

/// A record as it is stored.
pub struct StoredRecord {
    /// The county that leads its key.
    pub county_code: String,
    /// Its id.
    pub id: Uuid,
    /// The township whose record it is.
    pub township_code: String,
    /// The whole of it, as entries in the trail have it.
    pub state: Value,
}

impl Registered {
    const fn of<T: Statements>() -> Self {
        Self { words: T::WORDS, all: all::<T> }
    }
}

fn all<T: Statements>(conn: &mut PgConnection) -> ApiResult<StoredRecords> {
    let mut all = T::all(conn)?;
    let stored = |(county_code, record): (String, Record<T>)| {
        let state = serde_json::to_value(&record).map_err(ApiError::internal)?;
        let township_code = record.fields.township_code().to_owned();
        Ok(StoredRecord { county_code, id: record.metadata.id, township_code, state })
    };
    Ok(Box::new(move |conn| all(conn)?.into_iter().map(stored).collect()))
}
