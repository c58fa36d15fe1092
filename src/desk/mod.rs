//! The desk: the page at `/` for clerks and officers. `web/` builds it, `web/dist/` is checked in, and `build.rs` lists its
//! files; it asks this service only, and an identity provider where one is configured.

mod settings;

use std::collections::HashMap;
use std::sync::LazyLock;
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};
use actix_web::web::{self, Data, Path};
use actix_web::{HttpRequest, HttpResponse};

pub use self::settings::{Desk, SignIn};
use crate::http::published::Published;
use crate::problems::{ApiError, ApiResult};

/// Name, media type and content of each file of the page: `FILES`.
mod built {
    include!(concat!(env!("OUT_DIR"), "/desk_files.rs"));
}

const PAGE: &str = "index.html";

/// The names of assets have a digest of their content: what was got once is never asked for again.
const FOR_EVER: Duration = Duration::from_hours(24 * 365);
const IMMUTABLE: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The page itself names the assets of this binary, so it is asked for each time, and mostly answered with 304.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Windows that this page opens, or that open it, cannot reach into it: a token is typed in here.
const OPENER_POLICY: (HeaderName, HeaderValue) =
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));

static FILES: LazyLock<HashMap<&'static str, Published>> = LazyLock::new(|| {
    let files = built::FILES.iter();
    files
        .map(|(name, media_type, content)| (*name, Published::new(*media_type, *content, FOR_EVER)))
        .collect()
});

/// Mounts the page. Its addresses are relative, so that a proxy may have it below a path.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(web::resource("/").get(read_page));
    cfg.service(web::resource("/settings.json").get(read_settings));
    cfg.service(web::resource("/assets/{file}").get(read_asset));
}

async fn read_page(request: HttpRequest, desk: Data<Desk>) -> ApiResult<HttpResponse> {
    answer(&request, PAGE, &desk, ASK_AGAIN)
}

async fn read_asset(request: HttpRequest, desk: Data<Desk>, file: Path<String>) -> ApiResult<HttpResponse> {
    answer(&request, &format!("assets/{file}"), &desk, IMMUTABLE)
}

/// How to sign in other than with a token: public, because it is asked before signing in.
async fn read_settings(request: HttpRequest, desk: Data<Desk>) -> ApiResult<HttpResponse> {
    let mut response = desk.settings().answer(&request)?;
    response.headers_mut().insert(CACHE_CONTROL, ASK_AGAIN);
    Ok(response)
}

fn answer(request: &HttpRequest, name: &str, desk: &Desk, caching: HeaderValue) -> ApiResult<HttpResponse> {
    let file = FILES.get(name).ok_or_else(ApiError::not_found)?;
    let mut response = file.answer(request)?;
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, caching);
    headers.insert(CONTENT_SECURITY_POLICY, desk.policy().clone());
    let (name, value) = OPENER_POLICY;
    headers.insert(name, value);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_only_assets_that_are_there() {
        let (_, _, page) = built::FILES.iter().find(|(name, ..)| *name == PAGE).expect("the page");
        let page = std::str::from_utf8(page).expect("text");
        let named: Vec<_> = page.split('"').filter(|part| part.starts_with("assets/")).collect();
        assert!(named.len() >= 2, "a style sheet and a script: {named:?}");
        for name in named {
            assert!(FILES.contains_key(name), "{name}");
        }
    }

    #[test]
    fn nothing_of_the_page_is_from_elsewhere_or_inline() {
        let (_, _, page) = built::FILES.iter().find(|(name, ..)| *name == PAGE).expect("the page");
        let page = std::str::from_utf8(page).expect("text");
        for word in ["http:", "https:", "<style", "style=", " onload", "javascript:"] {
            assert!(!page.contains(word), "{word}");
        }
    }
}
