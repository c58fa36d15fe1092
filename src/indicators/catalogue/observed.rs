//! Indicators whose values are observed, because no other record yields them: stocks as of a day, and numbers of the period.

use super::{
    Aggregation, Group, Indicator, Measure, Population, Quantity, Source, estimated, flow, population,
    quantity, stock,
};

/// The observation of a stock that counts: the latest of the year, under a code that is in force on the day. What was observed under
/// a code that has ended is no value of the unit that it has become.
macro_rules! latest {
    () => {
        " AND is_latest AND observed_on >= date_trunc('year', :to::timestamp)::date AND township_code NOT IN (:ended)"
    };
}

/// The observations of a flow that count: those of the period.
macro_rules! of_period {
    () => {
        " AND observed_on >= :from"
    };
}

/// A quantity of the observations of an indicator for which `$which` holds, and the part of it that is estimated.
macro_rules! observed {
    ($code:literal, $name:expr, $unit:literal, $group:expr, $definition:expr, $which:ident, $measure:expr) => {{
        const POPULATION: Population =
            population(Source::Observations, concat!("indicator = '", $code, "'", $which!()), $code);
        const VALUE: Quantity = quantity(&POPULATION, "TRUE", $measure);
        const ESTIMATES: Quantity = quantity(&POPULATION, "estimated", $measure);
        estimated(flow($code, $name, $unit, $group, &VALUE, $definition), &ESTIMATES)
    }};
}

/// An observed stock.
macro_rules! observed_stock {
    ($code:literal, $name:expr, $unit:literal, $group:expr, $definition:expr) => {
        stock(
            observed!($code, $name, $unit, $group, $definition, latest, Measure::Sum("value")),
            Aggregation::Sum,
        )
    };
}

/// An observed flow.
macro_rules! observed_flow {
    ($code:literal, $name:expr, $unit:literal, $group:expr, $definition:expr) => {
        observed!($code, $name, $unit, $group, $definition, of_period, Measure::Sum("value"))
    };
}

/// An observed flow of money.
macro_rules! observed_funds {
    ($code:literal, $name:expr, $unit:literal, $group:expr, $definition:expr) => {
        observed!($code, $name, $unit, $group, $definition, of_period, Measure::Money("value"))
    };
}

/// The staff of townships that state both numbers, so that no township is in one of them only.
const STAFF: Population = population(
    Source::Observations,
    concat!("indicator IN ('staff_due_for_training', 'staff_trained') AND states_coverage", latest!()),
    "staff_trained",
);
pub(super) const STAFF_TRAINED: Quantity =
    quantity(&STAFF, "indicator = 'staff_trained'", Measure::Sum("value"));
pub(super) const STAFF_DUE: Quantity =
    quantity(&STAFF, "indicator = 'staff_due_for_training'", Measure::Sum("value"));

