//! `POST /…:batch`: many records at once, entered as one is.
//!
//! Each record is judged for itself, then one statement stores all of them; what it does not store has an `external_ref` that is
//! taken. The entries of each township are chained in memory and stored by one statement (`session/trail/new.rs`), and each
//! township-year is counted up once. What many records ask is looked up once (`Writing::known`). The body has up to 4 MiB, for
//! which twice as much memory is reserved; the records as they are read have 4 MiB together. A batch is one request for the
//! limits of a token, and its work is done in the lane of large work. Of several counties it is one transaction over all of them.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Serialize;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use super::batch_mode::{BatchMode, BatchQuery};
use super::entry;
use super::references::{self, Holder};
use super::saved::Warning;
use super::{Record, Resource, Saved, Statements};
use crate::auth::Permission;
use crate::db::Lane;
use crate::http::many::{self, MOST, Many};
use crate::http::query::Query;
use crate::http::{Answer, Body};
use crate::problems::{ApiError, ApiResult, Code as Problem, ItemProblem, MOST_VIOLATIONS};
use crate::session::{Caller, Writing};
use crate::text;

/// The most that the records of a batch may take together as they are read, in bytes: they are all held at once.
const MOST_BYTES: usize = 4 << 20;

/// What became of the records of a batch.
#[derive(Debug, Serialize)]
pub struct Batch<'a, T> {
    items: Vec<BatchItem<'a, T>>,
    created: usize,
    refused: usize,
}

/// What became of one of them: a record, or a problem.
#[derive(Debug, Serialize)]
pub struct BatchItem<'a, T> {
    index: usize,
    record: Option<Saved<'a, T>>,
    problem: Option<ItemProblem>,
}

/// `POST /…:batch`: enters records, all or none, or each for itself.
///
/// # Errors
/// Those of [`Caller::receive_many`], [`Caller::write`] and [`Received::items`](crate::http::Received); of what all are
/// entered or none of, those of [`entry::create`] for the first that is refused, with the problems of all that are.
pub async fn create<T: Statements>(
    caller: Caller,
    query: Query<BatchQuery>,
    body: Body<Many<T>>,
) -> ApiResult<Answer> {
    let body = caller.receive_many(body).await?;
    let asked = [format!("{:?}", query.pairs()).as_bytes(), &body.bytes()].concat();
    let BatchQuery { mode, validate_only } = query.parse()?;
    let mode = mode.unwrap_or(BatchMode::All);
    let caller = caller.validating(validate_only);
    let work = move |writing: &mut Writing<'_>| {
        let mut entered = judged::<T>(writing, &body.items()?)?;
        entered.refuse_duplicates(writing)?;
        entered.store(writing, mode)?;
        entered.finish(writing, mode)
    };
    caller.in_lane(Lane::Large).write(&asked, work).await
}

/// The records of a batch: those that may be entered and those that are refused, each with its index.
struct Entered<T> {
    records: Vec<Record<T>>,
    /// Index and warnings of each record.
    about: Vec<(usize, Vec<Warning>)>,
    refused: Vec<(usize, ApiError)>,
    /// How many violations may still be named.
    violations: usize,
}

/// Judges each item as one that is entered alone.
fn judged<T: Statements>(writing: &mut Writing<'_>, items: &[&str]) -> ApiResult<Entered<T>> {
    let (records, about, refused) = (Vec::new(), Vec::new(), Vec::new());
    let mut entered = Entered { records, about, refused, violations: MOST_VIOLATIONS };
    // A header that says nothing valid is a fault of the request, not of one record.
    writing.context.confirms_personal_numbers()?;
    let mut bytes = 0;
    for (index, json) in items.iter().enumerate() {
        match many::item(json).and_then(|fields| entry::judged(writing, fields)) {
            Ok((record, warnings)) => {
                bytes += serde_json::to_string(&record).map_err(ApiError::internal)?.len();
                must_fit(bytes)?;
                entered.records.push(record);
                entered.about.push((index, warnings));
            }
            Err(error) => entered.refuse(index, error)?,
        }
    }
    Ok(entered)
}

fn must_fit(bytes: usize) -> ApiResult<()> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    let detail = text!(
        "这一批记录合计过大，请分批",
        "The records of the batch are too large together: send them in parts"
    );
    Err(ApiError::new(Problem::BodyTooLarge, detail))
}

/// Whether this says something of one record, and not of the request.
fn is_of_one(error: &ApiError) -> bool {
    use Problem::{BodyTooLarge, ChangeReasonRequired, Conflict, Forbidden, InvalidBody, NotFound};
    [BodyTooLarge, ChangeReasonRequired, Conflict, Forbidden, InvalidBody, NotFound].contains(&error.code())
}

impl<T: Statements> Entered<T> {
    /// Notes why an item is refused.
    fn refuse(&mut self, index: usize, error: ApiError) -> ApiResult<()> {
        if !is_of_one(&error) {
            return Err(error);
        }
        let error = error.within(&format!("/{index}"), self.violations);
        self.violations -= error.violations().len();
        self.refused.push((index, error));
        Ok(())
    }

    /// Refuses the records that state what only one may state and another one states already.
    fn refuse_duplicates(&mut self, writing: &mut Writing<'_>) -> ApiResult<()> {
        let mut refusals = T::duplicates(writing, &self.records)?;
        if refusals.is_empty() {
            return Ok(());
        }
        let (records, about) = (std::mem::take(&mut self.records), std::mem::take(&mut self.about));
        for (record, about) in records.into_iter().zip(about) {
            if let Some(refusal) = refusals.remove(&record.metadata.id) {
                self.refuse(about.0, refusal)?;
            } else {
                self.records.push(record);
                self.about.push(about);
            }
        }
        Ok(())
    }

