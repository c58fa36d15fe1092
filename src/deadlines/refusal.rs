//! What the law does not allow of the course of a clock, and what cannot have happened.

use chrono::NaiveDate;

use super::length::Length;
use crate::text;
use crate::text::Text;

/// The years in which a clock may start.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1949..=2199;

/// Why a clock cannot be counted from what was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It starts in a year that nobody counts in.
    StartOutOfRange,
    /// It was not in force on the day of its start.
    NotInForce {
        /// The first day.
        since: Option<NaiveDate>,
        /// The last day.
        until: Option<NaiveDate>,
    },
    /// Its day is stated case by case.
    Stated,
    /// The law knows no extension.
    NoExtension {
        /// The article that says so, or the clock's.
        basis: Text,
    },
    /// The law allows less.
    ExtensionTooLong {
        /// The article that says so, or the clock's.
        basis: Text,
        /// The most it allows.
        most: Length,
    },
    /// The law knows no pause.
    NoPause {
        /// The article that says so, or the clock's.
        basis: Text,
    },
    /// A pause is not written as two days.
    PauseUnreadable,
    /// A pause has not ended: nothing is due while it lasts.
    PauseWithoutEnd {
        /// Its first day.
        from: NaiveDate,
    },
    /// A pause ends before it begins.
    PauseBackwards {
        /// Its first day.
        from: NaiveDate,
        /// Its last day, which is earlier.
        to: NaiveDate,
    },
    /// A pause begins before the clock starts.
    PauseBeforeStart {
        /// Its first day.
        from: NaiveDate,
        /// The start of the clock.
        start: NaiveDate,
    },
    /// A pause begins after the clock has run out.
    PauseAfterEnd {
        /// Its first day.
        from: NaiveDate,
        /// The last day of the clock.
        end: NaiveDate,
    },
    /// Two pauses have a day in common.
    PausesOverlap {
        /// The first day of the later one.
        from: NaiveDate,
        /// The last day of the earlier one.
        to: NaiveDate,
    },
}

/// What a refusal is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The clock itself.
    Clock,
    /// The day of the start.
    Start,
    /// The extension.
    Extended,
    /// A pause.
    Paused,
}

impl Refusal {
    /// What it is about.
    #[must_use]
    pub fn subject(&self) -> Subject {
        match self {
            Self::Stated => Subject::Clock,
            Self::StartOutOfRange | Self::NotInForce { .. } => Subject::Start,
            Self::NoExtension { .. } | Self::ExtensionTooLong { .. } => Subject::Extended,
            _ => Subject::Paused,
        }
    }

    /// The reason in words.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::StartOutOfRange => out_of_range(),
            Self::NotInForce { since, until } => not_in_force(*since, *until),
            Self::Stated => text!(
                "期限由每次交办时指定，没有法定长度，不能计算",
                "its day is stated in each assignment; the law sets no length that could be counted"
            ),
            Self::NoExtension { basis: Text { zh, en } } => {
                text!("{zh}没有规定可以延期", "{en} knows no extension")
            }
            Self::ExtensionTooLong { basis, most } => too_long(basis, *most),
            Self::NoPause { basis: Text { zh, en } } => text!(
                "{zh}没有规定可以中止或者扣除时间，期限照常计算",
                "{en} knows no pause: the clock runs on"
            ),
            _ => self.text_of_pause(),
        }
    }

    fn text_of_pause(&self) -> Text {
        match self {
            Self::PauseWithoutEnd { from } => text!(
                "自 {from} 起的中止没有结束日期；中止期间没有到期日，请写明 起/止 两个日期",
                "the pause from {from} has no end; nothing is due while it lasts: give both days as FROM/TO"
            ),
            Self::PauseBackwards { from, to } => {
                text!(
                    "中止的结束日期 {to} 早于开始日期 {from}",
                    "the pause ends on {to}, before it begins on {from}"
                )
            }
            Self::PauseBeforeStart { from, start } => text!(
                "中止自 {from} 开始，早于起算日 {start}",
                "the pause begins on {from}, before the clock starts on {start}"
            ),
            Self::PauseAfterEnd { from, end } => text!(
                "中止自 {from} 开始，期限已于 {end} 届满",
                "the pause begins on {from}, after the clock ran out on {end}"
            ),
            Self::PausesOverlap { from, to } => text!(
                "自 {from} 开始的中止与至 {to} 结束的中止重叠",
                "the pause from {from} overlaps the one that ends on {to}"
            ),
            _ => text!(
                "中止写作 起/止 两个日期，例如 2025-03-14/2025-03-24",
                "a pause is written FROM/TO with two days, such as 2025-03-14/2025-03-24"
            ),
        }
    }
}

fn too_long(basis: &Text, most: Length) -> Text {
    let (Text { zh: basis_zh, en: basis_en }, Text { zh, en }) = (basis, most.text());
    text!("依照{basis_zh}，延期合计不得超过 {zh}", "by {basis_en} extensions together must not exceed {en}")
}

fn out_of_range() -> Text {
    let (first, last) = YEARS.into_inner();
    text!("起算日的年份应在 {first} 至 {last} 之间", "the year of the start must be from {first} to {last}")
}

fn not_in_force(since: Option<NaiveDate>, until: Option<NaiveDate>) -> Text {
    match (since, until) {
        (Some(since), Some(until)) => text!(
            "该期限只在 {since} 至 {until} 之间有效，起算日不在其中",
            "the clock was in force from {since} to {until}, and the start lies outside"
        ),
        (Some(since), None) => text!(
            "该期限自 {since} 起有效，起算日早于此日",
            "the clock has been in force since {since}, and the start lies before that"
        ),
        (_, Some(until)) => text!(
            "该期限已于 {until} 之后失效，起算日晚于此日",
            "the clock was in force until {until}, and the start lies after that"
        ),
        (None, None) => text!("该期限无效", "the clock is not in force"),
    }
}
