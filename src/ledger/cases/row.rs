//! A case and its events as rows.

use chrono::NaiveDate;
use diesel::prelude::*;
use uuid::Uuid;

use super::codes::{Agreement, CaseKind, Channel, EventKind, Mechanism, OrganisationLevel, Outcome};
use super::event::CaseEvent;
use super::model::{Case, CaseInput};
use crate::db::schema::{case_events, cases};
use crate::ledger::money::Money;

/// The columns of a case that a client enters, and `due_on`.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cases, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct CaseRow {
    pub township_code: String,
    pub year: i16,
    pub external_ref: Option<String>,
    pub note: Option<String>,
    pub kind: CaseKind,
    pub reference_number: Option<String>,
    pub subject: String,
    pub accepted_on: NaiveDate,
    pub closed_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub mechanism: Option<Mechanism>,
    pub organisation: Option<String>,
    pub organisation_level: Option<OrganisationLevel>,
    pub dispute_type: Option<String>,
    pub outcome: Outcome,
    pub agreement: Option<Agreement>,
    pub performed: Option<bool>,
    pub judicially_confirmed_on: Option<NaiveDate>,
    pub amount: Option<Money>,
    pub channel: Option<Channel>,
    pub pathway: Option<i16>,
    pub repeated: Option<bool>,
    pub backlog: Option<bool>,
    pub leader_member_id: Option<Uuid>,
    pub legal_aid_ground: Option<String>,
    pub parties: Option<i32>,
    pub paper_file_number: Option<String>,
}

/// Moves the columns from one struct into another, so that the list of them serves both directions.
macro_rules! columns_of {
    ($from:ident => $to:ident { $($events:ident)? }) => {
        $to {
            township_code: $from.township_code,
            year: $from.year,
            external_ref: $from.external_ref,
            note: $from.note,
            kind: $from.kind,
            reference_number: $from.reference_number,
            subject: $from.subject,
            accepted_on: $from.accepted_on,
            closed_on: $from.closed_on,
            due_on: $from.due_on,
            mechanism: $from.mechanism,
            organisation: $from.organisation,
            organisation_level: $from.organisation_level,
            dispute_type: $from.dispute_type,
            outcome: $from.outcome,
            agreement: $from.agreement,
            performed: $from.performed,
            judicially_confirmed_on: $from.judicially_confirmed_on,
            amount: $from.amount,
            channel: $from.channel,
            pathway: $from.pathway,
            repeated: $from.repeated,
            backlog: $from.backlog,
            leader_member_id: $from.leader_member_id,
            legal_aid_ground: $from.legal_aid_ground,
            parties: $from.parties,
            paper_file_number: $from.paper_file_number,
            $($events)?
        }
    };
}

impl CaseRow {
    /// The columns of a case, without its events.
    pub fn of(case: &CaseInput) -> Self {
        let case = case.clone();
        columns_of!(case => CaseRow {})
    }

    /// The case, with its events.
    pub fn with(self, events: Vec<CaseEvent>) -> CaseInput {
        columns_of!(self => CaseInput { events })
    }
}

/// An event as a row; `position` keeps the order within the case.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = case_events, treat_none_as_default_value = false)]
pub struct EventRow {
    pub county_code: String,
    pub id: Uuid,
    pub township_code: String,
    pub case_id: Uuid,
    pub position: i16,
    pub kind: EventKind,
    pub occurred_on: NaiveDate,
    pub until: Option<NaiveDate>,
    pub approved_by: Option<String>,
    pub note: Option<String>,
}

impl EventRow {
    /// The rows of a case's events, in their order.
    pub fn all_of(case: &Case) -> Vec<Self> {
        let events = (0_i16..).zip(&case.fields.events);
        events.map(|(position, event)| Self::new(case, position, event.clone())).collect()
    }

    fn new(case: &Case, position: i16, event: CaseEvent) -> Self {
        Self {
            county_code: case.county_code().to_owned(),
            id: event.id,
            township_code: case.fields.township_code.clone(),
            case_id: case.metadata.id,
            position,
            kind: event.kind,
            occurred_on: event.occurred_on,
            until: event.until,
            approved_by: event.approved_by,
            note: event.note,
        }
    }
}

impl From<EventRow> for CaseEvent {
    fn from(row: EventRow) -> Self {
        let EventRow { id, kind, occurred_on, until, approved_by, note, .. } = row;
        Self { id, kind, occurred_on, until, approved_by, note }
    }
}