    /// Stores the records, all by one statement, and refuses those whose `external_ref` is taken.
    fn store(&mut self, writing: &mut Writing<'_>, mode: BatchMode) -> ApiResult<()> {
        if self.records.is_empty() {
            return Ok(());
        }
        let stored: HashSet<Uuid> = T::insert(writing.conn, &self.records)?.into_iter().collect();
        if stored.len() == self.records.len() {
            return Ok(());
        }
        let holders = references::holders(writing.conn, &self.records)?;
        let (records, about) = (std::mem::take(&mut self.records), std::mem::take(&mut self.about));
        for (record, about) in records.into_iter().zip(about) {
            if stored.contains(&record.metadata.id) {
                self.records.push(record);
                self.about.push(about);
            } else {
                let refusal =
                    refusal(writing, &record, &holders, |id| mode == BatchMode::All && stored.contains(id))?;
                self.refuse(about.0, refusal)?;
            }
        }
        Ok(())
    }

    /// Leaves the trail of what was stored and answers, unless all were to be entered and some are refused.
    fn finish(self, writing: &mut Writing<'_>, mode: BatchMode) -> ApiResult<Answer> {
        let Self { records, about, mut refused, .. } = self;
        refused.sort_by_key(|(index, _)| *index);
        if let (BatchMode::All, Some((_, first))) = (mode, refused.first()) {
            let (count, total) = (refused.len(), refused.len() + records.len());
            let detail = text!(
                "{total} 条中有 {count} 条不能登记，因此一条也没有登记；见 items",
                "{count} of {total} records cannot be entered, so none was; see items"
            );
            return Err(ApiError::new(first.code(), detail).with_items(refused));
        }
        if !records.is_empty() {
            entry::note(writing, &records.iter().collect::<Vec<_>>())?;
        }
        is_about_someone(writing);
        let (created, language) = (records.len(), writing.context.language);
        let entered = records.iter().zip(about).map(|(record, (index, warnings))| BatchItem {
            index,
            record: Some(Saved { record, warnings }),
            problem: None,
        });
        let problem = |(index, error): &(usize, ApiError)| {
            let problem = Some(error.of_item(*index, language));
            BatchItem { index: *index, record: None, problem }
        };
        let mut items: Vec<BatchItem<'_, T>> = entered.chain(refused.iter().map(problem)).collect();
        items.sort_by_key(|item| item.index);
        Answer::ok(&Batch { items, created, refused: refused.len() })
    }
}

/// Why a record was not stored: which one has its `external_ref`. One that `goes` with this batch has no address.
fn refusal<T: Resource>(
    writing: &mut Writing<'_>,
    record: &Record<T>,
    holders: &[Holder],
    goes: impl Fn(&Uuid) -> bool,
) -> ApiResult<ApiError> {
    match holders.iter().find(|holder| holder.stands_in_the_way_of(record)) {
        Some(holder) if goes(&holder.id) => Ok(references::repeated()),
        Some(holder) => Ok(holder.refusal::<T>()),
        None => references::taken(writing, record),
    }
}

/// What was refused as a whole is judged again by the writer's roles of today.
fn is_about_someone(writing: &mut Writing<'_>) {
    if writing.regions.is_empty() {
        let grants = writing.actor.grants_for(Permission::WriteRecords);
        let regions: Vec<String> = grants.map(|grant| grant.region.to_string()).collect();
        writing.regions = regions;
    }
}

/// A property that may be null.
fn or_null(name: &str, description: &str) -> Schema {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    let choices = OneOfBuilder::new().item(Ref::from_schema_name(name)).item(null);
    Schema::OneOf(choices.description(Some(description)).build())
}

fn number(description: &str, least: usize) -> ObjectBuilder {
    let number = ObjectBuilder::new().schema_type(Type::Integer).description(Some(description));
    number.minimum(Some(0)).maximum(Some(MOST - 1 + least)).examples([least])
}

impl<T: Resource> PartialSchema for BatchItem<'_, T> {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some("What became of one record of a batch: it was entered, or refused."))
            .property("index", number("Which of the records it is: 0 is the first.", 0))
            .required("index")
            .property(
                "record",
                or_null(&Saved::<T>::name(), "The record as entered; null where it was refused."),
            )
            .required("record")
            .property("problem", or_null("ItemProblem", "Why it was refused; null where it was entered."))
            .required("problem")
            .into()
    }
}

impl<T: Resource> ToSchema for BatchItem<'_, T> {
    fn name() -> Cow<'static, str> {
        format!("{}BatchItem", T::NAMES.schema()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Saved::<T>::name().into_owned(), Saved::<T>::schema()));
        Saved::<T>::schemas(schemas);
    }
}

impl<T: Resource> PartialSchema for Batch<'_, T> {
    fn schema() -> RefOr<Schema> {
        let items = ArrayBuilder::new().items(Ref::from_schema_name(BatchItem::<T>::name()));
        let items =
            items.description(Some("What became of each record, in their order.")).max_items(Some(MOST));
        ObjectBuilder::new()
            .description(Some("What became of the records of a batch."))
            .property("items", items)
            .required("items")
            .property("created", number("How many were entered.", 1))
            .required("created")
            .property("refused", number("How many were refused.", 1))
            .required("refused")
            .into()
    }
}

impl<T: Resource> ToSchema for Batch<'_, T> {
    fn name() -> Cow<'static, str> {
        format!("{}Batch", T::NAMES.schema()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((BatchItem::<T>::name().into_owned(), BatchItem::<T>::schema()));
        BatchItem::<T>::schemas(schemas);
    }
}
