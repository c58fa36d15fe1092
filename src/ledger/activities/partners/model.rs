//! A township's part in a joint activity that another one recorded.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::model::Activity;
use crate::db::schema::activity_partners;
use crate::http::ETag;
use crate::http::page::PageInfo;
use crate::regions::Code;
use crate::session::audit::{Audited, Subject};

crate::coded_enum! {
    /// Whether a joint activity counts for a partner.
    pub enum PartnerStatus {
        /// The partner has not decided yet, or what counts was changed since: it does not count for the partner.
        Pending = "pending", "待确认", "pending";
        /// It counts for the partner.
        Confirmed = "confirmed", "已确认", "confirmed";
        /// The partner says that it was not its own: it does not count for the partner.
        Declined = "declined", "不予确认", "declined";
        /// The recorder names the township no longer.
        Withdrawn = "withdrawn", "已撤回", "withdrawn";
    }
}

/// A township's part in a joint activity. The trail holds all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = activity_partners, primary_key(county_code, activity_id, township_code))]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct PartnerRow {
    /// The county of both.
    #[serde(skip)]
    pub county_code: String,
    /// The activity.
    pub activity_id: Uuid,
    /// The partner.
    pub township_code: String,
    /// What the trail calls it.
    pub id: Uuid,
    /// Whether the activity counts for the partner.
    pub status: PartnerStatus,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// The version of the activity that was decided on.
    pub activity_version: Option<i32>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// How often it was changed; while it is 0, the trail has no entry of it.
    pub version: i32,
}

impl Audited for PartnerRow {
    fn subject(&self) -> Subject<'_> {
        Subject {
            resource: "partners",
            record_id: self.id,
            region_code: &self.township_code,
            version: self.version,
        }
    }
}

/// A township's part in a joint activity, and what the township has decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ActivityPartner {
    /// The id of the partner's part in the activity: what the trail calls it.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6d")]
    pub id: Uuid,
    /// The joint activity.
    #[schema(example = "0193a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b")]
    pub activity_id: Uuid,
    /// The partner.
    #[schema(example = "540526101")]
    pub township_code: String,
    /// Whether the activity counts for it.
    pub status: PartnerStatus,
    /// Why it was decided so, if a reason was given.
    #[schema(required, example = json!(null))]
    pub reason: Option<String>,
    /// Which version of the activity was decided on; null where nothing was decided, and for what counted before
    /// confirmations were asked for.
    #[schema(required, example = 1)]
    pub activity_version: Option<i32>,
    /// When it was decided.
    #[schema(required)]
    pub decided_at: Option<DateTime<Utc>>,
    /// The name of the account that decided.
    #[schema(required, example = "哲古镇司法所")]
    pub decided_by: Option<String>,
    /// 0, 1, 2 …: it grows with every decision, and whenever the activity has to be confirmed anew.
    #[schema(minimum = 0, maximum = 2_147_483_647, example = 1)]
    pub version: i32,
    /// What `If-Match` takes to decide. It changes with the activity, too: nobody confirms what he has not seen.
    #[schema(example = "\"1.1\"")]
    pub etag: String,
}

/// The partners of a joint activity.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActivityPartners {
    /// The partners, by their codes: all of them for those whose reach the recorder lies in, else those in reach.
    #[schema(max_items = 100)]
    pub items: Vec<ActivityPartner>,
}

/// A joint activity as it waits for a partner, or was decided on.
#[derive(Debug, Serialize, ToSchema)]
pub struct JointActivity {
    /// The partner's part in it.
    #[serde(flatten)]
    pub partner: ActivityPartner,
    /// The activity, as its township recorded it.
    pub activity: Activity,
}

/// One page of joint activities.
#[derive(Debug, Serialize, ToSchema)]
pub struct JointActivityPage {
    /// The joint activities, in the order they were recorded in.
    #[schema(max_items = 200)]
    pub items: Vec<JointActivity>,
    /// Where the list goes on.
    pub page: PageInfo,
}

/// How the list can be narrowed.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct JointActivityFilter {
    /// Only those whose partner lies in this region, of any level: `CN`, or 2, 4, 6 or 9 digits.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9)]
    pub region: Option<Code>,
    /// Only those of this status: `pending` is what waits for a decision.
    #[param(inline)]
    pub status: Option<PartnerStatus>,
}

impl ActivityPartner {
    /// A partner of this activity as it is answered.
    pub(super) fn of(row: PartnerRow, activity_version: i32) -> Self {
        let etag = etag(&row, activity_version).to_string();
        let PartnerRow {
            id,
            activity_id,
            township_code,
            status,
            reason,
            decided_at,
            decided_by,
            version,
            ..
        } = row;
        let activity_version = row.activity_version;
        Self {
            id,
            activity_id,
            township_code,
            status,
            reason,
            activity_version,
            decided_at,
            decided_by,
            version,
            etag,
        }
    }
}

/// The tag of a partner's part: it changes with every decision and every version of the activity.
pub(super) fn etag(row: &PartnerRow, activity_version: i32) -> ETag {
    ETag::strong(format!("{}.{activity_version}", row.version))
}
