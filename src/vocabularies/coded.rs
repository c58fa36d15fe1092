//! Enumerations that are fixed by law or by the service: a Rust enum each, a `snake_case` code on the wire and in
//! the database, labels in both languages at `/vocabularies`.

/// A code with its labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// The code on the wire.
    pub code: &'static str,
    /// 中文.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// Declares such an enumeration. The database holds the same codes in a CHECK constraint; a test compares them.
#[macro_export]
macro_rules! coded_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:tt, $zh:literal, $en:literal;)+ }) => {
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
            diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant,)+ }

        impl $name {
            /// Every code with its labels.
            pub const LABELS: &'static [$crate::vocabularies::coded::Label] =
                &[$($crate::vocabularies::coded::Label { code: $code, zh: $zh, en: $en }),+];

            /// The one with this code.
            #[must_use]
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// Its code with its labels.
            #[must_use]
            pub const fn label(self) -> $crate::vocabularies::coded::Label {
                match self {
                    $(Self::$variant => $crate::vocabularies::coded::Label { code: $code, zh: $zh, en: $en }),+
                }
            }

            /// The code on the wire and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                self.label().code
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
