//! The course of a report: which step may follow, and who may take it.
//!
//! What somebody has submitted somebody else accepts, and who publishes a report has neither reviewed it for secrets nor opens it again.

use super::codes::{ReportAction, ReportState};
use super::model::ReportStep;

/// How a report stands, as an account sees it.
pub struct Standing<'a> {
    /// Its state.
    pub state: ReportState,
    /// The steps taken so far.
    pub course: &'a [ReportStep],
    /// The id of the account.
    pub account: &'a str,
}

impl Standing<'_> {
    /// Whether the account took the last step of this kind.
    #[must_use]
    pub fn was_taken_by(&self, action: ReportAction) -> bool {
        let last = self.course.iter().rev().find(|step| step.action == action);
        last.is_some_and(|step| step.account == self.account)
    }

    /// Whether somebody else has recorded a secrecy review since the report was accepted.
    #[must_use]
    pub fn is_cleared(&self) -> bool {
        let since = self.course.iter().rev().take_while(|step| step.action != ReportAction::Accept);
        let mut reviews = since.filter(|step| step.action == ReportAction::ReviewSecrecy);
        reviews.any(|step| step.account != self.account)
    }
}

impl ReportAction {
    /// The state in which it leaves a report that stands so; `None` where it cannot be taken.
    #[must_use]
    pub fn leads_to(self, standing: &Standing<'_>) -> Option<ReportState> {
        use ReportState::{Accepted, Correcting, Published, Returned, Submitted};
        match self {
            Self::Submit => standing.state.is_editable().then_some(Submitted),
            Self::Return => (standing.state == Submitted || standing.state == Accepted).then_some(Returned),
            Self::Accept => {
                (standing.state == Submitted && !standing.was_taken_by(Self::Submit)).then_some(Accepted)
            }
            Self::ReviewSecrecy => (standing.state == Accepted).then_some(Accepted),
            Self::Publish => (standing.state == Accepted && standing.is_cleared()).then_some(Published),
            Self::Reopen => {
                (standing.state == Published && !standing.was_taken_by(Self::Publish)).then_some(Correcting)
            }
        }
    }
}

/// The steps that the account may take, of those that it is permitted.
pub fn allowed(
    standing: &Standing<'_>,
    permitted: impl Fn(ReportAction) -> bool,
) -> impl Iterator<Item = ReportAction> {
    let all = ReportAction::LABELS.iter().filter_map(|label| ReportAction::parse(label.code));
    all.filter(move |action| permitted(*action) && action.leads_to(standing).is_some())
}

#[cfg(test)]
mod tests {
    use ReportAction::{Accept, Publish, Reopen, Return, ReviewSecrecy, Submit};
    use chrono::DateTime;

    use super::*;

    fn step(action: ReportAction, account: &str) -> ReportStep {
        ReportStep {
            action,
            at: DateTime::UNIX_EPOCH,
            by: account.to_owned(),
            account: account.to_owned(),
            reason: None,
            remarks: Vec::new(),
            digest: None,
        }
    }

    /// The state after these steps; `None` where one of them may not be taken.
    fn after(steps: &[(ReportAction, &str)]) -> Option<ReportState> {
        let (mut state, mut course) = (ReportState::Draft, Vec::new());
        for (action, account) in steps {
            state = action.leads_to(&Standing { state, course: &course, account })?;
            course.push(step(*action, account));
        }
        Some(state)
    }

    #[test]
    fn a_report_goes_its_way() {
        let published = [(Submit, "head"), (Accept, "officer"), (ReviewSecrecy, "clerk"), (Publish, "head")];
        assert_eq!(after(&published), Some(ReportState::Published));
        let corrected = [&published[..], &[(Reopen, "officer")], &published].concat();
        assert_eq!(after(&corrected), Some(ReportState::Published));
        let returned = [(Submit, "head"), (Return, "officer"), (Submit, "head"), (Accept, "officer")];
        assert_eq!(after(&returned), Some(ReportState::Accepted));
    }

    #[test]
    fn no_step_is_skipped_and_none_checks_itself() {
        for refused in [
            &[(Accept, "officer")][..],
            &[(Publish, "head")],
            &[(Submit, "head"), (Submit, "head")],
            &[(Submit, "head"), (Accept, "head")],
            &[(Submit, "head"), (Accept, "officer"), (Publish, "head")],
            &[(Submit, "head"), (Accept, "officer"), (ReviewSecrecy, "head"), (Publish, "head")],
            &[
                (Submit, "head"),
                (Accept, "officer"),
                (ReviewSecrecy, "clerk"),
                (Return, "officer"),
                (Publish, "head"),
            ],
            &[
                (Submit, "head"),
                (Accept, "officer"),
                (ReviewSecrecy, "clerk"),
                (Publish, "head"),
                (Reopen, "head"),
            ],
            &[(Reopen, "officer")],
        ] {
            assert_eq!(after(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn a_secrecy_review_of_an_earlier_text_clears_nothing() {
        let first = [(Submit, "head"), (Accept, "officer"), (ReviewSecrecy, "clerk"), (Return, "officer")];
        let again = [&first[..], &[(Submit, "head"), (Accept, "officer"), (Publish, "head")]].concat();
        assert_eq!(after(&again), None);
    }
}
