//! The enumerations of the catalogue of clocks.

crate::coded_enum! {
    /// Whose obligation or right runs out with a clock.
    pub enum ObligedParty {
        /// The township: its government, its Party committee, or an office of theirs.
        Township = "township", "乡镇", "the township";
        /// The people's mediation committee (人民调解委员会).
        MediationCommittee = "mediation_committee", "人民调解委员会", "the people's mediation committee";
        /// A village, which the township supervises.
        Village = "village", "村", "the village";
        /// The petition office (信访部门).
        PetitionOffice = "petition_office", "信访部门", "the petition office";
        /// An organ of the county.
        County = "county", "县级机关", "an organ of the county";
        /// An organ above the county.
        HigherOrgan = "higher_organ", "县级以上的上级机关", "an organ above the county";
        /// Who holds a person in custody, or handles the case (法律援助法 art. 39).
        CustodialOrgan = "custodial_organ", "办案机关、监管场所", "the organ with custody";
        /// The people's court.
        Court = "court", "人民法院", "the court";
        /// A party, an applicant or a third party.
        Party = "party", "当事人", "the party";
    }
}

crate::coded_enum! {
    /// What a clock belongs to: a kind of cases, or other records.
    pub enum Matter {
        /// A petition.
        Petition = "petition", "信访", "petition";
        /// Mediation of a dispute.
        Mediation = "mediation", "矛盾纠纷调解", "mediation";
        /// Legal aid.
        LegalAid = "legal_aid", "法律援助", "legal aid";
        /// An administrative penalty.
        Penalty = "penalty", "行政处罚", "administrative penalty";
        /// Administrative reconsideration.
        Reconsideration = "reconsideration", "行政复议", "administrative reconsideration";
        /// Administrative litigation.
        Litigation = "litigation", "行政诉讼", "administrative litigation";
        /// An administrative permit.
        Permit = "permit", "行政许可", "administrative permit";
        /// A request for disclosure of government information (依申请公开).
        DisclosureRequest = "disclosure_request", "政府信息公开申请", "disclosure request";
        /// A major administrative decision.
        Decision = "decision", "重大行政决策", "major administrative decision";
        /// A normative document (行政规范性文件).
        Document = "document", "行政规范性文件", "normative document";
        /// A legality review (合法性审核).
        LegalityReview = "legality_review", "合法性审核", "legality review";
        /// The annual report on law-based government.
        Report = "report", "法治政府建设年度报告", "annual report";
        /// The annual report on openness (政府信息公开工作年度报告).
        OpennessReport = "openness_report", "政府信息公开工作年度报告", "annual report on openness";
        /// What fell short and has to be put right.
        Shortcoming = "shortcoming", "不足和整改", "shortcoming";
        /// State compensation.
        Compensation = "compensation", "国家赔偿", "state compensation";
        /// A suggestion of a deputy to the people's congress.
        Suggestion = "suggestion", "代表建议", "deputy's suggestion";
        /// The election of a village committee.
        VillageElection = "village_election", "村委会换届", "village election";
    }
}

crate::coded_enum! {
    /// What kind of time limit it is.
    pub enum LimitKind {
        /// The longest time.
        Max = "max", "最长期限", "maximum";
        /// The usual time (一般): to exceed it is no violation.
        Target = "target", "一般期限", "target";
        /// The longest time of a restriction, which no rest day lengthens.
        Cap = "cap", "限制措施的上限", "cap";
        /// A day that is stated case by case.
        Stated = "fixed", "指定日期", "stated day";
        /// Before a day of the calendar, which is itself too late.
        Before = "before", "某日之前", "before a day";
        /// The shortest time.
        Min = "min", "最短期限", "minimum";
        /// What follows is not allowed before it is over.
        NotBefore = "not_before", "期满之前不得", "not before";
        /// Counted backwards from an event: so long before it at the latest.
        NoticeBefore = "notice_before", "事前期限", "notice before";
    }
}

