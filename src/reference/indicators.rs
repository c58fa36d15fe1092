//! `/indicators`: the catalogue as clients read it.

use actix_web::get;
use actix_web::web::Path;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::{Answer, ETag};
use crate::indicators::{
    self, Aggregation, Formula, Group, Indicator, IndicatorKind, Measure, Quantity, catalogue_digest,
};
use crate::problems::{ApiError, ApiResult};
use crate::session::Caller;

/// Mounts and documents the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_indicators).service(read_indicator);
}

/// An indicator with its definition, in words and as it is computed.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorDefinition {
    /// Its code.
    #[schema(example = "disputes_accepted")]
    pub code: &'static str,
    /// 中文名称.
    #[schema(example = "受理矛盾纠纷")]
    pub name_zh: &'static str,
    /// English name.
    #[schema(example = "disputes accepted")]
    pub name_en: &'static str,
    /// 计量单位.
    #[schema(example = "件")]
    pub unit: &'static str,
    /// What it is about.
    pub group: Group,
    /// What kind of number it is.
    pub kind: IndicatorKind,
    /// How regions follow from townships.
    pub aggregation: Aggregation,
    /// What it counts, in Chinese.
    #[schema(example = "当年受理的纠纷，按受理日期")]
    pub definition_zh: String,
    /// What it counts, in English.
    #[schema(example = "disputes accepted in the year")]
    pub definition_en: String,
    /// The records it is computed from.
    #[schema(example = "cases")]
    pub resource: &'static str,
    /// The quantity that is the value; null for rates.
    #[schema(required)]
    pub value: Option<QuantityDefinition>,
    /// A rate's numerator; null for other indicators.
    #[schema(required)]
    pub numerator: Option<QuantityDefinition>,
    /// A rate's denominator; null for other indicators.
    #[schema(required)]
    pub denominator: Option<QuantityDefinition>,
    /// The dimensions it can be broken down by.
    #[schema(max_items = 20, example = json!(["dispute_type"]))]
    pub dimensions: &'static [&'static str],
}

/// A quantity as it is computed: `measure` over the records of the year for which `predicate` holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuantityDefinition {
    /// Which records, as an SQL condition; `:from` and `:to` are the first and the last day of the period, `:day` is the last
    /// day of it that has come, `:ended` are the codes of townships that ended before that day.
    #[schema(example = "kind = 'mediation' AND accepted_on BETWEEN :from AND :to")]
    pub predicate: String,
    /// What they are summed up by.
    #[schema(example = "count(*)")]
    pub measure: String,
}

/// The catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorList {
    /// The indicators, in the order of the report.
    #[schema(max_items = 500)]
    pub items: Vec<IndicatorDefinition>,
}

impl From<&Quantity> for QuantityDefinition {
    fn from(quantity: &Quantity) -> Self {
        let measure = match quantity.measure {
            Measure::Count => "count(*)".to_owned(),
            Measure::Sessions => "sum(sessions)".to_owned(),
            Measure::Flag(expression) => format!("count(*) FILTER (WHERE {expression})"),
            Measure::Persons => "count(DISTINCT person_name)".to_owned(),
            Measure::Sum(column) | Measure::Money(column) => format!("sum({column})"),
            Measure::Max(column) => format!("max({column})"),
        };
        Self { predicate: quantity.condition(), measure }
    }
}

impl From<&Indicator> for IndicatorDefinition {
    fn from(indicator: &Indicator) -> Self {
        let (value, numerator, denominator) = match indicator.formula {
            Formula::Quantity(quantity) => (Some(quantity.into()), None, None),
            Formula::Rate { numerator, denominator } => {
                (None, Some(numerator.into()), Some(denominator.into()))
            }
        };
        let (tables, definition) = (indicator.source().tables(), indicator.definition());
        Self {
            code: indicator.code,
            name_zh: indicator.name_zh,
            name_en: indicator.name_en,
            unit: indicator.unit,
            group: indicator.group,
            kind: indicator.kind,
            aggregation: indicator.aggregation,
            definition_zh: definition.zh,
            definition_en: definition.en,
            resource: tables.resource,
            value,
            numerator,
            denominator,
            dimensions: indicator.dimensions(),
        }
    }
}

/// List the indicators
///
/// The catalogue: what each indicator counts, how regions follow from townships, and the condition that chooses its
/// records: the same one that computes the value and lists its sources.
#[utoipa::path(tag = "indicators", security(("bearer" = ["read_records"])),
    responses((status = 200, description = "The catalogue.", body = IndicatorList)))]
#[get("/indicators")]
async fn list_indicators(caller: Caller) -> ApiResult<Answer> {
    caller
        .read(|reading| {
            reading.tagged(&ETag::weak(catalogue_digest()), |_| {
                let items = indicators::all().iter().map(IndicatorDefinition::from).collect();
                Answer::ok(&IndicatorList { items })
            })
        })
        .await
}

/// Read an indicator
///
/// One indicator with its definition.
#[utoipa::path(tag = "indicators", security(("bearer" = ["read_records"])),
    params(("code" = String, Path, description = "The indicator's code.", max_length = 60)),
    responses((status = 200, description = "The indicator.", body = IndicatorDefinition)))]
#[get("/indicators/{code}")]
async fn read_indicator(caller: Caller, code: Path<String>) -> ApiResult<Answer> {
    caller
        .read(move |reading| {
            let indicator = indicators::find(&code).ok_or_else(ApiError::not_found)?;
            reading.tagged(&ETag::weak(catalogue_digest()), |_| {
                Answer::ok(&IndicatorDefinition::from(indicator))
            })
        })
        .await
}
