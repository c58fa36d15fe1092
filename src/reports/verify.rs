//! Verifying a report that somebody wrote: which figures it states, whether the ledger has the same, and what is wrong in its text.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::operations;
use super::reader::compare::{LedgerValue, compare};
use super::reader::{Context, Decimal, Lexicon, PlaceNames, read, source};
use crate::db::schema::regions;
use crate::figures::{Figure, FigureStatus, FigureValue};
use crate::http::{Answer, ETag, Input, Received};
use crate::problems::{ApiError, ApiResult, Violation};
use crate::regions::{Code, Level, directory};
use crate::session::Writing;
use crate::text;

/// A report to be verified: its text, or the file that it is in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"township_code": "540526201", "year": 2024, "text": "全年组织集中学习6次，专题研讨1次。"}))]
pub struct ReportVerificationInput {
    /// The township whose report it is, or the county's own unit for the county (9 digits).
    #[validate(length(min = 9, max = 9))]
    #[schema(min_length = 9, max_length = 9, pattern = "^[0-9]{9}$", example = "540526201")]
    pub township_code: String,
    /// The year that is reported on.
    #[validate(range(min = 1949, max = 2100))]
    #[schema(minimum = 1949, maximum = 2100, example = 2024)]
    pub year: i16,
    /// The text.
    #[validate(length(min = 1, max = 200_000))]
    #[schema(min_length = 1, max_length = 200_000)]
    pub text: Option<String>,
    /// The file that it is in, in base64, instead of the text: a document of Word (.docx), or a text in UTF-8 or GB18030.
    #[validate(length(min = 1, max = 900_000))]
    #[schema(min_length = 1, max_length = 900_000, example = json!(null))]
    pub docx: Option<String>,
}

impl Input for ReportVerificationInput {
    fn rules(&self) -> Vec<Violation> {
        if self.text.is_some() != self.docx.is_some() {
            return Vec::new();
        }
        let detail = text!("text 与 docx 须填一个", "state one of text and docx");
        vec![Violation::at("/text", "combination", detail)]
    }
}

/// `POST /reports:verify`: nothing is stored.
///
/// # Errors
/// 404 and 403 for the township; 422 for what cannot be read.
pub fn verify(writing: &mut Writing<'_>, body: &Received<ReportVerificationInput>) -> ApiResult<Answer> {
    let input = body.input()?;
    let township = Code::parse(&input.township_code).filter(|code| code.level().has_records());
    let township = township.ok_or_else(ApiError::not_found)?;
    writing.must_at(&township, "/township_code")?;
    let text = text(&input)?;
    let place = place(writing.conn, &township)?;
    let context =
        Context { year: Some(input.year.into()), place: Some(&place), lexicon: Lexicon::built_in() };
    let mut reading = read(&text, &context);
    let figures = operations::figures_of(writing.conn, &input.township_code, (input.year, None))?;
    compare(&mut reading, |code| figures.get(code).map_or(LedgerValue::NotApplicable, in_ledger));
    let found = serde_json::to_vec(&reading).map_err(ApiError::internal)?;
    let etag = ETag::digest(&found);
    Ok(Answer::written(found).tagged(&etag))
}

fn text(input: &ReportVerificationInput) -> ApiResult<String> {
    let Some(docx) = &input.docx else { return Ok(input.text.clone().unwrap_or_default()) };
    let refused = |detail| ApiError::invalid_body(vec![Violation::at("/docx", "unreadable", detail)]);
    let bytes = BASE64_STANDARD.decode(docx);
    let bytes = bytes.map_err(|error| refused(text!("不是 base64：{error}", "is not base64: {error}")))?;
    source::text(&bytes).map_err(|note| refused(note.into()))
}

fn in_ledger(figure: &Figure) -> LedgerValue {
    match (&figure.value, figure.status) {
        (Some(FigureValue::Number(number)), _) => LedgerValue::Value(Decimal::whole((*number).into())),
        (Some(FigureValue::Decimal(text)), _) => {
            text.parse().map_or(LedgerValue::NotApplicable, LedgerValue::Value)
        }
        (None, FigureStatus::Missing) => LedgerValue::Missing,
        (None, _) => LedgerValue::NotApplicable,
    }
}

/// The names of a township and of what it belongs to, and those of its neighbours, which are copied by mistake.
fn place(conn: &mut PgConnection, township: &Code) -> QueryResult<PlaceNames> {
    let county = Code::county_of(township.as_str());
    let is_county = township.level() == Level::OwnUnit;
    let own = if is_county { county } else { township.as_str() };
    let names: Vec<(String, String)> = regions::table
        .filter(regions::parent_code.eq(county).or(regions::code.eq_any(above(township))))
        .order(regions::code.desc())
        .select((regions::code, regions::name))
        .load(conn)?;
    Ok(among(own, &names))
}

/// The names of a region and of what it belongs to, as the directory has them that comes with the program.
#[must_use]
pub fn listed_place(region: &Code) -> PlaceNames {
    let codes = above(region);
    let county = (region.level() == Level::Township).then(|| Code::county_of(region.as_str()));
    let listed = directory::listed().filter(|(code, _)| {
        codes.iter().any(|own| own == code)
            || county.is_some_and(|county| code.len() == 9 && Code::is_below(code, county))
    });
    let mut names: Vec<(String, String)> =
        listed.map(|(code, name)| (code.to_owned(), name.to_owned())).collect();
    names.sort_unstable_by(|one, other| other.cmp(one));
    let own =
        if region.level() == Level::OwnUnit { Code::county_of(region.as_str()) } else { region.as_str() };
    among(own, &names)
}

/// The codes of a region and of those that it belongs to.
fn above(region: &Code) -> Vec<String> {
    region.with_ancestors().map(|code| code.to_string()).collect()
}

/// Of these names, the longest codes first, those of a place.
fn among(own: &str, names: &[(String, String)]) -> PlaceNames {
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        names.iter().filter(|(code, _)| wanted(code)).map(|(_, name)| name.clone()).collect()
    };
    let is_unit = |code: &str| code.len() == 9 && code.ends_with("000");
    PlaceNames {
        name: of(&|code| code == own).pop().unwrap_or_default(),
        within: of(&|code| code != own && own.starts_with(code)),
        others: of(&|code| !own.starts_with(code) && !code.starts_with(own) && !is_unit(code)),
    }
}
