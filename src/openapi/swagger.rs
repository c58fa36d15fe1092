//! Swagger UI at `/docs/`: our page around the files of the package, and nothing from anywhere else.

use std::collections::HashMap;
use std::io::Read;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::web::{self, Bytes, Path};
use actix_web::{HttpRequest, HttpResponse};
use flate2::read::GzDecoder;
use utoipa_swagger_ui::{Config, SwaggerFile};

use crate::http::published::Published;
use crate::problems::{ApiError, ApiResult};

const HTML: &str = "text/html; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The page, how it shows the contract, and its icon.
const OWN: [(&str, &str, &str); 3] = [
    ("index.html", HTML, include_str!("page/index.html")),
    ("swagger-initializer.js", SCRIPT, include_str!("page/swagger-initializer.js")),
    ("icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
];

/// The page as it is seen from `/` and `/docs`, wherever the service is: a proxy may have it below a path.
const PAGE: &str = "docs/";

/// What it uses of the package.
const PACKAGE: [&str; 2] = ["swagger-ui.css", "swagger-ui-bundle.js"];

/// How long a browser keeps them: after an upgrade it has the new ones within the hour.
const MAX_AGE: Duration = Duration::from_hours(1);

/// What the page may load and ask: this service and nobody else. Swagger UI sets styles in its elements and has icons in
/// its style sheet. Nobody may frame it: it is where tokens are typed in.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

static PAGES: LazyLock<HashMap<&'static str, Published>> = LazyLock::new(|| {
    let own = OWN.map(|(name, media_type, text)| (name, Published::new(media_type, text, MAX_AGE)));
    own.into_iter().chain(PACKAGE.into_iter().filter_map(|name| Some((name, published(name)?)))).collect()
});

fn published(name: &str) -> Option<Published> {
    let file = utoipa_swagger_ui::serve(name, Arc::new(Config::default())).ok().flatten()?;
    let content = content(&file)?;
    Some(Published::new(file.content_type, content, MAX_AGE))
}

fn content(file: &SwaggerFile<'_>) -> Option<Bytes> {
    if !file.gzpipped {
        return Some(file.bytes.to_vec().into());
    }
    let mut content = Vec::new();
    GzDecoder::new(&*file.bytes).read_to_end(&mut content).ok()?;
    Some(content.into())
}

/// Mounts the page.
pub fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(web::redirect("/docs", PAGE));
    cfg.service(web::resource("/docs/{file:.*}").get(read_file));
}

async fn read_file(request: HttpRequest, name: Path<String>) -> ApiResult<HttpResponse> {
    let name = if name.is_empty() { "index.html" } else { name.as_str() };
    let file = PAGES.get(name).ok_or_else(ApiError::not_found)?;
    let mut response = file.answer(&request)?;
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    Ok(response)
}
