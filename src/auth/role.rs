//! What a caller may do. Where it may do it is [`super::Reach`].

use crate::text;

crate::coded_enum! {
    /// What an account may do at one node of the region tree, and in everything below.
    pub enum Role {
        /// 查看人员: reads; what a dashboard uses.
        Viewer = "viewer", "查看人员", "viewer";
        /// 经办人: reads and writes records.
        Clerk = "clerk", "经办人", "clerk";
        /// 负责人: what a clerk does, and submits the year's report.
        Head = "head", "负责人", "head";
        /// 县级工作人员: reads everything, reviews reports, manages vocabularies and deadlines.
        Officer = "officer", "县级工作人员", "officer";
        /// 审计人员: reads everything and the trail, writes nothing.
        Auditor = "auditor", "审计人员", "auditor";
        /// 管理员: accounts and tokens; reads, and redacts records.
        Admin = "admin", "管理员", "admin";
    }
}

crate::coded_enum! {
    /// What a role may do within its subtree. Every operation but the public ones needs one of these.
    pub enum Permission {
        /// Read records, figures and what follows from them.
        ReadRecords = "read_records", "查看记录", "read records";
        /// Read who changed what, when and why.
        ReadTrail = "read_trail", "查看变更痕迹", "read the trail";
        /// Enter, change and void records.
        WriteRecords = "write_records", "登记和修改记录", "write records";
        /// Confirm or decline what another township recorded as held jointly.
        ConfirmActivities = "confirm_activities", "确认联合活动", "confirm joint activities";
        /// Submit the year's report.
        SubmitReports = "submit_reports", "报送年度报告", "submit reports";
        /// Accept or return a report that somebody else submitted.
        ReviewReports = "review_reports", "审核年度报告", "review reports";
        /// Add terms to a county's vocabularies, and set its deadlines.
        ManageVocabularies = "manage_vocabularies", "管理县级词条和时限", "manage vocabularies and deadlines";
        /// Make accounts, give them roles, issue and revoke tokens.
        ManageAccess = "manage_access", "管理账号和令牌", "manage accounts and tokens";
        /// Take a text that should not have been entered out of a record and its trail.
        RedactRecords = "redact_records", "遮盖记录中的个人信息", "redact records";
    }
}

impl Role {
    /// What the role may do.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            ConfirmActivities, ManageAccess, ManageVocabularies, ReadRecords, ReadTrail, RedactRecords,
            ReviewReports, SubmitReports, WriteRecords,
        };
        match self {
            Self::Viewer => &[ReadRecords],
            Self::Clerk => &[ReadRecords, ReadTrail, WriteRecords, ConfirmActivities],
            Self::Head => &[ReadRecords, ReadTrail, WriteRecords, ConfirmActivities, SubmitReports],
            Self::Officer => &[ReadRecords, ReadTrail, ConfirmActivities, ReviewReports, ManageVocabularies],
            Self::Auditor => &[ReadRecords, ReadTrail],
            Self::Admin => &[ReadRecords, ManageAccess, RedactRecords],
        }
    }

    /// Whether the role may do this.
    #[must_use]
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Whether one account may hold this role beside one that manages access: whoever gives others their rights does none
    /// of the work that these permit, and does not audit it either.
    #[must_use]
    pub fn goes_with_administration(self) -> bool {
        self.may(Permission::ManageAccess) || matches!(self, Self::Viewer)
    }

    /// Whether one account may hold all these roles: see [`Role::goes_with_administration`].
    pub fn are_separate(mut roles: impl Iterator<Item = Self> + Clone) -> bool {
        let administers = roles.clone().any(|role| role.may(Permission::ManageAccess));
        !administers || roles.all(Self::goes_with_administration)
    }

    /// All roles, in their order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::LABELS.iter().filter_map(|label| Self::parse(label.code))
    }
}

impl Permission {
    /// The roles that have it.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::all().filter(move |role| role.may(self))
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        let known = || Self::LABELS.iter().map(|label| label.code).collect::<Vec<_>>().join(", ");
        let wrong = |known: String| text!("没有角色 {code}；应为：{known}", "no role {code}: {known}");
        Self::parse(code).ok_or_else(|| wrong(known()).in_lines())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_and_no_role_checks_its_own_work() {
        for role in Role::all() {
            assert!(role.may(Permission::ReadRecords), "{role:?}");
            let (submits, reviews) = (Permission::SubmitReports, Permission::ReviewReports);
            assert!(!(role.may(submits) && role.may(reviews)), "{role:?}");
        }
        assert_eq!(Role::all().count(), 6);
    }

    #[test]
    fn who_administers_holds_no_other_role_but_viewer() {
        let separate = |roles: &[Role]| Role::are_separate(roles.iter().copied());
        for role in Role::all() {
            let is_alone = matches!(role, Role::Admin | Role::Viewer);
            assert_eq!(separate(&[Role::Admin, role]), is_alone, "{role:?}");
            assert_eq!(separate(&[role, Role::Admin]), is_alone, "{role:?}");
            assert!(separate(&[Role::Clerk, role]) || role == Role::Admin, "{role:?}");
        }
    }

    #[test]
    fn every_permission_is_somebodys() {
        for label in Permission::LABELS {
            assert_ne!(Permission::parse(label.code).unwrap().roles().count(), 0, "{}", label.code);
        }
    }
}
