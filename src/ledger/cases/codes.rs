//! The enumerations of cases.

crate::coded_enum! {
    /// What kind of matter it is.
    pub enum CaseKind {
        /// A dispute taken to mediation (人民调解法, 2011).
        Mediation = "mediation", "矛盾纠纷调解", "mediation";
        /// A petition (信访工作条例, 2022).
        Petition = "petition", "信访", "petition";
        /// A request for legal aid (法律援助法, 2022). A township refers and counts; the county's institution decides.
        LegalAid = "legal_aid", "法律援助", "legal aid";
        /// An administrative penalty by the ordinary procedure (行政处罚法, 2021).
        Penalty = "penalty", "行政处罚", "administrative penalty";
        /// Administrative reconsideration of an act of the township (行政复议法, 2023), or one that it is a third party to.
        Reconsideration = "reconsideration", "行政复议", "administrative reconsideration";
        /// Administrative litigation in which the township responds (行政诉讼法, 2017), or is a third party.
        Litigation = "litigation", "行政诉讼（应诉）", "administrative litigation";
    }
}

crate::coded_enum! {
    /// By which mechanism a dispute is mediated.
    pub enum Mechanism {
        /// By a people's mediation committee (人民调解法 art. 7).
        PeoplesMediation = "peoples_mediation", "人民调解", "people's mediation";
        /// By an administrative organ.
        AdministrativeMediation = "administrative_mediation", "行政调解", "administrative mediation";
        /// By a court.
        JudicialMediation = "judicial_mediation", "司法调解", "judicial mediation";
        /// By several of them together (联合调解).
        JointMediation = "joint_mediation", "联合调解", "joint mediation";
    }
}

crate::coded_enum! {
    /// Where the organisation in charge stands.
    pub enum OrganisationLevel {
        /// The township or subdistrict (乡镇、街道).
        Township = "township", "乡镇（街道）", "township";
        /// A village or residents' community (村、社区).
        Village = "village", "村（社区）", "village";
        /// A trade or special field (行业性、专业性; 人民调解法 art. 34).
        Trade = "trade", "行业性、专业性", "trade";
    }
}

crate::coded_enum! {
    /// How a matter ended.
    pub enum Outcome {
        /// It has not ended.
        Pending = "pending", "在办", "pending";
        /// Agreement was reached, or what was asked for was given. Of a penalty: it was imposed (行政处罚法 art. 57 para. 1
        /// item 1).
        Succeeded = "succeeded", "成功", "succeeded";
        /// It ended without (人民调解法 art. 26: mediation that fails is ended). Of a penalty: it was decided to impose none
        /// (行政处罚法 art. 57 para. 1 items 2 and 3).
        Failed = "failed", "未成功", "failed";
        /// The person who brought it withdrew it. Of a penalty: the organ closed the case without a decision (撤销案件).
        Withdrawn = "withdrawn", "撤回", "withdrawn";
        /// It was handed to another body or led into another procedure. Of a penalty: it was handed over as a suspected crime
        /// (行政处罚法 art. 57 para. 1 item 4).
        Referred = "referred", "移送（导入其他程序）", "referred";
    }
}

crate::coded_enum! {
    /// What the township is in reconsideration or litigation.
    pub enum TownshipRole {
        /// The organ whose act is contested (行政复议法 art. 19, 行政诉讼法 art. 26).
        Respondent = "respondent", "被申请人（被告）", "respondent";
        /// One with an interest in the act of another organ (行政复议法 art. 16, 行政诉讼法 art. 29).
        ThirdParty = "third_party", "第三人", "third party";
    }
}

crate::coded_enum! {
    /// How reconsideration or litigation ended for the township.
    pub enum TownshipResult {
        /// The act was upheld, or the claim or application dismissed.
        Upheld = "upheld", "胜诉（维持）", "upheld";
        /// A part of the act was revoked, changed or found unlawful.
        PartlyLost = "partly_lost", "部分败诉（部分纠错）", "partly lost";
        /// The act was revoked, changed or found unlawful, or the township ordered to act.
        Lost = "lost", "败诉（纠错）", "lost";
        /// It ended by mediation, by settlement or by withdrawal, without a decision on the act (行政复议法 art. 73 and 74,
        /// 行政诉讼法 art. 60 and 62).
        Settled = "settled", "调解、和解或撤诉结案", "settled or withdrawn";
    }
}

crate::coded_enum! {
    /// The form of a mediation agreement (人民调解法 art. 28 to 30).
    pub enum Agreement {
        /// In writing (art. 29).
        Written = "written", "书面协议", "written";
        /// Orally, noted by the mediator (art. 30).
        Oral = "oral", "口头协议", "oral";
    }
}

crate::coded_enum! {
    /// How a petition was brought (信访工作条例 art. 17).
    pub enum Channel {
        /// By letter.
        Letter = "letter", "来信", "letter";
        /// In person.
        Visit = "visit", "来访", "visit";
        /// Over the network.
        Online = "online", "网上信访", "online";
        /// By telephone.
        Phone = "phone", "来电", "phone";
    }
}

crate::coded_enum! {
    /// What happened in the course of a case.
    pub enum EventKind {
        /// It was registered (信访工作条例 art. 22: within 15 days).
        Registered = "registered", "登记", "registered";
        /// It was accepted: the clock starts. A second one reopens a case that was closed.
        Accepted = "accepted", "受理", "accepted";
        /// The time was extended (信访工作条例 art. 34, 行政复议法 art. 62).
        Extended = "extended", "延期", "extended";
        /// Handling was suspended (中止). The clock stops only where its law knows that (行政复议法 art. 39).
        Paused = "paused", "中止", "paused";
        /// Handling goes on, and the clock runs again.
        Resumed = "resumed", "恢复", "resumed";
        /// The reply or decision was given.
        Replied = "replied", "答复（决定）", "replied";
        /// A review was asked for (信访工作条例 art. 35 and 36: within 30 days).
        ReviewAsked = "review_asked", "申请复查复核", "review asked";
        /// It was closed.
        Closed = "closed", "办结", "closed";
    }
}
