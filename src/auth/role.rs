//! What a caller may do. Where it may do it is [`super::Reach`].

crate::coded_enum! {
    /// The role of a token, at one node of the region tree; it reaches that subtree and nothing else.
    pub enum Role {
        /// 乡镇经办人: reads and writes records.
        Clerk = "clerk", "经办人", "clerk";
        /// 县级工作人员: reads everything in its subtree.
        Officer = "officer", "县级工作人员", "officer";
        /// 管理员: tokens and vocabularies of its subtree; reads.
        Admin = "admin", "管理员", "admin";
    }
}

crate::coded_enum! {
    /// What a token may do, within its subtree.
    pub enum Permission {
        /// Read records, figures and what follows from them.
        ReadRecords = "read_records", "查看记录", "read records";
        /// Enter, change and void records.
        WriteRecords = "write_records", "登记和修改记录", "write records";
        /// Add terms to a county's vocabularies.
        ManageVocabularies = "manage_vocabularies", "增加县级词条", "add terms to vocabularies";
        /// Issue, list and revoke tokens.
        ManageTokens = "manage_tokens", "管理令牌", "manage tokens";
    }
}

impl Role {
    /// What the role may do, as words for people and programs.
    #[must_use]
    pub fn permissions(self) -> Vec<Permission> {
        let rights = [
            (true, Permission::ReadRecords),
            (self.may_write_records(), Permission::WriteRecords),
            (self.may_manage_vocabularies(), Permission::ManageVocabularies),
            (self.may_manage_tokens(), Permission::ManageTokens),
        ];
        rights.into_iter().filter(|(holds, _)| *holds).map(|(_, permission)| permission).collect()
    }

    /// Whether the role enters and changes records.
    #[must_use]
    pub fn may_write_records(self) -> bool {
        matches!(self, Self::Clerk)
    }

    /// Whether the role adds terms to a county's vocabularies.
    #[must_use]
    pub fn may_manage_vocabularies(self) -> bool {
        matches!(self, Self::Officer | Self::Admin)
    }

    /// Whether the role issues and revokes tokens.
    #[must_use]
    pub fn may_manage_tokens(self) -> bool {
        matches!(self, Self::Admin)
    }
}

impl std::str::FromStr for Role {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        Self::parse(code).ok_or_else(|| format!("no role {code}: clerk, officer or admin"))
    }
}
