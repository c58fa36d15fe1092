//! The catalogue of indicators. Each defines in one place which records it counts and how: the same predicate is used for
//! the value, the list of source records, and the definition at `/indicators`.

mod catalogue;
mod code;
mod definition;
pub mod quantity;
pub mod source;

pub use code::IndicatorCode;
pub use quantity::{Column, CompletenessColumns, Measure, Population, Quantity, QuantityColumns};
pub use source::Source;

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::suggest::not_allowed;
use crate::text::Text;

crate::coded_enum! {
    /// What part of the work an indicator is about.
    pub enum Group {
        /// 组织领导.
        Organisation = "organisation", "组织领导", "organisation";
        /// 学法.
        Study = "study", "学法", "study";
        /// 法治培训.
        Training = "training", "法治培训", "training";
        /// 法治宣传.
        Publicity = "publicity", "法治宣传教育", "publicity";
        /// 行政决策.
        Decisions = "decisions", "规范行政决策", "decisions";
        /// 规范性文件和制度.
        Documents = "documents", "规范性文件与制度", "documents";
        /// 矛盾纠纷化解.
        Disputes = "disputes", "矛盾纠纷化解", "disputes";
        /// 信访.
        Petitions = "petitions", "信访", "petitions";
        /// 公共法律服务.
        LegalService = "legal_service", "公共法律服务", "legal service";
        /// 行政执法.
        Enforcement = "enforcement", "行政执法", "enforcement";
        /// 行政复议、应诉.
        Litigation = "litigation", "行政复议与应诉", "reconsideration and litigation";
        /// 监督.
        Supervision = "supervision", "监督检查", "supervision";
        /// 政务公开、政务服务.
        Openness = "openness", "政务公开与服务", "openness and services";
        /// 存在的不足和整改.
        Shortcomings = "shortcomings", "不足和整改", "shortcomings";
        /// 党政主要负责人履行推进法治建设第一责任人职责.
        FirstResponsiblePersons = "first_responsible_persons", "第一责任人职责", "first responsible persons";
    }
}

crate::coded_enum! {
    /// What kind of number it is.
    pub enum IndicatorKind {
        /// What happened in the year.
        Flow = "flow", "年度发生数", "flow";
        /// What there was on a day: on 31 December, where the definition names no other. It has no value before that day has
        /// come, and is not added up over years.
        Stock = "stock", "时点存量", "stock";
        /// One quantity in percent of another.
        Rate = "rate", "比率", "rate";
    }
}

crate::coded_enum! {
    /// How the value of a region is computed from its townships.
    pub enum Aggregation {
        /// The sum; what several townships held jointly counts once.
        Sum = "sum", "相加（联合开展的只计一次）", "sum, joint ones once";
        /// Numerator and denominator are summed, then divided: never an average of rates.
        Recompute = "recompute", "分子分母分别相加后再算", "recomputed from sums";
        /// There is no value for more than one township.
        None = "none", "不汇总", "not aggregated";
    }
}

/// The day that an indicator is as of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StockDay {
    /// The first day of the period: what was carried into it.
    First,
    /// The last day of the period.
    Last,
}

/// How the value is computed from quantities.
#[derive(Clone, Copy, Debug)]
pub enum Formula {
    /// The quantity itself.
    Quantity(&'static Quantity),
    /// `numerator` in percent of `denominator`, to two decimals.
    Rate {
        /// The part.
        numerator: &'static Quantity,
        /// The whole.
        denominator: &'static Quantity,
    },
}

/// An indicator.
#[derive(Clone, Copy, Debug)]
pub struct Indicator {
    /// Its code.
    pub code: &'static str,
    /// 中文名称.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// 计量单位: 次, 场次, 人次, 件, % …
    pub unit: &'static str,
    /// What it is about.
    pub group: Group,
    /// What kind of number it is.
    pub kind: IndicatorKind,
    /// The day that a stock is as of; `None` for what is no stock.
    pub stock_day: Option<StockDay>,
    /// How the value of a region is computed from its townships.
    pub aggregation: Aggregation,
    /// How it is computed.
    pub formula: Formula,
    /// The part of the value that is an estimate.
    pub estimates: Option<&'static Quantity>,
    /// Counts the records that do not fit what the indicator is about, such as a key date stated on another day.
    pub doubts: Option<&'static Quantity>,
    /// What is particular to its definition, in Chinese.
    pub definition_zh: &'static str,
    /// The same in English.
    pub definition_en: &'static str,
}

static ALL: LazyLock<Vec<Indicator>> = LazyLock::new(catalogue::all);
static COLUMNS: LazyLock<quantity::Columns> = LazyLock::new(|| quantity::Columns::of(&ALL));
static POSITIONS: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    ALL.iter().enumerate().map(|(position, indicator)| (indicator.code, position)).collect()
});
static DIGEST: LazyLock<String> =
    LazyLock::new(|| crate::digest::short(format!("{:?}", ALL.as_slice()).as_bytes(), 8));

