//! What a record refers to must exist, and what it is must stay.

use super::Fields;
use crate::http::body;
use crate::problems::{ApiResult, Violation};
use crate::text;

/// A record stays with its township: entered for the wrong one, it is voided and entered anew.
///
/// # Errors
/// 422 where the township would change.
pub fn must_stay<T: Fields>(current: &T, next: &T) -> ApiResult<()> {
    if current.township_code() == next.township_code() {
        return Ok(());
    }
    let code = current.township_code();
    let detail = text!(
        "记录属于 {code}，不能改到别的乡镇；请作废后在正确的乡镇重新登记",
        "the record belongs to {code} and stays there; void it and enter it anew for the right township"
    );
    body::refuse(vec![Violation::at("/township_code", "immutable", detail)])
}
