//! Who a request proved to come from.

use std::sync::Arc;

use diesel::pg::PgConnection;
use uuid::Uuid;

use super::{Reach, Role};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::{Code, Place, Places};
use crate::text;

/// The holder of a valid token. Only [`super::store`] makes one, from what the database says now.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The token's public id.
    pub token_id: String,
    /// The token's name: what the trail and `created_by` say.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// The node of the region tree it stands at.
    pub region: Code,
    /// What that node is made of.
    pub place: Arc<Place>,
    /// The state of the region tree all this was read in.
    pub directory: Uuid,
    /// The places of that state.
    pub places: Places,
}

impl Actor {
    /// The subtree the actor reaches.
    #[must_use]
    pub fn reach(&self) -> Arc<Reach> {
        Arc::clone(&self.place.reach)
    }

    /// The reach of `requested`, or of the actor where nothing is requested.
    ///
    /// # Errors
    /// 404 where `requested` is unknown or not within the actor's own reach: the two look the same.
    pub fn narrowed(&self, conn: &mut PgConnection, requested: Option<&Code>) -> ApiResult<Arc<Reach>> {
        let Some(code) = requested else {
            return Ok(self.reach());
        };
        let place = self.place_within(conn, code)?;
        place.map(|place| Arc::clone(&place.reach)).ok_or_else(ApiError::not_found)
    }

    /// The place of this code; `None` where it is unknown or out of reach.
    ///
    /// # Errors
    /// 503 where the region tree cannot be read.
    pub fn place_within(&self, conn: &mut PgConnection, code: &Code) -> ApiResult<Option<Arc<Place>>> {
        Ok(if self.covers(code) { self.places.find(conn, self.directory, code)? } else { None })
    }

    /// Whether a node lies in the actor's subtree, as the tree is or as it became: by code, through the codes its node
    /// had before, or through what came into it from elsewhere.
    #[must_use]
    pub fn covers(&self, code: &Code) -> bool {
        self.place.lineage.iter().chain(&self.place.roots).any(|own| code.is_within(own))
    }

    /// The check before a record of `township` is written.
    ///
    /// # Errors
    /// 403 for a role that does not write records, 404 for a township out of reach.
    pub fn must_write(&self, township: &Code) -> ApiResult<()> {
        self.must(Role::may_write_records)?;
        if self.covers(township) {
            return Ok(());
        }
        let detail = text!("该乡镇不在您的权限范围内", "This township is out of your reach");
        Err(ApiError::not_found().with_violations(vec![Violation::at(
            "/township_code",
            "out_of_reach",
            detail,
        )]))
    }

    /// The check of a right that does not depend on a place.
    ///
    /// # Errors
    /// 403 where the role lacks it.
    pub fn must(&self, right: fn(Role) -> bool) -> ApiResult<()> {
        if right(self.role) {
            return Ok(());
        }
        let role = self.role.label();
        let (zh, en) = (role.zh, role.en);
        Err(ApiError::new(
            Problem::Forbidden,
            text!("您的角色是“{zh}”，不能做这项操作", "Your role is {en}, which may not do this"),
        ))
    }
}
