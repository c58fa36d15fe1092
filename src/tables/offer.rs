//! Which lists are offered as tables, and in which format a request wants one.

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::columns::{Column, Columns};
use crate::http::RequestContext;
use crate::http::accept::MediaType;
use crate::http::query::Pairs;
use crate::problems::{ApiError, ApiResult};
use crate::text::Language;

/// The media types of a list that is offered as a table, the default first.
pub const OFFERED: [MediaType; 3] = [MediaType::Json, MediaType::Csv, MediaType::Xlsx];

crate::coded_enum! {
    /// A format of lists and figures.
    pub enum TableFormat {
        /// JSON, in pages.
        Json = "json", "JSON", "JSON";
        /// CSV in UTF-8 (RFC 4180).
        Csv = "csv", "CSV 表格", "CSV";
        /// A workbook of Excel.
        Xlsx = "xlsx", "Excel 工作簿", "Excel workbook";
    }
}

impl TableFormat {
    /// Its media type.
    #[must_use]
    pub fn media_type(self) -> MediaType {
        match self {
            Self::Json => MediaType::Json,
            Self::Csv => MediaType::Csv,
            Self::Xlsx => MediaType::Xlsx,
        }
    }
}

/// In which format a list is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TableQuery {
    /// The format; that of `Accept` where it is not said. A table (`csv`, `xlsx`) has the whole list in one answer, up to 200,000
    /// rows, and with `limit` one page of it.
    #[param(inline)]
    pub format: Option<TableFormat>,
}

/// The media type to answer in: that of `format`, or else of `Accept`.
///
/// # Errors
/// 406 where neither is offered.
pub fn media_type(context: &RequestContext, format: Option<TableFormat>) -> ApiResult<MediaType> {
    match format {
        Some(format) => Ok(format.media_type()),
        None => context.accept.choose(&OFFERED),
    }
}

/// The lists that the contract offers as tables, by the patterns of their paths: in Chinese and in English.
pub struct Tables([HashMap<String, Arc<List>>; 2]);

/// A list as a table.
pub(super) struct List {
    /// What it lists.
    pub title: String,
    pub columns: Vec<Column>,
}

impl Tables {
    /// Those of the contract, which says them in each language.
    #[must_use]
    pub fn of(chinese: &Value, english: &Value) -> Self {
        Self([lists(chinese, Language::Zh), lists(english, Language::En)])
    }

    fn list(&self, path: &str, language: Language) -> Option<Arc<List>> {
        let Self([chinese, english]) = self;
        let lists = if language == Language::Zh { chinese } else { english };
        lists.get(path).cloned()
    }
}

fn lists(document: &Value, language: Language) -> HashMap<String, Arc<List>> {
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    let contract = Columns::of(document, language);
    let lists = paths.filter_map(|(path, item)| {
        let operation = item.get("get")?;
        let page = contract.resolved(operation.pointer("/responses/200/content/application~1json/schema")?);
        let title = operation.get("summary")?.as_str()?.to_owned();
        let columns = contract.of_items(page.pointer("/properties/items/items")?);
        Some((path.clone(), Arc::new(List { title, columns })))
    });
    lists.collect()
}

/// A request for a list, as far as its format goes.
pub struct TableRequest {
    pub(super) context: Arc<RequestContext>,
    list: Option<Arc<List>>,
}

impl FromRequest for TableRequest {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = RequestContext::of(request);
        let tables = request.app_data::<Data<Tables>>();
        let list = tables.and_then(|tables| tables.list(context.route(request)?, context.language));
        ready(Ok(Self { context, list }))
    }
}

impl TableRequest {
    /// The media type to answer a list with these parameters in.
    ///
    /// # Errors
    /// 406 where none is acceptable.
    pub fn media_type(&self, pairs: &Pairs) -> ApiResult<MediaType> {
        let format = pairs.iter().find(|(name, _)| name == "format");
        media_type(&self.context, format.and_then(|(_, format)| TableFormat::parse(format)))
    }

    /// What tells a representation from others: JSON is the same in every language.
    #[must_use]
    pub fn name(&self, media_type: MediaType) -> String {
        match media_type {
            MediaType::Json => String::new(),
            _ => format!("{media_type:?} {}", self.context.language.tag()),
        }
    }

    pub(super) fn list(&self) -> ApiResult<&List> {
        self.list.as_deref().ok_or_else(|| ApiError::internal("no table is offered here"))
    }
}
