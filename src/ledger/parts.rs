//! The parts of a record, such as the events of a case. In the contract `CaseEventInput` is what a client sends, and `CaseEvent`,
//! where nothing can be absent, what it reads. In the database they are a column of the record, as JSON, unless a statement counts
//! them: those have a table of their own, as the tasks of a plan.

use std::fmt::Debug;
use std::ops::{Deref, DerefMut};

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::Json;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ArrayItems, Schema};
use utoipa::openapi::{Ref, RefOr};
use validator::{Validate, ValidateLength, ValidationErrors};

/// What the name of a part's schema ends in where it is entered.
const ENTERED: &str = "Input";

/// A record's property as it is read: a list of parts refers to the parts as they are read.
pub fn as_read(property: RefOr<Schema>) -> RefOr<Schema> {
    let RefOr::T(Schema::Array(mut array)) = property else {
        return property;
    };
    if let ArrayItems::RefOrSchema(items) = &mut array.items
        && let RefOr::Ref(reference) = items.as_mut()
        && let Some(name) =
            reference.ref_location.rsplit('/').next().and_then(|name| name.strip_suffix(ENTERED))
    {
        **items = Ref::from_schema_name(name).into();
    }
    RefOr::T(Schema::Array(array))
}

/// The schema of a part as it is read, from that of the part as it is entered; `None` for any other schema.
pub fn schema_as_read((name, schema): &(String, RefOr<Schema>)) -> Option<(String, RefOr<Schema>)> {
    let name = name.strip_suffix(ENTERED)?;
    let RefOr::T(Schema::Object(object)) = schema else {
        return None;
    };
    let mut read = object.clone();
    read.required = read.properties.keys().cloned().collect();
    Some((name.to_owned(), RefOr::T(Schema::Object(read))))
}

/// Parts that are a column of their record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Json)]
#[serde(transparent)]
pub struct Parts<T: Debug>(Vec<T>);

impl<T: Debug> Default for Parts<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Debug> Deref for Parts<T> {
    type Target = Vec<T>;

    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T: Debug> DerefMut for Parts<T> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T: Debug + Validate> Validate for Parts<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.0.validate()
    }
}

impl<T: Debug> ValidateLength<u64> for Parts<T> {
    fn length(&self) -> Option<u64> {
        self.0.length()
    }
}

impl<T: Debug + DeserializeOwned> FromSql<Json, Pg> for Parts<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(serde_json::from_slice(value.as_bytes())?)
    }
}

impl<T: Debug + Serialize> ToSql<Json, Pg> for Parts<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        serde_json::to_writer(out, self)?;
        Ok(IsNull::No)
    }
}
