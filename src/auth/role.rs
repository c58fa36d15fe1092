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

impl Role {
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
        match code {
            "clerk" => Ok(Self::Clerk),
            "officer" => Ok(Self::Officer),
            "admin" => Ok(Self::Admin),
            _ => Err(format!("no role {code}: clerk, officer or admin")),
        }
    }
}
