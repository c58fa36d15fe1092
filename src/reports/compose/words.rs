//! The words that a template is filled in with.

use minijinja::{Environment, context};

use super::Material;
use crate::problems::{ApiError, ApiResult};

/// The last year of the eighth five-year plan of law publicity (“八五”普法, 2021–2025). The ninth begins in the year after.
const LAST_OF_EIGHTH_PLAN: i16 = 2025;

/// What the texts of a template are filled in with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// The year that is reported on.
    pub year: i16,
    /// Where: 措美县古堆乡.
    pub place: String,
    /// What kind of place it is: 乡, 镇, 街道, 县 …
    pub unit: String,
    /// The government that it reports to, 措美县人民政府; none where the names above it are not known.
    pub superior: Option<String>,
    /// The government that reports.
    pub government: String,
}

impl Words {
    /// The words for the report of a township, or of the own unit of a county for the county.
    #[must_use]
    pub fn of(material: &Material, year: i16, is_county: bool) -> Self {
        let mut names = material.names.iter().rev().skip(usize::from(is_county));
        let own = names.next().cloned().unwrap_or_default();
        let above = names.next().cloned();
        let place =
            if is_county { own.clone() } else { format!("{}{own}", above.as_deref().unwrap_or_default()) };
        let unit = if own.ends_with("街道") {
            "街道".to_owned()
        } else {
            own.chars().last().map(String::from).unwrap_or_default()
        };
        let government =
            if own.ends_with("街道") { format!("{own}办事处") } else { format!("{own}人民政府") };
        Self { year, place, unit, superior: above.map(|name| format!("{name}人民政府")), government }
    }

    /// A text of a template with these words; `listed` is what the sentence lists.
    ///
    /// # Errors
    /// 500 where the text is no template.
    pub fn fill(&self, text: &str, listed: &str) -> ApiResult<String> {
        let plan = if self.year <= LAST_OF_EIGHTH_PLAN { "“八五”" } else { "“九五”" };
        let Self { year, place, unit, .. } = self;
        let words = context! { year, next => year + 1, place, unit, superior => self.superior, plan, listed };
        Environment::new().render_str(text, words).map_err(ApiError::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(names: &[&str], is_county: bool) -> Words {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Words::of(&Material { names, ..Material::default() }, 2024, is_county)
    }

    #[test]
    fn a_township_is_named_with_its_county() {
        let gudui = words(&["山南市", "措美县", "古堆乡"], false);
        assert_eq!((gudui.place.as_str(), gudui.unit.as_str()), ("措美县古堆乡", "乡"));
        assert_eq!(gudui.superior.as_deref(), Some("措美县人民政府"));
        assert_eq!(
            gudui.fill("全{{ unit }}{study_sessions}次，{{ next }}年", "").unwrap(),
            "全乡{study_sessions}次，2025年"
        );
        let street = words(&["拉萨市", "城关区", "吉日街道"], false);
        assert_eq!((street.unit.as_str(), street.government.as_str()), ("街道", "吉日街道办事处"));
    }

    #[test]
    fn a_county_reports_to_its_prefecture() {
        let county = words(&["山南市", "措美县", "措美县本级"], true);
        assert_eq!((county.place.as_str(), county.government.as_str()), ("措美县", "措美县人民政府"));
        assert_eq!(county.superior.as_deref(), Some("山南市人民政府"));
    }

    #[test]
    fn the_plan_of_law_publicity_follows_the_year() {
        let of = |year| Words { year, ..words(&["措美县", "古堆乡"], false) }.fill("{{ plan }}", "").unwrap();
        assert_eq!((of(2025), of(2026)), ("“八五”".to_owned(), "“九五”".to_owned()));
    }
}
