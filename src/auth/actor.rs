//! Who a request proved to come from.

use std::sync::Arc;

use diesel::pg::PgConnection;
use uuid::Uuid;

use super::{Permission, Role};
use crate::problems::{ApiError, ApiResult, Code as Problem, Violation};
use crate::regions::{Code, Place, Places, Reach};
use crate::text;

/// A role at one node of the region tree.
#[derive(Clone, Debug)]
pub struct Grant {
    /// What it permits.
    pub role: Role,
    /// The node.
    pub region: Code,
    /// What that node is made of.
    pub place: Arc<Place>,
}

impl Grant {
    /// Whether a node lies in the subtree, as the tree is or as it became: by code, through the codes its node had
    /// before, or through what came into it from elsewhere.
    #[must_use]
    pub fn covers(&self, code: &Code) -> bool {
        self.place.lineage.iter().chain(&self.place.roots).any(|own| code.is_within(own))
    }
}

/// Who issued a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// The name of the account that did, at that time.
    pub name: String,
    /// That account, as the trail says it; `None` where that was not noted yet.
    pub account: Option<String>,
}

/// An account whose credential is valid. Only [`super::holder`] makes one, from what the database says now.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The token's public id; what an identity provider calls the caller, where that proved it.
    pub token_id: String,
    /// Who issued the token; `None` where none of ours was presented.
    pub issuer: Option<Arc<Issuer>>,
    /// Whose token it is: what stays the same when the token is replaced.
    pub account: Arc<str>,
    /// The account's name: what the trail and `created_by` say.
    pub name: Arc<str>,
    /// Its roles, one at least.
    pub grants: Arc<[Grant]>,
    /// All that it reaches in any role.
    pub reach: Arc<Reach>,
    /// The state of the region tree all this was read in.
    pub directory: Uuid,
    /// The places of that state.
    pub places: Places,
}

impl Actor {
    /// The operator of the program, in this role: for changes that no request asks for. `token_id` names what it does.
    ///
    /// # Errors
    /// 500 where the region is unknown; 503 where the database fails.
    pub fn offline(
        conn: &mut PgConnection,
        (token_id, name): (&str, &str),
        role: Role,
        region: &Code,
    ) -> ApiResult<Self> {
        // Read for this transaction alone, whatever state the directory is in.
        let (places, directory) = (Places::default(), Uuid::nil());
        let place = places.find(conn, directory, region)?;
        let place = place.ok_or_else(|| ApiError::internal(format!("{region} is not in the directory")))?;
        let reach = Arc::clone(&place.reach);
        let grants = Arc::new([Grant { role, region: region.clone(), place }]);
        let (account, name) = (token_id.into(), name.into());
        let token_id = token_id.to_owned();
        Ok(Self { token_id, issuer: None, account, name, grants, reach, directory, places })
    }

    /// The part of the tree the actor may read: all roles read.
    #[must_use]
    pub fn reach(&self) -> Arc<Reach> {
        Arc::clone(&self.reach)
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

    /// The part of the tree in which the actor may do this.
    ///
    /// # Errors
    /// 403 where it is none; 503 where the region tree cannot be read.
    pub fn reach_for(&self, conn: &mut PgConnection, permission: Permission) -> ApiResult<Arc<Reach>> {
        self.must(permission)?;
        let codes: Vec<&Code> = self.grants_for(permission).map(|grant| &grant.region).collect();
        let reach = self.places.reach(conn, self.directory, &codes)?;
        reach.ok_or_else(|| ApiError::internal("a role at no region"))
    }

    /// Whether a node lies in the actor's reach.
    #[must_use]
    pub fn covers(&self, code: &Code) -> bool {
        self.grants.iter().any(|grant| grant.covers(code))
    }

    /// The role that permits this there; `None` where no role does.
    #[must_use]
    pub fn role_for(&self, permission: Permission, code: &Code) -> Option<Role> {
        let grants = self.grants.iter().filter(|grant| grant.covers(code));
        grants.map(|grant| grant.role).find(|role| role.may(permission))
    }

    /// The grants that permit this somewhere.
    pub fn grants_for(&self, permission: Permission) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |grant| grant.role.may(permission))
    }

    /// The check of a permission wherever it may be held.
    ///
    /// # Errors
    /// 403 where no role has it.
    pub fn must(&self, permission: Permission) -> ApiResult<()> {
        if self.grants_for(permission).next().is_some() { Ok(()) } else { Err(self.forbidden(&self.grants)) }
    }

    /// The check before something of `region` is written, which a body names at `pointer`.
    ///
    /// # Errors
    /// 404 for a region out of reach, 403 where the actor has no role with this permission there.
    pub fn must_at(&self, permission: Permission, region: &Code, pointer: &'static str) -> ApiResult<Role> {
        if !self.covers(region) {
            let detail = text!("该地区不在您的权限范围内", "This region is out of your reach");
            let violation = Violation::at(pointer, "out_of_reach", detail);
            return Err(ApiError::not_found().with_violations(vec![violation]));
        }
        self.role_for(permission, region).ok_or_else(|| {
            let there: Vec<Grant> =
                self.grants.iter().filter(|grant| grant.covers(region)).cloned().collect();
            self.forbidden(&there)
        })
    }

    /// Nobody checks his own work, in whichever role: what `submitted_by` submitted, another account reviews.
    ///
    /// # Errors
    /// As [`Actor::must_at`]; 403 where the actor is the account that submitted.
    pub fn must_review(&self, region: &Code, submitted_by: &str) -> ApiResult<Role> {
        let role = self.must_at(Permission::ReviewReports, region, "")?;
        if &*self.account != submitted_by {
            return Ok(role);
        }
        let detail =
            text!("报告由您报送，须由他人审核", "You submitted this report: somebody else has to review it");
        Err(ApiError::new(Problem::Forbidden, detail))
    }

    /// Whether this is the actor's own account.
    #[must_use]
    pub fn is(&self, account: Uuid) -> bool {
        *self.account == *account.to_string()
    }

    /// Nobody decides on his own rights.
    ///
    /// # Errors
    /// 403 where this is the actor's own account.
    pub fn must_not_be(&self, account: Uuid) -> ApiResult<()> {
        if !self.is(account) {
            return Ok(());
        }
        let detail = text!(
            "这是您自己的账号，须由另一名管理员办理",
            "This is your own account: another administrator has to do this"
        );
        Err(ApiError::new(Problem::Forbidden, detail))
    }

    /// The regions and roles of the actor, to which cursors of lists are bound.
    #[must_use]
    pub fn standing(&self) -> String {
        let grants: Vec<String> = self.grants.iter().map(|grant| grant.region.to_string()).collect();
        grants.join(" ")
    }

    #[expect(clippy::unused_self, reason = "a refusal is the actor's")]
    fn forbidden(&self, grants: &[Grant]) -> ApiError {
        let mut roles: Vec<_> = grants.iter().map(|grant| grant.role.label()).collect();
        roles.dedup();
        let zh = roles.iter().map(|role| role.zh).collect::<Vec<_>>().join("、");
        let en = roles.iter().map(|role| role.en).collect::<Vec<_>>().join(", ");
        ApiError::new(
            Problem::Forbidden,
            text!("您的角色是“{zh}”，不能做这项操作", "Your role is {en}, which may not do this"),
        )
    }
}

#[cfg(test)]
#[path = "actor_tests.rs"]
mod tests;
