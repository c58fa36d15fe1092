//! A county's decision on personal data, as a client reads and enters it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::clock;
use crate::db::schema::county_settings;
use crate::http::{ETag, Input};
use crate::session::audit::{Audited, Subject, Versioned};

/// Which personal data the townships of a county may record. Nothing, unless the county has decided otherwise.
#[derive(Clone, Debug, Serialize, Queryable, Selectable, Insertable, AsChangeset, ToSchema)]
// What identifies a row is never set: on several nodes it also says where the row is.
#[diesel(table_name = county_settings, primary_key(county_code))]
pub struct PersonalData {
    /// The county (6 digits).
    #[schema(pattern = "^[0-9]{6}$", max_length = 6, example = "540526")]
    pub county_code: String,
    /// What the trail calls it.
    #[serde(skip)]
    pub id: Uuid,
    /// Whether parties of cases may be named (`/cases/{id}/parties`). Otherwise they are only counted.
    #[schema(example = true)]
    pub party_names: bool,
    /// 1, 2, 3 …: it is its `ETag`; 0 where nothing was ever decided.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 1)]
    pub version: i32,
    /// When it was decided; null where it never was.
    #[serde(serialize_with = "instant_or_null")]
    #[schema(value_type = Option<DateTime<Utc>>, required, example = "2024-12-04T01:30:00Z")]
    pub updated_at: DateTime<Utc>,
    /// The name of the account that decided it; empty where nobody did.
    #[schema(max_length = 100, example = "措美县司法局")]
    pub updated_by: String,
}

impl PersonalData {
    /// What holds where nothing was decided.
    #[must_use]
    pub fn undecided(county_code: &str) -> Self {
        Self {
            county_code: county_code.to_owned(),
            id: Uuid::now_v7(),
            party_names: false,
            version: 0,
            updated_at: DateTime::UNIX_EPOCH,
            updated_by: String::new(),
        }
    }

    /// Its tag.
    #[must_use]
    pub fn etag(&self) -> ETag {
        ETag::version(self.version)
    }
}

impl Versioned for PersonalData {
    fn revision(&mut self) -> (&mut i32, &mut DateTime<Utc>, &mut String) {
        (&mut self.version, &mut self.updated_at, &mut self.updated_by)
    }
}

impl Audited for PersonalData {
    fn subject(&self) -> Subject<'_> {
        Subject {
            resource: "personal_data",
            record_id: self.id,
            region_code: &self.county_code,
            version: self.version,
        }
    }
}

/// Nothing was decided at the beginning of time.
fn instant_or_null<S: Serializer>(instant: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    if *instant == DateTime::UNIX_EPOCH {
        return serializer.serialize_none();
    }
    clock::write_instant(instant, serializer)
}

/// A county's decision, sent whole.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"party_names": true}))]
pub struct PersonalDataInput {
    /// Whether parties of cases may be named. What is recorded stays when it is switched off, but is masked for everybody,
    /// and nothing can be added.
    #[schema(example = true)]
    pub party_names: bool,
}

impl Input for PersonalDataInput {}
