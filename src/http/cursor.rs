//! Keyset cursors: where the next page of a list begins, signed, and bound to that very list.
//!
//! A page is found by the index, from the last row of the page before it: page 5,000 costs what page 1 costs, and
//! rows inserted meanwhile neither repeat nor push out others.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use diesel::IntoSql;
use diesel::expression::{BoxableExpression, SqlLiteral};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::problems::{ApiError, ApiResult, Code};

/// Bytes of the signature that are kept.
const SIGNATURE: usize = 16;

/// Signs cursors with a key that all instances on one database share.
#[derive(Clone)]
pub struct Signer(Vec<u8>);

impl Signer {
    /// A signer with this key.
    #[must_use]
    pub fn new(key: Vec<u8>) -> Self {
        Self(key)
    }

    /// The cursor that continues after the row with this sort key and id, in the list with this fingerprint.
    #[must_use]
    pub fn cursor(&self, list: &[u8], key: &str, id: Uuid) -> String {
        let mut bytes = id.as_bytes().to_vec();
        bytes.extend_from_slice(key.as_bytes());
        let mut signed = self.signature(list, &bytes);
        signed.extend_from_slice(&bytes);
        URL_SAFE_NO_PAD.encode(signed)
    }

    /// Reads a cursor back.
    ///
    /// # Errors
    /// 400 where it was not made by this signer for this list.
    pub fn read(&self, list: &[u8], cursor: &str) -> ApiResult<(String, Uuid)> {
        self.open(list, cursor).ok_or_else(|| ApiError::of(Code::InvalidCursor))
    }

    fn open(&self, list: &[u8], cursor: &str) -> Option<(String, Uuid)> {
        let signed = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (signature, bytes) = signed.split_at_checked(SIGNATURE)?;
        let genuine: bool =
            subtle::ConstantTimeEq::ct_eq(signature, self.signature(list, bytes).as_slice()).into();
        let (id, key) = bytes.split_at_checked(16)?;
        let key = String::from_utf8(key.to_vec()).ok()?;
        genuine.then_some((key, Uuid::from_slice(id).ok()?))
    }

    fn signature(&self, list: &[u8], bytes: &[u8]) -> Vec<u8> {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return Vec::new() };
        let mut code =
            mac.chain_update(Sha256::digest(list)).chain_update(bytes).finalize().into_bytes().to_vec();
        code.truncate(SIGNATURE);
        code
    }
}

/// A sort from a list's allow-list: an SQL column with its type, up or down. Ties are broken by `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub column: &'static str,
    /// Its SQL type, to read the cursor's text back.
    pub sql_type: &'static str,
    /// Newest first.
    pub descending: bool,
}

impl Order {
    /// By last change, oldest first.
    pub const UPDATED: Self = Self::new("updated_at", "timestamptz", false);
    /// By last change, newest first.
    pub const UPDATED_LAST: Self = Self::new("updated_at", "timestamptz", true);
    /// In the order of entry, which the ids keep.
    pub const CREATED: Self = Self::new("id", "uuid", false);
    /// In the order of entry, newest first.
    pub const CREATED_LAST: Self = Self::new("id", "uuid", true);

    /// Whether it is by the day that a record is about.
    #[must_use]
    pub fn is_by_day(self) -> bool {
        self.sql_type == "date"
    }

    /// An order by `column` of type `sql_type`.
    #[must_use]
    pub const fn new(column: &'static str, sql_type: &'static str, descending: bool) -> Self {
        Self { column, sql_type, descending }
    }
}

/// One page of a list: its order, where it begins, how long it is.
#[derive(Clone, Debug)]
pub struct Keyset {
    /// The order.
    pub order: Order,
    /// The sort key and id of the last row before it.
    pub after: Option<(String, Uuid)>,
    /// Rows wanted, 1 to 200.
    pub limit: u16,
    /// The sort key and id of the last row that is looked at, where a search may not go on to the end.
    pub until: Option<(String, Uuid)>,
}

/// A condition on table `T`.
type Condition<T> = Box<dyn BoxableExpression<T, Pg, SqlType = Bool>>;

