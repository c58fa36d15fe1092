//! The codes of reports.

crate::coded_enum! {
    /// The parts of the annual report that the law prescribes (法治政府建设与责任落实督察工作规定), and others that are reported.
    pub enum ReportPart {
        /// 主要举措和成效.
        Measures = "measures", "主要举措和成效", "measures and results";
        /// 存在的不足和原因.
        Shortcomings = "shortcomings", "存在的不足和原因", "shortcomings and causes";
        /// 党政主要负责人履行第一责任人职责情况.
        Duties = "duties", "第一责任人履职情况", "duties of the first responsible persons";
        /// 下一年度主要安排.
        Arrangements = "arrangements", "下一年度主要安排", "next year's arrangements";
        /// 其他需要报告的情况.
        Other = "other", "其他需要报告的情况", "other matters";
    }
}

impl ReportPart {
    /// The parts that every report has to have, in their order.
    pub const REQUIRED: [Self; 4] = [Self::Measures, Self::Shortcomings, Self::Duties, Self::Arrangements];
}

crate::coded_enum! {
    /// How far a report is.
    pub enum ReportState {
        /// It is being written.
        Draft = "draft", "起草中", "draft";
        /// It is with the county.
        Submitted = "submitted", "已报送", "submitted";
        /// The county has sent it back, with remarks.
        Returned = "returned", "已退回", "returned";
        /// The county has accepted it.
        Accepted = "accepted", "已采纳", "accepted";
        /// It is published, and its figures are frozen.
        Published = "published", "已公布", "published";
        /// It was published, and is written anew to correct it.
        Correcting = "correcting", "更正中", "correcting";
    }
}

impl ReportState {
    /// Whether the text may be changed.
    #[must_use]
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Returned | Self::Correcting)
    }
}

crate::coded_enum! {
    /// A step in the course of a report.
    pub enum ReportAction {
        /// The head of the township sends it to the county.
        Submit = "submit", "报送", "submit";
        /// The county sends it back, with remarks at places.
        Return = "return", "退回", "return";
        /// The county accepts it.
        Accept = "accept", "采纳", "accept";
        /// Somebody else than who publishes it records its secrecy review (保守国家秘密法 art. 35).
        ReviewSecrecy = "review_secrecy", "登记保密审查", "review secrecy";
        /// The head of the township publishes it.
        Publish = "publish", "公布", "publish";
        /// The county opens what was published again, to be corrected.
        Reopen = "reopen", "启动更正", "reopen";
    }
}
