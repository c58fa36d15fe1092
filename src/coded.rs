//! Enumerations that are fixed by law or by the service: a Rust enum each, a `snake_case` code on the wire and in
//! the database, labels in both languages at `/vocabularies`.

use serde::{Deserialize, Serialize};
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// The word of the contract that says what people call the codes of an enumeration: a list of code, `zh` and `en`.
pub const LABELS: &str = "x-enum-labels";

/// A code with its labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label<'a> {
    /// The code on the wire.
    pub code: &'a str,
    /// 中文.
    pub zh: &'a str,
    /// English.
    pub en: &'a str,
}

/// The schema of an enumeration: its codes, its labels, and the lines of its doc comment.
#[must_use]
pub fn schema(labels: &'static [Label<'static>], docs: &[&str]) -> Schema {
    let description = docs.iter().map(|line| line.trim()).collect::<Vec<_>>().join("\n");
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(labels.iter().map(|label| label.code)))
        .description(Some(description))
        .extensions(Some(ExtensionsBuilder::new().add(LABELS, serde_json::json!(labels)).build()));
    Schema::Object(schema.build())
}

/// Declares such an enumeration. The database holds the same codes in a CHECK constraint; a test compares them.
#[macro_export]
macro_rules! coded_enum {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:tt, $zh:literal, $en:literal;)+ }) => {
        $(#[doc = $doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every code with its labels.
            pub const LABELS: &'static [$crate::coded::Label<'static>] =
                &[$($crate::coded::Label { code: $code, zh: $zh, en: $en }),+];

            /// The one with this code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// Its code with its labels.
            #[must_use]
            pub const fn label(self) -> $crate::coded::Label<'static> {
                match self {
                    $(Self::$variant => $crate::coded::Label { code: $code, zh: $zh, en: $en }),+
                }
            }

            /// The code on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                self.label().code
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                $crate::coded::schema(Self::LABELS, &[$($doc),*]).into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn to_sql<'b>(
                &'b self,
                out: &mut diesel::serialize::Output<'b, '_, diesel::pg::Pg>,
            ) -> diesel::serialize::Result {
                <str as diesel::serialize::ToSql<diesel::sql_types::Text, diesel::pg::Pg>>::to_sql(
                    self.as_str(),
                    &mut out.reborrow(),
                )
            }
        }

        impl diesel::deserialize::FromSql<diesel::sql_types::Text, diesel::pg::Pg> for $name {
            fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
                match bytes.as_bytes() {
                    $(value if value == $code.as_bytes() => Ok(Self::$variant),)+
                    other => Err(format!("unknown {} {}", stringify!($name), String::from_utf8_lossy(other)).into()),
                }
            }
        }
    };
}