impl Keyset {
    /// The rows after the page before this one. A row comparison, so that the index finds the place.
    #[must_use]
    pub fn after<T: 'static>(&self) -> Condition<T> {
        let comparison = if self.order.descending { "<" } else { ">" };
        match &self.after {
            Some(place) => self.compared(comparison, place),
            None => Box::new(true.into_sql::<Bool>()),
        }
    }

    /// The rows up to where a search ends; `None` where it goes on to the end.
    #[must_use]
    pub fn until<T: 'static>(&self) -> Option<Condition<T>> {
        let comparison = if self.order.descending { ">=" } else { "<=" };
        self.until.as_ref().map(|place| self.compared(comparison, place))
    }

    fn compared<T: 'static>(&self, comparison: &str, (key, id): &(String, Uuid)) -> Condition<T> {
        let Order { column, sql_type, .. } = self.order;
        Box::new(
            diesel::dsl::sql::<Bool>(&format!("({column}, id) {comparison} ("))
                .bind::<Text, _>(key.clone())
                .sql(&format!("::{sql_type}, "))
                .bind::<diesel::sql_types::Uuid, _>(*id)
                .sql(")"),
        )
    }

    /// The `ORDER BY` terms.
    pub fn order(&self) -> SqlLiteral<Bool> {
        let direction = if self.order.descending { "DESC" } else { "ASC" };
        diesel::dsl::sql(&format!("{} {direction}, id {direction}", self.order.column))
    }

    /// The sort key of a row as text, for the cursor.
    pub fn key(&self) -> SqlLiteral<Text> {
        diesel::dsl::sql(&format!("{}::text AS sort_key", self.order.column))
    }

    /// One row more than the page, to know whether another page follows.
    #[must_use]
    pub fn limit(&self) -> i64 {
        i64::from(self.limit) + 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    #[test]
    fn a_cursor_opens_only_for_its_list_and_signer() {
        let signer = Signer::new(vec![7; 32]);
        let id = Uuid::now_v7();
        let cursor = signer.cursor(b"activities?year=2024", "2024-12-04", id);
        assert_eq!(signer.read(b"activities?year=2024", &cursor).unwrap(), ("2024-12-04".to_owned(), id));
        assert!(signer.read(b"activities?year=2023", &cursor).is_err());
        assert!(Signer::new(vec![8; 32]).read(b"activities?year=2024", &cursor).is_err());
    }

    proptest! {
        #[test]
        fn arbitrary_text_is_no_cursor(text in prop_oneof!["\\PC{0,80}", "[A-Za-z0-9_-]{0,200}"]) {
            prop_assert!(Signer::new(vec![7; 32]).read(b"", &text).is_err());
        }

        #[test]
        fn a_cursor_reads_back(list in vec(any::<u8>(), 0..40), key in "\\PC{0,100}", id in any::<u128>()) {
            let (signer, id) = (Signer::new(vec![7; 32]), Uuid::from_u128(id));
            let cursor = signer.cursor(&list, &key, id);
            prop_assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b)), "{}", cursor);
            prop_assert_eq!(signer.read(&list, &cursor).unwrap(), (key, id));
        }

        /// Every character counts, also where base64 would let several spellings pass for one.
        #[test]
        fn a_changed_character_is_noticed(key in "\\PC{0,30}", at in any::<Index>(), to in "[A-Za-z0-9_-]") {
            let signer = Signer::new(vec![7; 32]);
            let cursor = signer.cursor(b"", &key, Uuid::nil());
            let at = at.index(cursor.len());
            let changed = format!("{}{to}{}", &cursor[..at], &cursor[at + 1..]);
            prop_assert_eq!(signer.read(b"", &changed).is_ok(), changed == cursor);
        }

        #[test]
        fn a_cursor_of_another_list_is_none(lists in vec(vec(any::<u8>(), 0..20), 2), key in "[0-9-]{0,10}") {
            prop_assume!(lists[0] != lists[1]);
            let signer = Signer::new(vec![7; 32]);
            prop_assert!(signer.read(&lists[1], &signer.cursor(&lists[0], &key, Uuid::nil())).is_err());
        }
    }
}
