//! Regions as a client reads them, and the filters of their list.

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Code, Level};
use crate::db::schema::regions;

/// A region of the tree (GB/T 2260 and the statistical codes below it).
#[derive(Clone, Debug, Serialize, Queryable, Selectable, ToSchema)]
#[diesel(table_name = regions)]
pub struct Region {
    /// Its code: `CN` for the nation, or 2, 4, 6 or 9 digits. Text, never a number; a reorganised region gets another.
    #[schema(pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9, example = "540526201")]
    pub code: String,
    /// Its name.
    #[schema(max_length = 100, example = "古堆乡")]
    pub name: String,
    /// Its level in the tree.
    #[schema(example = "township")]
    pub level: Level,
    /// The code one level up; null for the nation.
    #[schema(required, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6})$", max_length = 6, example = "540526")]
    pub parent_code: Option<String>,
    /// The first day the code is in force; null where it always was, as far as the directory reaches.
    #[schema(required, example = json!(null))]
    pub valid_from: Option<NaiveDate>,
    /// The last day the code is in force; null while it has not ended.
    #[schema(required, example = json!(null))]
    pub valid_to: Option<NaiveDate>,
    /// The code the region goes on under after a reorganisation (撤乡并镇 and the like); null where it has not ended,
    /// or without successor.
    #[schema(required, max_length = 9, example = json!(null))]
    pub successor_code: Option<String>,
    /// The names from the province down, as on a letterhead. Headings of the code book that are no place (市辖区, 县,
    /// 省直辖县级行政区划) are left out.
    #[diesel(select_expression = full_name(), select_expression_type = SqlLiteral<diesel::sql_types::Text>)]
    #[schema(max_length = 500, example = "西藏自治区山南市措美县古堆乡")]
    pub full_name: String,
}

/// The names from the province down to the region, which are found by the primary key, since a code begins with the codes of
/// the regions above. Prefectures that are only headings of the code book are left out, and so are counties that repeat the
/// name of a prefecture without counties (东莞市). The name of an own unit begins with that of its county, which is left out
/// before it.
pub fn full_name() -> SqlLiteral<diesel::sql_types::Text> {
    sql("(SELECT string_agg(part.name, '' ORDER BY part.code) FROM regions part
        WHERE part.code IN (regions.code, left(regions.code, 2), left(regions.code, 4), left(regions.code, 6))
        AND (part.code = regions.code OR part.level <> 'prefecture'
            OR part.name NOT IN ('市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'))
        AND (part.level <> 'county' OR part.name <> (SELECT name FROM regions WHERE code = part.parent_code))
        AND regions.name <> part.name || '本级')")
}

/// The filters of the list of regions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RegionFilter {
    /// Only regions of this level.
    #[param(inline)]
    pub level: Option<Level>,
    /// Only regions right below this one: `CN`, or 2, 4 or 6 digits.
    #[param(value_type = Option<String>, pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6})$", max_length = 6)]
    pub parent: Option<Code>,
    /// Only regions whose name contains this.
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// Only regions in force on this day. All of them, ended ones too, where it is not said.
    #[param(value_type = Option<String>, format = Date)]
    pub on: Option<NaiveDate>,
}

/// A region by code and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RegionName {
    /// Its code.
    #[schema(pattern = "^(CN|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$", max_length = 9, example = "540526201")]
    pub code: String,
    /// Its name.
    #[schema(max_length = 100, example = "古堆乡")]
    pub name: String,
}