crate::coded_enum! {
    /// In what a clock is counted.
    pub enum ClockUnit {
        /// Calendar days.
        Days = "days", "日", "days";
        /// Working days.
        WorkingDays = "working_days", "工作日", "working days";
        /// Months.
        Months = "months", "个月", "months";
        /// Years.
        Years = "years", "年", "years";
        /// Hours.
        Hours = "hours", "小时", "hours";
        /// A day of the year after that of the start.
        Date = "date", "次年的固定日期", "day of the next year";
        /// A day that is stated case by case.
        Stated = "stated", "逐件指定的日期", "stated day";
    }
}

crate::coded_enum! {
    /// How the day due stands to what has to be done.
    pub enum Boundary {
        /// By the end of the day due.
        Within = "within", "当日仍在期限内", "within";
        /// Before the day due, which is itself too late.
        Before = "before", "须在该日之前", "before";
        /// Not before the day due is over.
        NotBefore = "not_before", "不得早于该日", "not before";
        /// On the day due at the latest, counted backwards from an event.
        AtLatest = "at_latest", "最晚该日", "at the latest";
    }
}

crate::coded_enum! {
    /// What a last day that is a rest day does to the day due.
    pub enum RestDayRule {
        /// The law moves it to the next working day (民事诉讼法 art. 85 para. 3, 民法典 art. 203).
        Next = "next", "顺延至下一工作日", "moves to the next working day";
        /// The law is silent: the day stays, which is the strict reading.
        Silent = "silent", "法律未作规定，从严不顺延", "the law is silent: it stays";
        /// It never moves.
        Never = "never", "不顺延", "never moves";
    }
}

crate::coded_enum! {
    /// Which office approves an extension.
    pub enum ApprovingOffice {
        /// The head of the organ itself (本机关、单位负责人).
        OwnHead = "own_head", "本机关负责人", "the head of the organ itself";
        /// The head of the reconsideration office (行政复议法 art. 62), who is not the head of the organ.
        ReconsiderationHead = "reconsideration_head", "行政复议机构的负责人", "the head of the reconsideration office";
        /// The head of the openness office (政府信息公开条例 art. 33).
        OpennessHead = "openness_head", "政府信息公开工作机构负责人", "the head of the openness office";
        /// The director of the arbitration commission.
        ArbitrationDirector = "arbitration_director", "仲裁委员会主任", "the director of the arbitration commission";
        /// The president of the court.
        CourtPresident = "court_president", "本院院长", "the president of the court";
        /// The high court.
        HighCourt = "high_court", "高级人民法院", "the high court";
        /// The administrative organ.
        Organ = "organ", "行政机关", "the administrative organ";
        /// The reconsideration organ.
        ReconsiderationOrgan = "reconsideration_organ", "行政复议机关", "the reconsideration organ";
        /// Who assigned the matter.
        AssigningOffice = "assigning_office", "交办机关", "the assigning office";
        /// Who handles the matter.
        HandlingOrgan = "handling_organ", "承办的机关、组织", "the organ that handles it";
        /// No office: another law, regulation or rule says otherwise.
        OtherRules = "other_rules", "法律、法规、规章另有规定", "another law, regulation or rule";
    }
}

crate::coded_enum! {
    /// What the entry of a clock rests on.
    pub enum Certainty {
        /// The text of the law was read.
        Read = "read", "已核对原文", "text read";
        /// Another source quotes the law.
        Quoted = "quoted", "据转引", "quoted elsewhere";
        /// Not checked.
        Unverified = "unverified", "未核对原文", "not checked";
    }
}

crate::coded_enum! {
    /// What a notice makes of a day.
    pub enum DayKind {
        /// A rest day.
        Holiday = "holiday", "放假", "holiday";
        /// A working day, though it is a Saturday or a Sunday.
        WorkdayMoved = "workday_moved", "调休上班", "moved working day";
    }
}
