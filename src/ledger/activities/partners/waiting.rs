//! What a change of an activity does to what its partners have decided: whatever changes what counts for them makes it
//! wait for them again.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::super::model::{Activity, ActivityInput};
use super::model::{PartnerRow, PartnerStatus};
use super::queries;
use crate::problems::ApiResult;
use crate::session::Writing;
use crate::session::audit::Change;
use crate::session::trail::Action;

/// All that figures and their sources read of an activity that another township recorded. Its quantities stay with that
/// township, and a remark counts for nobody.
fn what_counts(activity: &Activity) -> impl PartialEq + '_ {
    let ActivityInput {
        kind,
        held_on,
        title,
        organising_body,
        form,
        venue_class,
        key_date,
        sessions,
        audience_estimated,
        ..
    } = &activity.fields;
    let labels = (organising_body, form, venue_class, key_date);
    (activity.metadata.voided_at.is_some(), kind, held_on, title, labels, sessions, audience_estimated)
}

/// The columns of [`what_counts`], for the test that holds them against the catalogue.
#[cfg(test)]
const COUNTED: [&str; 9] = [
    "kind",
    "held_on",
    "title",
    "organising_body",
    "form",
    "venue_class",
    "key_date",
    "sessions",
    "audience_estimated",
];

/// Keeps the partners of an activity that was just stored; what this changes for them.
///
/// # Errors
/// 503 where the database fails.
pub fn follow(
    writing: &mut Writing<'_>,
    before: Option<&Activity>,
    after: &Activity,
) -> ApiResult<Vec<Change>> {
    let named: BTreeSet<&String> = after.fields.joint_townships.iter().collect();
    let known = match before.filter(|before| !(named.is_empty() && before.fields.joint_townships.is_empty()))
    {
        Some(_) => queries::of_activity(writing.conn, after.county_code(), after.metadata.id)?,
        None => Vec::new(),
    };
    let new = named.iter().filter(|code| !known.iter().any(|row| row.township_code == ***code));
    let new: Vec<PartnerRow> = new.map(|code| waiting_first(after, code)).collect();
    queries::insert(writing.conn, &new)?;
    let is_same = before.is_some_and(|before| what_counts(before) == what_counts(after));
    let mut consequences = Vec::new();
    for row in known {
        let is_named = named.contains(&row.township_code);
        if let Some(next) = next_status(row.status, is_named, is_same) {
            consequences.extend(move_on(writing, &row, next, before.unwrap_or(after))?);
        }
    }
    Ok(consequences)
}

/// What becomes of a partner's part by a change; `None` where it stays.
fn next_status(status: PartnerStatus, is_named: bool, is_same: bool) -> Option<PartnerStatus> {
    use PartnerStatus::{Confirmed, Declined, Pending, Withdrawn};
    match (status, is_named) {
        (Withdrawn, true) => Some(Pending),
        (Confirmed | Declined, true) if !is_same => Some(Pending),
        (Pending | Confirmed | Declined, false) => Some(Withdrawn),
        _ => None,
    }
}

fn waiting_first(activity: &Activity, code: &str) -> PartnerRow {
    PartnerRow {
        county_code: activity.county_code().to_owned(),
        activity_id: activity.metadata.id,
        township_code: code.to_owned(),
        id: Uuid::now_v7(),
        status: PartnerStatus::Pending,
        reason: None,
        activity_version: None,
        decided_at: None,
        decided_by: None,
        version: 0,
    }
}

/// Stores that a part waits again, or is there no longer.
fn move_on(
    writing: &mut Writing<'_>,
    row: &PartnerRow,
    status: PartnerStatus,
    counted: &Activity,
) -> ApiResult<Option<Change>> {
    if row.version == 0 && row.status == PartnerStatus::Pending {
        // Nobody has decided anything, and nothing was said of it.
        queries::delete(writing.conn, row)?;
        return Ok(None);
    }
    let (reason, activity_version, decided_at, decided_by) = (None, None, None, None);
    let version = row.version + 1;
    let next =
        PartnerRow { status, reason, activity_version, decided_at, decided_by, version, ..row.clone() };
    queries::update(writing.conn, &next)?;
    let action = if status == PartnerStatus::Withdrawn { Action::Withdrawn } else { Action::Reopened };
    let year = (row.status == PartnerStatus::Confirmed).then_some(counted.fields.year);
    Ok(Some(Change::of(action, Some(row), &next)?.touching(year)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::indicators::{self, Indicator, Source};

    /// Whatever a predicate reads of an activity that counts for partners makes it wait again.
    #[test]
    fn all_that_indicators_read_for_partners_counts() {
        let columns = [
            "note",
            "external_ref",
            "ends_on",
            "place",
            "joint_townships",
            "persons",
            "person_times",
            "staff_due",
            "materials",
            "consultations",
            "audience",
            "problems_solved",
            "exam_due",
            "exam_sat",
            "exam_passed",
        ];
        let counted = indicators::all().iter().flat_map(Indicator::quantities).filter(|quantity| {
            quantity.source() == Source::Activities && quantity.measure.counts_for_partners()
        });
        let mut seen = 0;
        for quantity in counted {
            seen += 1;
            let condition = quantity.condition();
            let mut words = condition.split(|c: char| !c.is_ascii_lowercase() && c != '_');
            assert!(!words.any(|word| columns.contains(&word)), "{condition}");
        }
        assert!(seen > 10);
        for dimension in Source::Activities.tables().dimensions {
            assert!(COUNTED.contains(dimension), "{dimension}");
        }
    }

    #[test]
    fn a_partner_decides_anew_where_what_counts_was_changed() {
        use PartnerStatus::{Confirmed, Declined, Pending, Withdrawn};
        for (status, is_named, is_same, next) in [
            (Pending, true, false, None),
            (Confirmed, true, true, None),
            (Confirmed, true, false, Some(Pending)),
            (Declined, true, true, None),
            (Declined, true, false, Some(Pending)),
            (Confirmed, false, true, Some(Withdrawn)),
            (Pending, false, true, Some(Withdrawn)),
            (Withdrawn, true, true, Some(Pending)),
            (Withdrawn, false, false, None),
        ] {
            assert_eq!(next_status(status, is_named, is_same), next, "{status:?} {is_named} {is_same}");
        }
    }
}
