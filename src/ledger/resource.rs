//! What a resource is, beside its fields: see [`Resource`], and [`Statements`] for its SQL.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use diesel::pg::PgConnection;
use diesel::result::QueryResult;
use serde_json::Value;
use uuid::Uuid;

use super::lists::{Filter, ListRequest};
use super::{All, Listed, Record};
use crate::deadlines::{Calendar, RecordEvents};
use crate::http::Input;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Reach;
use crate::session::Writing;
use crate::session::audit::Change;

/// A kind of record, by the fields that a client enters of it: its names, and what the service reads off the fields.
pub trait Resource: Input {
    /// How it is called.
    const NAMES: Names;
    /// The resource as in its path, such as `activities`; one of several words has hyphens there, as in `legality-reviews`.
    const PATH: &'static str = Self::NAMES.many;
    /// Whether its parts stand in a table of their own: then reading it takes two statements, which need one snapshot.
    const HAS_PARTS: bool = false;
    /// Whether statutory clocks run for its records: see [`clock_events`](Self::clock_events).
    const HAS_DEADLINES: bool = false;
    /// Whether the reporting year follows from the main date, so that it need not be entered.
    const YEAR_FOLLOWS_MAIN_DATE: bool = true;

    /// What all resources have.
    fn header(&self) -> Header<'_>;

    /// [`Header::township_code`].
    fn township_code(&self) -> &str {
        self.header().township_code
    }

    /// [`Header::year`].
    fn year(&self) -> i16 {
        self.header().year
    }

    /// [`Header::external_ref`].
    fn external_ref(&self) -> Option<&str> {
        self.header().external_ref
    }

    /// [`Header::main_date`].
    fn main_date(&self) -> NaiveDate {
        self.header().main_date
    }

    /// The members it refers to, each with its place in the body.
    fn members(&self) -> Vec<(String, Uuid)> {
        Vec::new()
    }

    /// All records of the township that it refers to: its members, and those of other resources.
    fn referred(&self) -> Vec<Referred> {
        self.members().into_iter().map(|(pointer, id)| Referred { pointer, table: MEMBERS, id }).collect()
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
    fn affected(&self) -> Vec<(String, i16)> {
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

    /// The refusals, by id, of records that are about to be stored and are not voided: of each that states what only one record may
    /// state, where another one, stored or earlier in the list, states it already. An `external_ref` is checked elsewhere.
    ///
    /// # Errors
    /// 503 where the database fails.
    fn duplicates(_: &mut Writing<'_>, _: &[Record<Self>]) -> ApiResult<HashMap<Uuid, ApiError>> {
        Ok(HashMap::new())
    }

    /// The fields as they follow the current ones: with what the service keeps of the record beside them.
    ///
    /// # Errors
    /// 409 where the record may not be changed as it stands.
    fn succeed(self, _current: &Self) -> ApiResult<Self> {
        Ok(self)
    }

    /// The fields with the days that follow from a calendar: loaded notices are not known when a body is read.
    #[must_use]
    fn on_calendar(self, _: &Calendar) -> Self {
        self
    }

    /// What happened to the record, as statutory clocks see it; `None` where none can run.
    fn clock_events<'a>(&self, _: &'a Calendar) -> Option<RecordEvents<'a>> {
        None
    }

    /// The check that the record may be voided as it stands.
    ///
    /// # Errors
    /// 409 where it may not.
    fn must_be_voidable(&self) -> ApiResult<()> {
        Ok(())
    }

    /// What a change of the record changes for other townships, once the record is stored.
    ///
    /// # Errors
    /// 503 where the database fails.
    fn consequences(
        _: &mut Writing<'_>,
        _before: Option<&Record<Self>>,
        _after: &Record<Self>,
    ) -> ApiResult<Vec<Change>> {
        Ok(Vec::new())
    }
}

/// How a resource is called.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// One record, such as `activity` or `legality_review`: in operation ids, names of schemas and, as words, in sentences.
    pub one: &'static str,
    /// Many of them, such as `activities` or `legality_reviews`: also the name of their table.
    pub many: &'static str,
    /// 名称.
    pub zh: &'static str,
    /// What the records are of, in Chinese.
    pub about_zh: &'static str,
    /// The same in English.
    pub about_en: &'static str,
}

impl Names {
    /// The name of the schema of one record, such as `Activity` or `LegalityReview`.
    #[must_use]
    pub fn schema(&self) -> String {
        let capitalised = |word: &str| {
            let (first, rest) = word.split_at_checked(1).unwrap_or_default();
            first.to_ascii_uppercase() + rest
        };
        self.one.split('_').map(capitalised).collect()
    }
}

/// What is entered of every record, whatever its resource.
pub struct Header<'a> {
    /// The township whose record it is.
    pub township_code: &'a str,
    /// The reporting year.
    pub year: i16,
    /// Another system's id for it.
    pub external_ref: Option<&'a str>,
    /// The date the reporting year is read off.
    pub main_date: NaiveDate,
}

/// A record of the same township that a record refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referred {
    /// The place in the body.
    pub pointer: String,
    /// The table of the record referred to.
    pub table: &'static str,
    /// Its id.
    pub id: Uuid,
}

/// The table of members, which has words of its own for what is wrong.
pub const MEMBERS: &str = "members";

/// The reporting year of a record that is entered without: the year of its main date.
pub fn fill_in_year(year: &mut i16, main_date: NaiveDate) {
    if *year == 0 {
        *year = i16::try_from(main_date.year()).unwrap_or_default();
    }
}

/// Whether the row found is going to be changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// No: just read.
    None,
    /// Yes: it stays locked until the transaction ends (`FOR UPDATE`).
    Update,
}

/// The statements of a resource. Each fails where the database does.
pub trait Statements: Resource {
    /// What its list can be narrowed and ordered by.
    type Filter: Filter;

    /// One record within a reach.
    ///
    /// # Errors
    /// Where the database fails.
    fn find(
        conn: &mut PgConnection,
        reach: &Reach,
        id: Uuid,
        lock: Lock,
    ) -> QueryResult<Option<Record<Self>>>;

    /// Stores new records and yields the ids of those stored: all but those whose `external_ref` another record of the
    /// township has that counts.
    ///
    /// # Errors
    /// Where another constraint is broken or the database fails.
    fn insert(conn: &mut PgConnection, records: &[Record<Self>]) -> QueryResult<Vec<Uuid>>;

    /// Stores a record's new state.
    ///
    /// # Errors
    /// Where a constraint is broken or the database fails.
    fn update(conn: &mut PgConnection, record: &Record<Self>) -> QueryResult<()>;

    /// All records with their counties, in the order of county and id, part by part. In a transaction with one snapshot.
    ///
    /// # Errors
    /// Where the database fails.
    fn all(conn: &mut PgConnection) -> QueryResult<All<Self>>;

    /// One page of a list.
    ///
    /// # Errors
    /// Where the database fails.
    fn page(conn: &mut PgConnection, request: &ListRequest<Self::Filter>) -> QueryResult<Listed>;

    /// How many records the list has, up to one beyond [`MOST_COUNTED`](super::search::MOST_COUNTED).
    ///
    /// # Errors
    /// Where the database fails.
    fn count(conn: &mut PgConnection, request: &ListRequest<Self::Filter>) -> QueryResult<i64>;

    /// The sort key and id of the last record that a search may look at, see [`crate::boundary!`]; `None` where it may go on
    /// to the end.
    ///
    /// # Errors
    /// Where the database fails.
    fn boundary(
        conn: &mut PgConnection,
        request: &ListRequest<Self::Filter>,
    ) -> QueryResult<Option<(String, Uuid)>>;
}
