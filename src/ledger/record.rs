//! What all records have in common.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::consequence::Consequence;
use super::parts;
use crate::clock;
use crate::db;
use crate::http::page::PageInfo;
use crate::http::{ETag, Input};
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;

/// The fields a client enters for one kind of record, and what the service needs to know of them.
pub trait Fields: Input {
    /// The resource as in its path, such as `activities`.
    const RESOURCE: &'static str;
    /// The schema's name for one record, such as `Activity`.
    const RECORD: &'static str;
    /// Whether its parts stand in a table of their own: then reading it takes two statements, which need one snapshot.
    const HAS_PARTS: bool = false;

    /// The township whose record it is.
    fn township_code(&self) -> &str;
    /// The reporting year.
    fn year(&self) -> i16;
    /// Another system's id for it.
    fn external_ref(&self) -> Option<&str>;
    /// The date the reporting year is read off.
    fn main_date(&self) -> NaiveDate;

    /// The members it refers to, each with its place in the body.
    fn members(&self) -> Vec<(String, Uuid)> {
        Vec::new()
    }

    /// What else the fields refer to and the database must know: terms of vocabularies, townships.
    ///
    /// # Errors
    /// 422 naming every reference that leads nowhere.
    fn check_references(&self, _: &mut Writing<'_>) -> ApiResult<()> {
        Ok(())
    }

    /// The part of a stored record that a client may send: all but what the service derives.
    #[must_use]
    fn entered(stored: Value) -> Value {
        stored
    }

    /// The township-years whose figures the record enters.
    fn touches(&self) -> Vec<(String, i16)> {
        vec![(self.township_code().to_owned(), self.year())]
    }

    /// The years whose figures may read something of the record, from the first on.
    fn years(&self) -> RangeInclusive<i16> {
        self.year()..=self.year()
    }

    /// What the figures of a year read of the record, as it stood when that year ended; `None` where they read nothing.
    /// Whatever else a client enters is part of it, since sources show it.
    ///
    /// # Errors
    /// None that is known.
    fn counted_in(&self, year: i16) -> serde_json::Result<Option<Value>> {
        (self.year() == year).then(|| serde_json::to_value(self)).transpose()
    }

    /// What a change of the record changes for other townships, once the record is stored.
    ///
    /// # Errors
    /// 503 where the database fails.
    fn consequences(
        _: &mut Writing<'_>,
        _before: Option<&Record<Self>>,
        _after: &Record<Self>,
    ) -> ApiResult<Vec<Consequence>> {
        Ok(Vec::new())
    }
}

/// What the service keeps of a record by itself: identity, version, who and when. No client can set these.
#[derive(Clone, Debug, Serialize, Queryable, ToSchema)]
pub struct Stamp {
    /// The record's id (UUID v7: it sorts by time of entry).
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub id: Uuid,
    /// 1, 2, 3 …: it is the record's `ETag`.
    #[schema(minimum = 1, maximum = 2_147_483_647, example = 1)]
    pub version: i32,
    /// When it was entered.
    #[serde(serialize_with = "clock::write_instant")]
    pub created_at: DateTime<Utc>,
    /// The name of the token that entered it.
    #[schema(example = "古堆乡司法所")]
    pub created_by: String,
    /// When it was last changed.
    #[serde(serialize_with = "clock::write_instant")]
    pub updated_at: DateTime<Utc>,
    /// The name of the token that last changed it.
    #[schema(example = "古堆乡司法所")]
    pub updated_by: String,
    /// When it was voided; null while it counts.
    #[schema(required)]
    pub voided_at: Option<DateTime<Utc>>,
    /// The name of the token that voided it.
    #[schema(required)]
    pub voided_by: Option<String>,
    /// Why it was voided, if a reason was given.
    #[schema(required)]
    pub void_reason: Option<String>,
}

/// The names of what stands in an answer with a record and is no client's to enter: the [`Stamp`], and the warnings that come
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

impl Stamp {
    /// The stamp of a record entered now.
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

    /// The stamp after one more change.
    #[must_use]
    pub fn next(&self, writing: &Writing<'_>) -> Self {
        let version = self.version + 1;
        Self { version, updated_at: writing.now, updated_by: writing.actor.name.to_string(), ..self.clone() }
    }
}

/// A record: what the service keeps of it and what the client entered.
#[derive(Clone, Debug, Serialize, Queryable)]
pub struct Record<T> {
    /// Kept by the service.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// Entered by the client.
    #[serde(flatten)]
    pub fields: T,
}

impl<T: Fields> Record<T> {
    /// Its tag.
    #[must_use]
    pub fn etag(&self) -> ETag {
        ETag::version(self.stamp.version)
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> String {
        format!("/api/v1/{}/{}", T::RESOURCE, self.stamp.id)
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

/// In an answer every property is there, null where it is empty: so all are required, whatever the input leaves out.
impl<T: Fields> PartialSchema for Record<T> {
    fn schema() -> RefOr<Schema> {
        let mut record = ObjectBuilder::new();
        for part in [Stamp::schema(), T::schema()] {
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

impl<T: Fields> ToSchema for Record<T> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed(T::RECORD)
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Stamp::schemas(schemas);
        let mut entered = Vec::new();
        T::schemas(&mut entered);
        schemas.extend(entered.iter().filter_map(parts::schema_as_read));
        schemas.extend(entered);
    }
}

/// One page of records: what the contract says of it. It is written row by row, see [`super::Listed`].
#[derive(Debug)]
pub struct RecordPage<T>(PhantomData<T>);

impl<T: Fields> PartialSchema for RecordPage<T> {
    fn schema() -> RefOr<Schema> {
        let items = utoipa::openapi::schema::ArrayBuilder::new()
            .items(Ref::from_schema_name(T::RECORD))
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

impl<T: Fields> ToSchema for RecordPage<T> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Page", T::RECORD))
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::RECORD.to_owned(), Record::<T>::schema()));
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
    fn all_of_the_stamp_is_kept_by_the_service() {
        let schema = serde_json::to_value(Stamp::schema()).unwrap();
        let stamp = schema["properties"].as_object().unwrap();
        let mut kept: Vec<&str> = KEPT.into_iter().filter(|name| *name != "warnings").collect();
        kept.sort_unstable();
        let mut named: Vec<&String> = stamp.keys().collect();
        named.sort_unstable();
        assert_eq!(kept, named);
    }
}
