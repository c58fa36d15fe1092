//! The rows of a matrix: one for each region of a level.

use crate::problems::{ApiError, ApiResult, Violation};
use crate::regions::{Code, Level};
use crate::text;

crate::coded_enum! {
    /// The level of the rows of a matrix.
    pub enum By {
        /// One row per township, and one for the county's own unit.
        Township = "township", "按乡镇", "by township";
        /// One row per county.
        County = "county", "按县", "by county";
        /// One row per prefecture.
        Prefecture = "prefecture", "按地市", "by prefecture";
        /// One row per province.
        Province = "province", "按省", "by province";
    }
}

impl By {
    /// The level of the rows.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::Township => Level::Township,
            Self::County => Level::County,
            Self::Prefecture => Level::Prefecture,
            Self::Province => Level::Province,
        }
    }

    /// The levels of the regions that have a row: beside townships stands what the county did itself.
    #[must_use]
    pub fn levels(self) -> Vec<Level> {
        match self {
            Self::Township => vec![Level::OwnUnit, Level::Township],
            Self::County | Self::Prefecture | Self::Province => vec![self.level()],
        }
    }

    /// Checks that regions have rows of this level.
    ///
    /// # Errors
    /// 400 where the level is not below the region's, or the rows are too many.
    pub fn below(self, region: &Code) -> ApiResult<()> {
        let (rows, own) = (self.level(), region.level());
        if rows.digits() <= own.digits() {
            let detail = text!("by 须比 {region} 低一级以上", "by must be a level below {region}");
            return Err(refused(detail));
        }
        if rows == Level::Township && own == Level::Nation {
            let detail = text!(
                "全国按乡镇有四万余行；请按县，或逐省查询",
                "the nation has over 40,000 townships: ask by county, or one province at a time"
            );
            return Err(refused(detail));
        }
        Ok(())
    }
}

fn refused(detail: text::Text) -> ApiError {
    ApiError::invalid_parameters(vec![Violation::parameter("by", "level", detail)])
}
