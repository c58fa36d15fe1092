//! Who a request proved to come from.

use diesel::pg::PgConnection;

use super::{Reach, Role};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::{self, Code};
use crate::text;

/// The holder of a valid token. Only [`super::store::authenticate`] makes one, from what the database says now.
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
    /// The codes that node had before (its predecessors), itself first.
    pub lineage: Vec<String>,
}

impl Actor {
    /// The subtree the actor reaches.
    ///
    /// # Errors
    /// 503 where the region tree cannot be read.
    pub fn reach(&self, conn: &mut PgConnection) -> ApiResult<Reach> {
        Ok(regions::tree::reach_of(conn, &self.region, &self.lineage)?)
    }

    /// The reach of `requested`, or of the actor where nothing is requested.
    ///
    /// # Errors
    /// 404 where `requested` is unknown or not within the actor's own reach: the two look the same.
    pub fn narrowed(&self, conn: &mut PgConnection, requested: Option<&Code>) -> ApiResult<Reach> {
        let Some(code) = requested else {
            return self.reach(conn);
        };
        let lineage = regions::tree::lineage(conn, code)?;
        if lineage.is_empty() || !self.covers(conn, code)? {
            return Err(ApiError::not_found());
        }
        Ok(regions::tree::reach_of(conn, code, &lineage)?)
    }

    /// Whether a node lies in the actor's subtree, by code or through the codes its node had before.
    ///
    /// # Errors
    /// 503 where the region tree cannot be read.
    pub fn covers(&self, conn: &mut PgConnection, code: &Code) -> ApiResult<bool> {
        if self.lineage.iter().any(|own| code.is_within(own)) {
            return Ok(true);
        }
        Ok(regions::tree::is_within(conn, code, &self.region)?)
    }

    /// The check before a record of `township` is written.
    ///
    /// # Errors
    /// 403 for a role that does not write records, 404 for a township out of reach.
    pub fn must_write(&self, conn: &mut PgConnection, township: &Code) -> ApiResult<()> {
        self.must(Role::may_write_records)?;
        if self.covers(conn, township)? {
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
