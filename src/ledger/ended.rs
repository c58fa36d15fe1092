//! Codes that have ended: what stands under one is corrected, by the township that goes on or from above; nothing new is
//! entered but from above.

use chrono::NaiveDate;
use diesel::result::QueryResult;

use super::Resource;
use crate::auth::Permission;
use crate::clock;
use crate::problems::{ApiError, ApiResult, Code as Problem};
use crate::regions::Code;
use crate::regions::tree::{self, Validity};
use crate::session::Writing;
use crate::text;

/// The check before a record is entered: its township was in force on its date, is in the writer's reach and is entrusted to
/// him. Under a code that has ended since, that is by a role above townships, at a code that is in force: neither by one
/// at the code itself nor by one at what followed.
///
/// # Errors
/// 422 where the township was not in force then, 404 where it is out of reach, 403 where it is not entrusted.
pub fn must_be_enterable<T: Resource>(writing: &mut Writing<'_>, fields: &T) -> ApiResult<()> {
    let (township, ended) = in_force(writing, fields)?;
    writing.must_at(&township, "/township_code")?;
    let Some(ended) = ended else { return Ok(()) };
    let above: Vec<Code> = writing
        .actor
        .grants_for(Permission::WriteRecords)
        .map(|grant| grant.region.clone())
        .filter(|region| !region.level().has_records() && township.is_within(region.as_str()))
        .collect();
    let today = clock::today();
    if tree::any_in_force(writing.conn, &above, today)? {
        return Ok(());
    }
    Err(ApiError::new(
        Problem::Forbidden,
        text!(
            "{township} 到 {ended} 为止：原有记录可以更正，补登由县级或以上的经办人办理",
            "{township} ended on {ended}: what stands there is corrected, but what is late is entered by the county or above"
        ),
    ))
}

/// The check of what a record becomes: its township was in force on its date. Where it has ended since, the correction needs
/// a reason.
///
/// # Errors
/// 422 where the township was not in force then; 400 where no reason is given.
pub fn must_be_correctable<T: Resource>(writing: &mut Writing<'_>, fields: &T) -> ApiResult<()> {
    match in_force(writing, fields)? {
        (_, Some(_)) => writing.require_reason(),
        (_, None) => Ok(()),
    }
}

/// The record's township, and its last day where that is over.
fn in_force<T: Resource>(writing: &mut Writing<'_>, fields: &T) -> ApiResult<(Code, Option<NaiveDate>)> {
    let code = fields.township_code();
    let (township, last_day) = tree::township_in_force(code, validity(writing, code)?, fields.main_date())?;
    Ok((township, last_day.filter(|last_day| *last_day < clock::today())))
}

/// When a township, or a county's own unit, is in force; `None` where the code is of neither. It is looked up once in the transaction.
///
/// # Errors
/// Where the database fails.
pub fn validity<'a>(writing: &'a mut Writing<'_>, code: &str) -> QueryResult<Option<&'a Validity>> {
    if !writing.known.townships.contains_key(code) {
        let found = tree::validity(writing.conn, code)?;
        writing.known.townships.insert(code.to_owned(), found);
    }
    Ok(writing.known.townships.get(code).and_then(Option::as_ref))
}
