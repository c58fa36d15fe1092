//! The enumerations of cases.

use crate::deadlines::starts::StartEvent;
use crate::deadlines::{self, Clock};

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
        /// An application for an administrative permit (行政许可法, 2019).
        Permit = "permit", "行政许可", "administrative permit";
        /// A request for disclosure of government information (政府信息公开条例, 2019).
        DisclosureRequest = "disclosure_request", "政府信息公开申请", "disclosure request";
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
    /// What happened in the course of a case. What starts or ends a clock bears the code that `/clocks` has for it.
    pub enum EventKind {
        /// It was registered (信访工作条例 art. 22: within 15 days).
        Registered = "registered", "登记", "registered";
        /// A petition was received from the petitioner.
        Received = "received", "收到信访事项", "petition received";
        /// A petition was received that another organ had forwarded or assigned.
        Forwarded = "forwarded", "收到转送、交办的事项", "forwarded matter received";
        /// A petition was assigned with a day, `until`, by which the result is wanted.
        Assigned = "assigned", "交办（指定期限）", "assigned with a day";
        /// A petition was handed on to the organ that has the power to handle it.
        HandedOn = "handed_on", "转送、交办", "handed on";
        /// Who brought the matter was told in writing how it goes on.
        Informed = "informed", "书面告知", "told in writing";
        /// An application was received; one that was corrected, the correction.
        Applied = "applied", "收到申请（补正）", "application received";
        /// The applicant was told what to correct.
        CorrectionTold = "correction_told", "告知补正", "told to correct";
        /// It was accepted: the clock starts. A second one reopens a case that was closed.
        Accepted = "accepted", "受理", "accepted";
        /// The copy of an application or complaint against the township was received.
        CopyReceived = "copy_received", "收到申请书（起诉状）副本", "copy received";
        /// A notice was received that wants an answer on a document.
        NoticeReceived = "notice_received", "收到书面通知", "notice received";
        /// Evidence was registered and preserved.
        Preserved = "preserved", "先行登记保存", "evidence preserved";
        /// It was decided what becomes of that evidence.
        EvidenceDisposed = "evidence_disposed", "处理登记保存的证据", "evidence disposed of";
        /// Something was sealed or seized.
        Seized = "seized", "查封、扣押", "sealed or seized";
        /// What was sealed or seized was released, or dealt with otherwise.
        Released = "released", "解除查封、扣押", "released";
        /// A hearing was asked for.
        HearingAsked = "hearing_asked", "提出听证申请", "hearing asked for";
        /// The day of a hearing was set: `until`.
        HearingSet = "hearing_set", "确定听证日期", "hearing set";
        /// The party was told of the day and place of the hearing.
        HearingNotified = "hearing_notified", "通知听证", "hearing notified";
        /// The hearing was held.
        HearingHeld = "hearing_held", "举行听证", "hearing held";
        /// The time was extended (信访工作条例 art. 34, 行政复议法 art. 62).
        Extended = "extended", "延期", "extended";
        /// Handling was suspended (中止). The clock stops only where its law knows that (行政复议法 art. 39).
        Paused = "paused", "中止", "paused";
        /// Handling goes on, and the clock runs again.
        Resumed = "resumed", "恢复", "resumed";
        /// The reply or decision was given.
        Replied = "replied", "答复（决定）", "replied";
        /// The decision was made.
        Decided = "decided", "作出决定", "decided";
        /// The decision was delivered.
        Delivered = "delivered", "送达", "delivered";
        /// A decision that had been published was changed, revoked, or found illegal or void.
        Revoked = "revoked", "决定被变更、撤销、确认违法或者无效", "decision set aside";
        /// That decision was withdrawn from publication.
        PublicationWithdrawn = "publication_withdrawn", "撤回公开的处罚决定", "publication withdrawn";
        /// A fine was collected on the spot.
        Collected = "collected", "当场收缴罚款", "fine collected";
        /// That fine was handed in.
        Remitted = "remitted", "缴交罚款", "fine handed in";
        /// The statutory period for reconsideration or litigation ended.
        PeriodEnded = "period_ended", "复议、诉讼期限届满", "statutory period ended";
        /// The court was applied to for enforcement.
        CourtApplied = "court_applied", "申请人民法院强制执行", "court applied to";
        /// An opinion letter was received that wants a report on what was put right.
        OpinionReceived = "opinion_received", "收到行政复议意见书", "opinion letter received";
        /// The result was reported to whoever assigned the matter or gave the opinion.
        Reported = "reported", "反馈、报送结果", "result reported";
        /// A review was asked for (信访工作条例 art. 35 and 36: within 30 days).
        ReviewAsked = "review_asked", "申请复查复核", "review asked";
        /// The opinion of the first review was given.
        ReviewAnswered = "review_answered", "作出复查意见", "review opinion given";
        /// It was closed.
        Closed = "closed", "办结", "closed";
    }
}

impl EventKind {
    /// The event as clocks know it, by its code: a hearing that is set is due before the day it is set for.
    #[must_use]
    pub fn of_clocks(self) -> &'static str {
        if self == Self::HearingSet { StartEvent::Hearing.as_str() } else { self.as_str() }
    }

    /// Whether it can happen before the case is accepted.
    #[must_use]
    pub fn precedes_acceptance(self) -> bool {
        use EventKind::{
            Applied, Assigned, CopyReceived, CorrectionTold, Forwarded, HandedOn, Informed, Received,
            Registered,
        };
        [Applied, Assigned, CopyReceived, CorrectionTold, Forwarded, HandedOn, Informed, Received, Registered]
            .contains(&self)
    }

    /// Whether it states a day that lies ahead.
    #[must_use]
    pub fn states_a_day(self) -> bool {
        matches!(self, Self::Extended | Self::Assigned | Self::HearingSet)
    }

    /// Whether it may happen in a case of this kind: what only clocks speak of happens where one of them belongs.
    #[must_use]
    pub fn is_of(self, kind: CaseKind) -> bool {
        let knows = |clock: &Clock| {
            let ends = clock.met_by.iter().any(|end| end.as_str() == self.of_clocks());
            !clock.met_by.is_empty() && (ends || clock.start.as_str() == self.of_clocks())
        };
        self.is_of_all()
            || self.is_of_application(kind)
            || deadlines::all().iter().any(|clock| clock.is_for(kind.as_str()) && knows(clock))
    }

    /// What is applied for may have to be corrected, which starts the clock of the decision anew (政府信息公开条例 art. 30).
    fn is_of_application(self, kind: CaseKind) -> bool {
        use CaseKind::{DisclosureRequest, LegalAid, Permit, Reconsideration};
        matches!(self, Self::Applied | Self::CorrectionTold)
            && matches!(kind, DisclosureRequest | LegalAid | Permit | Reconsideration)
    }

    fn is_of_all(self) -> bool {
        use EventKind::{Accepted, Closed, Extended, Paused, Registered, Replied, Resumed, ReviewAsked};
        matches!(self, Registered | Accepted | Extended | Paused | Resumed | Replied | ReviewAsked | Closed)
    }
}
