//! Figures in the media type that a client accepts. Each media type has a file here, which lays out the same
//! data.

mod json;
mod table;

use super::compute::Data;
use crate::http::Answer;
use crate::http::accept::MediaType;
use crate::http::page::KeyedPage;
use crate::problems::ApiResult;

pub use table::Wanted;

/// The answer with figures as they are wanted; `page` says which rows, where there are rows.
///
/// # Errors
/// 500 where the figures cannot be written.
pub fn answer(data: Data, wanted: Wanted, page: &KeyedPage<'_>) -> ApiResult<Answer> {
    match wanted.media_type {
        MediaType::Json => json::answer(data, page),
        _ => table::answer(data, wanted, page),
    }
}
