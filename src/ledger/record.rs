//! What all records have in common.

use std::borrow::Cow;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::{Resource, parts};
use crate::clock;
use crate::db;
use crate::http::ETag;
use crate::http::page::PageInfo;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;
use crate::session::audit::{Audited, Subject, Versioned};

/// What the service keeps of a record by itself: identity, version, who and when. No client can set these.
#[derive(Clone, Debug, Serialize, Queryable, ToSchema)]
pub struct Metadata {
    /// The record's id (UUID v7: it sorts by time of entry).
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub id: Uuid,
    /// 1, 2, 3 …: it is the record's `ETag`.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    pub version: i32,
    /// When it was entered.
    #[serde(serialize_with = "clock::write_instant")]
    pub created_at: DateTime<Utc>,
    /// The name of the account that entered it.
    #[schema(example = "古堆乡司法所")]
    pub created_by: String,
    /// When it was last changed.
    #[serde(serialize_with = "clock::write_instant")]
    pub updated_at: DateTime<Utc>,
    /// The name of the account that last changed it.
    #[schema(example = "古堆乡司法所")]
    pub updated_by: String,
    /// When it was voided; null while it counts.
    #[schema(required)]
    pub voided_at: Option<DateTime<Utc>>,
    /// The name of the account that voided it.
    #[schema(required)]
    pub voided_by: Option<String>,
    /// Why it was voided, if a reason was given.
    #[schema(required)]
    pub void_reason: Option<String>,
}

/// The names of what stands in an answer with a record and is no client's to enter: the [`Metadata`], and the warnings that come
/// with a change.
pub const KEPT: [&str; 10] = [
    "id",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "voided_at",
    "voided_by",
    "void_reason",
    "warnings",
];

impl Metadata {
    /// The metadata of a record entered now.
    #[must_use]
    pub fn new(writing: &Writing<'_>) -> Self {
        let (name, now) = (&writing.actor.name, writing.now);
        Self {
            id: Uuid::now_v7(),
            version: 1,
            created_at: now,
            created_by: name.to_string(),
            updated_at: now,
            updated_by: name.to_string(),
            voided_at: None,
            voided_by: None,
            void_reason: None,
        }
    }
}

impl Versioned for Metadata {
    fn revision(&mut self) -> (&mut i32, &mut DateTime<Utc>, &mut String) {
        (&mut self.version, &mut self.updated_at, &mut self.updated_by)
    }
}

/// A record: what the service keeps of it and what the client entered.
#[derive(Clone, Debug, Serialize, Queryable)]
pub struct Record<T> {
    /// Kept by the service.
    #[serde(flatten)]
    pub metadata: Metadata,
    /// Entered by the client.
    #[serde(flatten)]
    pub fields: T,
}

impl<T: Resource> Record<T> {
    /// Its tag.
    #[must_use]
    pub fn etag(&self) -> ETag {
        ETag::version(self.metadata.version)
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/api/v1/{}/{}", T::PATH, self.metadata.id)
    }

    /// The township whose record it is.
    ///
    /// # Errors
    /// None that is known.
    pub fn township(&self) -> ApiResult<Code> {
        let township = Code::parse(self.fields.township_code());
        township.ok_or_else(|| ApiError::internal("a record of no township"))
    }

    /// Its county.
    #[must_use]
    pub fn county_code(&self) -> &str {
        Code::county_of(self.fields.township_code())
    }
}

impl<T: Resource> Audited for Record<T> {
    fn subject(&self) -> Subject<'_> {
        Subject {
            resource: T::PATH,
            record_id: self.metadata.id,
            region_code: self.fields.township_code(),
            version: self.metadata.version,
        }
    }

    fn affected(&self) -> Vec<(String, i16)> {
        self.fields.affected()
    }
}

/// In an answer every property is there, null where it is empty: so all are required, whatever the input leaves out.
impl<T: Resource> PartialSchema for Record<T> {
    fn schema() -> RefOr<Schema> {
        let mut record = ObjectBuilder::new();
        for part in [Metadata::schema(), T::schema()] {
            let RefOr::T(Schema::Object(object)) = part else {
                continue;
            };
            record = record.description(object.description.clone());
            for (name, property) in object.properties {
                record = record.property(name.clone(), parts::as_read(property)).required(name);
            }
        }
        record.into()
    }
}

impl<T: Resource> ToSchema for Record<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(T::NAMES.schema())
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Metadata::schemas(schemas);
        let mut entered = Vec::new();
        T::schemas(&mut entered);
        schemas.extend(entered.iter().filter_map(parts::schema_as_read));
        schemas.extend(entered);
    }
}

/// One page of records: what the contract says of it. It is written row by row, see [`super::Listed`].
#[derive(Debug)]
pub struct RecordPage<T>(PhantomData<T>);

impl<T: Resource> PartialSchema for RecordPage<T> {
    fn schema() -> RefOr<Schema> {
        let items = utoipa::openapi::schema::ArrayBuilder::new()
            .items(Ref::from_schema_name(T::NAMES.schema()))
            .description(Some("The records of this page, in the order asked for."))
            .max_items(Some(200));
        ObjectBuilder::new()
            .description(Some("One page of records."))
            .property("items", items)
            .required("items")
            .property("page", Ref::from_schema_name(PageInfo::name()))
            .required("page")
            .into()
    }
}

impl<T: Resource> ToSchema for RecordPage<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Page", T::NAMES.schema()))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::NAMES.schema(), Record::<T>::schema()));
        schemas.push((PageInfo::name().into_owned(), PageInfo::schema()));
        Record::<T>::schemas(schemas);
    }
}

/// All records of a resource with their counties, in the order of county and id, part by part.
pub type All<T> = db::All<(String, Record<T>)>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_metadata_is_kept_by_the_service() {
        let schema = serde_json::to_value(Metadata::schema()).unwrap();
        let metadata = schema["properties"].as_object().unwrap();
        let mut kept: Vec<&str> = KEPT.into_iter().filter(|name| *name != "warnings").collect();
        kept.sort_unstable();
        let mut named: Vec<&String> = metadata.keys().collect();
        named.sort_unstable();
        assert_eq!(kept, named);
    }
}