pub(super) const INDICATORS: &[Indicator] = &[
    observed_stock!(
        "legal_advisers",
        ("乡镇法律顾问", "legal advisers of the township"),
        "名",
        Group::LegalService,
        ("乡镇聘请的法律顾问", "legal advisers that the township has engaged")
    ),
    observed_stock!(
        "village_legal_advisers",
        ("村（居）法律顾问", "legal advisers of villages"),
        "名",
        Group::LegalService,
        (
            "各村（居）聘请的法律顾问，一人任几个村的计 1 名",
            "legal advisers that villages have engaged; who advises several counts once"
        )
    ),
    observed_stock!(
        "public_legal_service_stations",
        ("公共法律服务站室", "public legal service stations"),
        "个",
        Group::LegalService,
        (
            "乡镇公共法律服务站和村（居）公共法律服务室",
            "public legal service stations of the township and its villages"
        )
    ),
    observed_stock!(
        "mediation_committees",
        ("人民调解委员会", "people's mediation committees"),
        "个",
        Group::Disputes,
        (
            "乡镇、村（居）和行业的人民调解委员会（人民调解法第八条）",
            "people's mediation committees of the township, its villages and trades (人民调解法 art. 8)"
        )
    ),
    observed_stock!(
        "mediators",
        ("人民调解员", "people's mediators"),
        "人",
        Group::Disputes,
        (
            "人民调解委员会的委员和聘任的人民调解员（人民调解法第十三条）",
            "members of people's mediation committees and appointed mediators (人民调解法 art. 13)"
        )
    ),
    observed_stock!(
        "rule_of_law_staff",
        ("法治工作人员", "rule-of-law staff"),
        "人",
        Group::Organisation,
        ("乡镇从事法治工作的人员", "staff of the township who work on rule of law")
    ),
    observed_stock!(
        "duty_list_items",
        ("履职事项", "items of the duty list"),
        "项",
        Group::Organisation,
        ("乡镇履行职责事项清单所列的事项", "items of the township's list of duties")
    ),
    observed_stock!(
        "certified_officers",
        ("持证执法人员", "certified enforcement officers"),
        "名",
        Group::Enforcement,
        ("持有行政执法证件的执法人员", "officers who hold a certificate of administrative enforcement")
    ),
    observed_stock!(
        "law_literates",
        ("法律明白人", "law literates"),
        "人",
        Group::Publicity,
        ("培养的法律明白人", "villagers trained as law literates (法律明白人)")
    ),
    observed_stock!(
        "law_abiding_households",
        ("学法用法示范户", "model households of law"),
        "户",
        Group::Publicity,
        (
            "认定的学法用法示范户",
            "households recognised as models of studying and using law (学法用法示范户)"
        )
    ),
    observed_stock!(
        "demonstration_villages",
        ("民主法治示范村（社区）", "demonstration villages"),
        "个",
        Group::Publicity,
        (
            "命名的民主法治示范村（社区），各级的都计，一村计 1 个",
            "villages named demonstration villages of democracy and rule of law, of whatever level, each once"
        )
    ),
    observed_stock!(
        "culture_sites",
        ("法治文化阵地", "sites of legal culture"),
        "个",
        Group::Publicity,
        ("法治文化广场、公园、长廊等阵地", "squares, parks, corridors and other sites of legal culture")
    ),
    observed_stock!(
        "staff_due_for_training",
        ("应受法治培训的干部职工", "staff to be trained in law"),
        "人",
        Group::Training,
        ("当年应受法治培训的干部职工", "staff who are to be trained in law in the year")
    ),
    observed_stock!(
        "staff_trained",
        ("已受法治培训的干部职工", "staff trained in law"),
        "人",
        Group::Training,
        (
            "当年至少受过一次法治培训的干部职工，一人计 1 人（人数，不是人次）",
            "staff who were trained in law at least once in the year, each counting once (persons, not person-times)"
        )
    ),
    observed_flow!(
        "responsibility_letters",
        ("签订责任书", "responsibility letters signed"),
        "份",
        Group::Organisation,
        ("签订的法治建设责任书", "letters of responsibility for rule of law signed")
    ),
    observed_funds!(
        "rule_of_law_funds",
        ("法治工作经费", "rule-of-law funds"),
        "元",
        Group::Organisation,
        (
            "投入的法治工作经费，含法律顾问费",
            "funds spent on rule-of-law work, fees of legal advisers included"
        )
    ),
    observed_flow!(
        "reflections_written",
        ("撰写心得体会", "reflections written"),
        "篇",
        Group::Study,
        ("学法撰写的心得体会", "reflections on law studies written")
    ),
    observed_flow!(
        "legal_service_visitors",
        ("公共法律服务接待", "visitors to legal service"),
        "人次",
        Group::LegalService,
        ("公共法律服务站室接待的人次", "visits to public legal service stations")
    ),
    observed_flow!(
        "hotline_requests",
        ("12345 等热线诉求", "hotline requests"),
        "件",
        Group::Petitions,
        ("12345 等政务服务便民热线转来的诉求", "requests passed on by hotlines such as 12345")
    ),
    observed_flow!(
        "hotline_requests_closed",
        ("办结热线诉求", "hotline requests closed"),
        "件",
        Group::Petitions,
        ("办结的热线诉求", "hotline requests closed")
    ),
    observed_flow!(
        "info_disclosed",
        ("主动公开政府信息", "information disclosed"),
        "条",
        Group::Openness,
        (
            "主动公开的政府信息（政府信息公开条例第十九条），应与政府信息公开工作年度报告（第四十九条、第五十条）一致",
            "government information disclosed on the government's own motion (政府信息公开条例 art. 19); it agrees with the annual report on disclosure (art. 49 and art. 50)"
        )
    ),
    observed_flow!(
        "service_items_handled",
        ("办理政务服务事项", "service items handled"),
        "件",
        Group::Openness,
        ("政务服务窗口和平台办理的事项", "items handled by service windows and platforms")
    ),
    observed_flow!(
        "village_rules_revised",
        ("修订村规民约", "village rules revised"),
        "项",
        Group::Supervision,
        ("修订的村规民约", "village rules revised")
    ),
    observed_flow!(
        "mass_incidents",
        ("群体性事件", "mass incidents"),
        "起",
        Group::Disputes,
        (
            "发生的群体性事件；没有发生的登记 0",
            "mass incidents that happened; 0 is recorded where there was none"
        )
    ),
];
