//! Major administrative decisions, the steps of their procedure, and legality reviews.

use super::{
    Group, Indicator, Measure, Population, Quantity, Source, StaticText, flow, population, quantity, rate,
};

const DECISIONS: Population = population(Source::Decisions, "TRUE", "major_decisions");
const REVIEWS_MADE: Population = population(Source::LegalityReviews, "TRUE", "legality_reviews");

const DECIDED: Quantity = quantity(&DECISIONS, "decided_on IS NOT NULL", Measure::Count);
const IN_CATALOGUE: Quantity = quantity(&DECISIONS, "decided_on IS NOT NULL", Measure::Flag("in_catalogue"));
const WITH_PARTICIPATION: Quantity = quantity(
    &DECISIONS,
    "decided_on IS NOT NULL AND 'public_participation' = ANY (steps_done)",
    Measure::Count,
);
const WITH_EXPERTS: Quantity =
    quantity(&DECISIONS, "decided_on IS NOT NULL AND 'expert_argument' = ANY (steps_done)", Measure::Count);
const WITH_RISKS: Quantity =
    quantity(&DECISIONS, "decided_on IS NOT NULL AND 'risk_assessment' = ANY (steps_done)", Measure::Count);
const WITH_REVIEW: Quantity =
    quantity(&DECISIONS, "decided_on IS NOT NULL AND 'legality_review' = ANY (steps_done)", Measure::Count);
const WITH_DISCUSSION: Quantity = quantity(
    &DECISIONS,
    "decided_on IS NOT NULL AND 'collective_discussion' = ANY (steps_done)",
    Measure::Count,
);
const REVIEWS: Quantity = quantity(&REVIEWS_MADE, "TRUE", Measure::Count);
const PROBLEMS: Quantity = quantity(&REVIEWS_MADE, "TRUE", Measure::Sum("problems_found"));
const OPINIONS: Quantity = quantity(&REVIEWS_MADE, "TRUE", Measure::Sum("opinions_given"));
const OPINIONS_FOLLOWED_UP: Quantity =
    quantity(&REVIEWS_MADE, "opinions_adopted IS NOT NULL", Measure::Sum("opinions_given"));
const OPINIONS_ADOPTED: Quantity =
    quantity(&REVIEWS_MADE, "opinions_given IS NOT NULL", Measure::Sum("opinions_adopted"));
const ADVISED: Quantity = quantity(&REVIEWS_MADE, "TRUE", Measure::Flag("adviser_consulted"));

/// The indicator of decisions of which a step was done.
const fn with_step(
    code: &'static str,
    name: StaticText,
    quantity: &'static Quantity,
    definition: StaticText,
) -> Indicator {
    flow(code, name, "项", Group::Decisions, quantity, definition)
}

pub(super) const INDICATORS: &[Indicator] = &[
    flow(
        "major_decisions",
        ("重大行政决策", "major decisions"),
        "项",
        Group::Decisions,
        &DECIDED,
        (
            "本期作出的重大行政决策，按决定日期计，一条记录计 1 项；决策程序中的和已终止的不计",
            "major administrative decisions taken in the period, by the day of the decision, one for each record; not those in \
             preparation or abandoned",
        ),
    ),
    flow(
        "decisions_in_catalogue",
        ("列入目录的决策", "decisions in the catalogue"),
        "项",
        Group::Decisions,
        &IN_CATALOGUE,
        (
            "重大行政决策（major_decisions）中列入决策事项目录的（重大行政决策程序暂行条例第3条）",
            "major decisions (major_decisions) that stand in a catalogue of decisions (重大行政决策程序暂行条例 art. 3)",
        ),
    ),
    with_step(
        "decisions_with_public_participation",
        ("履行公众参与的决策", "decisions with public participation"),
        &WITH_PARTICIPATION,
        (
            "重大行政决策（major_decisions）中登记了公众参与已履行的；听证另有步骤，不计",
            "major decisions (major_decisions) of which public participation is recorded as done; a hearing is another step",
        ),
    ),
    with_step(
        "decisions_with_expert_argument",
        ("履行专家论证的决策", "decisions with expert argument"),
        &WITH_EXPERTS,
        (
            "重大行政决策（major_decisions）中登记了专家论证已履行的",
            "major decisions (major_decisions) of which expert argument is recorded as done",
        ),
    ),
    with_step(
        "decisions_with_risk_assessment",
        ("履行风险评估的决策", "decisions with risk assessment"),
        &WITH_RISKS,
        (
            "重大行政决策（major_decisions）中登记了风险评估已履行的",
            "major decisions (major_decisions) of which risk assessment is recorded as done",
        ),
    ),
    with_step(
        "decisions_with_legality_review",
        ("履行合法性审查的决策", "decisions with legality review"),
        &WITH_REVIEW,
        (
            "重大行政决策（major_decisions）中登记了合法性审查已履行的，不论结论",
            "major decisions (major_decisions) of which a legality review is recorded as done, whatever its outcome",
        ),
    ),
    with_step(
        "decisions_with_collective_discussion",
        ("履行集体讨论决定的决策", "decisions with collective discussion"),
        &WITH_DISCUSSION,
        (
            "重大行政决策（major_decisions）中登记了集体讨论决定已履行的",
            "major decisions (major_decisions) of which collective discussion is recorded as done",
        ),
    ),
    flow(
        "legality_reviews",
        ("合法性审查", "legality reviews"),
        "件",
        Group::Decisions,
        &REVIEWS,
        (
            "本期作出审查意见的合法性审查，按审查日期计，不论结论，一条记录计 1 件；可按审查对象（subject_kind）分开，各项之和等于总数",
            "legality reviews of the period, by the day of the review and whatever the outcome, one for each record; broken down by \
             subject_kind, whose parts add up to the total",
        ),
    ),
    flow(
        "review_problems",
        ("合法性审查发现问题", "problems found by legality reviews"),
        "个",
        Group::Decisions,
        &PROBLEMS,
        (
            "本期合法性审查（legality_reviews）发现的问题数之和",
            "problems found by the legality reviews of the period (legality_reviews), added up",
        ),
    ),
    flow(
        "review_opinions",
        ("合法性审查意见", "opinions of legality reviews"),
        "条",
        Group::Decisions,
        &OPINIONS,
        (
            "本期合法性审查（legality_reviews）提出的意见数之和",
            "opinions given by the legality reviews of the period (legality_reviews), added up",
        ),
    ),
    rate(
        "opinion_adoption_rate",
        ("合法性审查意见采纳率", "adoption rate of review opinions"),
        Group::Decisions,
        &OPINIONS_ADOPTED,
        &OPINIONS_FOLLOWED_UP,
        (
            "本期合法性审查中，采纳的意见 ÷ 提出的意见，只算两项都填了的审查",
            "of the legality reviews of the period, opinions adopted ÷ opinions given, of those reviews that state both",
        ),
    ),
    flow(
        "adviser_participation",
        ("法律顾问参与合法性审查", "legality reviews with a legal adviser"),
        "次",
        Group::Decisions,
        &ADVISED,
        (
            "本期合法性审查（legality_reviews）中，法律顾问或公职律师提出意见的",
            "legality reviews of the period (legality_reviews) in which a legal adviser or a government lawyer gave an opinion",
        ),
    ),
];
