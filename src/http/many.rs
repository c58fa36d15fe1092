//! A body of several values, each of which is judged for itself.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::body::{self, Input, MAX_BODY, Received};
use super::json_text;
use crate::problems::{ApiError, ApiResult, Code, Violation};
use crate::text;

/// The most values that a body may have.
pub const MOST: usize = 1000;

/// A body that is a list of up to [`MOST`] values of type `T`.
#[derive(Debug)]
pub struct Many<T>(PhantomData<fn() -> T>);

impl<T: Input> Received<Many<T>> {
    /// The values, each as JSON that is still to be judged.
    ///
    /// # Errors
    /// 415, 400 for syntax; 422 where it is no list, or one that is empty or too long.
    pub fn items(&self) -> ApiResult<Vec<&str>> {
        let bytes = json_text::without_mark(self.json_bytes()?);
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let items = json.deserialize_seq(Items).and_then(|items| json.end().map(|()| items));
        let items = items.map_err(|error| {
            if !error.is_data() {
                return json_text::malformed(bytes, &error);
            }
            let detail =
                text!("应为数组，每项是一条记录", "must be an array, of which each item is a record");
            ApiError::invalid_body(vec![Violation::at("", "type", detail)])
        })?;
        must_be_some(items.len())?;
        Ok(items)
    }
}

fn must_be_some(length: usize) -> ApiResult<()> {
    let most = MOST;
    let (code, detail) = match length {
        0 => ("min_items", text!("至少 1 条", "at least 1 item")),
        1..=MOST => return Ok(()),
        _ => ("max_items", text!("最多 {most} 条，请分批", "at most {most} items: send them in parts")),
    };
    Err(ApiError::invalid_body(vec![Violation::at("", code, detail)]))
}

/// Judges one of the values.
///
/// # Errors
/// 413 where it is longer than a body of its own may be; 422 naming every rule it breaks.
pub fn item<T: Input>(json: &str) -> ApiResult<T> {
    if json.len() > MAX_BODY {
        return Err(ApiError::of(Code::BodyTooLarge));
    }
    body::input(body::parsed(json.as_bytes())?)
}

/// Takes the texts of a list's items, of which no more are held than may be there, and one.
struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while items.len() <= MOST
            && let Some(item) = list.next_element::<&'de RawValue>()?
        {
            items.push(item.get());
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(items)
    }
}

impl<T: ToSchema> PartialSchema for Many<T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(T::name()));
        let items = items.description(Some("What is to be entered, up to 1,000 at once."));
        items.min_items(Some(1)).max_items(Some(MOST)).into()
    }
}

impl<T: ToSchema> ToSchema for Many<T> {
    fn name() -> Cow<'static, str> {
        let name = T::name();
        format!("{}BatchInput", name.strip_suffix("Input").unwrap_or(&name)).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
}
