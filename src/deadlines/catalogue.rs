//! The clocks, and the matters without one. To add one: `CONTRIBUTING.md`.

use super::{Clock, Length, Matter, Start, Unlimited};

pub(super) const CLOCKS: &[Clock] = &[
    Clock {
        code: "petition_handling",
        name: ("信访事项办理", "handling of a petition"),
        law: "信访工作条例",
        article: "34",
        obliged: ("有权处理的机关、单位", "the organ that has the power to handle it"),
        matter: Matter::Petition(&[Some(6)]),
        start: Start::Acceptance,
        length: Length::Days(60),
        longest_extension: Some(Length::Days(30)),
        pause: None,
    },
    Clock {
        code: "penalty_decision",
        name: ("行政处罚决定", "decision on an administrative penalty"),
        law: "行政处罚法",
        article: "60",
        obliged: ("行政机关", "the administrative organ"),
        matter: Matter::Case("penalty"),
        start: Start::Filing,
        length: Length::Days(90),
        // Laws, regulations and rules may set another time.
        longest_extension: None,
        pause: None,
    },
    // By the ordinary procedure.
    Clock {
        code: "reconsideration_decision",
        name: ("行政复议决定", "decision on administrative reconsideration"),
        law: "行政复议法",
        article: "62",
        obliged: ("行政复议机关", "the reconsideration organ"),
        matter: Matter::Case("reconsideration"),
        start: Start::Acceptance,
        length: Length::Days(60),
        longest_extension: Some(Length::Days(30)),
        pause: Some("39"),
    },
    Clock {
        code: "legal_aid_decision",
        name: ("法律援助审查决定", "decision on legal aid"),
        law: "法律援助法",
        article: "43",
        obliged: ("法律援助机构", "the legal aid institution"),
        matter: Matter::Case("legal_aid"),
        start: Start::Application,
        length: Length::Days(7),
        longest_extension: None,
        pause: None,
    },
];

pub(super) const UNLIMITED: &[Unlimited] = &[
    Unlimited {
        matter: Matter::Petition(&[Some(1), Some(2), Some(3), Some(4), Some(5)]),
        reason: (
            "导入其他法定程序，适用该程序的期限",
            "it is led into another statutory procedure, which has time limits of its own",
        ),
    },
    Unlimited {
        matter: Matter::Petition(&[None]),
        reason: ("办理途径尚未确定", "the pathway is not decided yet"),
    },
    Unlimited {
        matter: Matter::Case("mediation"),
        reason: ("人民调解法未规定期限", "人民调解法 sets no time"),
    },
    Unlimited {
        matter: Matter::Case("litigation"),
        reason: (
            "审理期限约束人民法院，不约束应诉的乡镇",
            "how long a court takes does not bind the township that responds",
        ),
    },
];
