//! The events after whose day clocks run.

crate::coded_enum! {
    /// The event after whose day a clock runs, or before whose day where it is counted backwards.
    pub enum StartEvent {
        /// A petition was received.
        Received = "received", "收到信访事项", "petition received";
        /// A petition that another organ forwarded or assigned was received.
        Forwarded = "forwarded", "收到转送、交办的事项", "forwarded matter received";
        /// A petition was assigned, with a day.
        Assigned = "assigned", "交办", "assigned";
        /// 受理.
        Accepted = "accepted", "受理", "accepted";
        /// 立案.
        Filed = "filed", "立案", "filed";
        /// An application was received; one that was corrected, the correction.
        Applied = "applied", "收到申请", "application received";
        /// The petitioner received the written answer.
        Answered = "answered", "收到书面答复", "written answer received";
        /// The request for the first review (复查) was received.
        ReviewAsked = "review_asked", "收到复查请求", "request for review received";
        /// The petitioner received the opinion of the first review.
        ReviewAnswered = "review_answered", "收到书面复查意见", "review opinion received";
        /// The request for the second review (复核) was received.
        RereviewAsked = "rereview_asked", "收到复核请求", "request for second review received";
        /// A mediation agreement took effect (人民调解法 art. 29 and 30).
        AgreementEffective = "agreement_effective", "调解协议生效", "agreement in effect";
        /// A decision was made, or announced.
        Decided = "decided", "作出决定", "decided";
        /// An objection was received.
        Objected = "objected", "收到异议", "objection received";
        /// A party was told of a right.
        Told = "told", "告知权利", "told of the right";
        /// The hearing; what is due before it is counted backwards.
        Hearing = "hearing", "听证举行日", "hearing";
        /// A hearing was asked for.
        HearingAsked = "hearing_asked", "提出听证申请", "hearing asked for";
        /// Evidence was registered and preserved.
        Preserved = "preserved", "先行登记保存", "evidence preserved";
        /// A decision that had been published was changed, revoked, or found illegal or void.
        Revoked = "revoked", "决定被变更、撤销、确认违法或者无效", "decision set aside";
        /// A party received the decision, or the time for it ended.
        DecisionReceived = "decision_received", "收到决定书", "decision received";
        /// A fine was collected on the spot.
        Collected = "collected", "当场收缴罚款", "fine collected";
        /// An unlawful act was done, or ended.
        ActEnded = "act_ended", "违法行为发生或者终了", "unlawful act ended";
        /// Something was sealed or seized.
        Seized = "seized", "查封、扣押", "sealed or seized";
        /// The reminder (催告书) was served.
        Urged = "urged", "催告书送达", "reminder served";
        /// The statutory period for reconsideration or litigation ended.
        PeriodEnded = "period_ended", "法定期限届满", "statutory period ended";
        /// A party knew or should have known of the act.
        ActKnown = "act_known", "知道或者应当知道行政行为", "act known";
        /// A written notice was received.
        NoticeReceived = "notice_received", "收到书面通知", "notice received";
        /// The copy of an application or complaint was received.
        CopyReceived = "copy_received", "收到申请书（起诉状）副本", "copy received";
        /// An opinion letter was received.
        OpinionReceived = "opinion_received", "收到意见书", "opinion letter received";
        /// A judgment was served.
        JudgmentServed = "judgment_served", "判决书送达", "judgment served";
        /// A request to perform a statutory duty was received.
        DutyRequested = "duty_requested", "收到履职申请", "request to perform received";
        /// Information was made or changed.
        Made = "made", "信息形成或者变更", "information made";
        /// A letter that asks for an opinion was received.
        LetterReceived = "letter_received", "收到征求意见书", "letter received";
        /// A year ended.
        YearEnded = "year_ended", "年度终了", "year ended";
        /// A draft was published for comment.
        DraftPublished = "draft_published", "公布征求意见稿", "draft published";
        /// A draft was handed in for review with all papers.
        Submitted = "submitted", "送审（材料齐备）", "submitted for review";
        /// A document was published.
        Published = "published", "公布", "published";
        /// A document took effect.
        Effective = "effective", "施行", "in effect";
        /// A matter was handed over.
        HandedOver = "handed_over", "交办代表建议", "handed over";
        /// A procuratorial proposal was received.
        ProposalReceived = "proposal_received", "收到检察建议书", "proposal received";
        /// A new committee was formed.
        CommitteeFormed = "committee_formed", "新一届村民委员会产生", "committee formed";
        /// A level of secrecy was proposed.
        Classified = "classified", "拟定密级", "provisionally classified";
    }
}