/// Every indicator, in the order of the report.
#[must_use]
pub fn all() -> &'static [Indicator] {
    &ALL
}

/// The place of the indicator of this code in the catalogue.
#[must_use]
pub fn position(code: &str) -> Option<usize> {
    POSITIONS.get(code).copied()
}

/// The indicator of this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Indicator> {
    ALL.get(position(code)?)
}

/// The message about a code that is not in the catalogue, with the nearest one that is.
#[must_use]
pub fn unknown(code: &str) -> Text {
    let codes: Vec<&str> = all().iter().map(|indicator| indicator.code).collect();
    not_allowed(code, &codes)
}

/// Every aggregate that is computed for a township, each once.
#[must_use]
pub fn columns() -> &'static [Column] {
    &COLUMNS.all
}

/// Where the columns of a quantity of the catalogue stand.
#[must_use]
pub fn columns_of(quantity: &Quantity) -> Option<QuantityColumns> {
    COLUMNS.of_quantities.get(quantity).copied()
}

/// A digest of all definitions. Figures computed under another digest are stale.
#[must_use]
pub fn catalogue_digest() -> &'static str {
    &DIGEST
}

impl Indicator {
    /// The quantities it is computed from.
    #[must_use]
    pub fn quantities(&self) -> Vec<&'static Quantity> {
        let mut quantities = match self.formula {
            Formula::Quantity(quantity) => vec![quantity],
            Formula::Rate { numerator, denominator } => vec![numerator, denominator],
        };
        quantities.extend(self.estimates.into_iter().chain(self.doubts));
        quantities
    }

    /// The records it is computed from.
    #[must_use]
    pub fn source(&self) -> Source {
        match self.formula {
            Formula::Quantity(quantity) => quantity.source(),
            Formula::Rate { denominator, .. } => denominator.source(),
        }
    }

    /// Whether its value is observed, because no other record yields it.
    #[must_use]
    pub fn is_observed(&self) -> bool {
        matches!(self.formula, Formula::Quantity(quantity) if quantity.source() == Source::Observations)
    }

    /// Whether it is an amount of money.
    #[must_use]
    pub const fn is_money(&self) -> bool {
        matches!(self.formula, Formula::Quantity(Quantity { measure: Measure::Money(_), .. }))
    }

    /// What it counts, in words: all that its SQL does.
    #[must_use]
    pub fn definition(&self) -> Text {
        definition::whole(self)
    }

    /// The dimensions by which it can be broken down: none where its parts would not add up to it, as those of rates, maxima
    /// and numbers of different persons.
    #[must_use]
    pub fn dimensions(&self) -> &'static [&'static str] {
        match self.formula {
            Formula::Quantity(quantity) if quantity.measure.adds_up() => {
                quantity.source().tables().dimensions
            }
            Formula::Quantity(_) | Formula::Rate { .. } => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_complete() {
        let codes: HashSet<_> = all().iter().map(|indicator| indicator.code).collect();
        assert_eq!(codes.len(), all().len());
        for code in [
            "study_sessions",
            "seminars",
            "training_sessions",
            "training_person_times",
            "publicity_activities",
            "publicity_materials",
            "legal_consultations",
            "disputes_accepted",
            "disputes_resolved",
            "mediation_success_rate",
            "leading_group_meetings",
        ] {
            assert!(codes.contains(code), "{code}");
        }
    }

    #[test]
    fn a_rate_divides_records_of_one_source() {
        for indicator in all() {
            if let Formula::Rate { numerator, denominator } = indicator.formula {
                assert_eq!(numerator.source(), denominator.source(), "{}", indicator.code);
                assert_eq!((indicator.unit, indicator.aggregation), ("%", Aggregation::Recompute));
            }
        }
    }
}
