//! The parts of a record, such as the events of a case, in the contract: `CaseEventInput` is what a client sends, and
//! `CaseEvent`, where nothing can be absent, what it reads.

use utoipa::openapi::schema::{ArrayItems, Schema};
use utoipa::openapi::{Ref, RefOr};

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
