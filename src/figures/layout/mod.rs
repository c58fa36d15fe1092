//! Figures in the media type that a client accepts. Each media type has a file here, which lays out the same
//! data.

mod json;

use super::compute::Data;
use crate::http::Answer;
use crate::http::accept::MediaType;
use crate::http::page::KeyedPage;
use crate::problems::{ApiError, ApiResult};

/// The media types that figures are offered in, the default first.
pub const OFFERED: &[MediaType] = &[MediaType::Json];

/// The answer with figures in one of the media types [`OFFERED`]; `page` says which rows, where it has pages of rows.
///
/// # Errors
/// 500 where the figures cannot be written.
pub fn answer(data: Data, media_type: MediaType, page: &KeyedPage<'_>) -> ApiResult<Answer> {
    let answer = match media_type {
        MediaType::Json => json::answer(data, page),
        other => Err(ApiError::internal(format!("figures are not offered as {}", other.as_ref()))),
    };
    Ok(answer?.in_media_type(media_type))
}
