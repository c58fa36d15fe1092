//! The catalogue of checks.

use std::sync::LazyLock;

use crate::digest;
use crate::text::StaticText;

crate::coded_enum! {
    /// How grave a finding is.
    pub enum Severity {
        /// The data contradict themselves, or break a rule of law.
        Error = "error", "错误", "error";
        /// The data are probably wrong or incomplete.
        Warning = "warning", "警告", "warning";
        /// The data are unusual.
        Hint = "hint", "提示", "hint";
    }
}

crate::coded_enum! {
    /// What is checked.
    pub enum CheckCode {
        /// A rate above 100 %.
        RateAbove100 = "rate_above_100", "比率超过 100%", "rate above 100 %";
        /// Records beside a declaration that there were none.
        RecordsContradictDeclaration = "records_contradict_declaration", "零报告与记录不符", "records beside a declaration of none";
        /// All numbers are those of the year before.
        SameAsLastYear = "same_as_last_year", "各数与上年相同", "same as last year";
        /// A number three times that of the year before, or a third of it.
        Jump = "jump", "与上年相差悬殊", "jump since last year";
        /// An open case whose statutory time has run out.
        CaseOverdue = "case_overdue", "案件超期未结", "case overdue";
        /// An open task of a plan whose day has passed.
        TaskOverdue = "task_overdue", "任务逾期未完成", "task overdue";
        /// A joint activity that a partner has neither confirmed nor declined.
        JointActivityUnconfirmed = "joint_activity_unconfirmed", "联合活动待确认", "joint activity not confirmed";
        /// Several activities of one kind, day and title.
        SameDayAndTitle = "same_day_and_title", "同日同题重复", "same day and title";
        /// An activity on another day than the key date that it states.
        KeyDateDiffers = "key_date_differs", "日期与节点不符", "day differs from the key date";
        /// Somebody in charge who did not serve on that day.
        ActOutsideTerm = "act_outside_term", "履职不在任期内", "act outside the term";
        /// Large round numbers that are not marked as estimates.
        RoundNumber = "round_number", "整数疑为估计数", "round number";
        /// More persons than person-times.
        PersonsExceedPersonTimes = "persons_exceed_person_times", "人数多于人次", "more persons than person-times";
    }
}

/// A check.
#[derive(Debug)]
pub struct Check {
    /// Its code; its name is the label of the code.
    pub code: CheckCode,
    /// How grave its findings are.
    pub severity: Severity,
    /// When there is a finding, and what to do about it.
    pub description: StaticText,
    /// The code of the violation by which records that are entered today are refused for the same; `None` where they are not.
    pub refused_as: Option<&'static str>,
}

/// Every check, the gravest first.
pub const CHECKS: &[Check] = &[
    Check {
        code: CheckCode::PersonsExceedPersonTimes,
        severity: Severity::Error,
        description: (
            "同一次活动的参加人数不会多于人次：请更正其中一个",
            "An activity cannot have more persons than person-times: correct one of them",
        ),
        refused_as: Some("exceeds"),
    },
    Check {
        code: CheckCode::ActOutsideTerm,
        severity: Severity::Error,
        description: (
            "包案领导或任务责任人在当天不在任：请更正任期，或改填当时在任的人",
            "The leader in charge of a case, or the member responsible for a task, did not serve on that day: correct the term, or enter \
             who served then",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::RateAbove100,
        severity: Severity::Warning,
        description: (
            "某一比率的分子大于分母：请核对分子、分母所涉的记录。上年收件、今年办结的案件会使调解成功率（占受理）超过 100%，此时请改用含上年结转的口径",
            "The numerator of a rate is greater than its denominator: check the records of both. Cases accepted last year and closed this \
             year can lift the success rate by accepted cases above 100 %; use the rate that includes those carried in",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::RecordsContradictDeclaration,
        severity: Severity::Warning,
        description: (
            "作了零报告的指标有记录：请撤销零报告，或更正记录",
            "There are records of what was declared to be none: void the declaration, or correct the records",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::CaseOverdue,
        severity: Severity::Warning,
        description: (
            "案件已过法定办理期限而未办结：请办结，或登记办结、延期",
            "A case is open beyond its statutory time: close it, or record that it was closed or extended",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::TaskOverdue,
        severity: Severity::Warning,
        description: (
            "计划任务已过完成时限而仍未完成：请登记完成情况，或改定时限并说明原因",
            "A task of a plan is open beyond its day: record that it is done, or set another day and say why",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::JointActivityUnconfirmed,
        severity: Severity::Warning,
        description: (
            "别的乡镇登记的联合活动列有本乡镇而尚未确认，确认前不计入本乡镇：请确认或说明未参加",
            "Another township recorded a joint activity with this one, which does not count for it before it is confirmed: confirm or \
             decline it",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::SameDayAndTitle,
        severity: Severity::Warning,
        description: (
            "同一天有同类同题的几条活动记录，可能重复登记：请作废重复的",
            "Several activities of one kind have the same day and title, and may be one entered twice: void what is double",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::SameAsLastYear,
        severity: Severity::Warning,
        description: (
            "5 项以上的年度发生数与上年全部相同，可能照抄上年：请核对记录的日期",
            "5 or more numbers of the year are all those of the year before, and may be copied: check the days of the records",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::KeyDateDiffers,
        severity: Severity::Hint,
        description: (
            "活动日期不在所填普法节点的日子：请核对日期或节点",
            "An activity states a key date and was held on another day: check the day or the key date",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::Jump,
        severity: Severity::Hint,
        description: (
            "某数达到 20 以上，且为上年的 3 倍以上或三分之一以下：请核对，属实的说明原因",
            "A number of 20 or more is 3 times that of the year before, or a third of it: check it, and explain it where it is true",
        ),
        refused_as: None,
    },
    Check {
        code: CheckCode::RoundNumber,
        severity: Severity::Hint,
        description: (
            "500 以上的整百数往往是估计数：确为估计的受众人次请标明，其余请核对签到、发放登记",
            "Multiples of 100 from 500 on are often estimates: mark the audience as estimated, and check the others against the lists",
        ),
        refused_as: None,
    },
];

static DIGEST: LazyLock<String> = LazyLock::new(|| digest::short(format!("{CHECKS:?}").as_bytes(), 8));

/// Changes whenever a check does.
#[must_use]
pub fn catalogue_digest() -> &'static str {
    &DIGEST
}

/// The check of a code.
#[must_use]
pub fn find(code: CheckCode) -> Option<&'static Check> {
    CHECKS.iter().find(|check| check.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_in_the_catalogue_once() {
        for label in CheckCode::LABELS {
            let found = CHECKS.iter().filter(|check| check.code.as_str() == label.code).count();
            assert_eq!(found, 1, "{}", label.code);
        }
    }

    #[test]
    fn the_gravest_come_first() {
        assert!(CHECKS.is_sorted_by_key(|check| check.severity as u8));
    }
}
