//! Enters records the way a clerk does: through the same rules, with trail and counters.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use super::first_entry::ACCOUNT;
use crate::auth::{Actor, Permission, Role};
use crate::db::Db;
use crate::db::schema::{
    activities, cases, decisions, declarations, documents, duties, legality_reviews, members, observations,
    plans, shortcomings,
};
use crate::http::{RequestContext, body};
use crate::keys::Keys;
use crate::ledger::Statements;
use crate::ledger::activities::ActivityInput;
use crate::ledger::cases::CaseInput;
use crate::ledger::decisions::DecisionInput;
use crate::ledger::declarations::DeclarationInput;
use crate::ledger::documents::DocumentInput;
use crate::ledger::duties::DutyInput;
use crate::ledger::entry::create_record;
use crate::ledger::legality_reviews::LegalityReviewInput;
use crate::ledger::members::MemberInput;
use crate::ledger::observations::ObservationInput;
use crate::ledger::plans::PlanInput;
use crate::ledger::shortcomings::ShortcomingInput;
use crate::problems::{ApiError, ApiResult};
use crate::regions::Code;
use crate::session::Writing;

/// The `external_ref`s a township has used in a table.
macro_rules! known {
    ($table:ident, $township:expr) => {
        |conn: &mut PgConnection| -> QueryResult<Vec<Option<String>>> {
            $table::table
                .filter($table::county_code.eq(Code::county_of($township)))
                .filter($table::township_code.eq($township))
                .select($table::external_ref)
                .load(conn)
        }
    };
}

/// Enters those records of a township that are not there yet, known by their `external_ref`; one transaction each
/// township.
pub fn load(db: &Db, keys: &Keys, township: &str, records: &Value) -> ApiResult<()> {
    let context = RequestContext::offline("demo");
    db.write_now(|conn| {
        let clerk = clerk(conn, township)?;
        let mut writing = Writing::begin(conn, clerk, (&context, Permission::WriteRecords), keys)?;
        // The years are over.
        writing.reason = Some("演示数据".to_owned());
        enter::<MemberInput>(&mut writing, &records["members"], known!(members, township))?;
        enter::<PlanInput>(&mut writing, &records["plans"], known!(plans, township))?;
        enter::<ActivityInput>(&mut writing, &records["activities"], known!(activities, township))?;
        enter::<CaseInput>(&mut writing, &records["cases"], known!(cases, township))?;
        enter::<DecisionInput>(&mut writing, &records["decisions"], known!(decisions, township))?;
        enter::<DocumentInput>(&mut writing, &records["documents"], known!(documents, township))?;
        enter::<LegalityReviewInput>(
            &mut writing,
            &records["legality_reviews"],
            known!(legality_reviews, township),
        )?;
        enter::<DeclarationInput>(&mut writing, &records["declarations"], known!(declarations, township))?;
        enter::<DutyInput>(&mut writing, &records["duties"], known!(duties, township))?;
        enter::<ShortcomingInput>(&mut writing, &records["shortcomings"], known!(shortcomings, township))?;
        enter::<ObservationInput>(&mut writing, &records["observations"], known!(observations, township))
    })
}

fn clerk(conn: &mut PgConnection, township: &str) -> ApiResult<Actor> {
    let region = Code::parse(township).ok_or_else(|| ApiError::internal("a demo township of odd form"))?;
    Actor::offline(conn, (ACCOUNT, "演示数据"), Role::Clerk, &region)
}

fn enter<T: Statements>(
    writing: &mut Writing<'_>,
    records: &Value,
    known: impl Fn(&mut PgConnection) -> QueryResult<Vec<Option<String>>>,
) -> ApiResult<()> {
    let known = known(writing.conn)?;
    for record in records.as_array().into_iter().flatten() {
        let external_ref = record["external_ref"].as_str();
        if !known.iter().any(|taken| taken.as_deref() == external_ref) {
            let record = referring(writing.conn, record)?;
            create_record(writing, body::input::<T>(record)?)?;
        }
    }
    Ok(())
}

/// The record with the id of the member that it names by `external_ref`: the demo is written before there are ids.
fn referring(conn: &mut PgConnection, record: &Value) -> ApiResult<Value> {
    let mut record = record.clone();
    if let (Some(township), Some(name)) = (text(&record, "township_code"), text(&record, "member_id")) {
        let id: Uuid = members::table
            .filter(members::county_code.eq(Code::county_of(township)))
            .filter(members::township_code.eq(township).and(members::external_ref.eq(name)))
            .select(members::id)
            .first(conn)?;
        if let Some(fields) = record.as_object_mut() {
            fields.insert("member_id".to_owned(), id.to_string().into());
        }
    }
    Ok(record)
}

fn text<'a>(record: &'a Value, name: &str) -> Option<&'a str> {
    record.get(name).and_then(Value::as_str)
}
