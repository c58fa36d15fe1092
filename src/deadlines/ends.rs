//! The events that end clocks: what a clock is for has been done.

crate::coded_enum! {
    /// The event that ends a clock: what it is for has been done.
    pub enum EndEvent {
        /// The matter was accepted.
        Accepted = "accepted", "受理", "accepted";
        /// The matter was closed.
        Closed = "closed", "办结", "closed";
        /// A petition was handed on to the organ that has the power to handle it (转送、交办).
        HandedOn = "handed_on", "转送、交办", "handed on";
        /// Who brought the matter was told in writing how it goes on.
        Informed = "informed", "书面告知", "told in writing";
        /// The result was reported to whoever assigned the matter or gave the opinion.
        Reported = "reported", "反馈、报送结果", "result reported";
        /// The opinion of the first review was given.
        ReviewAnswered = "review_answered", "作出复查意见", "review opinion given";
        /// The applicant was told what to correct.
        CorrectionTold = "correction_told", "告知补正", "told to correct";
        /// The reply was given.
        Replied = "replied", "答复（答辩）", "replied";
        /// The decision was delivered.
        Delivered = "delivered", "送达", "delivered";
        /// The party was told of the day and place of the hearing.
        HearingNotified = "hearing_notified", "通知听证", "hearing notified";
        /// The hearing was held.
        HearingHeld = "hearing_held", "举行听证", "hearing held";
        /// It was decided what becomes of evidence that was registered and preserved.
        EvidenceDisposed = "evidence_disposed", "处理登记保存的证据", "evidence disposed of";
        /// A decision that had been published was withdrawn from publication, and the reason was stated.
        PublicationWithdrawn = "publication_withdrawn", "撤回公开的处罚决定", "publication withdrawn";
        /// A fine that was collected on the spot was handed in.
        Remitted = "remitted", "缴交罚款", "fine handed in";
        /// What was sealed or seized was released, or dealt with otherwise.
        Released = "released", "解除查封、扣押", "released";
        /// The court was applied to for enforcement.
        CourtApplied = "court_applied", "申请人民法院强制执行", "court applied to";
        /// A document was handed in for filing.
        Filed = "filed", "报送备案", "handed in for filing";
        /// It was published.
        Published = "published", "公开", "published";
        /// A document ended, or its last day was stated.
        Ended = "ended", "失效、废止或者规定有效期", "ended";
        /// A report was handed in.
        Submitted = "submitted", "上报", "handed in";
    }
}
